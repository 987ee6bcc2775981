"""疑点 as work orders: which step may follow which, who may take it, and by when (domain reference 8.1)."""

from app.domain.errors import InvalidInputError
from app.domain.steps import Step, step_after, steps_from
from app.domain.vocabulary.findings import CONCLUSION, FINDING_STATE, KEEP_REASON

#: States in which somebody still has to do something.
OPEN_STATES = (
    "new",
    "handed_out",
    "village_checking",
    "returned",
    "answered",
    "township_reviewed",
    "pending_rectification",
)
#: States in which the village has the next word.
VILLAGE_STATES = ("handed_out", "village_checking", "returned")
DONE_STATES = ("closed", "exempted")
#: States of the same turn: who has the next word in them, the lowest first. Whoever is late is answered for above.
TURNS: dict[str, tuple[str, ...]] = {
    "village": VILLAGE_STATES,
    "township": ("answered",),
    "county": ("new", "township_reviewed", "pending_rectification"),
}
#: Each rung is told after one more span of the standard `finding_escalate_days`.
RUNGS = ("village", "township", "county", "discipline")
#: A rule that cried wolf weighs one step less; a hint cannot weigh less.
LIGHTER = {"hard": "doubt", "doubt": "hint"}

MIN_EXPLANATION = 10


STEPS: dict[str, Step] = {
    s.act: s
    for s in (
        Step("hand_out", "下发到村", "finding:assign", ("new",), "handed_out"),
        Step("answer", "反馈核查结果", "finding:answer", VILLAGE_STATES, "answered"),
        Step("review", "审核通过", "finding:review", ("answered",), "township_reviewed"),
        Step("return", "退回重核", "finding:review", ("answered", "township_reviewed"), "returned"),
        Step("close", "确认销号", "finding:close", ("township_reviewed", "pending_rectification"), "closed"),
        Step("postpone", "挂账，等整改", "finding:close", ("township_reviewed",), "pending_rectification"),
    )
}


def step_for(act: str, state: str) -> Step:
    """The step, if it may follow this state; InvalidInputError with the way out where it may not."""
    return step_after(STEPS, act, state, FINDING_STATE, "这条疑点")


def steps_open(state: str) -> list[Step]:
    """What may be done next in a state, whoever may do it."""
    return steps_from(STEPS, state)


def rung_above(turn: str, spans: int) -> str:
    """Who is told when the one whose turn it is has been late for so many spans (1 or more)."""
    return RUNGS[min(RUNGS.index(turn) + spans, len(RUNGS) - 1)]


def check_deadline(severity: str) -> str:
    """The standard that says how many working days the village has for a suspicion of this severity."""
    return f"finding_check_days_{severity}"


def step_deadline(state: str, severity: str) -> str | None:
    """The standard behind the deadline that begins when a work order enters a state; None where it is done."""
    if state in VILLAGE_STATES:
        return check_deadline(severity)
    return {
        "new": "finding_hand_out_days",
        "answered": "finding_review_days",
        "township_reviewed": "finding_confirm_days",
        "pending_rectification": "finding_correct_days",
    }.get(state)


def refuse_own_recheck(checker: int | None, *earlier: int | None) -> None:
    """Who answered or closed a suspicion does not look at it a second time."""
    if checker is not None and checker in earlier:
        raise InvalidInputError(
            "E-OWN-RECHECK",
            "这条是您自己核查或销号的，不能自己复核。",
            way_out="请换一个人复核。",
        )


def may_answer_again(state: str) -> bool:
    """An answer that nobody has reviewed yet may be put right, by whoever has both texts before them."""
    return state == "answered"


def check_answer(conclusion: str, keep_reason: str | None, explanation: str) -> None:
    """An answer names a conclusion, for 合理保留 a reason of the list, and says why in ten characters or more."""
    fields = {}
    if conclusion not in CONCLUSION:
        fields["conclusion"] = "请选核查结论。"
    if conclusion == "keep" and keep_reason not in KEEP_REASON:
        fields["keep_reason"] = "合理保留要选原因。"
    if len("".join(explanation.split())) < MIN_EXPLANATION:
        fields["explanation"] = f"请写清楚情况，至少 {MIN_EXPLANATION} 个字。"
    if fields:
        raise InvalidInputError("E-ANSWER", "还差几项没有填好。", fields=fields)
