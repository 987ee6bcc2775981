"""Measures with fewer places than people: how many, who has one, and who stands where in the ranking today."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, literal, or_, select
from sqlalchemy.orm import Session

from app.domain.areas import range_of
from app.domain.catalogue import DatedStandard, Limit, Measure
from app.domain.conditions import Node
from app.domain.errors import NotFoundError
from app.domain.exclusions import barred_condition, one_of_household
from app.domain.ranking import Candidate, Ranked, Value, ranked
from app.models import Area, Household, MeasureGrant, Person, RuleResult
from app.queries.days import Days
from app.queries.facts import as_number
from app.queries.live import Live, live, person_answer
from app.queries.row_kinds import Subjects
from app.queries.rules_in_force import rules_in_force
from app.queries.scope import Scope, unscoped
from app.queries.worlds import World

#: Those who stand in the line without a decision on the day.
UNDER_WAY = ("proposed", "approved", "delivering", "waiting")


@dataclass(frozen=True)
class Pool:
    """Everybody who competes for the same places: a county, or a township that has places of its own."""

    measure: Measure
    limit: Limit
    area: str
    #: Places of the day; None = nobody has set a figure.
    quota: int | None
    used: int
    found: tuple[Ranked, ...]
    #: Those in the ranking with a grant on its way.
    proposed: frozenset[int]

    @property
    def free(self) -> int | None:
        """Places that nobody has yet; below zero where more have one than there are."""
        return None if self.quota is None else self.quota - self.used

    def standing_of(self, subject: int) -> Ranked | None:
        """Where somebody stands; None for those who do not fit or have it already."""
        return next((one for one in self.found if one.candidate.subject == subject), None)


def limited_measures(session: Session, scope: Scope, as_of: date) -> list[Measure]:
    """Measures in force with places, in catalogue order; a bureau's staff sees its own."""
    found = rules_in_force(session, as_of).catalogue.measures.values()
    return [m for m in found if m.limit is not None and (scope.bureaus is None or m.bureau in scope.bureaus)]


def pool_area(standard: DatedStandard, as_of: date, area: str) -> str:
    """Where people of an area compete: the township with places of its own, else the county (12-digit codes)."""
    low, high = range_of(area[:9].ljust(12, "0"))
    own = any(
        (line.area_low, line.area_high) == (low, high)
        and line.first_on <= as_of <= (line.last_on or date.max)
        for line in standard.lines
    )
    return low if own else area[:6].ljust(12, "0")


def read_pool(session: Session, scope: Scope, measure: Measure, area: str, as_of: date) -> Pool:
    """The ranking of the pool that an area belongs to, from the newest answers and the facts of the day.

    Ranks need everybody of the pool, so this reads past the reader's places: show rows only to who may see them
    (`people_of`). NotFoundError for a measure of another bureau, or without places.
    """
    if measure.limit is None or measure not in limited_measures(session, scope, as_of):
        raise NotFoundError
    return _pool(session, measure, measure.limit, area, as_of)


def tried_pool(
    session: Session, scope: Scope, measure: Measure, limit: Limit, area: str, as_of: date
) -> Pool:
    """The ranking as another limit would make it, of those who fit a measure in force; shown like `read_pool`."""
    if scope.bureaus is not None and measure.bureau not in scope.bureaus:
        raise NotFoundError
    return _pool(session, measure, limit, area, as_of)


def _pool(session: Session, measure: Measure, limit: Limit, area: str, as_of: date) -> Pool:
    standard = rules_in_force(session, as_of).catalogue.standards[limit.quota]
    where = pool_area(standard, as_of, area)
    with unscoped("a rank is one among all of the county; rows are shown within the scope"):
        proposed, refused = _under_way(session, measure, where, as_of)
        candidates = _candidates(session, measure, limit, where, as_of, refused)
        used = _used(session, measure, where)
    quota = standard.value_on(as_of, where)
    free = None if quota is None else quota - used
    only_one = one_of_household(measure, rules_in_force(session, as_of).catalogue)
    return Pool(
        measure,
        limit,
        where,
        quota,
        used,
        tuple(ranked(limit.order, candidates, free, only_one)),
        proposed,
    )


def _within(column: Any, area: str) -> tuple[ColumnElement[bool], ...]:
    low, high = range_of(area)
    return column >= low, column < high


def _open(measure: Measure, *verdicts: str) -> Select[int]:
    names = [f"{measure.code}.verdict.{verdict}" for verdict in verdicts]
    return select(RuleResult.subject).where(
        RuleResult.rule.in_(names), RuleResult.state == 1, RuleResult.until_at.is_(None)
    )


def _used(session: Session, measure: Measure, area: str) -> int:
    """Who has it takes a place, whether he should or not."""
    having = _open(measure, "having", "wrong").where(*_within(RuleResult.area_code, area)).subquery()
    return session.scalar(select(func.count()).select_from(having)) or 0


def _under_way(
    session: Session, measure: Measure, area: str, as_of: date
) -> tuple[frozenset[int], frozenset[int]]:
    """Whose grant is on its way, and who was refused this year; next year's places are asked for anew."""
    subject = func.coalesce(MeasureGrant.person_id, MeasureGrant.household_id)
    wanted = select(subject, MeasureGrant.state).where(
        MeasureGrant.measure == measure.code,
        or_(
            MeasureGrant.state.in_(UNDER_WAY),
            and_(MeasureGrant.state == "refused", MeasureGrant.found_on >= as_of.replace(month=1, day=1)),
        ),
        *_within(MeasureGrant.area_code, area),
    )
    states = dict(iter(session.execute(wanted.order_by(MeasureGrant.id))))
    refused = frozenset(number for number, state in states.items() if state == "refused")
    return frozenset(states) - refused, refused


def _candidates(
    session: Session, measure: Measure, limit: Limit, area: str, as_of: date, refused: Collection[int]
) -> Sequence[Candidate]:
    """Who fits and lacks it, with today's values of all keys."""
    look = _Look(session, measure, as_of)
    keys = [
        look.answer(key.when) if key.when is not None else look.value(key.fact or "") for key in limit.order
    ]
    barred = barred_condition(measure, look.catalogue)
    columns = [look.id.label("subject"), Household.id, *keys, look.answer(barred) if barred else literal(0)]
    wanted = look.rows(columns).where(
        look.id.in_(_open(measure, "missing", "may_apply").where(*_within(RuleResult.area_code, area))),
        *_within(Household.area_code, area),
    )
    return [
        Candidate(
            subject,
            home,
            tuple(_whole(v) for v in values),
            "refused" if subject in refused else "barred" if kept_out == 1 else None,
        )
        for subject, home, *values, kept_out in session.execute(wanted.order_by(look.id))
    ]


def _whole(value: Any) -> Value:
    return value.toordinal() if isinstance(value, date) else None if value is None else int(value)


class _Look:
    """Facts and answers around rows of persons or households."""

    def __init__(self, session: Session, measure: Measure, as_of: date) -> None:
        self.catalogue = rules_in_force(session, as_of).catalogue
        self.by_person = measure.unit == "person"
        person = Person.__table__ if self.by_person else None
        self.at = Subjects(World(), Days(as_of), Household.__table__, person)
        self.home = Subjects(World(), Days(as_of), Household.__table__)
        self.facts = Live(self.at, self.catalogue.standards)
        self.id: Any = Person.id if self.by_person else Household.id

    def value(self, fact: str) -> ColumnElement[Any]:
        return self.facts.fact(fact)

    def answer(self, node: Node) -> ColumnElement[Any]:
        if self.by_person:
            return person_answer(node, Person.__table__, self.home, self.catalogue.standards)
        return as_number(live(node, self.at, self.catalogue.standards))

    def rows(self, columns: Sequence[Any]) -> Select[Any]:
        wanted = select(*columns)
        return wanted.join(Household, Household.id == Person.household_id) if self.by_person else wanted


@dataclass(frozen=True)
class Shown:
    """Who stands at a place of the ranking, for the page: public ids, name and village."""

    key: str
    household: str
    name: str
    village: str


def people_of(session: Session, scope: Scope, pool: Pool, subjects: Sequence[int]) -> dict[int, Shown]:
    """Those of the subjects whom the reader may see. `key`: a person's public id, or the household's."""
    by_person = pool.measure.unit == "person"
    about: Any = Person if by_person else Household
    name = Person.name if by_person else func.coalesce(Household.head_name, Household.household_no)
    wanted = select(about.id, about.public_id, Household.public_id, name, Area.name).select_from(about)
    if by_person:
        wanted = wanted.join(Household, Household.id == Person.household_id)
    wanted = wanted.outerjoin(Area, Area.code == Household.area_code)
    rows = session.execute(wanted.where(scope.on(about), about.id.in_(subjects)).order_by(about.id))
    return {number: Shown(key, home, said or "", village or "") for number, key, home, said, village in rows}


def subjects_of(session: Session, scope: Scope, measure: Measure, keys: Sequence[str]) -> dict[int, int]:
    """Subject -> its household's number, of those among these public ids whom the reader may see."""
    about: Any = Person if measure.unit == "person" else Household
    home = Person.household_id if measure.unit == "person" else Household.id
    wanted = select(about.id, home).where(scope.on(about), about.public_id.in_(keys))
    return dict(iter(session.execute(wanted.order_by(about.id))))
