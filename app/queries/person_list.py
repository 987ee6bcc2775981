"""The list of persons: one filter, keyset pages, counts up to a thousand, and what a row shows."""

from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, select
from sqlalchemy.orm import Session

from app.domain.areas import range_of
from app.domain.clock import today
from app.domain.conditions import Node
from app.domain.search_words import read_words
from app.domain.vocabulary.schooling import NOT_AT_SCHOOL
from app.models import Household, Person, Secret
from app.queries.area_search import place_names
from app.queries.filters import person_predicate
from app.queries.households import COUNT_LIMIT, PAGE
from app.queries.named import beyond, in_order, looked_up, merged, people_page, whole_gram
from app.queries.officers import is_helped
from app.queries.scope import Scope
from app.queries.search import people_matching
from app.queries.time_limit import within

#: Kinds of ill health as the register keeps them, each a column of its own.
HEALTH = {
    "chronic": Person.health_chronic,
    "serious": Person.health_serious,
    "disabled": Person.health_disabled,
}


@dataclass(frozen=True, slots=True)
class PersonsWanted:
    """The filter as it stands in the address. Empty parts ask nothing.

    Ages in full years on today; `health` one of HEALTH; `studies`: yes = at school; `works`: yes = works this year;
    `home`: helped (poor, out of poverty or monitored), monitored = under monitoring now; `status`: present, or gone
    for those who left; `where`: a condition about persons, `unknown`: those for whom too little is told.
    """

    area: str | None = None
    words: str = ""
    sex: str | None = None
    age_from: int | None = None
    age_to: int | None = None
    health: str | None = None
    labor: str | None = None
    studies: bool = False
    works: bool = False
    home: str | None = None
    status: str = "present"
    where: Node | None = None
    unknown: bool = False


@dataclass(frozen=True, slots=True)
class PersonLine:
    """One row of the list; the number stands there masked."""

    public_id: str
    person: Person
    household: Household
    place: str
    masked: str


@dataclass(frozen=True)
class PersonPage:
    """Up to 50 rows; `before` and `after` are the public ids that neighbouring pages begin from."""

    lines: list[PersonLine]
    before: str | None
    after: str | None
    total: int
    left_out: int

    @property
    def is_many(self) -> bool:
        """More than a thousand fit; they are not counted to the end."""
        return self.total > COUNT_LIMIT


def list_people(
    session: Session,
    scope: Scope,
    wanted: PersonsWanted,
    *,
    after: str | None = None,
    before: str | None = None,
) -> PersonPage:
    """One page in the order of village and registration, beside the person `after` or `before` (public ids).

    InvalidInputError E-SLOW where a condition takes longer than people wait.
    """
    with within(session) if wanted.where is not None else nullcontext():
        rows, has_before, has_after = _page(session, scope, wanted, after, before)
        lines = list(_lines(session, rows))
        asks = wanted.where is not None and not wanted.unknown
        left_out = count_people(session, scope, replace(wanted, unknown=True)) if asks else 0
        return PersonPage(
            lines,
            lines[0].public_id if lines and has_before else None,
            lines[-1].public_id if lines and has_after else None,
            count_people(session, scope, wanted),
            left_out,
        )


def each_person(session: Session, scope: Scope, wanted: PersonsWanted, most: int) -> Iterator[PersonLine]:
    """All rows of the list in its order, at most `most`, in steps: for exports."""
    after: str | None = None
    for _ in range(-(-most // PAGE)):
        rows, _before, more = _page(session, scope, wanted, after, None)
        lines = list(_lines(session, rows))
        yield from lines
        if not more:
            return
        after = lines[-1].public_id


def count_people(session: Session, scope: Scope, wanted: PersonsWanted, most: int = COUNT_LIMIT) -> int:
    """How many fit, counted up to `most + 1`."""
    found = {
        key
        for part in _parts(scope, wanted)
        for key in session.scalars(_counted(session, part, wanted, most))
    }
    return min(len(found), most + 1)


def _parts(scope: Scope, wanted: PersonsWanted) -> tuple[Scope, ...]:
    return (scope.within(wanted.area) if wanted.area else scope).parts()


def _counted(session: Session, part: Scope, wanted: PersonsWanted, most: int) -> Select[int]:
    if gram := whole_gram(read_words(wanted.words)):
        found = people_page(part, (Person.id,), _beside_words(session, part, wanted), most + 1, None)
        return found.params(gram=gram)
    fits = [part.on(Person), *_conditions(session, part, wanted)]
    some = select(Person.id).join(Household, Household.id == Person.household_id)
    return some.where(*fits).limit(most + 1)


def _beside_words(session: Session, scope: Scope, wanted: PersonsWanted) -> list[ColumnElement[bool]]:
    """What is asked besides words and place; of the place only what a part of the scope does not say."""
    return _conditions(session, scope, replace(wanted, words=""))


def _conditions(session: Session, scope: Scope, wanted: PersonsWanted) -> list[ColumnElement[bool]]:
    """Everything but the scope itself, which says the area unless the households are somebody's own."""
    is_there = Person.status == "present"
    fits = [is_there if wanted.status == "present" else ~is_there, *_plain(wanted)]
    if wanted.area and not scope.ranges:
        low, high = range_of(wanted.area)
        fits.append(and_(Person.area_code >= low, Person.area_code < high))
    words = read_words(wanted.words)
    if words:
        matching = people_matching(session, scope, words)
        fits.append(Person.id == -1 if matching is None else matching)
    if wanted.where is not None:
        fits.append(person_predicate(session, scope, wanted.where, unknown=wanted.unknown))
    return fits


def _plain(wanted: PersonsWanted) -> Iterator[ColumnElement[bool]]:
    if wanted.sex:
        yield Person.sex == wanted.sex
    if wanted.age_from is not None:
        yield Person.born_on <= _years_ago(wanted.age_from)
    if wanted.age_to is not None:
        yield Person.born_on > _years_ago(wanted.age_to + 1)
    if wanted.health:
        yield HEALTH[wanted.health].is_(True)
    if wanted.labor:
        yield Person.labor == wanted.labor
    if wanted.studies:
        yield and_(Person.school.is_not(None), Person.school.not_in(NOT_AT_SCHOOL))
    if wanted.works:
        yield Person.work_months > 0
    if wanted.home == "helped":
        yield is_helped()
    elif wanted.home == "monitored":
        yield and_(Household.monitoring_kind.is_not(None), Household.risk_cleared.is_not(True))


def _years_ago(years: int) -> date:
    """The last birthday of somebody who is so many years old today; who was born on 29 February turns on 1 March."""
    on = today()
    try:
        return on.replace(year=on.year - years)
    except ValueError:
        return date(on.year - years, 2, 28)


def _page(
    session: Session, scope: Scope, wanted: PersonsWanted, after: str | None, before: str | None
) -> tuple[Sequence[Any], bool, bool]:
    """Rows of one page and whether there are rows before and behind it."""
    at = _position(session, scope, after or before)
    forward = None if at is None else bool(after)
    pages = [_rows(session, part, wanted, forward, at) for part in _parts(scope, wanted)]
    found = merged(pages, _place, PAGE + 1, backwards=forward is False)
    if forward is False:
        return found[:PAGE][::-1], len(found) > PAGE, True
    return found[:PAGE], at is not None, len(found) > PAGE


def _place(row: Any) -> tuple[str, int]:
    return row[0].area_code, row[0].id


def _rows(
    session: Session, part: Scope, wanted: PersonsWanted, forward: bool | None, at: tuple[str, int] | None
) -> Sequence[Any]:
    columns = (Person, Household, Secret.masked)
    given: dict[str, Any] = {"area": at[0], "id": at[1]} if at else {}
    found: Any
    if gram := whole_gram(read_words(wanted.words)):
        found = people_page(part, columns, _beside_words(session, part, wanted), PAGE + 1, forward)
        found, given["gram"] = found.outerjoin(Secret, Secret.id == Person.id_ref), gram
    else:
        found = select(*columns).join(Household, Household.id == Person.household_id)
        found = found.outerjoin(Secret, Secret.id == Person.id_ref).limit(PAGE + 1)
        found = found.where(part.on(Person, ends=looked_up(forward)), *_conditions(session, part, wanted))
        order = (Person.area_code, Person.id)
        found = in_order(found if forward is None else found.where(beyond(order, forward)), order, forward)
    return session.execute(found, given).all()


def _position(session: Session, scope: Scope, public_id: str | None) -> tuple[str, int] | None:
    if not public_id:
        return None
    wanted = select(Person.area_code, Person.id).where(scope.on(Person), Person.public_id == public_id)
    found = session.execute(wanted).first()
    return (found[0], found[1]) if found else None


def _lines(session: Session, rows: Sequence[Any]) -> Iterator[PersonLine]:
    places = place_names(session, (person.area_code for person, _home, _mask in rows))
    for person, home, mask in rows:
        yield PersonLine(person.public_id, person, home, places[person.area_code], mask or "")
