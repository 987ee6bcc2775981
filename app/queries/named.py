"""Pages of those whose name or spelling was typed, along one range of the grams' index whatever the register holds.

A part of a scope (`Scope.parts`) is either one range of places, read in the order of place, or the few households in
somebody's charge. Conditions about the place itself belong into the part: given beside it, an engine would go by them.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select, tuple_
from sqlalchemy.orm import join

from app.domain.names import GRAM_LENGTH, PIECE_LENGTH
from app.domain.search_words import SearchWords
from app.models import Household, NameGram, Person
from app.queries.prepared import given
from app.queries.scope import Scope

#: The row that a page begins from, and what is looked up.
AREA, KEY, GRAM = (
    given("area", Household.area_code.type),
    given("id", Household.id.type),
    given("gram", NameGram.gram.type),
)


def gram_of(words: SearchWords) -> str | None:
    """The gram that a typed name or spelling is found by; None where a number is meant."""
    return (words.name and words.name[:PIECE_LENGTH]) or (words.latin and words.latin[:GRAM_LENGTH]) or None


def whole_gram(words: SearchWords) -> str | None:
    """The same where it says everything that was typed, and nothing is left to compare."""
    gram = gram_of(words)
    return gram if gram in (words.name, words.latin) else None


def people_page(
    part: Scope, columns: Iterable[Any], fits: Sequence[ColumnElement[bool]], most: int, forward: bool | None
) -> Select[Any]:
    """Persons by the given `gram` in the order of place and registration, so many at `most`.

    They stand behind the given `area`, `id`, or before it where not `forward`, backwards; None: from the beginning.
    """
    way = _Way.along(part, forward)
    found = way.start(columns).join(Household, Household.id == Person.household_id).where(*fits)
    if forward is not None:
        found = found.where(beyond((way.area, way.person), forward))
    page: Select[Any] = in_order(found, (way.area, way.person), forward).limit(most)
    return page


def households_page(
    part: Scope, columns: Iterable[Any], fits: Sequence[ColumnElement[bool]], most: int, forward: bool | None
) -> Select[Any]:
    """Households with a present member by the given `gram`, each once, ordered and placed as persons are.

    `columns` are more than place and id: SQLite sorts all hits where what is told apart is just what is ordered.
    """
    way = _Way.along(part, forward)
    found = way.start([*columns, way.area.label("place")]).distinct()
    found = found.join(Household, Household.id == Person.household_id).where(
        Person.status == "present", *fits
    )
    if forward is not None:  # the place bounds the range, the rest is compared inside one village
        bound = way.area >= AREA if forward else way.area <= AREA
        found = found.where(bound, beyond((way.area, Household.id), forward))
    page: Select[Any] = in_order(found, (way.area, Household.id), forward).limit(most)
    return page


def beyond(columns: Sequence[Any], forward: bool) -> ColumnElement[bool]:
    """Behind the given row, or before it."""
    here, there = tuple_(*columns), tuple_(AREA, KEY)
    return here > there if forward else here < there


def in_order(rows: Any, columns: Sequence[Any], forward: bool | None) -> Any:
    """Ordered forwards, or backwards where not `forward`."""
    return rows.order_by(*(column.desc() if forward is False else column for column in columns))


def looked_up(forward: bool | None) -> str:
    """The end of a scope's range that a page is looked up by (`Scope.on`): the row that it begins from is the other."""
    return {None: "both", True: "high", False: "low"}[forward]


def bears(scope: Scope, gram: str) -> ColumnElement[bool]:
    """A predicate on `Person` for lists that are filtered in other ways, too."""
    parts: list[ColumnElement[bool]] = []
    if scope.ranges:
        parts.append(
            Person.id.in_(select(NameGram.person_id).where(scope.on(NameGram), NameGram.gram == gram))
        )
    if scope.assigned_to is not None:
        parts.append(_has(gram))
    return or_(*parts)


def merged(
    pages: Iterable[Sequence[Any]], place: Callable[[Any], Any], most: int, *, backwards: bool = False
) -> Sequence[Any]:
    """The pages of all parts of a scope as one, nobody twice."""
    found = list(pages)
    if len(found) == 1:
        return found[0]
    rows = {place(row): row for page in found for row in page}
    return [rows[key] for key in sorted(rows, reverse=backwards)[:most]]


@dataclass(frozen=True)
class _Way:
    """How persons by a gram are reached: from the index of grams, or from the households in charge."""

    base: Any
    area: Any
    person: Any
    conditions: list[ColumnElement[bool]]

    @classmethod
    def along(cls, part: Scope, forward: bool | None) -> "_Way":
        if not part.ranges:
            return cls(Person, Person.area_code, Person.id, [part.on(Person), _has(GRAM)])
        base = join(NameGram, Person, Person.id == NameGram.person_id)
        within = [part.on(NameGram, ends=looked_up(forward)), NameGram.gram == GRAM]
        return cls(base, NameGram.area_code, NameGram.person_id, within)

    def start(self, columns: Iterable[Any]) -> Select[Any]:
        return select(*columns).select_from(self.base).where(*self.conditions)


def _has(gram: Any) -> ColumnElement[bool]:
    mine = and_(NameGram.person_id == Person.id, NameGram.area_code == Person.area_code)
    return exists().where(mine, NameGram.gram == gram)
