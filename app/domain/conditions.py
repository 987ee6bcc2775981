"""The condition tree: the whole language in which measures, checks, rules and saved filters are said.

Six shapes and no more: groups (all, any), not, comparison of a fact, "is it told", distance in time,
and quantified rows or circles of subjects (any, none, count, sum, latest). No free arithmetic. An unknown fact makes a
comparison unknown, never false: every condition answers yes, no or unknown (true, false, None).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

Op = Literal["is", "is_not", "in", "not_in", "lt", "le", "gt", "ge", "between"]
Unit = Literal["days", "months", "years"]
How = Literal["any", "none", "count", "sum", "latest"]
Scalar = bool | int | str | date

MAX_DEPTH = 10
MAX_NODES = 250
MAX_VALUES = 100
#: Bounds of the factor before another fact, and of the offset after it in units of the fact.
MAX_FACTOR, MAX_OFFSET = 1000, 10**9
#: Decimals of a factor; comparisons multiply both sides by it and stay whole numbers.
FACTOR_SCALE = 1000


@dataclass(frozen=True, slots=True)
class Plain:
    """Values written in the condition; amounts in whole units of the fact's scale (fen, not yuan).

    A title names what a set of codes means together, e.g. 职业学校学生.
    """

    values: tuple[Scalar, ...]
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Standard:
    """A dated standard of the region, times a factor in thousandths."""

    code: str
    factor: int = FACTOR_SCALE


@dataclass(frozen=True, slots=True)
class Other:
    """Another fact of the same kind, times a factor in thousandths, plus an offset in units of its scale."""

    fact: str
    factor: int = FACTOR_SCALE
    offset: int = 0


Value = Plain | Standard | Other


@dataclass(frozen=True, slots=True)
class Group:
    """All or any of the parts. A title names what the group means as a whole, e.g. 帮扶对象."""

    how: Literal["all", "any"]
    parts: tuple["Node", ...]
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Not:
    """Yes becomes no, no becomes yes, unknown stays."""

    part: "Node"


@dataclass(frozen=True, slots=True)
class Compare:
    """A fact against a value, a standard or another fact; unknown where either side is."""

    fact: str
    op: Op
    value: Value


@dataclass(frozen=True, slots=True)
class Told:
    """Whether anybody has ever told the fact, however long ago; never unknown itself."""

    fact: str
    told: bool


@dataclass(frozen=True, slots=True)
class Distance:
    """Full days, months or years from a date fact to the day of judgement, or to another date fact."""

    fact: str
    to: str | None
    unit: Unit
    op: Op
    number: int


@dataclass(frozen=True, slots=True)
class Window:
    """Which rows are looked at: those in force (`live`), those of the last n days, months or years, or those
    of the calendar year or month of the day of judgement, up to its end (`this`)."""

    live: bool = False
    last: int | None = None
    unit: Unit = "months"
    this: Literal["year", "month"] | None = None


@dataclass(frozen=True, slots=True)
class Quantified:
    """A question about rows of one source, or about a circle of subjects: members of the household, the
    household of a person, households of a village.

    any, none: is there a row for which `where` holds. count: compare the number of such rows.
    sum: compare the sum of `field` over them. latest: compare `field` of the newest of them by the
    source's day; no such row answers no, or unknown where the rows are observations (visits). Rows for which
    `where` is unknown leave the answer open wherever they could change it. Without the bureau's delivery,
    absence is unknown.
    """

    how: How
    over: str
    where: "Node | None" = None
    window: Window = Window()
    field: str | None = None
    op: Op | None = None
    value: Value | None = None


Node = Group | Not | Compare | Told | Distance | Quantified


def children(node: Node) -> tuple[Node, ...]:
    """The parts of groups and negations; the inside of quantified rows is a world of its own."""
    if isinstance(node, Group):
        return node.parts
    return (node.part,) if isinstance(node, Not) else ()


def walk(node: Node) -> Iterator[Node]:
    """The node and all below it on the same subject, top down."""
    yield node
    for child in children(node):
        yield from walk(child)


def leaves(node: Node) -> Iterator[Node]:
    """Comparisons and quantified questions of the same subject, in reading order."""
    return (n for n in walk(node) if not isinstance(n, Group | Not))


def facts_of(node: Node) -> set[str]:
    """Keys of the facts of the same subject that the node looks at, not those of rows inside."""
    found: set[str] = set()
    for n in walk(node):
        if isinstance(n, Compare | Told | Distance):
            found.add(n.fact)
        if isinstance(n, Distance) and n.to:
            found.add(n.to)
        if isinstance(n, Compare | Quantified) and isinstance(n.value, Other):
            found.add(n.value.fact)
    return found


def quantified(node: Node) -> list[Quantified]:
    """Quantified questions of the same subject, each once, in reading order."""
    return list(dict.fromkeys(n for n in walk(node) if isinstance(n, Quantified)))


def standards_of(node: Node) -> set[str]:
    """Codes of the dated standards anywhere in the node, rows inside included."""
    found: set[str] = set()
    for n in walk(node):
        if isinstance(n, Compare | Quantified) and isinstance(n.value, Standard):
            found.add(n.value.code)
        if isinstance(n, Quantified) and n.where is not None:
            found |= standards_of(n.where)
    return found


def everywhere(node: Node) -> Iterator[Node]:
    """The node and all below it, the inside of quantified rows included."""
    for n in walk(node):
        yield n
        if isinstance(n, Quantified) and n.where is not None:
            yield from everywhere(n.where)


def conjunction(*answers: bool | None) -> bool | None:
    """All of them, in three values: one no decides."""
    if any(a is False for a in answers):
        return False
    return None if any(a is None for a in answers) else True


def disjunction(*answers: bool | None) -> bool | None:
    """Any of them, in three values: one yes decides."""
    if any(answers):
        return True
    return None if any(a is None for a in answers) else False


def negation(answer: bool | None) -> bool | None:
    """The opposite; unknown stays unknown."""
    return None if answer is None else not answer
