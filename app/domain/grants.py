"""帮扶落实: which step may follow which (domain reference 6.3)."""

from app.domain.errors import InvalidInputError
from app.domain.steps import Step, step_after, steps_from
from app.domain.vocabulary.grants import GRANT_STATE

OPEN_STATES = ("owed", "waiting", "proposed", "approved", "delivering")
#: The rules found it missing and nobody has taken it up: it goes away when it is no longer missing.
TASK_STATES = ("owed", "waiting")
MIN_APPEAL = 10


GRANT_STEPS: dict[str, Step] = {
    s.act: s
    for s in (
        Step("accept", "受理", "grant:approve", ("owed",), "approved"),
        Step("approve", "批准", "grant:approve", ("proposed",), "approved"),
        Step("start", "开始落实", "grant:deliver", ("approved",), "delivering"),
        Step("deliver", "登记已落实", "grant:deliver", ("approved", "delivering"), "delivered"),
        Step("end", "停止享受", "grant:deliver", ("approved", "delivering", "delivered"), "ended"),
        Step("refuse", "不予落实", "grant:approve", ("owed", "waiting", "proposed", "approved"), "refused"),
        Step("ask", "要村里补材料", "grant:approve", ("owed", "proposed", "approved"), "waiting"),
        Step("bring", "材料交来了", "grant:propose", ("waiting",), "owed"),
    )
}


def refuse_own_approval(proposed_by: int | None, approved_by: int | None) -> None:
    """Who proposes a measure does not approve it: four eyes on public money, in the smallest village too."""
    if proposed_by is not None and proposed_by == approved_by:
        raise InvalidInputError(
            "E-OWN-GRANT",
            "这项帮扶是您自己登记的，不能自己批准。",
            way_out="请乡镇、县帮扶办或主管部门的另一位经办批准。",
        )


def refuse_own_decision(decider: int | None, *earlier: int | None) -> None:
    """Who refused a family, or wrote down its appeal, does not decide about the appeal."""
    if decider is not None and decider in earlier:
        raise InvalidInputError(
            "E-OWN-APPEAL",
            "这件事是您自己不予落实或登记申诉的，不能自己复议。",
            way_out="请换一个人复议。",
        )


def grant_deadline(state: str) -> str | None:
    """The standard behind the deadline that begins when a grant enters a state; None where nothing is waited for."""
    return {
        "owed": "grant_accept_days",
        "waiting": "grant_document_days",
        "proposed": "grant_deliver_days",
        "approved": "grant_deliver_days",
    }.get(state)


def grant_step(act: str, state: str) -> Step:
    """The step, if it may follow this state; InvalidInputError where it may not."""
    return step_after(GRANT_STEPS, act, state, GRANT_STATE, "这条帮扶")


def grant_steps_open(state: str) -> list[Step]:
    """What may be done next in a state, whoever may do it."""
    return steps_from(GRANT_STEPS, state)
