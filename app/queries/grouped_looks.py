"""Looks into other tables for each subject, turned into one reading of the table for all subjects.

A step asks "the sum of the ledger lines of this household" sixty thousand times, each time through an index. Run over a
whole register, the same is asked once, grouped by household, and joined as columns.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import (
    Alias,
    BinaryExpression,
    ColumnElement,
    FromClause,
    ScalarSelect,
    Select,
    false,
    select,
)
from sqlalchemy.sql import operators, visitors
from sqlalchemy.sql.elements import BooleanClauseList

Sql = ColumnElement[Any]
OWNER = "owner"


@dataclass(frozen=True)
class Look:
    """A column of a step that looks into one table: its value for those who have rows, and for those who have none."""

    label: str
    owner: Sql
    value: Sql
    froms: tuple[FromClause, ...]
    where: tuple[Sql, ...]
    #: The rows are one each; nothing is to be summed up.
    single: bool
    without: Sql

    def grouped(self) -> Select[Any]:
        """One row for each owner that has rows; `reading` adds columns of other looks at the same rows."""
        found = select(self.owner.label(OWNER)).select_from(*self.froms).where(*self.where)
        return found if self.single else found.group_by(self.owner)

    def kind(self) -> tuple[str, str]:
        """Equal for looks at the same rows of one table."""
        if len(self.froms) > 1 or not isinstance(self.froms[0], Alias):
            return self.label, ""
        compiled = self.grouped().compile()
        return str(compiled), repr(sorted(compiled.params.items()))

    def like(self, other: "Look") -> Sql:
        """The value, read from the tables of another look at the same rows."""
        twins: dict[Any, FromClause] = dict(zip(self.froms, other.froms, strict=True))

        def twin(element: Any, **_: Any) -> Any:
            table = twins.get(getattr(element, "table", None))
            return None if table is None else table.c[element.name]

        return visitors.replacement_traverse(self.value, {}, twin)


def look_of(column: Sql, key: Sql, around: tuple[FromClause, ...]) -> Look | None:
    """The labelled column of a step as a look; None where it asks for more than rows of its own subject.

    `key`: the subject's id; `around`: the rows that the step stands around.
    """
    label, inner = cast("Any", column).name, cast("Any", column).element
    lookups = list(_outermost(inner))
    if len(lookups) != 1 or _speaks(inner, around, lookups[0]):
        return None
    lookup = lookups[0]
    query = cast("Select[Any]", lookup.element)
    terms = list(_terms(query.whereclause))
    ties = [(term, owner) for term in terms if (owner := _tied(term, key)) is not None]
    if len(ties) != 1 or query._group_by_clauses or query._order_by_clauses:
        return None
    tie, owner = ties[0]
    where = tuple(term for term in terms if term is not tie)
    (value,) = query.selected_columns
    froms = tuple(f for f in query.get_final_froms() if f not in around)
    if any(_speaks(part, around) for part in (*where, value, *froms)) or owner.table not in froms:
        return None
    single = query._limit_clause is not None

    def put(instead: Sql) -> Sql:
        def swap(element: Any, **_: Any) -> Any:
            return instead if element is lookup else None

        return cast("Sql", visitors.replacement_traverse(inner, {}, swap))

    nothing = select(value).select_from(*froms).where(false()).scalar_subquery()
    return Look(
        label,
        owner,
        put(value),
        froms,
        (*where, owner.is_not(None)),
        single,
        put(nothing),
    )


def _outermost(element: Any) -> Iterator[ScalarSelect[Any]]:
    if isinstance(element, ScalarSelect):
        yield element
    else:
        for child in element.get_children():
            yield from _outermost(child)


def _terms(where: Any) -> Iterator[Sql]:
    if isinstance(where, BooleanClauseList) and where.operator is operators.and_:
        for term in where.clauses:
            yield from _terms(term)
    elif where is not None:
        yield where


def _tied(term: Sql, key: Sql) -> Any:
    """The column that a row is tied to its subject by."""
    if isinstance(term, BinaryExpression) and term.operator is operators.eq:
        if term.right is key:
            return term.left
        if term.left is key:
            return term.right
    return None


def _speaks(part: Any, around: tuple[FromClause, ...], but: Any = None) -> bool:
    """Whether an expression speaks of these rows, outside of the part `but`."""
    if part is but:
        return False
    if getattr(part, "table", None) in around:
        return True
    return any(_speaks(child, around, but) for child in part.get_children())


def readings(looks: list[Look]) -> list[tuple[Select[Any], list[Look]]]:
    """As few statements as answer all looks, each with its looks in the order of its columns after the owner."""
    alike: dict[tuple[str, str], list[Look]] = {}
    for look in looks:
        alike.setdefault(look.kind(), []).append(look)
    return [
        (own[0].grouped().add_columns(*(one.like(own[0]).label(one.label) for one in own)), own)
        for own in alike.values()
    ]


def nobodys(looks: list[Look]) -> Select[Any]:
    """One row: what each look says of somebody without rows."""
    return select(*(look.without.label(look.label) for look in looks))
