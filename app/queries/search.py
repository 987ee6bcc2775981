"""Finding people and households by what somebody remembers: a name, pinyin, a number or its end.

Numbers are found by keyed hashes; nothing is decrypted. Names are found by their grams (`queries.named`): the first
people in the order of place, then whoever bears exactly the name, and those who left behind the others.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import JSON, ColumnElement, Select, String, and_, column, func, literal, or_, select, union
from sqlalchemy.orm import Session, aliased

from app.domain.names import pinyin_questions
from app.domain.search_words import SearchWords
from app.models import Household, Person, Secret
from app.queries.area_search import AreaHit, search_areas, villages_of
from app.queries.blind_index import id_blind, last4_blind, phone_blind
from app.queries.named import bears, gram_of, merged, people_page, whole_gram
from app.queries.prepared import Prepared
from app.queries.scope import Scope

LIMIT = 50
#: Last four places are looked up village by village; a wider scope has to be narrowed first.
MOST_VILLAGES = 3000
NUMBER_LENGTH = 30
_SHOWN = (
    Person.id, Person.area_code, Person.name, Person.former_name, Person.relation, Person.sex, Person.born_on,
    Person.status, Household.public_id, Household.head_name, Household.area_code.label("home_code"),
    Household.group_name, Secret.masked,
)  # fmt: skip


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
    gram = gram_of(words)
    parts = _by_number(session, scope, words)
    if gram is not None and (scope.ranges or scope.assigned_to is not None):
        parts.append(and_(bears(scope, gram), *_rest(words)))
    return or_(*parts) if parts else None


def households_matching(session: Session, scope: Scope, words: SearchWords) -> ColumnElement[bool] | None:
    """A predicate on `Household`: its number, its phone, or a member who fits."""
    ways = _by_own_number(scope, words)
    people = people_matching(session, scope, words)
    if people is not None:
        ways.append(
            select(Person.household_id).where(_anywhere(scope, Person), Person.status == "present", people)
        )
    return Household.id.in_(union(*ways)) if ways else None


def _anywhere(scope: Scope, entity: Any) -> ColumnElement[bool]:
    """Inside the scope, found by what was asked and not by place."""
    return scope.on(entity, ends="neither")


def _by_own_number(scope: Scope, words: SearchWords) -> list[Select[Any]]:
    ways: list[ColumnElement[bool]] = []
    if words.number:  # said as a range too: a beginning by itself is looked up by no index on either engine
        last = words.number.ljust(NUMBER_LENGTH, "Z")
        begins = Household.household_no.startswith(words.number, autoescape=True)
        ways.append(and_(Household.household_no.between(words.number, last), begins))
    if words.phone:
        ways.append(Household.phone_ref.in_(_secrets("phone", phone_blind(words.phone))))
    return [select(Household.id).where(_anywhere(scope, Household), way) for way in ways]


def _people(session: Session, scope: Scope, words: SearchWords) -> list[PersonHit]:
    if gram := whole_gram(words):
        pages = (_by_gram(session, part, gram=gram) for part in scope.parts())
        rows = merged(pages, lambda row: (row.area_code, row.id), LIMIT + 1)
    else:
        rows = _by_words(session, scope, words)
    hits = [_person_hit(row) for row in rows]
    return sorted(hits, key=lambda hit: (hit.name != words.text, not hit.is_present))


@Prepared
def _by_gram(part: Scope) -> Select[Any]:
    page = people_page(part, _SHOWN, (), LIMIT + 1, None)
    return page.outerjoin(Secret, Secret.id == Person.id_ref)


def _by_words(session: Session, scope: Scope, words: SearchWords) -> Sequence[Any]:
    """By a number, or by a text longer than any gram."""
    fits = people_matching(session, scope, words)
    if fits is None:
        return []
    wanted = (
        select(*_SHOWN)
        .join(Household, Household.id == Person.household_id)
        .outerjoin(Secret, Secret.id == Person.id_ref)
        .where(_anywhere(scope, Person), fits)
        .order_by(Person.area_code, Person.id)
        .limit(LIMIT + 1)
    )
    return session.execute(wanted).all()


def _person_hit(row: Any) -> PersonHit:
    return PersonHit(
        name=row.name,
        former_name=row.former_name,
        relation=row.relation,
        sex=row.sex,
        born_on=row.born_on,
        masked=row.masked or "",
        is_present=row.status == "present",
        household_public_id=row.public_id,
        head_name=row.head_name,
        area_code=row.home_code,
        group_name=row.group_name,
    )


def _households(session: Session, scope: Scope, words: SearchWords) -> list[HouseholdHit]:
    ways = _by_own_number(scope, words)
    if not ways:
        return []
    wanted = (
        select(Household)
        .where(_anywhere(scope, Household), Household.id.in_(union(*ways)))
        .order_by(Household.area_code, Household.id)
        .limit(20)
    )
    return [
        HouseholdHit(h.public_id, h.household_no, h.head_name, h.area_code, h.group_name)
        for h in session.scalars(wanted)
    ]


def _rest(words: SearchWords) -> list[ColumnElement[bool]]:
    """What a gram cannot say of a long text: the whole of it is in the name, or begins the spelling."""
    if whole_gram(words):
        return []
    if words.name:
        former = func.replace(Person.former_name, "·", "")
        return [or_(*(name.contains(words.name, autoescape=True) for name in (Person.name_key, former)))]
    latin = words.latin or ""
    spelled = [Person.name_initials.startswith(latin)]
    for spelling, surname in pinyin_questions(latin):
        begins = Person.name_pinyin.startswith(spelling)
        spelled.append(begins if surname is None else and_(begins, Person.name_key.startswith(surname)))
    return [or_(*spelled)]


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
        parts.append(Person.id.in_(_ending(session, scope, villages, words.last4)))
    return parts


def _ending(session: Session, scope: Scope, villages: list[str], last4: str) -> Select[Any]:
    """By the mark that the last four places have in each village, told as one value: each village is one look."""
    marks = {code: last4_blind(code, last4) for code in villages}
    on_sqlite = session.get_bind().dialect.name == "sqlite"
    told = func.json_each(json.dumps(marks)) if on_sqlite else func.json_each_text(literal(marks, JSON))
    asked = told.table_valued(column("key", String), column("value", String))
    person = aliased(Person)
    here = and_(person.area_code == asked.c.key, person.id_last4_blind == asked.c.value)
    return select(person.id).join(asked, here).where(_anywhere(scope, person))


def _secrets(kind: str, blind: bytes) -> Select[int]:
    return select(Secret.id).where(Secret.kind == kind, Secret.blind == blind)
