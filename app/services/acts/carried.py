"""A monitored family splits or joins another: that one is monitored, too, or somebody who may decide it says no."""

from typing import Any

from sqlalchemy import select

from app.domain.errors import InvalidInputError
from app.domain.registry_checks import RISKS
from app.models import Household, MonitoringCase, MonitoringSituation
from app.queries.household_acts import last_case
from app.queries.scope import Scope
from app.unit_of_work import Work

#: Leaving somebody out of monitoring is deciding that the risk is not theirs (2.15).
DECIDES = "household:recognise"
_COLUMNS = (
    "monitoring_kind", "monitored_month", "risk_cleared", "cleared_month", "clear_mode", *RISKS, "risk_note",
    "disaster_kind", "development_measures", "monitor_contact",
)  # fmt: skip
_OWN = frozenset(("id", "public_id", "version", "event_id", "household_id", "area_code", "case_id"))


def carry_monitoring(
    work: Work, scope: Scope, household: Household, other: Household, *, is_carried: bool | None
) -> None:
    """Kind, month, risks and the newest case with its facts go along; a record of a cleared risk always does.

    InvalidInputError E-MONITOR where a family is under monitoring and nobody said whether, E-RECOGNISE where
    somebody says no who may not decide it. The steps of the procedure stay with the old case.
    """
    if household.monitoring_kind is None:
        return
    if household.risk_cleared is not True:
        _require_said(work, is_carried)
        if is_carried is False:
            return
    for column in _COLUMNS:
        setattr(other, column, getattr(household, column))
    case = last_case(work.session, scope, household.id)
    if case is None:
        return
    twin: MonitoringCase = _copy(case, other, MonitoringCase)
    work.session.add(twin)
    work.session.flush()
    told = select(MonitoringSituation).where(
        scope.on(MonitoringSituation), MonitoringSituation.case_id == case.id
    )
    for row in work.session.scalars(told).all():
        work.session.add(_copy(row, other, MonitoringSituation, case_id=twin.id))
    work.session.flush()


def _require_said(work: Work, is_carried: bool | None) -> None:
    if is_carried is None:
        sentence = "这一户正在监测，要说清另一户还监不监测。"
        raise InvalidInputError("E-MONITOR", sentence, fields={"is_carried": sentence}, way_out=sentence)
    if is_carried is False and not work.actor.may(DECIDES):
        sentence = "不再监测要由乡镇或县里认定，请先选“是”，再报乡镇。"
        raise InvalidInputError("E-RECOGNISE", sentence, fields={"is_carried": sentence}, way_out=sentence)


def _copy(row: Any, other: Household, kind: Any, **more: Any) -> Any:
    columns = [c.name for c in kind.__table__.columns if c.name not in _OWN]
    return kind(
        household_id=other.id,
        area_code=other.area_code,
        **{name: getattr(row, name) for name in columns},
        **more,
    )
