"""What two answers about a measure mean together: who should receive it, and who does."""

from typing import Literal

Verdict = Literal["missing", "wrong", "double", "unknown", "having", "none"]

#: The order in which people want to see them: what must be done first.
ORDER: tuple[Verdict, ...] = ("missing", "wrong", "double", "unknown", "having", "none")
#: These are opened by default (要办的).
TO_DO: frozenset[Verdict] = frozenset(("missing", "wrong", "double", "unknown"))


def verdict(should: bool | None, has: bool | None, *, double: bool = False) -> Verdict:
    """应享未享, 不应享已享, 重复享受, 资料不全, 已享 or 不符合.

    `double`: something is received that may not be received together with it. An unknown answer to either
    question leaves the verdict unknown; a false part that settles the condition has made it known already.
    """
    if double and has:
        return "double"
    if should is None or has is None:
        return "unknown"
    if should:
        return "having" if has else "missing"
    return "wrong" if has else "none"
