"""All or nothing: killed in the middle, taken back, stopped by a guard."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from sqlalchemy import Table, func, select
from sqlalchemy.orm import Session

from app.domain.errors import InvalidInputError
from app.models import REGISTRY_TABLES, Event, Household, ImportChunk, NameGram, Person
from app.models.base import Base
from app.services.importing import acts
from app.services.importing.receive import answer_guard
from app.services.importing.undo import later_changes
from app.unit_of_work import unit_of_work
from tests.integration.importing.conftest import HOME_ROWS, MEMBER_ROWS
from tests.integration.importing.office import Office, homes, members
from tests.support.people import OTHER_VILLAGE, VILLAGE
from tests.workbooks.people import name_of, number_of

ROOT = Path(__file__).resolve().parents[3]
OWN = {"version", "event_id"}


def _content(db: Session, table: Table) -> list[tuple[Any, ...]]:
    columns = [c for c in table.columns if c.name not in OWN]
    return [tuple(r) for r in db.execute(select(*columns).order_by(*columns[:2]))]


def _register(db: Session) -> dict[str, Any]:
    tables = [*REGISTRY_TABLES, "bureau_record", "dataset_coverage", "name_gram"]
    return {name: sorted(_content(db, Base.metadata.tables[name]), key=str) for name in tables}


@pytest.mark.parametrize("place", ["_insert", "_set_heads", "_close"])
def test_a_kill_in_the_middle_leaves_nothing_half_done(
    db: Session, office: Office, database_url: str, tmp_path: Path, place: str
) -> None:
    office.applies(homes(*HOME_ROWS), "N01.xlsx", "N01", "2026-12")
    batch = office.sends(members(*MEMBER_ROWS), "N02.xlsx", "N02", "2026-12")
    before, number = _register(db), batch.id
    db.commit()
    line = [sys.executable, "-m", "tests.integration.importing.dying_apply", database_url, str(tmp_path)]
    killed = subprocess.run([*line, str(number), place], cwd=ROOT, check=False, capture_output=True)
    assert killed.returncode == -9, killed.stderr
    assert _register(db) == before
    db.refresh(batch)
    assert batch.state == "previewed"
    acts.write(db, office.actor, batch)
    assert db.scalar(select(func.count()).select_from(Person)) == 3


def test_undo_of_a_first_load_leaves_the_register_as_it_was(db: Session, office: Office) -> None:
    office.applies(homes(*HOME_ROWS), "N01.xlsx", "N01", "2026-12")
    before = _register(db)
    batch = office.applies(members(*MEMBER_ROWS), "N02.xlsx", "N02", "2026-12")
    office.undoes(batch)
    assert _register(db) == before
    assert db.scalar(select(func.count()).select_from(ImportChunk)) == 0


def test_undo_of_a_reconciliation_restores_values_and_names(db: Session, village: Office) -> None:
    before = _register(db)
    changed = [
        [*MEMBER_ROWS[0][:2], "赵新国", *MEMBER_ROWS[0][3:6], "技能劳动力", "健康", ""],
        *MEMBER_ROWS[1:],
    ]
    batch = village.applies(members(*changed), "N02.xlsx", "N02", "2027-12")
    assert db.scalar(select(Person.labor).where(Person.person_no == "000101")) == "skilled"
    village.undoes(batch)
    assert _register(db) == before
    assert "建国" in set(db.scalars(select(NameGram.gram)))


def test_undo_of_a_move_finds_people_in_their_old_village_again(db: Session, village: Office) -> None:
    """Names are looked for by place: a move that is taken back takes the pieces of the name with it."""
    there = [OTHER_VILLAGE, "试203", "0003", "李大山", "一般农户", "C级", 2026, "", ""]
    head = ["0003", "000301", "李大山", "男", number_of(10_007), "户主", "普通劳动力", "健康", ""]
    village.applies(homes(*HOME_ROWS, there), "N01.xlsx", "N01", "2027-11")
    village.applies(members(*MEMBER_ROWS, head), "N02.xlsx", "N02", "2027-11")
    before = _register(db)
    moved = ["0003", *MEMBER_ROWS[1][1:5], "其他", *MEMBER_ROWS[1][6:]]
    batch = village.applies(
        members(MEMBER_ROWS[0], moved, MEMBER_ROWS[2], head), "N02.xlsx", "N02", "2027-12"
    )
    here = select(NameGram.area_code).where(NameGram.gram == "孙小红")
    assert db.scalars(here).all() == [OTHER_VILLAGE]
    village.undoes(batch)
    assert db.scalars(here).all() == [VILLAGE]
    assert _register(db) == before


def test_undo_leaves_what_somebody_changed_later(db: Session, village: Office) -> None:
    changed = [[*MEMBER_ROWS[0][:6], "技能劳动力", "健康", ""], *MEMBER_ROWS[1:]]
    batch = village.applies(members(*changed), "N02.xlsx", "N02", "2027-12")
    with unit_of_work(db, village.actor, "test.edit") as work:
        person = work.session.scalars(select(Person).where(Person.person_no == "000101")).one()
        person.education = "college"
    assert later_changes(db, batch) == {"person": 1}
    village.undoes(batch)
    person = db.scalars(select(Person).where(Person.person_no == "000101")).one()
    assert (person.labor, person.education) == ("skilled", "college")


def test_one_act_writes_one_event(db: Session, village: Office) -> None:
    acts_written = db.scalars(select(Event.act).where(Event.act == "import.apply")).all()
    assert len(acts_written) == 2
    assert {e for (e,) in db.execute(select(Person.event_id))} == {
        db.scalar(select(func.max(Event.id)).where(Event.act == "import.apply"))
    }


def _hamlet(kind: str) -> bytes:
    rows = [[VILLAGE, "试201", f"{n:05d}", name_of(n), kind, "A级", 2026, "", ""] for n in range(60)]
    return homes(*rows)


def test_a_batch_that_would_change_suspiciously_much_is_stopped(db: Session, office: Office) -> None:
    office.applies(_hamlet("脱贫户"), "N01.xlsx", "N01", "2026-12")
    batch = office.sends(_hamlet("一般农户"), "N01.xlsx", "N01", "2027-12")
    assert batch.state == "stopped"
    assert "100%" in (batch.state_words or "")
    with pytest.raises(InvalidInputError):
        acts.write(db, office.actor, batch)
    with unit_of_work(db, office.actor, "import.anyway") as work:
        answer_guard(work, batch)
    acts.write(db, office.actor, batch)
    assert set(db.scalars(select(Household.kind))) == {"ordinary"}


def test_staged_rows_are_unreadable_without_the_key(db: Session, office: Office) -> None:
    office.applies(homes(*HOME_ROWS), "N01.xlsx", "N01", "2026-12")
    office.sends(members(*MEMBER_ROWS), "N02.xlsx", "N02", "2026-12")
    chunks = list(db.scalars(select(ImportChunk.sealed)))
    assert chunks
    assert all(number_of(10_001).encode() not in c and "赵建国".encode() not in c for c in chunks)
    with pytest.raises(pl.exceptions.ComputeError):
        pl.read_ipc(chunks[0][14:])
