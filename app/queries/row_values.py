"""Looks that many questions share, as bits of one number: which of its values a field has among the rows of a subject,
and which lists name a person at all. Most questions about grants ask for one measure of many, and most lists name
nobody in particular."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, FromClause, case, cast, distinct, func, literal, select

from app.domain.conditions import Compare, Group, Plain, Quantified, Window
from app.domain.facts import SOURCES
from app.domain.vocabulary.datasets import BY_KEY
from app.queries.conditions import FOUND, NOTHING, Layout, condition
from app.queries.row_kinds import Subjects
from app.queries.row_questions import RowLayout
from app.queries.row_sources import always_told, rows_of
from app.queries.worlds import World

#: Bits of one number; it stays a plain 64-bit one.
BITS = 60
#: Fewer questions, or lists, than these are not worth a look of their own.
FEW = 3
Sql = ColumnElement[Any]


@dataclass(frozen=True)
class Kind:
    """Rows of one source, in one window, that are something else besides; `field` is what they are told apart by."""

    over: str
    window: Window
    field: str
    rest: tuple[Compare, ...]


@dataclass(frozen=True)
class Choice:
    """A search for some values of the field among rows of a kind."""

    kind: Kind
    values: tuple[str, ...]


def choice_of(node: Quantified) -> Choice | None:
    """The search as a choice of values; None where a row could leave its answer open, or it asks for more."""
    if node.how not in ("any", "none") or node.window.last is not None or node.window.this is not None:
        return None
    told = always_told(SOURCES[node.over])
    where = node.where
    terms = where.parts if isinstance(where, Group) and where.how == "all" else (where,)
    sure = [t for t in terms if isinstance(t, Compare) and t.fact in told and isinstance(t.value, Plain)]
    picked = [(t, v) for t in sure if (v := _texts(t)) and t.op in ("is", "in")]
    if len(sure) < len(terms) or not picked:
        return None
    pick, values = picked[0]
    rest = tuple(term for term in sure if term is not pick)
    return Choice(Kind(node.over, node.window, pick.fact, rest), values)


def _texts(term: Compare) -> tuple[str, ...]:
    values = term.value.values if isinstance(term.value, Plain) else ()
    return tuple(v for v in values if isinstance(v, str)) if all(isinstance(v, str) for v in values) else ()


def shared_choices(questions: Iterable[Quantified]) -> dict[Kind, dict[Quantified, Choice]]:
    """Searches that can share one look, kind by kind; where too few do, they are left out."""
    kinds: dict[Kind, dict[Quantified, Choice]] = {}
    for question in questions:
        choice = choice_of(question)
        if choice is not None:
            kinds.setdefault(choice.kind, {})[question] = choice
    return {k: own for k, own in kinds.items() if len(own) >= FEW and len(bits_of(own.values())) <= BITS}


def bits_of(choices: Iterable[Choice]) -> dict[str, int]:
    """A bit for each value that any of these searches asks for."""
    return {value: 1 << n for n, value in enumerate(sorted({v for c in choices for v in c.values}))}


def values_there(kind: Kind, bits: Mapping[str, int], at: Subjects, of: Layout) -> Sql:
    """The bits of the values that rows of this kind have; NULL where none has any."""
    rows = rows_of(SOURCES[kind.over], at)
    inside = RowLayout(rows, of)
    where = [*rows.ties, *(condition(term, inside) for term in kind.rest)]
    where += rows.live if kind.window.live else []
    found = at.lookup(select(_together(bits, rows.fields[kind.field])).select_from(rows.table).where(*where))
    return found if rows.some is None else case((rows.some, found))


def code_of(there: Sql, choice: Choice, bits: Mapping[str, int]) -> Sql:
    """The code of one search, from the bits that stand in a column."""
    wanted = sum({bits[value] for value in choice.values})
    return case((there.bitwise_and(literal(wanted, BigInteger)) != 0, FOUND), else_=NOTHING)


def _together(bits: Mapping[Any, int], value: Sql) -> Sql:
    """The bits of all values among the rows: as sum of different powers, since SQLite has no "or" over rows."""
    weights = {one: literal(bit, BigInteger) for one, bit in bits.items()}
    return cast(func.sum(distinct(case(weights, value=value))), BigInteger)


# -- lists -----------------------------------------------------------------------------------------------------------


def lists_there(world: World, person: FromClause, lists: Mapping[str, int]) -> Sql:
    """The bits of the lists that hold any row of a person; NULL where none does."""
    r = world.table("bureau_record")
    bits = {BY_KEY[key].number: bit for key, bit in lists.items()}
    found = select(_together(bits, r.c.dataset)).where(r.c.person_id == person.c.id)
    return found.correlate(person).scalar_subquery()


def named_in(there: Sql, lists: Mapping[str, int]) -> dict[str, ColumnElement[bool]]:
    """Whether each of the lists holds any row of the person, from the bits that stand in a column."""
    return {key: there.bitwise_and(literal(bit, BigInteger)) != 0 for key, bit in lists.items()}
