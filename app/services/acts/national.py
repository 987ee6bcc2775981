"""Ticking off what has been entered in the national system, and the list that is worked off there."""

from collections.abc import Sequence
from io import BytesIO

from app.adapters.table_writer import write_table
from app.domain.clock import now, today
from app.domain.errors import InvalidInputError
from app.domain.exports import mark_of
from app.domain.household_acts import ACTS
from app.domain.vocabulary.monitoring import NATIONAL_STATE
from app.models import HouseholdAct
from app.queries.household_acts import ActLine, acts_by_ids, list_national
from app.queries.scope import Scope
from app.unit_of_work import Work

COLUMNS = (
    "户编号",
    "户主",
    "涉及的人",
    "变动",
    "发生日期",
    "依据",
    "在国家系统里办什么",
    "录入情况",
    "录入日期",
)
MOST_ROWS = 20_000


def mark_entered(
    work: Work, scope: Scope, public_ids: Sequence[str], state: str = "entered"
) -> list[HouseholdAct]:
    """Tick acts off, or back to open. E-NONE where nothing is chosen, E-CODE for a state outside the list."""
    if state not in NATIONAL_STATE:
        raise InvalidInputError("E-CODE", "没有这种录入情况。", way_out="请从名单里选。")
    found = acts_by_ids(work.session, scope, public_ids)
    if not found:
        raise InvalidInputError("E-NONE", "一项都没有选。", way_out="请先勾选已经录入的变动。")
    for act in found:
        act.national_state = state
        act.national_on = today() if state == "entered" else None
        act.national_by = work.actor.id if state == "entered" else None
    work.session.flush()
    return found


def export_national(work: Work, scope: Scope, state: str, out: BytesIO) -> int:
    """The list as a workbook, in the order in which the acts were done."""
    lines = list_national(work.session, scope, state, limit=MOST_ROWS)
    note = mark_of(work.actor.display_name, now(), len(lines), work.event_id)
    return write_table(out, COLUMNS, (_row(line) for line in lines), sheet="待录入国家系统", note=note)


def _row(line: ActLine) -> tuple[object, ...]:
    act = line.act
    return (
        line.household_no, line.head_name, line.person_name, ACTS[act.act].label, act.happened_on.isoformat(),
        act.evidence, ACTS[act.act].national, NATIONAL_STATE.label(act.national_state),
        act.national_on.isoformat() if act.national_on else None,
    )  # fmt: skip
