"""帮扶落实: which step may follow which (domain reference 6.3)."""

from dataclasses import dataclass

from app.domain.errors import InvalidInputError
from app.domain.vocabulary.grants import GRANT_STATE

OPEN_STATES = ("proposed", "approved", "delivering")


@dataclass(frozen=True, slots=True)
class GrantStep:
    """One act on a grant: from where to where, under which permission, and the label of its button."""

    act: str
    label: str
    permission: str
    from_states: tuple[str, ...]
    to_state: str


GRANT_STEPS: dict[str, GrantStep] = {
    s.act: s
    for s in (
        GrantStep("approve", "批准", "grant:approve", ("proposed",), "approved"),
        GrantStep("start", "开始落实", "grant:deliver", ("approved",), "delivering"),
        GrantStep("deliver", "登记已落实", "grant:deliver", ("approved", "delivering"), "delivered"),
        GrantStep("end", "停止享受", "grant:deliver", ("approved", "delivering", "delivered"), "ended"),
        GrantStep("refuse", "不予落实", "grant:approve", ("proposed", "approved"), "refused"),
    )
}


def grant_step(act: str, state: str) -> GrantStep:
    """The step, if it may follow this state; InvalidInputError where it may not."""
    step = GRANT_STEPS.get(act)
    if step is None or state not in step.from_states:
        raise InvalidInputError(
            "E-STEP",
            f"这条帮扶现在是“{GRANT_STATE.label(state)}”，不能{step.label if step else '这样办'}。",
            way_out="请刷新页面看最新进展。",
        )
    return step


def grant_steps_open(state: str) -> list[GrantStep]:
    """What may be done next in a state, whoever may do it."""
    return [s for s in GRANT_STEPS.values() if state in s.from_states]
