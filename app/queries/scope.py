"""Whose data is this? A scope compiles to one marked WHERE clause; `scope_guard` refuses statements without it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Boolean, ColumnElement, or_, select, true
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.visitors import InternalTraversal

from app.domain.areas import ancestors_of, range_of
from app.domain.clock import today
from app.domain.permissions import KEPT_APART, Actor
from app.domain.vocabulary.datasets import DATASETS
from app.models import Assignment

#: Tables whose rows belong to a place, a household or a bureau; read only through a scope.
SCOPED_TABLES = frozenset(
    {
        "asset",
        "attachment",
        "asset_income",
        "asset_share",
        "budget_line",
        "bureau_record",
        "clue",
        "day_area",
        "exemption",
        "export_request",
        "family_need",
        "finding",
        "finding_receipt",
        "finding_recheck",
        "finding_step",
        "fund_flow",
        "household",
        "import_batch",
        "income_entry",
        "living_condition",
        "look_sheet",
        "grant_appeal",
        "map_point",
        "measure_grant",
        "membership",
        "household_act",
        "monitoring_case",
        "monitoring_situation",
        "monitoring_step",
        "name_gram",
        "person",
        "project",
        "project_beneficiary",
        "project_goal",
        "project_notice",
        "project_place",
        "project_step",
        "report_request",
        "report_schedule",
        "rule_result",
        "rule_trial",
        "snapshot_area",
        "supervision_case",
        "supervision_step",
        "survey",
        "survey_case",
        "village_record",
        "visit",
        "work_plan",
        "work_record",
    }
)
SCOPED_TABLES |= {f"{name}_history" for name in SCOPED_TABLES}


class ScopeClause(ColumnElement[bool]):
    """A scope's predicate as an element of its own: `and_` cannot dissolve it, and the guard knows it."""

    __visit_name__ = "scope_clause"
    inherit_cache = True
    type = Boolean()
    _traverse_internals = [("clause", InternalTraversal.dp_clauseelement)]  # noqa: RUF012

    def __init__(self, clause: ColumnElement[bool]) -> None:
        self.clause = clause

    def self_group(self, against: Any = None) -> "ScopeClause":
        """It brings its own brackets."""
        return self

    @property
    def _from_objects(self) -> list[Any]:
        return self.clause._from_objects


@compiles(ScopeClause)
def _compile_scope(element: ScopeClause, compiler: SQLCompiler, **kw: Any) -> str:
    return f"({compiler.process(element.clause, **kw)})"


_reason: ContextVar[str | None] = ContextVar("unscoped", default=None)


@contextmanager
def unscoped(reason: str) -> Iterator[None]:
    """Work on the whole register, e.g. the mass run of rules; every place of use is listed by a test."""
    token = _reason.set(reason)
    try:
        yield
    finally:
        _reason.reset(token)


def unscoped_reason() -> str | None:
    return _reason.get()


@dataclass(frozen=True)
class Scope:
    """Area ranges, households in an officer's charge, and for bureau staff the bureaus they work for.

    `bureaus` None = every bureau. An empty scope sees nothing.
    """

    ranges: tuple[tuple[str, str], ...] = ()
    assigned_to: int | None = None
    bureaus: frozenset[str] | None = None

    @classmethod
    def of(cls, actor: Actor) -> "Scope":
        """The scope of somebody's roles together; the three administrators have none over the register."""
        grants = [g for g in actor.grants if g.role not in KEPT_APART]
        ranges = {range_of(g.area_code) for g in grants if g.role != "officer"}
        officer = any(g.role == "officer" for g in grants)
        only_bureau = bool(grants) and all(g.role == "bureau_staff" for g in grants)
        bureaus = frozenset(g.bureau for g in grants if g.bureau) if only_bureau else None
        return cls(tuple(sorted(ranges)), actor.id if officer else None, bureaus)

    @classmethod
    def everything(cls) -> "Scope":
        """The whole register: for the product itself and for tests."""
        return cls((("000000000000", "999999999999"),))

    def within(self, code: str) -> "Scope":
        """The part of this scope inside an area (the drill-down of a map)."""
        low, high = range_of(code)
        cut = [(max(a, low), min(b, high)) for a, b in self.ranges if max(a, low) < min(b, high)]
        return Scope(tuple(cut), self.assigned_to, self.bureaus)

    @property
    def is_wide(self) -> bool:
        """True where a part of it is a whole county or more."""
        return any(low.endswith("000000") for low, _high in self.ranges)

    def covers(self, code: str) -> bool:
        """True where the whole area lies in the scope."""
        low, high = range_of(code)
        return any(a <= low and high <= b for a, b in self.ranges)

    def parts(self) -> "tuple[Scope, ...]":
        """Its ranges one by one, those that touch as one, and the households in charge: each goes along one index."""
        apart: list[tuple[str, str]] = []
        for low, high in sorted(self.ranges):
            if apart and low <= apart[-1][1]:
                apart[-1] = (apart[-1][0], max(high, apart[-1][1]))
            else:
                apart.append((low, high))
        ranges = [replace(self, ranges=(one,), assigned_to=None) for one in apart]
        return (*ranges, *([] if self.assigned_to is None else [replace(self, ranges=())]))

    def on(self, entity: Any, *, ends: str = "both") -> ColumnElement[bool]:
        """The predicate for one table or alias, marked so that the listener knows it.

        `ends`: by which ends of a range rows are looked up: both, low, high or neither; others are only compared. A
        page behind a row begins at the row, and a number at its index: SQLite would take the range of places instead.
        """
        places: list[ColumnElement[bool]] = []
        if hasattr(entity, "area_code"):
            area = entity.area_code
            low = area if ends in ("both", "low") else area.op("||")("")
            high = area if ends in ("both", "high") else area.op("||")("")
            places += [(low >= a) & (high < b) for a, b in self.ranges]
        if self.assigned_to is not None and (key := _household_key(entity)) is not None:
            mine = select(Assignment.household_id).where(
                Assignment.user_id == self.assigned_to, _now(Assignment)
            )
            places.append(key.in_(mine))
        clause: ColumnElement[bool] = or_(*places) if places else _never(entity)
        if self.bureaus is not None:
            clause = clause & self._of_bureaus(entity)
        return ScopeClause(clause)

    def over(self, entity: Any) -> ColumnElement[bool]:
        """Rows of the scope's own areas and of those that hold them: a county's list speaks for its townships too.

        Only for what tells nothing about anybody (when a list came, how many rows); the row itself stays out of reach.
        """
        above = {code for low, _high in self.ranges for code in ancestors_of(low)}
        places = [(entity.area_code >= a) & (entity.area_code < b) for a, b in self.ranges]
        clause: ColumnElement[bool] = (
            or_(entity.area_code.in_(sorted(above)), *places) if above else _never(entity)
        )
        return ScopeClause(clause if self.bureaus is None else clause & self._of_bureaus(entity))

    def _of_bureaus(self, entity: Any) -> ColumnElement[bool]:
        if hasattr(entity, "dataset") and not hasattr(entity, "bureau"):
            numbers = [d.number for d in DATASETS if d.office in (self.bureaus or ())]
            clause: ColumnElement[bool] = entity.dataset.in_(numbers)
            return clause
        if hasattr(entity, "bureau") and getattr(entity, "__tablename__", "") not in {"project"}:
            of_mine: ColumnElement[bool] = entity.bureau.in_(sorted(self.bureaus or ()))
            return of_mine
        return true()


def _now(charge: Any) -> ColumnElement[bool]:
    """In force today: whoever handed a household over sees it no more."""
    begun = or_(charge.from_on.is_(None), charge.from_on <= today())
    in_force: ColumnElement[bool] = begun & or_(charge.to_on.is_(None), charge.to_on >= today())
    return in_force


def _household_key(entity: Any) -> Any | None:
    name = getattr(entity, "__tablename__", None) or entity.__mapper__.local_table.name
    if name == "household":
        return entity.id
    return getattr(entity, "household_id", None)


def _never(entity: Any) -> ColumnElement[bool]:
    """Nothing of this table, said with a column of it so that the guard sees which table is meant."""
    key = entity.id if hasattr(entity, "id") else entity.person_id
    nothing: ColumnElement[bool] = key == -1
    return nothing


def village_of(record: Any, area: ColumnElement[str]) -> ColumnElement[bool]:
    """The record of the village that a row lies in: whoever may see the row may see its village's figures."""
    return ScopeClause(record.c.area_code == area)


def paper_around(line: Any, code: str) -> ColumnElement[bool]:
    """Budget lines given to the areas around a place: who works on its project may see the papers of its money."""
    return ScopeClause(line.area_code.in_(ancestors_of(code)))
