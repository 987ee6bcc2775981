"""Two people at one batch: what was worked out before the lock is kept only where the batch has not moved meanwhile."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.errors import ConflictError
from app.models import Event, ImportBatch, Judgement, MatchCase
from app.queries.scope import Scope
from app.services.importing import acts
from app.services.importing.judging import judge
from app.unit_of_work import unit_of_work
from tests.integration.importing.conftest import MEMBER_ROWS
from tests.integration.importing.office import Office, dibao, members
from tests.integration.importing.test_bureau_list import HEAD, line

#: The wide lock of PostgreSQL and the one writer of SQLite come before the same check.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def batch(village: Office) -> ImportBatch:
    """Compared and ready to be applied: one person's ability to work changed."""
    changed = [[*MEMBER_ROWS[0][:6], "技能劳动力", "健康", ""], *MEMBER_ROWS[1:]]
    return village.sends(members(*changed), "N02.xlsx", "N02", "2027-12")


def _meanwhile(monkeypatch: pytest.MonkeyPatch, name: str, other: Callable[[], object]) -> None:
    """Somebody else acts after a thing was worked out and before it is kept."""
    worked_out = getattr(acts, name)

    def late(*told: Any) -> Any:
        found = worked_out(*told)
        monkeypatch.setattr(acts, name, worked_out)
        other()
        return found

    monkeypatch.setattr(acts, name, late)


def _somebody(db: Session, batch: ImportBatch, do: Callable[[Session, ImportBatch], object]) -> None:
    with Session(db.get_bind()) as other:
        same = other.get(ImportBatch, batch.id)
        assert same is not None
        do(other, same)


@pytest.mark.parametrize("late", ["prepare", "read_batch"])
def test_what_was_worked_out_before_opens_no_applied_batch(
    db: Session, village: Office, batch: ImportBatch, monkeypatch: pytest.MonkeyPatch, late: str
) -> None:
    apply = lambda other, same: acts.write(other, village.actor, same)  # noqa: E731
    _meanwhile(monkeypatch, late, lambda: _somebody(db, batch, apply))
    with pytest.raises(ConflictError, match="刚才有人办过别的"):
        if late == "prepare":
            acts.compare_with_register(db, village.actor, batch)
        else:
            acts.read_in(db, village.actor, village.store, batch)
    db.refresh(batch)
    assert batch.state == "applied"
    village.undoes(batch)
    assert batch.state == "undone"


def test_a_plan_that_was_compared_anew_meanwhile_is_not_applied(
    db: Session, village: Office, batch: ImportBatch, monkeypatch: pytest.MonkeyPatch
) -> None:
    anew = lambda other, same: acts.compare_with_register(other, village.actor, same)  # noqa: E731
    _meanwhile(monkeypatch, "build", lambda: _somebody(db, batch, anew))
    with pytest.raises(ConflictError):
        acts.write(db, village.actor, batch)
    applied = select(func.count()).where(Event.act == "import.apply", Event.batch_id == batch.id)
    assert db.scalar(applied) == 0
    assert batch.state == "previewed"


def test_who_answers_a_pair_second_is_told(db: Session, village: Office) -> None:
    batch = village.sends(dibao(line("周大海", HEAD)), "B04.xlsx", "B04", "2026-10")
    case = db.scalars(select(MatchCase).where(MatchCase.batch_id == batch.id)).one()
    scope = Scope.of(village.actor)
    for verdict in ("later", "different"):  # put off is no answer
        with unit_of_work(db, village.actor, "match.judge") as work:
            judge(work, scope, batch, case, verdict, None)
    with (
        pytest.raises(ConflictError, match="已经有人认过"),
        unit_of_work(db, village.actor, "match.judge") as work,
    ):
        judge(work, scope, batch, case, "same", None)
    assert case.state == "different"
    assert db.scalars(select(Judgement.is_same)).all() == [False]
