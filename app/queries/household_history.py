"""What changed on a household, from the history tables: was, is now, who said it and when."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from sqlalchemy import Row, Table, select
from sqlalchemy.orm import Session

from app.domain.registry_fields import TABLES, say
from app.models import Base, Event, Household, ImportBatch, User
from app.queries.scope import Scope
from app.queries.worlds import history_of

#: What a change says in words: whose, label, was, is.
_WORDS = ("whose", "label", "was", "now")
#: Never shown as a change: keys, and what only repeats another change.
_SILENT = frozenset(
    {"id", "public_id", "version", "event_id", "head_id", "household_id", "person_id", "area_code"}
)


@dataclass(frozen=True, slots=True)
class Origin:
    """Who said it: the act, the person, the moment, and the batch where a workbook said it."""

    event_id: int
    act: str
    who: str
    at: datetime
    batch_id: int | None


@dataclass(frozen=True, slots=True)
class Change:
    """One value: whose, which field, what it was and what it is (empty = not told)."""

    whose: str
    label: str
    was: str
    now: str
    origin: Origin
    #: Something came that had not been there: there is no "was".
    is_new: bool = False
    #: Which value it was, so that it can be put back: table, row, column, version before.
    place: tuple[str, int, str, int] | None = None


@dataclass(frozen=True, slots=True)
class Version:
    """One version of one row, as columns by name."""

    table: str
    values: Mapping[str, Any]

    @property
    def event_id(self) -> int:
        number: int = self.values["event_id"]
        return number


def list_changes(session: Session, scope: Scope, household_id: int, limit: int = 40) -> list[Change]:
    """The newest changes of the household, its members, its living conditions and its ledger."""
    found: list[tuple[int, bool, list[tuple[Any, ...]]]] = []
    for table in TABLES:
        by_row: dict[int, list[Version]] = {}
        for version in versions_in(session, scope, table, household_id):
            by_row.setdefault(version.values["id"], []).append(version)
        for versions in by_row.values():
            found.append((versions[0].event_id, True, list(_beginning(versions[0]))))
            found += [(now.event_id, False, list(_differences(was, now))) for was, now in pairwise(versions)]
    first = min((event_id for event_id, _, _ in found), default=0)
    told = [item for item in found if item[2] and item[0] != first]
    newest = sorted(told, key=lambda item: -item[0])[:limit]
    origins = origins_of(session, [event_id for event_id, _, _ in newest])
    changes = [
        Change(d[0], d[1], d[2], d[3], origins[event_id], is_new, d[4] if len(d) > len(_WORDS) else None)
        for event_id, is_new, all_of in newest
        for d in all_of
    ]
    return changes[:limit]


def row_of(
    session: Session, scope: Scope, table: str, household_id: int, row_id: int
) -> Mapping[str, Any] | None:
    """The present version of a row of the household; None where it is gone."""
    statement = _of_household(scope, Base.metadata.tables[table], table, household_id)
    row = session.execute(statement.where(Base.metadata.tables[table].c.id == row_id)).first()
    return None if row is None else dict(row._mapping)


def version_of(
    session: Session, scope: Scope, table: str, household_id: int, row_id: int, version: int
) -> Mapping[str, Any] | None:
    """The values that a row of a household had in a version; None where it never had that version."""
    for source in (Base.metadata.tables[table], history_of(table)):
        statement = _of_household(scope, source, table, household_id)
        row = session.execute(statement.where(source.c.id == row_id, source.c.version == version)).first()
        if row is not None:
            return dict(row._mapping)
    return None


def origins_of(session: Session, event_ids: list[int]) -> dict[int, Origin]:
    """Event number -> who said it."""
    rows = session.execute(
        select(Event, User.display_name)
        .outerjoin(User, User.id == Event.actor_id)
        .where(Event.id.in_(event_ids))
    )
    return {e.id: Origin(e.id, e.act, name or "系统", e.at, e.batch_id) for e, name in rows}


def batch_names(session: Session, scope: Scope, batch_ids: list[int]) -> dict[int, str]:
    """Number of a batch -> its profile and period, as far as the reader may see the batch."""
    rows = select(ImportBatch).where(scope.on(ImportBatch), ImportBatch.id.in_(batch_ids))
    return {batch.id: f"{batch.profile} {batch.period or ''}".strip() for batch in session.scalars(rows)}


def versions_in(session: Session, scope: Scope, table: str, household_id: int) -> Iterator[Version]:
    """All versions of the household's rows in one table, oldest first."""
    rows: list[Row[Any]] = []
    for source in (history_of(table), Base.metadata.tables[table]):
        rows += session.execute(_of_household(scope, source, table, household_id))
    for row in sorted(rows, key=lambda r: (r._mapping["id"], r._mapping["version"])):
        yield Version(table, dict(row._mapping))


def _of_household(scope: Scope, source: Table, table: str, household_id: int) -> Any:
    columns = [source.c[c.name] for c in Base.metadata.tables[table].columns]
    key = source.c.id if table == "household" else source.c.household_id
    if table == "household" and source.name == table:
        return select(*columns).where(scope.on(Household), Household.id == household_id)
    return (
        select(*columns)
        .join(Household, Household.id == key)
        .where(scope.on(Household), Household.id == household_id)
    )


def _beginning(first: Version) -> Iterator[tuple[str, str, str, str]]:
    """A member or a ledger line that came after the household was registered."""
    if first.table == "person":
        yield "", "家庭成员", "", f"增加 {first.values['name']}"
    elif first.table == "income_entry":
        yield "", f"{first.values['year']} 年收入", "", _line(first.values)


def _line(values: Mapping[str, Any]) -> str:
    fields = TABLES["income_entry"]
    return f"增加{say(fields['kind'], values['kind'])} {say(fields['amount_fen'], values['amount_fen'])}"


def _differences(was: Version, now: Version) -> Iterator[tuple[Any, ...]]:
    whose = _whose(now)
    row, version = was.values["id"], was.values["version"]
    for key, field in TABLES[now.table].items():
        before, after = was.values.get(key), now.values.get(key)
        if key in _SILENT or before == after:
            continue
        if field.kind == "secret":
            yield whose, field.label, "原登记" if before else "", "已更换" if after else "已清空"
        else:
            yield whose, field.label, say(field, before), say(field, after), (now.table, row, key, version)


def _whose(version: Version) -> str:
    if version.table == "person":
        return str(version.values["name"])
    if version.table == "income_entry":
        return f"{version.values['year']} 年{say(TABLES['income_entry']['kind'], version.values['kind'])}"
    return ""
