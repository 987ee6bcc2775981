"""The way into monitoring and out of it: steps in order, papers, working days (domain 2.15).

Days are dated standards (`app/catalogue/standards/registration.yaml`), handed in by the caller.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from app.domain.errors import InvalidInputError
from app.domain.vocabulary.monitoring import MONITORING_STEP
from app.domain.working_days import WorkCalendar

#: The paper that each step leaves behind.
EVIDENCE_OF_STEP: dict[str, str] = {
    "clue": "申报表、排查记录或预警单",
    "check": "入户核查表",
    "consent": "承诺授权书",
    "meeting": "民主评议会议记录",
    "notice": "公示照片和公示单",
    "township": "乡镇核查意见",
    "comparison": "县级部门比对结果",
    "approval": "县级审批文件",
    "announcement": "公告",
    "entry": "国家系统录入记录",
    "clear_check": "消除核查表",
    "clear_meeting": "消除民主评议会议记录",
    "clear_notice": "消除公示照片和公示单",
    "clear_township": "乡镇核查意见",
    "clear_approval": "县级审批文件",
    "clear_announcement": "消除公告",
}
#: The paper of a family that tells of its own difficulty.
EVIDENCE_OF_DECLARATION = "自主申报表"
IN_STEPS = tuple(c.code for c in MONITORING_STEP if not c.code.startswith("clear_"))
OUT_STEPS = tuple(c.code for c in MONITORING_STEP if c.code.startswith("clear_"))
NOTICES = frozenset(("notice", "clear_notice"))
#: Steps that an office above the village writes down: nobody signs for the rung above.
PERMISSION_OF_STEP: dict[str, str] = {
    "township": "household:recognise",
    "comparison": "household:approve",
    "approval": "household:approve",
    "announcement": "household:approve",
    "entry": "household:recognise",
    "clear_township": "household:recognise",
    "clear_approval": "household:approve",
    "clear_announcement": "household:approve",
}
#: Who that is, in the words of the page.
OFFICE_OF: dict[str, str] = {
    "household:edit": "村里",
    "household:recognise": "乡镇",
    "household:approve": "县帮扶办",
}
#: Facts that have to be told at clearance (rule 1_11_004).
CLEARANCE_FACTS = (
    "has_dropout", "house_damaged", "someone_uninsured", "water_damaged", "wage_fen", "business_fen", "property_fen",
    "transfer_fen", "cost_fen", "net_fen", "net_per_head_fen",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Limits:
    """Dated standards of the procedure: working days of a notice, of the whole and from a clue to the visit; months
    before clearance."""

    notice_days: int
    total_days: int
    stable_months: int
    check_days: int


def next_steps(
    done: Mapping[str, date], *, green_channel: bool = False, monitored: bool = False
) -> tuple[str, ...]:
    """The steps that may come next: the first open one of the way; on the green channel any of the way in.

    A household that is `monitored` already may begin its way out while papers of the way in are made up; one that came
    from elsewhere, without any step, only goes out.
    """
    missing = tuple(s for s in IN_STEPS if s not in done)
    coming = missing if green_channel else missing[:1]
    out = tuple(s for s in OUT_STEPS if s not in done)[:1]
    if monitored:
        return (*coming, *out) if any(s in done for s in IN_STEPS) else out
    return coming or out


def step_permission(step: str) -> str:
    """What somebody needs to write a step down: the village's own steps belong to whoever keeps the family's record."""
    return PERMISSION_OF_STEP.get(step, "household:edit")


def check_step(
    step: str,
    on: date | None,
    until: date | None,
    done: Mapping[str, date],
    limits: Limits,
    calendar: WorkCalendar,
    today: date,
    *,
    green_channel: bool = False,
    monitored: bool = False,
) -> None:
    """A step fits its place and its days; E-STEP, E-DATE-FUTURE, E-DATE-ORDER or E-NOTICE with the way out.

    `done`: the last day of each step, for a notice the day it came down: nothing follows while it still hangs.
    """
    coming = next_steps(done, green_channel=green_channel, monitored=monitored)
    if step not in coming:
        wanted = "、".join(MONITORING_STEP.label(s) for s in coming)
        raise _refused(
            "E-STEP", "step", "这一步还轮不到。", f"下一步是：{wanted}。" if wanted else "各步都办完了。"
        )
    if on is None or on > today:
        raise _refused("E-DATE-FUTURE", "on_day", "日期还没到，或没有填。", "请填实际办的那天。")
    way = IN_STEPS if step in IN_STEPS else OUT_STEPS
    before = [done[s] for s in way[: way.index(step)] if s in done]
    if before and on < max(before) and not green_channel:
        raise _refused(
            "E-DATE-ORDER",
            "on_day",
            "日期早于前一步，或者公示还没有满。",
            f"上一步到 {max(before).isoformat()}，请对一下两步的日期。",
        )
    if step in NOTICES:
        _check_notice(on, until, limits, calendar)


def _check_notice(on: date, until: date | None, limits: Limits, calendar: WorkCalendar) -> None:
    if until is None or calendar.between(on, until) < limits.notice_days:
        raise _refused(
            "E-NOTICE", "until_on", f"公示不足 {limits.notice_days} 个工作日。", "请填公示的最后一天。"
        )


def clearance_questions(
    identified_on: date | None, on: date, facts: Mapping[str, object], limits: Limits, line_fen: int | None
) -> list[str]:
    """What somebody has to look at before clearing; each is a question, none of them blocks (2_11_002, 4_11_010)."""
    asked = []
    if identified_on is not None and _months(identified_on, on) < limits.stable_months:
        asked.append(f"从识别到消除不足 {limits.stable_months} 个月，稳定了吗？")
    net = facts.get("net_per_head_fen")
    if line_fen is not None and isinstance(net, int) and net < line_fen:
        asked.append("人均纯收入还低于监测线。")
    for key, words in (
        ("has_dropout", "还有孩子失学辍学。"), ("house_damaged", "住房问题还在。"),
        ("someone_uninsured", "还有人没有参保。"), ("water_damaged", "饮水问题还在。"),
    ):  # fmt: skip
        if facts.get(key):
            asked.append(words)
    return asked


def check_clearance_facts(facts: Mapping[str, object]) -> None:
    """E-FACTS where one of the facts of rule 1_11_004 has not been told."""
    missing = [key for key in CLEARANCE_FACTS if facts.get(key) is None]
    if missing:
        sentence = "消除前要把这一项填上。"
        raise InvalidInputError(
            "E-FACTS",
            f"风险消除要先填全 {len(CLEARANCE_FACTS)} 项情况，还差 {len(missing)} 项。",
            fields=dict.fromkeys(missing, sentence),
            way_out="请把标出来的几项填上再存。",
        )


def _months(start: date, end: date) -> int:
    return (end.year - start.year) * 12 + end.month - start.month - (1 if end.day < start.day else 0)


def _refused(code: str, field: str, sentence: str, way_out: str) -> InvalidInputError:
    return InvalidInputError(code, sentence, fields={field: f"{sentence}{way_out}"}, way_out=way_out)
