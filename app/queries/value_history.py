"""One value through all its versions: what it was, who or which row of a workbook said so, and when."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import BureauRecord, Person
from app.queries.household_history import Origin, Version, batch_names, origins_of, versions_in
from app.queries.scope import Scope


@dataclass(frozen=True, slots=True)
class Held:
    """A value from the version in which it came; `origin` None where the act is not kept any more.

    `batch` names the workbook as far as the reader may see it, `row_no` its row where one row spoke of one person.
    """

    value: Any
    version: int
    event_id: int
    origin: Origin | None = None
    batch: str = ""
    row_no: int | None = None


def held_values(
    session: Session, scope: Scope, household_id: int, table: str, row_id: int, column: str
) -> list[Held]:
    """What `column` of one row of the household has held, the present value first; nothing for no such row."""
    versions = versions_in(session, scope, table, household_id)
    held = list(_held((v for v in versions if v.values["id"] == row_id), column))[::-1]
    origins = origins_of(session, [one.event_id for one in held])
    batches = [o.batch_id for o in origins.values() if o.batch_id is not None]
    names = batch_names(session, scope, batches)
    rows = _rows(session, scope, row_id, batches) if table == "person" else {}
    return [_told(one, origins.get(one.event_id), names, rows) for one in held]


def _held(versions: Iterator[Version], column: str) -> Iterator[Held]:
    """The first version and each that brought another value."""
    last: Any = None
    for number, version in enumerate(versions):
        value = version.values.get(column)
        if number == 0 or value != last:
            yield Held(value, version.values["version"], version.event_id)
        last = value


def _told(one: Held, origin: Origin | None, names: dict[int, str], rows: dict[int, int]) -> Held:
    batch = origin.batch_id if origin else None
    if batch is None:
        return replace(one, origin=origin)
    return replace(one, origin=origin, batch=names.get(batch, ""), row_no=rows.get(batch))


def _rows(session: Session, scope: Scope, person_id: int, batches: list[int]) -> dict[int, int]:
    """Batch -> the row of its workbook that spoke of the person."""
    said = (
        select(BureauRecord.batch_id, BureauRecord.row_no)
        .join(Person, Person.id == BureauRecord.person_id)
        .where(scope.on(Person), Person.id == person_id, BureauRecord.batch_id.in_(batches))
    )
    return {batch: row for batch, row in session.execute(said) if batch and row}
