"""Steps of the whole household: recognised, out of poverty, back in it; monitored and cleared."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.domain.clock import today
from app.domain.errors import ConflictError, InvalidInputError, NotAllowedError
from app.domain.household_acts import ACTS, require_possible
from app.domain.monitoring import check_clearance_facts, check_step, step_permission
from app.domain.registry import STEPS, check_monitoring, require_evidence, require_past
from app.domain.registry_checks import RISKS
from app.domain.vocabulary.monitoring import MONITORING_SOURCE
from app.models import Household, MonitoringCase, MonitoringSituation, MonitoringStep
from app.queries.household_acts import last_case, limits_on, open_case, situation_of, standing_of, steps_of
from app.queries.households import get_household
from app.queries.scope import Scope
from app.services.act_recording import record_act
from app.services.catalogue import work_calendar
from app.services.household_members import move_people
from app.services.households import check_village
from app.services.rules import run_household
from app.unit_of_work import Work

#: What 更正监测登记 may set right.
CORRECTABLE = ("monitoring_kind", "monitored_month", "risk_cleared", "cleared_month", "clear_mode")
_EXIT_STATE = {
    "recognise": "not_out",
    "exit": "new",
    "exit_again": "new",
    "return": "returned",
    "remove_wrong": None,
}


@dataclass(frozen=True, slots=True)
class Monitoring:
    """How a household is taken into monitoring: kind, up to five risks, who brought the clue, facts found."""

    kind: str
    risks: tuple[str, ...]
    note: str | None = None
    disaster_kind: str | None = None
    source: str | None = None
    is_green_channel: bool | None = None
    facts: Mapping[str, Any] | None = None


def step_household(
    work: Work,
    scope: Scope,
    household_id: str,
    act: str,
    *,
    version: int,
    on: date | None,
    evidence: str | None,
    cause: str | None = None,
) -> Household:
    """recognise, exit, return, exit_again, remove_wrong: the kind changes with its day and paper (5.2)."""
    household = _fetch(work, scope, household_id, version)
    step = next((s for s in STEPS if s.key == act), None)
    if step is None:
        raise InvalidInputError("E-ACT", "没有这种变动事项。", way_out="请从名单里选一项。")
    require_possible(act, standing_of(work.session, scope, household))
    day = require_past(on, today())
    paper = require_evidence(evidence, step.evidence)[:120]
    household.kind, household.evidence, household.exit_state = step.after, paper, _EXIT_STATE[act]
    if act in ("recognise", "return"):
        household.identified_month = household.identified_month or day.strftime("%Y-%m")
        household.cause_main = cause or household.cause_main
        if household.cause_main is None:
            raise _refused("E-CAUSE", "cause", "要选主要致贫原因。")
    if act in ("exit", "exit_again"):
        household.exit_year, household.not_out_reason = day.year, None
    if act == "return":
        household.exit_year = None
    work.session.flush()
    check_monitoring(vars(household))
    record_act(work, household, act, day, evidence=paper)
    run_household(work, household.id)
    return household


def move_household(
    work: Work,
    scope: Scope,
    household_id: str,
    *,
    version: int,
    area_code: str,
    group_name: str | None,
    on: date | None,
    evidence: str | None,
) -> Household:
    """moved_home: the whole household lives in another village of the actor's area from that day on.

    InvalidInputError E-AREA for a place that is no such village or where it lives already, E-DATE-FUTURE, E-EVIDENCE.
    """
    household = _fetch(work, scope, household_id, version)
    require_possible("moved_home", standing_of(work.session, scope, household))
    day, paper = require_past(on, today()), require_evidence(evidence, ACTS["moved_home"].evidence)[:120]
    if area_code == household.area_code:
        raise _refused("E-AREA", "area_code", "这一户已经住在这个村，请选迁去的村。")
    check_village(work, scope, area_code)
    household.area_code, household.group_name = area_code, group_name
    work.session.flush()
    move_people(work, scope, household)
    record_act(work, household, "moved_home", day, evidence=paper)
    run_household(work, household.id)
    return household


def record_step(
    work: Work,
    scope: Scope,
    household_id: str,
    *,
    step: str,
    on: date | None,
    until: date | None = None,
    evidence: str | None = None,
    is_green_channel: bool = False,
    source: str | None = None,
) -> MonitoringStep:
    """One dated step of the procedure; the first one opens the case and says who brought the clue. What the township or
    the county decides is written down by its own people (NotAllowedError)."""
    household = get_household(work.session, scope, household_id)
    if not work.actor.may(step_permission(step)):
        raise NotAllowedError(step_permission(step))
    case = open_case(work.session, scope, household.id)
    done = {s.step: s.until_on or s.on_day for s in steps_of(work.session, scope, case.id)} if case else {}
    green = is_green_channel or bool(case and case.is_green_channel)
    limits = limits_on(work.session, scope, on or today(), household.area_code)
    monitored = standing_of(work.session, scope, household).is_monitored
    check_step(
        step, on, until, done, limits, work_calendar(), today(), green_channel=green, monitored=monitored
    )
    paper = require_evidence(evidence, "这一步的材料")[:120]
    assert on is not None
    if case is None:
        case = _new_case(work, household, on, is_green_channel)
        case.source = source if source in MONITORING_SOURCE else None
    row = MonitoringStep(
        case_id=case.id, household_id=household.id, area_code=household.area_code, step=step, on_day=on,
        until_on=until, evidence=paper,
    )  # fmt: skip
    work.session.add(row)
    if case.state in ("clue", "checking", "published"):
        case.state = "published" if step == "notice" else "checking"
    elif step.startswith("clear_"):
        case.state = "clearing"
    work.session.flush()
    return row


def begin_monitoring(
    work: Work,
    scope: Scope,
    household_id: str,
    given: Monitoring,
    *,
    version: int,
    on: date | None,
    evidence: str | None,
) -> MonitoringCase:
    """纳入监测, after the county approved, or at once on the green channel; facts found are kept as the first set."""
    household = _fetch(work, scope, household_id, version)
    require_possible("monitor", standing_of(work.session, scope, household))
    day = require_past(on, today())
    paper = require_evidence(evidence, "民主评议、公示和县级审批材料")[:120]
    case = open_case(work.session, scope, household.id)
    done = {s.step for s in steps_of(work.session, scope, case.id)} if case else set()
    if not given.is_green_channel and "approval" not in done:
        raise _refused("E-STEPS", "act", "县级还没有审批。请先一步步记下来；突发的可以走绿色通道。")
    case = case or _new_case(work, household, day, given.is_green_channel)
    _put_risks(household, given)
    household.monitoring_kind, household.monitored_month = given.kind, day.strftime("%Y-%m")
    household.risk_cleared, household.cleared_month, household.clear_mode = False, None, None
    household.evidence = paper
    check_monitoring(vars(household))
    case.kind, case.risk_main, case.source = given.kind, given.risks[0], given.source
    case.is_green_channel, case.state = given.is_green_channel, "identified"
    case.identified_month = day.strftime("%Y-%m")
    work.session.flush()
    _put_facts(work, scope, household, case, "identified", day, given.facts or {})
    record_act(work, household, "monitor", day, reason=given.kind, evidence=paper)
    run_household(work, household.id)
    return case


def clear_monitoring(
    work: Work,
    scope: Scope,
    household_id: str,
    *,
    version: int,
    on: date | None,
    mode: str,
    facts: Mapping[str, Any],
    evidence: str | None,
) -> Household:
    """风险消除, after the county approved (domain 2.15: the procedure is gone through again); the second set of facts
    is whole (rule 1_11_004), the household says when and how."""
    household = _fetch(work, scope, household_id, version)
    require_possible("clear", standing_of(work.session, scope, household))
    day = require_past(on, today())
    if mode not in ("by_help", "natural"):
        raise _refused("E-CODE", "mode", "请选风险是怎么消除的。")
    case = open_case(work.session, scope, household.id)
    if case is None or "clear_approval" not in {s.step for s in steps_of(work.session, scope, case.id)}:
        raise _refused("E-STEPS", "act", "消除的手续还没有办到县级审批。请先在“监测步骤”里一步步记下来。")
    check_clearance_facts(facts)
    paper = require_evidence(evidence, "消除核查表、公示和县级审批材料")[:120]
    month = day.strftime("%Y-%m")
    if household.monitored_month and month < household.monitored_month:
        raise _refused("E-DATE-ORDER", "on", "消除的日期早于识别的月份，请对一下。")
    household.risk_cleared, household.cleared_month, household.clear_mode = True, month, mode
    household.evidence = paper
    case.state, case.cleared_month, case.clear_mode = "cleared", month, mode
    work.session.flush()
    _put_facts(work, scope, household, case, "cleared", day, facts)
    record_act(work, household, "clear", day, reason=mode, evidence=paper)
    run_household(work, household.id)
    return household


def correct_monitoring(
    work: Work,
    scope: Scope,
    household_id: str,
    values: Mapping[str, Any],
    *,
    version: int,
    on: date | None,
    evidence: str | None,
) -> Household:
    """更正监测登记: what a workbook or a slip wrote wrongly about the monitoring; no kind = it never was monitored.

    `values` are the columns of `CORRECTABLE`. InvalidInputError where they contradict each other or the household.
    """
    household = _fetch(work, scope, household_id, version)
    require_possible("correct_monitoring", standing_of(work.session, scope, household))
    day, paper = (
        require_past(on, today()),
        require_evidence(evidence, ACTS["correct_monitoring"].evidence)[:120],
    )
    told = {key: values.get(key) for key in CORRECTABLE}
    if told["monitoring_kind"] is None:
        told = dict.fromkeys(CORRECTABLE)
    elif told["monitored_month"] is None:
        raise _refused("E-DATE", "monitored_month", "要写哪个月识别为监测对象。")
    elif told["risk_cleared"] is not True:
        told |= {"cleared_month": None, "clear_mode": None}
    elif told["cleared_month"] and told["cleared_month"] < told["monitored_month"]:
        raise _refused("E-DATE-ORDER", "cleared_month", "消除的月份早于识别的月份，请对一下。")
    for key, value in told.items():
        setattr(household, key, value)
    household.evidence = paper
    check_monitoring(vars(household))
    _follow(work, scope, household)
    work.session.flush()
    record_act(work, household, "correct_monitoring", day, evidence=paper)
    run_household(work, household.id)
    return household


def _follow(work: Work, scope: Scope, household: Household) -> None:
    """The newest case says the same as the household; without a kind there was none, so it ends."""
    case = last_case(work.session, scope, household.id)
    if case is None or case.state in ("clue", "checking", "published"):
        return
    if household.monitoring_kind is None:
        case.state = "rejected"
        return
    case.kind = household.monitoring_kind
    case.identified_month = household.monitored_month or case.identified_month
    case.cleared_month, case.clear_mode = household.cleared_month, household.clear_mode
    if household.risk_cleared is True:
        case.state = "cleared"
    elif case.state == "cleared":
        case.state = "identified"


def _new_case(work: Work, household: Household, on: date, green: bool | None) -> MonitoringCase:
    case = MonitoringCase(
        household_id=household.id,
        area_code=household.area_code,
        kind=household.monitoring_kind or "sudden",
        risk_main=household.risk_main or "other",
        is_green_channel=green,
        state="clue" if household.monitoring_kind is None or household.risk_cleared else "identified",
        identified_month=household.monitored_month or on.strftime("%Y-%m"),
    )
    work.session.add(case)
    work.session.flush()
    return case


def _put_risks(household: Household, given: Monitoring) -> None:
    if not given.risks:
        raise _refused("E-RISK", "risk_main", "要选主要的返贫致贫风险。")
    if "other" in given.risks and not given.note:
        raise _refused("E-RISK-NOTE", "risk_note", "风险选了“其他”，要写明是什么。")
    if "disaster" in given.risks and not given.disaster_kind:
        raise _refused("E-DISASTER", "disaster_kind", "风险选了“因自然灾害”，要选是哪种灾害。")
    padded = (*given.risks[: len(RISKS)], *(None,) * len(RISKS))
    for name, risk in zip(RISKS, padded, strict=False):
        setattr(household, name, risk)
    household.risk_note, household.disaster_kind = given.note, given.disaster_kind


def _put_facts(
    work: Work,
    scope: Scope,
    household: Household,
    case: MonitoringCase,
    moment: str,
    on: date,
    facts: Mapping[str, Any],
) -> None:
    row = situation_of(work.session, scope, case.id, moment)
    if row is None:
        row = MonitoringSituation(
            case_id=case.id, household_id=household.id, area_code=household.area_code, moment=moment
        )
        work.session.add(row)
    row.on_day = on
    for key, value in facts.items():
        setattr(row, key, value)
    work.session.flush()


def _fetch(work: Work, scope: Scope, household_id: str, version: int) -> Household:
    household = get_household(work.session, scope, household_id)
    if household.version != version:
        raise ConflictError(current=household)
    return household


def _refused(code: str, field: str, sentence: str) -> InvalidInputError:
    return InvalidInputError(code, sentence, fields={field: sentence}, way_out=sentence)
