"""Alternatives of an explained condition as a list that can be read: those that hold first, the others after them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from app.domain.condition_words import say
from app.domain.conditions import Group, Node, Quantified
from app.domain.facts import CIRCLES

ANY_OF = "下面有一种情况就算"
_TURN = {True: 0, None: 1, False: 2}


@dataclass(frozen=True, slots=True)
class Branch:
    """One alternative in words, and whether it holds (None: not known)."""

    words: str
    met: bool | None


def alternatives(node: Node | None) -> Group | None:
    """The alternatives that a condition comes down to: itself, or the only such group among its parts."""
    if not isinstance(node, Group):
        return None
    if node.how == "any":
        return node if len(node.parts) > 1 else None
    found = [part for part in node.parts if isinstance(part, Group) and part.how == "any"]
    return found[0] if len(found) == 1 and len(found[0].parts) > 1 else None


def branches(
    group: Group | None,
    titles: Mapping[str, str],
    answer: Callable[[Node], bool | None],
    rows: str | None = None,
) -> tuple[Branch, ...]:
    """Each alternative with its answer; a group that has a name is called by it."""
    told = [] if group is None else [Branch(_words(part, titles, rows), answer(part)) for part in group.parts]
    return tuple(sorted(told, key=lambda one: _TURN[one.met]))


def lead(node: Quantified, group: Group, titles: Mapping[str, str]) -> str:
    """The question without its alternatives, and that one of them is enough (or none may be)."""
    where = node.where
    rest = None if where is group or not isinstance(where, Group) else _without(where, group)
    asked = say(replace(node, where=rest), dict(titles))
    asked = asked if rest is not None else asked.removesuffix("在册")
    if node.how == "none":
        return f"{asked}有下面的情况" if node.over in CIRCLES else f"{asked}，下面的一种都不能有"
    return f"{asked}，{ANY_OF}"


def among(members: Iterable[Callable[[Node], bool | None]]) -> Callable[[Node], bool | None]:
    """Whether somebody of these fulfils a condition; unknown where nobody surely does and somebody might."""
    asked = tuple(members)

    def answer(node: Node) -> bool | None:
        told = [member(node) for member in asked]
        return True if True in told else None if None in told else False

    return answer


def _without(where: Group, group: Group) -> Node | None:
    parts = tuple(part for part in where.parts if part is not group)
    return None if not parts else parts[0] if len(parts) == 1 else Group(where.how, parts)


def _words(part: Node, titles: Mapping[str, str], rows: str | None) -> str:
    if isinstance(part, Group) and part.title is not None:
        return part.title
    return say(part, dict(titles), rows)
