"""Acts of households, the case of a monitored one, and what has to be entered in the national system."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.domain.errors import NotFoundError
from app.domain.household_acts import Standing
from app.domain.monitoring import Limits
from app.models import (
    Household,
    HouseholdAct,
    MonitoringCase,
    MonitoringSituation,
    MonitoringStep,
    Person,
    User,
)
from app.queries.rules_in_force import line_on
from app.queries.scope import Scope

#: Where no standard is in force the floor of 2.15 holds: nobody is cleared or published by accident.
_FLOOR = Limits(5, 20, 6, 5)


@dataclass(frozen=True)
class ActLine:
    """One act with the names people look for; `who` entered it in the national system."""

    act: HouseholdAct
    head_name: str
    household_no: str
    household_public_id: str
    person_name: str
    who: str = ""


def standing_of(session: Session, scope: Scope, household: Household) -> Standing:
    """What decides which acts fit a household now."""
    counted = (
        select(Person.status, func.count())
        .where(scope.on(Person), Person.household_id == household.id)
        .group_by(Person.status)
    )
    people: dict[str, int] = dict(session.execute(counted).all())
    return Standing(
        status=household.status,
        kind=household.kind,
        monitoring_kind=household.monitoring_kind,
        risk_cleared=household.risk_cleared,
        present=people.get("present", 0),
        gone=people.get("gone", 0),
        has_no_labor=household.has_no_labor,
    )


def list_acts(session: Session, scope: Scope, household_id: int, limit: int = 50) -> list[ActLine]:
    """Acts of one household, the newest first; a split or merge stands with both."""
    a = HouseholdAct
    wanted = _lines(scope).where(or_(a.household_id == household_id, a.other_household_id == household_id))
    rows = session.execute(wanted.order_by(a.happened_on.desc(), a.id.desc()).limit(limit))
    return [ActLine(*row) for row in rows]


def get_act(session: Session, scope: Scope, household_id: int, public_id: str) -> HouseholdAct:
    """One act of a household; NotFoundError for any other."""
    found = session.scalar(
        select(HouseholdAct).where(
            scope.on(HouseholdAct),
            HouseholdAct.household_id == household_id,
            HouseholdAct.public_id == public_id,
        )
    )
    if found is None:
        raise NotFoundError("打不开这一项变动：不在您管的范围，或已不存在。")
    return found


def list_national(
    session: Session, scope: Scope, state: str = "open", *, after: int = 0, limit: int = 50
) -> list[ActLine]:
    """Acts in the order they were done whose way to the national system is in this state."""
    a = HouseholdAct
    wanted = _lines(scope).where(a.national_state == state, a.state == "done", a.id > after)
    return [ActLine(*row) for row in session.execute(wanted.order_by(a.id).limit(limit))]


def count_national(session: Session, scope: Scope) -> dict[str, int]:
    """State of entering -> number of acts."""
    a = HouseholdAct
    counted = select(a.national_state, func.count()).where(scope.on(a), a.state == "done")
    return dict(session.execute(counted.group_by(a.national_state)).all())


def acts_by_ids(session: Session, scope: Scope, public_ids: Sequence[str]) -> list[HouseholdAct]:
    """Those of the named acts that lie in the scope, in order."""
    a = HouseholdAct
    wanted = select(a).where(scope.on(a), a.public_id.in_(public_ids), a.state == "done")
    return list(session.scalars(wanted.order_by(a.id)))


def open_case(session: Session, scope: Scope, household_id: int) -> MonitoringCase | None:
    """The case that has not been cleared or rejected."""
    c = MonitoringCase
    wanted = select(c).where(
        scope.on(c), c.household_id == household_id, c.state.not_in(("cleared", "rejected"))
    )
    return session.scalars(wanted.order_by(c.id.desc())).first()


def last_case(session: Session, scope: Scope, household_id: int) -> MonitoringCase | None:
    """The newest case, open or closed."""
    c = MonitoringCase
    wanted = select(c).where(scope.on(c), c.household_id == household_id)
    return session.scalars(wanted.order_by(c.id.desc())).first()


def steps_of(session: Session, scope: Scope, case_id: int) -> list[MonitoringStep]:
    """Steps of a case in the order of their days."""
    s = MonitoringStep
    wanted = select(s).where(scope.on(s), s.case_id == case_id)
    return list(session.scalars(wanted.order_by(s.on_day, s.id)))


def situation_of(session: Session, scope: Scope, case_id: int, moment: str) -> MonitoringSituation | None:
    """One of the two sets of facts of a case."""
    s = MonitoringSituation
    return session.scalar(select(s).where(scope.on(s), s.case_id == case_id, s.moment == moment))


def limits_on(session: Session, scope: Scope, day: date, area_code: str) -> Limits:
    """The dated standards of the procedure there and then."""
    codes = (
        "monitoring_notice_days", "monitoring_total_days", "clearance_stable_months", "monitoring_check_days",
    )  # fmt: skip
    found = [line_on(session, code, day, area_code) for code in codes]
    floor = (_FLOOR.notice_days, _FLOOR.total_days, _FLOOR.stable_months, _FLOOR.check_days)
    return Limits(*(value if value is not None else least for value, least in zip(found, floor, strict=True)))


def _lines(scope: Scope) -> Any:
    a = HouseholdAct
    return (
        select(a, func.coalesce(Household.head_name, ""), Household.household_no, Household.public_id,
               func.coalesce(Person.name, ""), func.coalesce(User.display_name, ""))
        .join(Household, Household.id == a.household_id)
        .outerjoin(Person, Person.id == a.person_id)
        .outerjoin(User, User.id == a.national_by)
        .where(scope.on(a))
    )  # fmt: skip
