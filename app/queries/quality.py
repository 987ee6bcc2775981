"""Boards of data quality: open problems by rule and by place, the households behind them, and what was explained away.

A problem is an open result of a quality rule. One that somebody has explained (属实，说明原因) is not counted until the
day of the exemption is over.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from app.domain.areas import range_of
from app.models import Exemption, Household, Person, RuleResult
from app.queries.scope import Scope

PAGE = 50
#: How many digits of the code name a township, and a village.
TOWNSHIP_DIGITS, VILLAGE_DIGITS = 9, 12


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which problems: of these rules, in this area. `on` is the day whose exemptions count.

    `of_persons` are those of the rules whose subject is a person; the subject of the others is the household.
    """

    codes: tuple[str, ...]
    on: date
    area: str | None = None
    of_persons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Tally:
    """Problems and the households that have them, now and as it was at an earlier moment."""

    problems: int = 0
    households: int = 0
    before: int = 0

    @property
    def trend(self) -> int:
        """More (positive) or fewer problems than then."""
        return self.problems - self.before


@dataclass(frozen=True, slots=True)
class Problem:
    """One line of the list: the open result, its household and, for rules about persons, the person."""

    result: RuleResult
    household: Household
    person: Person | None


@dataclass(frozen=True)
class ProblemPage:
    """A page of the list; `next_key` is the keyset position behind the last row."""

    rows: list[Problem]
    next_key: int | None


@dataclass
class PlaceTally:
    """One place of the board: problems by level and in sum, now and then."""

    code: str
    by_level: dict[int, int] = field(default_factory=dict)
    problems: int = 0
    before: int = 0

    @property
    def trend(self) -> int:
        return self.problems - self.before


def explained(on: date) -> ColumnElement[bool]:
    """The result is covered by an exemption that still runs on that day."""
    return exists().where(
        Exemption.check_code == RuleResult.rule,
        Exemption.household_id == RuleResult.household_id,
        or_(Exemption.person_id == RuleResult.subject, Exemption.person_id.is_(None)),
        Exemption.until_on >= on,
    )


def _open(wanted: Wanted) -> list[ColumnElement[bool]]:
    terms: list[ColumnElement[bool]] = [
        RuleResult.rule.in_(wanted.codes),
        RuleResult.state == 1,
        ~explained(wanted.on),
    ]
    if wanted.area:
        low, high = range_of(wanted.area)
        terms += [RuleResult.area_code >= low, RuleResult.area_code < high]
    return terms


def _open_at(moment: datetime) -> ColumnElement[bool]:
    return and_(
        RuleResult.since_at <= moment, or_(RuleResult.until_at.is_(None), RuleResult.until_at > moment)
    )


def count_by_rule(session: Session, scope: Scope, wanted: Wanted, before: datetime) -> dict[str, Tally]:
    """Rule code -> problems and households now, problems at the earlier moment; rules without any are left out."""
    terms = [scope.on(RuleResult), *_open(wanted)]
    rows = session.execute(
        select(RuleResult.rule, func.count(), func.count(RuleResult.household_id.distinct()))
        .where(*terms, RuleResult.until_at.is_(None))
        .group_by(RuleResult.rule)
        .order_by(RuleResult.rule)
    )
    now = {rule: (problems, homes) for rule, problems, homes in rows}
    then = _then(session, terms, before, RuleResult.rule)
    return {rule: Tally(*now.get(rule, (0, 0)), before=then.get(rule, 0)) for rule in sorted({*now, *then})}


def _then(
    session: Session, terms: Sequence[ColumnElement[bool]], moment: datetime, key: Any
) -> dict[str, int]:
    counted = select(key, func.count()).where(*terms, _open_at(moment)).group_by(key).order_by(key)
    return dict(iter(session.execute(counted)))


def count_by_place(
    session: Session, scope: Scope, wanted: Wanted, digits: int, levels: dict[str, int], before: datetime
) -> list[PlaceTally]:
    """Places (townships by 9 digits, villages by 12) with their problems by level, the most first."""
    place = func.substr(RuleResult.area_code, 1, digits)
    terms = [scope.on(RuleResult), *_open(wanted)]
    rows = session.execute(
        select(place, RuleResult.rule, func.count())
        .where(*terms, RuleResult.until_at.is_(None))
        .group_by(place, RuleResult.rule)
        .order_by(place, RuleResult.rule)
    )
    found: dict[str, PlaceTally] = {}
    for code, rule, problems in rows:
        tally = found.setdefault(code, PlaceTally(code.ljust(12, "0")))
        level = levels.get(rule, 5)
        tally.by_level[level] = tally.by_level.get(level, 0) + problems
        tally.problems += problems
    for code, problems in _then(session, terms, before, place).items():
        found.setdefault(code, PlaceTally(code.ljust(12, "0"))).before = problems
    return sorted(found.values(), key=lambda tally: (-tally.problems, tally.code))


def list_problems(
    session: Session, scope: Scope, wanted: Wanted, *, after: int = 0, limit: int = PAGE
) -> ProblemPage:
    """Open problems in the order in which they were found, 50 a page."""
    statement = _problems(scope, wanted).where(RuleResult.id > after).order_by(RuleResult.id)
    rows = [Problem(*row) for row in session.execute(statement.limit(limit + 1))]
    more = len(rows) > limit
    return ProblemPage(rows[:limit], rows[limit - 1].result.id if more else None)


def _problems(scope: Scope, wanted: Wanted) -> Select[RuleResult, Household, Person]:
    member = and_(
        Person.id == RuleResult.subject,
        Person.household_id == Household.id,
        RuleResult.rule.in_(wanted.of_persons),
    )
    return (
        select(RuleResult, Household, Person)
        .join(Household, Household.id == RuleResult.household_id)
        .outerjoin(Person, member)
        .where(scope.on(RuleResult), *_open(wanted), RuleResult.until_at.is_(None))
    )


def count_problems(session: Session, scope: Scope, wanted: Wanted) -> int:
    """How many rows the list has in all."""
    counted = select(func.count()).select_from(_problems(scope, wanted).subquery())
    return session.scalar(counted) or 0


def each_problem(session: Session, scope: Scope, wanted: Wanted, most: int) -> Iterator[Problem]:
    """Problems for the workbook, place by place, at most `most`."""
    ordered = _problems(scope, wanted).order_by(
        RuleResult.area_code, RuleResult.household_id, RuleResult.rule, RuleResult.subject
    )
    for row in session.execute(ordered.limit(most).execution_options(yield_per=1000)):
        yield Problem(*row)


def list_of_household(session: Session, scope: Scope, household_id: int, wanted: Wanted) -> list[Problem]:
    """Problems of one household that nobody has explained, in the order of their rules."""
    statement = _problems(scope, wanted).where(Household.id == household_id)
    return [Problem(*row) for row in session.execute(statement.order_by(RuleResult.rule, RuleResult.subject))]


def list_exemptions(
    session: Session, scope: Scope, codes: Iterable[str], on: date, household_id: int | None = None
) -> list[tuple[Exemption, Household, Person | None]]:
    """Explanations that still run, those ending first at the top; at most 200."""
    wanted = (
        select(Exemption, Household, Person)
        .join(Household, Household.id == Exemption.household_id)
        .outerjoin(Person, and_(Person.id == Exemption.person_id, Person.household_id == Household.id))
        .where(scope.on(Household), Exemption.check_code.in_(tuple(codes)), Exemption.until_on >= on)
        .order_by(Exemption.until_on, Exemption.id)
        .limit(200)
    )
    if household_id is not None:
        wanted = wanted.where(Household.id == household_id)
    return [(e, h, p) for e, h, p in session.execute(wanted)]
