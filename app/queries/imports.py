"""Batches of workbooks as people see them: lists, problems by cause, doubtful pairs."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import Session

from app.domain.errors import NotFoundError
from app.models import Event, ImportBatch, ImportProblem, MatchCase, Person, StoredFile, User
from app.queries.scope import Scope

#: The counts that every answer carries.
COUNTS = ("rows", "accepted", "rejected", "matched", "doubtful", "unmatched", "changed", "unchanged")


#: Acts by which somebody sees the rows of a batch: its pages, its marked workbook.
VIEWED, TAKEN = "import.view", "import.return"
#: The code of a village's own workbook; those batches have a room of their own (queries.village_books).
BOOK = "W01"
_FROM_OFFICES = func.coalesce(ImportBatch.profile, "") != BOOK


@dataclass(frozen=True, slots=True)
class CauseLine:
    """All problems of one kind in one column: how many and where the first ones are."""

    code: str
    level: str
    column: str | None
    count: int
    cells: tuple[str, ...]
    message: str


def find_batch(session: Session, scope: Scope, public_id: str) -> ImportBatch | None:
    """The batch; None outside the scope and for unknown ids alike."""
    return session.scalar(
        select(ImportBatch).where(scope.on(ImportBatch), ImportBatch.public_id == public_id, _FROM_OFFICES)
    )


def get_batch(session: Session, scope: Scope, public_id: str) -> ImportBatch:
    """The batch. Raises NotFoundError."""
    batch = find_batch(session, scope, public_id)
    if batch is None:
        raise NotFoundError()
    return batch


def list_batches(
    session: Session, scope: Scope, *, before: int | None = None, limit: int = 50
) -> list[tuple[ImportBatch, str, str]]:
    """Batches with file name and who brought them, newest first; `before` is the id of the last one seen."""
    wanted = (
        select(ImportBatch, StoredFile.name, func.coalesce(User.display_name, ""))
        .join(StoredFile, StoredFile.id == ImportBatch.file_id)
        .outerjoin(User, User.id == ImportBatch.created_by)
        .where(scope.on(ImportBatch), ImportBatch.state != "dropped", _FROM_OFFICES)
        .order_by(ImportBatch.id.desc())
        .limit(limit)
    )
    if before is not None:
        wanted = wanted.where(ImportBatch.id < before)
    return [(b, name, who) for b, name, who in session.execute(wanted)]


def head_of(session: Session, scope: Scope, batch: ImportBatch) -> tuple[str, str]:
    """File name and who brought it."""
    wanted = (
        select(StoredFile.name, func.coalesce(User.display_name, ""))
        .select_from(ImportBatch)
        .join(StoredFile, StoredFile.id == ImportBatch.file_id)
        .outerjoin(User, User.id == ImportBatch.created_by)
        .where(scope.on(ImportBatch), ImportBatch.id == batch.id)
    )
    name, who = session.execute(wanted).one()
    return name, who


@dataclass(frozen=True, slots=True)
class Viewer:
    """Somebody who saw the rows of a batch: on how many days, when last, and how often the marked sheet was taken."""

    name: str
    days: int
    last: datetime
    taken: int


def list_viewers(session: Session, scope: Scope, batch: ImportBatch, *, limit: int = 20) -> list[Viewer]:
    """Who saw a batch, last first. The batch was found through the scope."""
    if not scope.covers(batch.area_code):
        return []
    views = func.sum(case((Event.act == VIEWED, 1), else_=0))
    taken = func.sum(case((Event.act == TAKEN, 1), else_=0))
    wanted = (
        select(User.display_name, views, func.max(Event.at), taken)
        .join(User, User.id == Event.actor_id)
        .where(Event.subject == f"import_batch:{batch.public_id}", Event.act.in_((VIEWED, TAKEN)))
        .group_by(User.id, User.display_name)
        .order_by(func.max(Event.at).desc(), User.id)
        .limit(limit)
    )
    return [Viewer(name, days, last, took) for name, days, last, took in session.execute(wanted)]


def _within(scope: Scope, batch: ImportBatch) -> Select[int]:
    """The batch's number, if it is in reach."""
    return select(ImportBatch.id).where(scope.on(ImportBatch), ImportBatch.id == batch.id)


def list_problems(
    session: Session, scope: Scope, batch: ImportBatch, *, limit: int = 20_000
) -> list[ImportProblem]:
    """Problems one by one in the order of the sheet."""
    wanted = select(ImportProblem).where(ImportProblem.batch_id.in_(_within(scope, batch)))
    ordered = wanted.order_by(ImportProblem.row_no.nulls_first(), ImportProblem.id).limit(limit)
    return list(session.scalars(ordered))


def list_causes(session: Session, scope: Scope, batch: ImportBatch) -> list[CauseLine]:
    """Problems grouped by kind and column: what must be repaired first, then most rows."""
    p = ImportProblem
    rows = session.execute(
        select(p.code, p.level, p.column, func.count(), func.min(p.id))
        .where(p.batch_id.in_(_within(scope, batch)))
        .group_by(p.code, p.level, p.column)
    ).all()
    order = {"must": 0, "look": 1, "hint": 2}
    found = []
    for code, level, column, count, first in sorted(rows, key=lambda r: (order[r[1]], -r[3])):
        same = (p.batch_id == batch.id, p.code == code, p.column.is_not_distinct_from(column))
        cells = session.scalars(
            select(p.cell).where(*same, p.cell.is_not(None)).order_by(p.row_no).limit(5)
        ).all()
        example = session.get(ImportProblem, first)
        words = example.message if example else ""
        found.append(CauseLine(code, level, column, count, tuple(c for c in cells if c), words))
    return found


def count_cases(session: Session, scope: Scope, batch: ImportBatch) -> dict[str, int]:
    """Doubtful rows by state: open, same, different, later."""
    m = MatchCase
    rows = session.execute(
        select(m.state, func.count()).where(m.batch_id.in_(_within(scope, batch))).group_by(m.state)
    )
    return dict(iter(rows))


def next_case(
    session: Session, scope: Scope, batch: ImportBatch, public_id: str | None = None
) -> MatchCase | None:
    """The case asked for, else the first that nobody has answered, else the first put off."""
    m = MatchCase
    mine = select(m).where(m.batch_id.in_(_within(scope, batch)))
    if public_id is not None:
        return session.scalar(mine.where(m.public_id == public_id))
    waiting = mine.where(m.state.in_(("open", "later"))).order_by(
        m.state != "open", m.judged_at.nulls_first(), m.id
    )
    return session.scalar(waiting.limit(1))


def following_cases(
    session: Session, scope: Scope, batch: ImportBatch, case: MatchCase, limit: int = 5
) -> list[MatchCase]:
    """The next open ones after a case."""
    m = MatchCase
    mine = m.batch_id.in_(_within(scope, batch))
    rest = select(m).where(mine, m.state == "open", m.id > case.id).order_by(m.id)
    return list(session.scalars(rest.limit(limit)))


def people_of_case(session: Session, scope: Scope, case: MatchCase) -> list[tuple[Person, float]]:
    """The candidates of a case that the reader may see, likeliest first."""
    scores: dict[int, float] = {c["person_id"]: c["score"] for c in case.candidates}
    people = session.scalars(select(Person).where(scope.on(Person), Person.id.in_(scores))).all()
    return sorted(((p, scores[p.id]) for p in people), key=lambda pair: (-pair[1], pair[0].id))


def as_json(session: Session, scope: Scope, batch: ImportBatch, limit: int = 20_000) -> dict[str, Any]:
    """The stable shape that commands print."""
    c = batch.counts
    more = ("new", "conflict", "ended", "missing", "moved")
    return {
        "batch": batch.public_id,
        "profile": batch.profile,
        "period": batch.period,
        "state": batch.state,
        **{name: c.get(name, 0) for name in COUNTS},
        **{name: c[name] for name in more if name in c},
        "stopped": batch.state_words if batch.state == "stopped" else None,
        "problems": [
            {
                "code": p.code,
                "cell": p.cell,
                "sheet": p.sheet,
                "row": p.row_no,
                "level": p.level,
                "message": p.message,
            }
            for p in list_problems(session, scope, batch, limit=limit)
        ],
    }
