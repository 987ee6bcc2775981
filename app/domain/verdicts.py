"""What two answers about a measure mean together: who should receive it, and who does."""

from typing import Literal

from app.domain.catalogue import Claim

Verdict = Literal["missing", "wrong", "double", "unknown", "may_apply", "having", "none"]

#: The order in which people want to see them: what must be done first.
ORDER: tuple[Verdict, ...] = ("missing", "wrong", "double", "unknown", "may_apply", "having", "none")


def verdict(should: bool | None, has: bool | None, claim: Claim = "due") -> Verdict:
    """应享未享, 可申请, 不应享已享, 资料不全, 已享 or 不符合.

    Who is eligible stays unknown until both questions are answered: a bureau that has sent no list may well be paying.
    Who is not eligible needs no list to be told so; only a list or a grant can show that it is received all the same.
    What is not owed to everybody eligible (a loan, a post) is 可申请, not 应享未享.
    重复享受 (`double`) stands beside it: see `shown`.
    """
    if should is False:
        return "wrong" if has else "none"
    if should is None or has is None:
        return "unknown"
    return "having" if has else "missing" if claim == "due" else "may_apply"


def shown(should: bool | None, has: bool | None, *, double: bool, claim: Claim = "due") -> Verdict:
    """The one verdict that a page shows: receiving what excludes each other comes before all else."""
    return "double" if double else verdict(should, has, claim)
