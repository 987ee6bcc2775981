"""按风险定的帮扶计划 of one monitored household: what the rules found for each of its risks."""

from datetime import date, timedelta
from functools import cache

from app.access import current_scope, session
from app.adapters.catalogue_files import read_entries
from app.domain.clock import today
from app.domain.risk_plan import Binding, Part, plan_by_risk, read_binding
from app.models import Household
from app.queries.days import earlier
from app.queries.rules import household_measures
from app.queries.rules_in_force import line_on, rules_in_force


@cache
def bindings() -> dict[str, Binding]:
    """Which kinds of help each risk needs, as shipped."""
    return {one.risk: one for one in map(read_binding, read_entries("risk_plans"))}


def plan_of(household: Household) -> list[Part]:
    """The proposed plan as of today; empty where the family is not monitored or its risk is gone."""
    if household.monitoring_kind is None or household.risk_cleared:
        return []
    risks = [getattr(household, name) for name in ("risk_main", "risk_2", "risk_3", "risk_4", "risk_5")]
    measures = rules_in_force(session(), today()).catalogue.measures
    answers = household_measures(session(), current_scope(), household.id, today())
    groups = {code: measure.group for code, measure in measures.items()}
    return plan_by_risk(risks, answers, groups, bindings(), _by(household))


def _by(household: Household) -> date | None:
    """The last day for the first measure, counted from the end of the month in which monitoring began."""
    months = line_on(session(), "first_measure_months", today(), household.area_code)
    if not household.monitored_month or months is None:
        return None
    began = date.fromisoformat(f"{household.monitored_month}-01")
    return earlier(began, -(months + 1), "months") - timedelta(days=1)
