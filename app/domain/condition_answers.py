"""Reads the answers of a whole tree: which parts decided it, and which would settle it where it is unknown."""

from collections.abc import Callable

from app.domain.conditions import Group, Node, Not

Answer = Callable[[Node], bool | None]


def deciding(node: Node, answer: Answer) -> list[Node]:
    """The comparisons and questions that made the answer what it is, in reading order.

    A yes of "all" rests on every part, a no on the parts that say no, an unknown on the unknown parts;
    "any" the other way round.
    """
    if isinstance(node, Not):
        return deciding(node.part, answer)
    if not isinstance(node, Group):
        return [node]
    whole = answer(node)
    rests_on_all = whole is (node.how == "all")
    parts = node.parts if rests_on_all else [p for p in node.parts if answer(p) is whole]
    return [leaf for part in parts for leaf in deciding(part, answer)]


def unsettled(node: Node, answer: Answer) -> list[Node]:
    """The unknown comparisons and questions of an unknown condition; nothing where it is settled."""
    if answer(node) is not None:
        return []
    return list(dict.fromkeys(leaf for leaf in deciding(node, answer) if answer(leaf) is None))
