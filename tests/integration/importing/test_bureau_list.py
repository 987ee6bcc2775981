"""A bureau's list against the register: who is meant, what stands afterwards, what an undo brings back."""

from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.errors import ConflictError
from app.models import BureauRecord, DatasetCoverage, ImportChunk, Judgement, MatchCase, Person, Secret
from app.queries.scope import Scope
from app.services.importing import acts
from app.services.importing.judging import forget, judge
from app.services.importing.records import OlderDeliveryError
from app.unit_of_work import unit_of_work
from tests.integration.importing.office import Office, dibao
from tests.support.people import COUNTY
from tests.workbooks.people import number_of

HEAD, WIFE, OLD = number_of(10_001), number_of(10_002), number_of(10_004)
OUTSIDER = number_of(20_000)


def line(name: str, number: str, level: str = "A类", status: str = "在保", amount: str = "600") -> list[Any]:
    return [name, number, "农村", level, amount, "2024-01-01", status]


def _records(db: Session) -> list[tuple[Any, ...]]:
    r = BureauRecord
    rows = db.execute(
        select(Person.person_no, r.period, r.kind, r.level, r.status, r.amount_fen)
        .join(Person, Person.id == r.person_id)
        .order_by(Person.person_no, r.id)
    )
    return [tuple(row) for row in rows]


def test_certain_rows_become_records_and_outsiders_leave_no_trace(db: Session, village: Office) -> None:
    secrets = db.scalar(select(func.count()).select_from(Secret))
    batch = village.applies(
        dibao(line("赵建国", HEAD), line("外来人", OUTSIDER)), "B04.xlsx", "B04", "2026-10"
    )
    counts = {k: batch.counts[k] for k in ("rows", "accepted", "matched", "doubtful", "unmatched", "changed")}
    assert counts == {"rows": 2, "accepted": 2, "matched": 1, "doubtful": 0, "unmatched": 1, "changed": 1}
    assert _records(db) == [("000101", "2026-10", "rural", "a", "normal", 60_000)]
    covered = db.scalars(select(DatasetCoverage)).one()
    assert (covered.dataset, covered.area_low, covered.period) == (4, COUNTY, "2026-10")
    assert db.scalar(select(func.count()).select_from(Secret)) == secrets
    left = db.scalars(select(ImportChunk.part)).all()
    assert set(left) <= {"replaced", "replaced.coverage"}


@pytest.mark.parametrize("written", ["赵健国", "趙建国", "赵 建国"])
def test_the_same_number_with_a_name_heard_or_written_otherwise_is_certain(
    db: Session, village: Office, written: str
) -> None:
    batch = village.sends(dibao(line(written, HEAD)), "B04.xlsx", "B04", "2026-10")
    assert batch.counts["matched"] == 1


def test_the_number_under_another_name_is_a_question(db: Session, village: Office) -> None:
    batch = village.applies(dibao(line("周大海", HEAD)), "B04.xlsx", "B04", "2026-10")
    assert (batch.counts["doubtful"], batch.counts["matched"]) == (1, 0)
    assert _records(db) == []


def test_an_old_number_and_a_certificate_find_the_person(db: Session, village: Office) -> None:
    number = next(n for n in (HEAD, WIFE, OLD) if n[6:8] == "19")
    person = {HEAD: "赵建国", WIFE: "孙小红", OLD: "钱秀英"}[number]
    old15 = number[:6] + number[8:17]
    batch = village.sends(dibao(line(person, old15)), "B04.xlsx", "B04", "2026-10")
    assert batch.counts["matched"] == 1


def _judged(db: Session, village: Office, verdict: str) -> tuple[Any, MatchCase]:
    batch = village.sends(dibao(line("周大海", HEAD)), "B04.xlsx", "B04", "2026-10")
    case = db.scalars(select(MatchCase).where(MatchCase.batch_id == batch.id)).one()
    with unit_of_work(db, village.actor, "match.judge") as work:
        judge(work, Scope.of(village.actor), batch, case, verdict, None)
    acts.compare_with_register(db, village.actor, batch)
    return batch, case


def test_same_links_the_row_and_not_the_same_is_remembered(db: Session, village: Office) -> None:
    batch, _case = _judged(db, village, "same")
    assert (batch.counts["matched"], batch.counts["doubtful"]) == (1, 0)
    db.query(Judgement).delete()
    db.commit()
    batch, _case = _judged(db, village, "different")
    assert (batch.counts["matched"], batch.counts["doubtful"], batch.counts["unmatched"]) == (0, 0, 1)
    next_month = village.sends(dibao(line("周大海", HEAD)), "B04.xlsx", "B04", "2026-11")
    assert (next_month.counts["doubtful"], next_month.counts["unmatched"]) == (0, 1)


def test_an_answer_can_be_taken_back(db: Session, village: Office) -> None:
    batch, case = _judged(db, village, "same")
    with unit_of_work(db, village.actor, "match.forget") as work:
        forget(work, batch, case)
    assert db.scalar(select(func.count()).select_from(Judgement)) == 0
    acts.compare_with_register(db, village.actor, batch)
    assert batch.counts["doubtful"] == 1


def test_a_newer_delivery_stands_in_place_of_the_older_one(db: Session, village: Office) -> None:
    village.applies(dibao(line("赵建国", HEAD), line("钱秀英", OLD)), "B04.xlsx", "B04", "2026-10")
    newer = village.applies(dibao(line("赵建国", HEAD, "B类")), "B04.xlsx", "B04", "2026-11")
    assert (newer.counts["differs"], newer.counts["ended"]) == (1, 1)
    assert _records(db) == [("000101", "2026-11", "rural", "b", "normal", 60_000)]
    with pytest.raises(OlderDeliveryError):
        village.sends(dibao(line("赵建国", HEAD)), "B04.xlsx", "B04", "2026-09")


def test_undo_brings_back_what_the_older_delivery_said(db: Session, village: Office) -> None:
    village.applies(dibao(line("赵建国", HEAD), line("钱秀英", OLD)), "B04.xlsx", "B04", "2026-10")
    before, coverage = (
        _records(db),
        db.execute(select(DatasetCoverage.period, DatasetCoverage.batch_id)).all(),
    )
    newer = village.applies(dibao(line("赵建国", HEAD, "B类")), "B04.xlsx", "B04", "2026-11")
    village.undoes(newer)
    assert _records(db) == before
    assert db.execute(select(DatasetCoverage.period, DatasetCoverage.batch_id)).all() == coverage
    assert newer.state == "undone"
    with pytest.raises(ConflictError):
        village.undoes(newer)


def test_a_batch_is_applied_once(db: Session, village: Office) -> None:
    batch = village.applies(dibao(line("赵建国", HEAD)), "B04.xlsx", "B04", "2026-10")
    with pytest.raises(ConflictError):
        acts.write(db, village.actor, batch)
    assert len(_records(db)) == 1


def test_the_same_list_again_changes_nothing(db: Session, village: Office) -> None:
    village.applies(dibao(line("赵建国", HEAD)), "B04.xlsx", "B04", "2026-10")
    again = village.sends(dibao(line("赵建国", HEAD)), "B04.xlsx", "B04", "2026-10")
    assert (again.counts["changed"], again.counts["unchanged"], again.counts["ended"]) == (0, 1, 0)


def test_somebody_without_a_number_is_found_by_name_birthday_and_village(
    db: Session, village: Office
) -> None:
    person = db.scalars(select(Person).where(Person.person_no == "000101")).one()
    with unit_of_work(db, village.actor, "test.edit") as work:
        person.id_ref = None
        work.session.flush()
    row = [*line("赵建国", HEAD), "试201"]
    from tests.integration.importing.office import DIBAO
    from tests.workbooks.tables import xlsx

    sheet = xlsx(("名册", [["低保花名册"], [*DIBAO, "村"], row]))
    batch = village.sends(sheet, "B04.xlsx", "B04", "2026-10")
    assert batch.counts["matched"] == 1
