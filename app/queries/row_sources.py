"""Row sources of the fact dictionary as SQL: which rows belong to a subject, their fields, what "live" means."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, and_, literal, or_, select

from app.domain.facts import SOURCES, RowSource, Subject, owner_of
from app.domain.vocabulary.datasets import BY_KEY
from app.domain.vocabulary.grants import LIVE_GRANT_STATES
from app.queries.days import Days
from app.queries.worlds import World

#: Columns that are never NULL: comparisons with plain values of them need no third value.
ALWAYS_TOLD = frozenset(("row.status", "row.measure", "row.state", "row.year", "row.on_day", "row.purpose"))


@dataclass
class Rows:
    """Rows of one source that belong to one subject, ready to be counted or searched."""

    source: RowSource
    table: FromClause
    ties: list[ColumnElement[bool]]
    fields: dict[str, ColumnElement[object]]
    id: ColumnElement[int]
    live: list[ColumnElement[bool]] = field(default_factory=list)
    #: Where this is not true, absence is unknown; None = absence is always known.
    known: ColumnElement[bool] | None = None


@dataclass(frozen=True)
class Subjects:
    """The rows around which a statement stands: a household and, for persons, one of its members."""

    world: World
    days: Days
    household: FromClause
    person: FromClause | None = None

    @property
    def subject(self) -> Subject:
        return "household" if self.person is None else "person"

    def lookup(self, query: Select[Any]) -> ColumnElement[Any]:
        """A scalar sub-query around these rows. The rows are named, since the library by itself correlates
        with the nearest statement only and would read the whole table anew deeper inside."""
        return query.correlate(*self.around).scalar_subquery()

    @property
    def around(self) -> list[FromClause]:
        return [self.household] if self.person is None else [self.household, self.person]


def covered(at: Subjects, dataset: str, area: ColumnElement[str]) -> ColumnElement[bool]:
    """Whether the bureau delivered this dataset for this place at all."""
    c = at.world.table("dataset_coverage").c
    here = (c.dataset == BY_KEY[dataset].number) & (c.area_low <= area) & (c.area_high > area)
    return at.lookup(select(literal(1)).where(here).limit(1)).is_not(None)


def rows_of(source: RowSource, at: Subjects) -> Rows:
    """Rows of `source` that belong to the person, or to the household where persons have none of their own."""
    if source.dataset is not None:
        return _bureau(source, at)
    return _SOURCES[source.key](source, at)


def _bureau(source: RowSource, at: Subjects) -> Rows:
    assert source.dataset is not None and at.person is not None
    r = at.world.table("bureau_record")
    ties = [r.c.dataset == BY_KEY[source.dataset].number, r.c.person_id == at.person.c.id]
    names = {"kind": "kind", "level": "level", "status": "status", "amount": "amount_fen"}
    return Rows(
        source, r, ties, _fields(r, {**names, "starts_on": "starts_on", "ends_on": "ends_on"}), r.c.id,
        live=[r.c.status == "normal", *_in_force(r, at)],
    )  # fmt: skip


def _in_force(r: FromClause, at: Subjects) -> list[ColumnElement[bool]]:
    return [
        or_(r.c.starts_on.is_(None), r.c.starts_on <= at.days.as_of),
        or_(r.c.ends_on.is_(None), r.c.ends_on >= at.days.as_of),
    ]


def _fields(r: FromClause, names: dict[str, str]) -> dict[str, ColumnElement[object]]:
    return {f"row.{field_}": r.c[column] for field_, column in names.items()}


def _grants(source: RowSource, at: Subjects) -> Rows:
    r = at.world.table("measure_grant")
    owner = owner_of(source, at.subject)
    mine = r.c.household_id == at.household.c.id
    if owner == "person" and at.person is not None:
        mine = r.c.person_id == at.person.c.id
    begun = and_(r.c.starts_on.is_not(None), r.c.starts_on <= at.days.as_of)
    ended = or_(r.c.ends_on.is_(None), r.c.ends_on >= at.days.as_of)
    names = {"measure": "measure", "state": "state", "amount": "amount_fen"}
    return Rows(
        source, r, [mine], _fields(r, {**names, "starts_on": "starts_on", "ends_on": "ends_on"}), r.c.id,
        live=[r.c.state.in_(sorted(LIVE_GRANT_STATES)), begun, ended],
    )  # fmt: skip


def _income(source: RowSource, at: Subjects) -> Rows:
    r = at.world.table("income_entry")
    names = {"kind": "kind", "year": "year", "amount": "amount_fen", "months": "months"}
    return Rows(source, r, [r.c.household_id == at.household.c.id], _fields(r, names), r.c.id)


def _visits(source: RowSource, at: Subjects) -> Rows:
    r = at.world.table("visit")
    names = {n: n for n in ("on_day", "purpose", "food_ok", "clothing_ok", "satisfied")}
    return Rows(source, r, [r.c.household_id == at.household.c.id], _fields(r, names), r.c.id)


def _projects(source: RowSource, at: Subjects) -> Rows:
    r = at.world.table("project_beneficiary")
    names = {"share": "share_fen", "from_on": "from_on", "to_on": "to_on"}
    return Rows(source, r, [r.c.household_id == at.household.c.id], _fields(r, names), r.c.id)


def _own_blind(at: Subjects, ref: ColumnElement[int]) -> ColumnElement[bytes]:
    own = at.world.table("secret")
    return at.lookup(select(own.c.blind).where(own.c.id == ref))


def _same_identity(source: RowSource, at: Subjects) -> Rows:
    """Present persons of active households whose identity number has the same blind index."""
    assert at.person is not None
    own = _own_blind(at, at.person.c.id_ref)
    r, key, home = (at.world.table(n, everybody=True) for n in ("person", "secret", "household"))
    table = r.join(key, key.c.id == r.c.id_ref).join(home, home.c.id == r.c.household_id)
    ties = [key.c.blind == own, r.c.status == "present", home.c.status == "active"]
    return Rows(source, table, ties, {}, r.c.id, known=own.is_not(None))


def _same_key(column: str) -> Callable[[RowSource, Subjects], Rows]:
    """Active households whose phone or account has the same blind index."""

    def rows(source: RowSource, at: Subjects) -> Rows:
        own = _own_blind(at, at.household.c[column])
        r, key = at.world.table("household", everybody=True), at.world.table("secret")
        ties = [key.c.blind == own, r.c.status == "active"]
        return Rows(source, r.join(key, key.c.id == r.c[column]), ties, {}, r.c.id, known=own.is_not(None))

    return rows


_SOURCES: dict[str, Callable[[RowSource, Subjects], Rows]] = {
    "grants": _grants,
    "income": _income,
    "visits": _visits,
    "projects": _projects,
    "same_identity": _same_identity,
    "same_phone": _same_key("phone_ref"),
    "same_account": _same_key("bank_ref"),
}
assert {s.key for s in SOURCES.values() if s.dataset is None} == set(_SOURCES)
