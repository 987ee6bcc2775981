"""Answers of many conditions packed into one whole number: hundreds of rules need few columns and one look each."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, cast, func, literal

from app.domain.conditions import Node
from app.queries.conditions import FOUND, MAYBE, Layout, condition
from app.queries.facts import as_number

#: Answers in one number, by base; it stays a plain 64-bit one.
ROOM = {4: 30, 2: 60}
#: What a place holds, in base 4: no, unknown, yes. In base 2: not yes, yes.
NO, UNKNOWN, YES = 0, MAYBE, FOUND


@dataclass(frozen=True)
class Pack:
    """Conditions by code, their answers one place each, first in the lowest. Base 2 keeps a yes only."""

    base: int
    codes: tuple[str, ...]
    trees: tuple[Node, ...]

    def column(self, of: Layout) -> ColumnElement[int]:
        """The packed number."""
        total: ColumnElement[Any] = literal(0, BigInteger)
        for place, tree in enumerate(self.trees):
            n = as_number(condition(tree, of))
            one = func.coalesce(n * FOUND, MAYBE) if self.base == 4 else func.coalesce(n, 0)
            total = total + cast(one, BigInteger) * self.base**place
        return total

    def answers(self, number: int) -> dict[str, bool | None]:
        """Each code's answer; in base 2 an unknown answer is not told apart from no."""
        places = {code: number // self.base**i % self.base for i, code in enumerate(self.codes)}
        yes = YES if self.base == 4 else 1
        return {code: True if n == yes else None if n == UNKNOWN else False for code, n in places.items()}


def packs_of(name: str, base: int, rules: dict[str, Node]) -> dict[str, Pack]:
    """As many packs as the rules need, by the name of their column."""
    codes = list(rules)
    room = ROOM[base]
    return {
        f"{name}_{start // room}": Pack(
            base, tuple(codes[start : start + room]), tuple(rules[c] for c in codes[start : start + room])
        )
        for start in range(0, len(codes), room)
    }
