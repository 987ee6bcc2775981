"""How a value becomes a colour class on a map: value, zero, no data and suppressed are four different things.

Five classes of one hue with falling lightness; zero is white, not reported is hatched, suppressed is dotted.
Fixed class limits keep the colours comparable between periods; other limits are made from the values of one period
(app/domain/classing.py) and then kept for all.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from app.domain.classing import CLASSES, Method, limits_of
from app.domain.number_text import plain, round_half_up

State = Literal["value", "zero", "no_data", "suppressed"]

#: Style names of the looks; the style sheet holds the colours.
LOOK_OF_STATE = {"zero": "c-zero", "no_data": "c-nodata", "suppressed": "c-supp"}
WORD_OF_STATE = {"no_data": "未报", "suppressed": "少于5"}


@dataclass(frozen=True, slots=True)
class AreaValue:
    """One area on the map. `value` is None for no_data and suppressed; `link` opens what lies behind it."""

    code: str
    name: str
    state: State
    value: float | None
    text: str
    link: str | None = None


@dataclass(frozen=True, slots=True)
class LegendEntry:
    """A look of the legend (`c-1`…`c-5`, `zero`, `nodata`, `suppressed`) and what it means."""

    look: str
    label: str


class Looks(Protocol):
    """What a drawing asks of a scale."""

    def look(self, item: AreaValue) -> str:
        """Style name of an area."""

    def legend(self, items: Sequence[AreaValue]) -> list[LegendEntry]:
        """What the looks mean."""


@dataclass(frozen=True, slots=True)
class Scale:
    """Lower limits of the classes 2..n, rising; a value on a limit belongs to the upper class."""

    limits: tuple[float, ...]
    decimals: int
    lowest: float = 0.0
    """Smallest value that occurs, so that the legend of the first class begins with it."""

    def look(self, item: AreaValue) -> str:
        """Style name of an area: `c-1` (light) to `c-5` (dark), or the look of its state.

        The value counts as it is shown: 0.96 stands as 1.0 and belongs to the class that begins with 1.0.
        """
        if item.value is None or item.state != "value":
            return LOOK_OF_STATE.get(item.state, "c-nodata")
        shown = float(round_half_up(item.value, self.decimals))
        return f"c-{1 + sum(1 for limit in self.limits if shown >= limit)}"

    def legend(self, items: Sequence[AreaValue]) -> list[LegendEntry]:
        """All value classes, and of the other states those that occur."""
        states = {item.state for item in items}
        entries = [LegendEntry("zero", "0")] if "zero" in states else []
        entries += [LegendEntry(f"c-{n + 1}", self._label(n)) for n in range(len(self.limits) + 1)]
        return entries + entries_of_states(states)

    def _label(self, position: int) -> str:
        step = 10.0**-self.decimals
        if not self.limits:
            return f"{plain(self.lowest, self.decimals)} 及以上"
        if position == len(self.limits):
            return f"{plain(self.limits[-1], self.decimals)} 及以上"
        above = self.limits[position] - step
        if position == 0:
            return f"{plain(above, self.decimals)} 及以下"
        low, high = plain(self.limits[position - 1], self.decimals), plain(above, self.decimals)
        return low if low == high else f"{low}～{high}"


def fixed_scale(limits: Sequence[float], decimals: int) -> Scale:
    """The limits of the definition, the same in every period."""
    if list(limits) != sorted(set(limits)) or len(limits) > CLASSES - 1:
        raise ValueError(f"at most {CLASSES - 1} rising limits")
    return Scale(tuple(limits), decimals)


def entries_of_states(states: set[State]) -> list[LegendEntry]:
    """Legend of what is no value, as far as it occurs."""
    entries = [LegendEntry("nodata", "未上报，没有数")] if "no_data" in states else []
    return entries + ([LegendEntry("suppressed", "少于 5 户，不公布")] if "suppressed" in states else [])


def choose_scale(
    items: Sequence[AreaValue],
    method: Method,
    breaks: Sequence[float],
    decimals: int,
    written: Sequence[float] = (),
) -> Scale:
    """Limits of the definition or of a person where asked for; else made from `items`.

    Give the items of one chosen period for the maps of all periods: the same colours then mean the same numbers.
    """
    if method == "manual" and written:
        return fixed_scale(sorted({float(round_half_up(limit, decimals)) for limit in written}), decimals)
    if method == "fixed" and breaks:
        return fixed_scale(breaks, decimals)
    return scale_from_values(items, "quantile" if method in ("fixed", "manual") else method, decimals)


def scale_from_values(items: Sequence[AreaValue], method: Method, decimals: int) -> Scale:
    """Limits from the values shown; fewer different values give fewer classes."""
    values = [
        float(round_half_up(item.value, decimals))
        for item in items
        if item.state == "value" and item.value is not None
    ]
    if not values:
        return Scale((), decimals)
    return Scale(limits_of(values, method, decimals), decimals, min(values))
