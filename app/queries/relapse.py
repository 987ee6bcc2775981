"""返贫风险名单: families with open relapse triggers (domain 5.4), most triggers first, then the lowest income."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from sqlalchemy import BigInteger, ColumnElement, and_, case, cast, exists, func, not_, null, or_, select
from sqlalchemy.orm import Session, aliased

from app.domain.areas import range_of
from app.models import Household, MonitoringCase, MonitoringStep, RuleResult
from app.queries.conditions import standard_sql
from app.queries.days import Days
from app.queries.facts import fact_sql
from app.queries.row_kinds import Subjects
from app.queries.rules_in_force import RulesInForce, rules_in_force
from app.queries.scope import Scope
from app.queries.worlds import World

PAGE = 50
Group = Literal["unwatched", "watched"]
#: A family that nobody knows the income of stands behind all others with as many triggers.
_FAR = 9_999
_ID_ROOM = 10**10


@dataclass(frozen=True, slots=True)
class Risk:
    """One family: its triggers by code, its net income a head and the line of the year, both in fen or not told.
    `position` is the place in the list: (100 - triggers), percent of the line, number of the household."""

    household: Household
    triggers: tuple[str, ...]
    net_fen: int | None
    line_fen: int | None
    position: int

    @property
    def percent(self) -> int | None:
        """Income a head in percent of the line, cut to whole ones; None where either is not told."""
        return None if self.net_fen is None or not self.line_fen else self.net_fen * 100 // self.line_fen


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which families: not yet watched or watched already; one place, one trigger."""

    group: Group = "unwatched"
    area: str | None = None
    trigger: str | None = None


def relapse_triggers(rules: RulesInForce) -> dict[str, str]:
    """The triggers in force: code and title, in catalogue order."""
    return {c.code: c.title for c in rules.catalogue.criteria.values() if c.family == "relapse"}


def triggers_of(session: Session, scope: Scope, household_id: int, day: date) -> list[str]:
    """Titles of the open triggers of one family, in catalogue order."""
    titles = relapse_triggers(rules_in_force(session, day))
    return [
        titles[code] for code in _codes(session, scope, [household_id], list(titles)).get(household_id, ())
    ]


def list_risks(
    session: Session, scope: Scope, wanted: Wanted, day: date, *, after: int = 0, limit: int = PAGE
) -> list[Risk]:
    """Families with open triggers behind the position `after`, one more than `limit` where there are more."""
    rules, days = rules_in_force(session, day), Days(day)
    triggers = list(relapse_triggers(rules))
    h, counted = Household.__table__, _counted(scope, triggers, wanted.trigger)
    at = Subjects(World(), days, h)
    net = fact_sql("household.net_income_per_head", at)
    line = _line(rules, at, days)
    position = _position(counted.c.triggers, net, line, h.c.id)
    found = (
        select(Household, net, line, position)
        .join(counted, counted.c.household_id == Household.id)
        .where(*_fitting(scope, wanted), position > after)
        .order_by(position)
        .limit(limit + 1)
    )
    rows = session.execute(found).all()
    codes = _codes(session, scope, [row[0].id for row in rows], triggers)
    return [
        Risk(home, codes.get(home.id, ()), net_fen, line_fen, place)
        for home, net_fen, line_fen, place in rows
    ]


@dataclass(frozen=True, slots=True)
class Clue:
    """A clue that nobody has looked at yet: whose, who brought it, and on which day."""

    household: Household
    source: str | None
    on_day: date


def list_clues(session: Session, scope: Scope, area: str | None = None, limit: int = 200) -> list[Clue]:
    """Open cases with a clue and without a visit, the oldest first; at most `limit`."""
    c, checked = MonitoringCase, aliased(MonitoringStep)
    wanted = (
        select(Household, c.source, MonitoringStep.on_day)
        .join(c, c.household_id == Household.id)
        .join(MonitoringStep, and_(MonitoringStep.case_id == c.id, MonitoringStep.step == "clue"))
        .where(scope.on(Household), scope.on(c), Household.status == "active")
        .where(c.state.in_(("clue", "checking", "published")))
        .where(~exists().where(checked.case_id == c.id, checked.step == "check"))
        .order_by(MonitoringStep.on_day, c.id)
        .limit(limit)
    )
    if area:
        low, high = range_of(area)
        wanted = wanted.where(Household.area_code >= low, Household.area_code < high)
    return [Clue(home, source, day) for home, source, day in session.execute(wanted)]


def count_risks(session: Session, scope: Scope, wanted: Wanted, day: date) -> int:
    """How many families the list has."""
    triggers = relapse_triggers(rules_in_force(session, day))
    counted = _counted(scope, list(triggers), wanted.trigger)
    total = select(func.count(Household.id)).join(counted, counted.c.household_id == Household.id)
    return session.scalar(total.where(*_fitting(scope, wanted))) or 0


def _counted(scope: Scope, codes: Sequence[str], trigger: str | None) -> Any:
    """How many different triggers each family has, all of them counted where one is asked for."""
    r = RuleResult
    open_ = and_(r.rule.in_(codes), r.state == 1, r.until_at.is_(None))
    counted = (
        select(r.household_id, func.count(r.rule.distinct()).label("triggers"))
        .join(Household, Household.id == r.household_id)
        .where(scope.on(Household), open_)
        .group_by(r.household_id)
    )
    if trigger:
        counted = counted.having(func.sum(case((r.rule == trigger, 1), else_=0)) > 0)
    return counted.subquery()


def _fitting(scope: Scope, wanted: Wanted) -> list[ColumnElement[bool]]:
    watched = and_(
        Household.monitoring_kind.is_not(None),
        or_(Household.risk_cleared.is_(None), Household.risk_cleared.is_(False)),
    )
    fits = [scope.on(Household), Household.status == "active"]
    fits.append(watched if wanted.group == "watched" else not_(watched))
    if wanted.area:
        low, high = range_of(wanted.area)
        fits += [Household.area_code >= low, Household.area_code < high]
    return fits


def _line(rules: RulesInForce, at: Subjects, days: Days) -> ColumnElement[Any]:
    standard = rules.catalogue.standards.get("monitoring_line")
    return cast(null(), BigInteger) if standard is None else standard_sql(standard, at.area, days)


def _position(
    triggers: ColumnElement[int],
    net: ColumnElement[Any],
    line: ColumnElement[Any],
    number: ColumnElement[int],
) -> ColumnElement[int]:
    percent = net * 100 / line
    near = case(
        (or_(net.is_(None), line.is_(None), line <= 0), _FAR),
        (net < 0, 0),
        (percent > _FAR, _FAR),
        else_=percent,
    )
    return cast((100 - triggers) * (_FAR + 1) + near, BigInteger) * _ID_ROOM + number


def _codes(
    session: Session, scope: Scope, households: Sequence[int], codes: Sequence[str]
) -> dict[int, tuple[str, ...]]:
    r = RuleResult
    told = (
        select(r.household_id, r.rule)
        .join(Household, Household.id == r.household_id)
        .where(scope.on(Household), r.household_id.in_(households), r.rule.in_(codes))
        .where(r.state == 1, r.until_at.is_(None))
        .distinct()
        .order_by(r.household_id, r.rule)
    )
    found: dict[int, tuple[str, ...]] = {}
    for household, code in session.execute(told):
        found[household] = (*found.get(household, ()), code)
    return found
