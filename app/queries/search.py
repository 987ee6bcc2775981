"""Finding people and households by what somebody remembers: a name, pinyin, a number or its end.

Numbers are found by keyed hashes; nothing is decrypted. Names are found by the grams of their village's range, so
that the cost follows the reader's scope and not the register.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from app.domain.names import pinyin_questions
from app.domain.search_words import SearchWords
from app.models import Household, NameGram, Person, Secret
from app.queries.area_search import AreaHit, search_areas, villages_of
from app.queries.blind_index import id_blind, last4_blind, phone_blind
from app.queries.scope import Scope

LIMIT = 50
#: Last four places are looked up village by village; a wider scope has to be narrowed first.
MOST_VILLAGES = 3000


@dataclass(frozen=True, slots=True)
class PersonHit:
    """A found person with the household it opens."""

    name: str
    former_name: str | None
    relation: str | None
    sex: str | None
    born_on: date | None
    masked: str
    is_present: bool
    household_public_id: str
    head_name: str | None
    area_code: str
    group_name: str | None


@dataclass(frozen=True, slots=True)
class HouseholdHit:
    """A found household."""

    public_id: str
    household_no: str
    head_name: str | None
    area_code: str
    group_name: str | None


@dataclass(frozen=True)
class Found:
    """All groups of one search; `more` where only the first 50 people are shown."""

    people: list[PersonHit]
    households: list[HouseholdHit]
    areas: list[AreaHit]
    more: bool = False

    @property
    def count(self) -> int:
        return len(self.people) + len(self.households) + len(self.areas)


def search(session: Session, scope: Scope, words: SearchWords) -> Found:
    """People, households and areas inside the scope that fit the words."""
    if not words:
        return Found([], [], [])
    people = _people(session, scope, words)
    households = _households(session, scope, words)
    areas = search_areas(session, scope, words, limit=10)
    return Found(people[:LIMIT], households, areas, len(people) > LIMIT)


def people_matching(session: Session, scope: Scope, words: SearchWords) -> ColumnElement[bool] | None:
    """A predicate on `Person` for everything the words may mean; None where they mean no person at all."""
    parts = [
        *_by_name(scope, words),
        *_by_pinyin(session, scope, words),
        *_by_number(session, scope, words),
    ]
    return or_(*parts) if parts else None


def households_matching(session: Session, scope: Scope, words: SearchWords) -> ColumnElement[bool] | None:
    """A predicate on `Household`: its number, its phone, or a member who fits."""
    parts: list[ColumnElement[bool]] = []
    if words.number:
        parts.append(Household.household_no.startswith(words.number, autoescape=True))
    if words.phone:
        parts.append(Household.phone_ref.in_(_secrets("phone", phone_blind(words.phone))))
    people = people_matching(session, scope, words)
    if people is not None:
        mine = select(Person.household_id).where(scope.on(Person), Person.status == "present", people)
        parts.append(Household.id.in_(mine))
    return or_(*parts) if parts else None


def _people(session: Session, scope: Scope, words: SearchWords) -> list[PersonHit]:
    fits = people_matching(session, scope, words)
    if fits is None:
        return []
    wanted = (
        select(Person, Household, Secret.masked)
        .join(Household, Household.id == Person.household_id)
        .outerjoin(Secret, Secret.id == Person.id_ref)
        .where(scope.on(Person), fits)
        .order_by(Person.status.desc(), Person.area_code, Person.id)
        .limit(LIMIT + 1)
    )
    hits = [_person_hit(p, h, masked) for p, h, masked in session.execute(wanted)]
    return sorted(hits, key=lambda hit: hit.name != words.text)


def _person_hit(person: Person, household: Household, masked: str | None) -> PersonHit:
    return PersonHit(
        name=person.name,
        former_name=person.former_name,
        relation=person.relation,
        sex=person.sex,
        born_on=person.born_on,
        masked=masked or "",
        is_present=person.status == "present",
        household_public_id=household.public_id,
        head_name=household.head_name,
        area_code=household.area_code,
        group_name=household.group_name,
    )


def _households(session: Session, scope: Scope, words: SearchWords) -> list[HouseholdHit]:
    parts: list[ColumnElement[bool]] = []
    if words.number:
        parts.append(Household.household_no.startswith(words.number, autoescape=True))
    if words.phone:
        parts.append(Household.phone_ref.in_(_secrets("phone", phone_blind(words.phone))))
    if not parts:
        return []
    wanted = (
        select(Household)
        .where(scope.on(Household), or_(*parts))
        .order_by(Household.area_code, Household.id)
        .limit(20)
    )
    return [
        HouseholdHit(h.public_id, h.household_no, h.head_name, h.area_code, h.group_name)
        for h in session.scalars(wanted)
    ]


def _by_name(scope: Scope, words: SearchWords) -> list[ColumnElement[bool]]:
    if not words.name:
        return []
    gram = words.name[:2]
    parts: list[ColumnElement[bool]] = []
    if scope.ranges:
        found = select(NameGram.person_id).where(scope.on(NameGram), NameGram.gram == gram)
        parts.append(Person.id.in_(found))
    if scope.assigned_to is not None:
        parts.append(exists().where(NameGram.person_id == Person.id, NameGram.gram == gram))
    holds = or_(*parts)
    if len(words.name) > 2:
        whole = Person.name_key.contains(words.name, autoescape=True)
        former = Person.former_name.contains(words.name, autoescape=True)
        holds = and_(holds, or_(whole, former))
    return [holds]


def _by_pinyin(session: Session, scope: Scope, words: SearchWords) -> list[ColumnElement[bool]]:
    if not words.latin:
        return []
    if not (scope.is_wide and session.get_bind().dialect.name == "sqlite"):
        return _spelled(session, Person, words.latin)
    namesake = aliased(Person)
    found = select(namesake.id).where(
        scope.on(namesake, by_place=False), or_(*_spelled(session, namesake, words.latin))
    )
    return [Person.id.in_(found)]


def _spelled(session: Session, person: Any, latin: str) -> list[ColumnElement[bool]]:
    parts = [_begins(session, person.name_initials, latin)]
    for spelling, surname in pinyin_questions(latin):
        begins = _begins(session, person.name_pinyin, spelling)
        parts.append(begins if surname is None else and_(begins, person.name_key.startswith(surname)))
    return parts


def _by_number(session: Session, scope: Scope, words: SearchWords) -> list[ColumnElement[bool]]:
    parts: list[ColumnElement[bool]] = []
    if words.number18:
        parts.append(Person.id_ref.in_(_secrets("id_no", id_blind(words.number18))))
    if words.phone:
        parts.append(Person.phone_ref.in_(_secrets("phone", phone_blind(words.phone))))
    if (
        words.last4
        and (villages := villages_of(session, scope, MOST_VILLAGES))
        and len(villages) <= MOST_VILLAGES
    ):
        blinds = [last4_blind(code, words.last4) for code in villages]
        parts.append(and_(Person.area_code.in_(villages), Person.id_last4_blind.in_(blinds)))
    return parts


def _secrets(kind: str, blind: bytes) -> Select[int]:
    return select(Secret.id).where(Secret.kind == kind, Secret.blind == blind)


def _begins(session: Session, column: InstrumentedAttribute[str], prefix: str) -> ColumnElement[bool]:
    """Begins with: on SQLite said as a range too, because its LIKE does not use an index."""
    like = column.startswith(prefix, autoescape=True)
    if session.get_bind().dialect.name != "sqlite":
        return like
    return and_(column >= prefix, column < f"{prefix}\U0010ffff", like)
