"""What row sources are made of: the rows of one source, and the subjects around which a statement stands."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select

from app.domain.facts import RowSource, Subject
from app.queries.days import Days
from app.queries.scope import Scope
from app.queries.worlds import World


@dataclass
class Rows:
    """Rows of one source that belong to one subject, ready to be counted or searched."""

    source: RowSource
    table: FromClause
    ties: list[ColumnElement[bool]]
    fields: dict[str, ColumnElement[Any]]
    id: ColumnElement[int]
    live: list[ColumnElement[bool]] = field(default_factory=list)
    #: Where this is not true, absence is unknown; None = absence is always known.
    known: ColumnElement[bool] | None = None
    #: Where this is not true there is no row at all, and no look is needed; None = nobody has looked yet.
    some: ColumnElement[bool] | None = None


@dataclass(frozen=True)
class Subjects:
    """The rows around which a statement stands: a household and, for persons, one of its members; or the row of a
    village or project. `scope` narrows what a village sees of its households, for statements that the guard reads."""

    world: World
    days: Days
    base: FromClause
    person: FromClause | None = None
    kind: Subject = "household"
    scope: Scope | None = None
    #: The step that has looked which lists of bureaus name the person at all, and what it found.
    looked: FromClause | None = None
    named: Mapping[str, ColumnElement[bool]] = field(default_factory=dict)
    #: Whether looks that speak of their own rows alone are to be written so that they can be grouped by subject.
    groupable: bool = False

    @property
    def subject(self) -> Subject:
        return self.kind if self.person is None else "person"

    @property
    def household(self) -> FromClause:
        assert self.kind == "household", "only a household and its members have a household"
        return self.base

    @property
    def area(self) -> ColumnElement[str]:
        """The village that the subject lies in, or is."""
        return self.base.c.code if self.kind == "village" else self.base.c.area_code

    def lookup(self, query: Select[Any]) -> ColumnElement[Any]:
        """A scalar sub-query around these rows. The rows are named, since the library by itself correlates
        with the nearest statement only and would read the whole table anew deeper inside."""
        return query.correlate(*self.around).scalar_subquery()

    @property
    def around(self) -> list[FromClause]:
        return [one for one in (self.base, self.person, self.looked) if one is not None]
