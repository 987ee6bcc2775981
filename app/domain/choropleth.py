"""How a value becomes a colour class on a map: value, zero, no data and suppressed are four different things.

Five classes of one hue with falling lightness; zero is white, not reported is hatched, suppressed is dotted.
Fixed class limits keep the colours comparable between periods; quantile and equal limits are made from the
values at hand.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from app.domain.number_text import plain

Method = Literal["fixed", "quantile", "equal"]
State = Literal["value", "zero", "no_data", "suppressed"]

CLASSES = 5
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


@dataclass(frozen=True, slots=True)
class Scale:
    """Lower limits of the classes 2..n, rising; a value on a limit belongs to the upper class."""

    limits: tuple[float, ...]
    decimals: int
    lowest: float = 0.0
    """Smallest value that occurs, so that the legend of the first class begins with it."""

    def look(self, item: AreaValue) -> str:
        """Style name of an area: `c-1` (light) to `c-5` (dark), or the look of its state."""
        if item.value is None or item.state != "value":
            return LOOK_OF_STATE.get(item.state, "c-nodata")
        return f"c-{1 + sum(1 for limit in self.limits if item.value >= limit)}"

    def legend(self, items: Sequence[AreaValue]) -> list[LegendEntry]:
        """All value classes, and of the other states those that occur."""
        states = {item.state for item in items}
        entries = [LegendEntry("zero", "0")] if "zero" in states else []
        entries += [LegendEntry(f"c-{n + 1}", self._label(n)) for n in range(len(self.limits) + 1)]
        if "no_data" in states:
            entries.append(LegendEntry("nodata", "未上报，没有数"))
        if "suppressed" in states:
            entries.append(LegendEntry("suppressed", "少于 5 户，不公布"))
        return entries

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


def choose_scale(items: Sequence[AreaValue], method: Method, breaks: Sequence[float], decimals: int) -> Scale:
    """Fixed classes where asked for and defined, so that periods compare; else classes of the values shown."""
    if method == "fixed" and breaks:
        return fixed_scale(breaks, decimals)
    return scale_from_values(items, "quantile" if method == "fixed" else method, decimals)


def scale_from_values(items: Sequence[AreaValue], method: Method, decimals: int) -> Scale:
    """Limits from the values shown: quantile puts about the same number of areas in each class, equal cuts
    the span.

    Fewer than five different values give fewer classes; limits are rounded as shown, so legend and colour
    agree.
    """
    values = sorted(item.value for item in items if item.state == "value" and item.value is not None)
    if not values:
        return Scale((), decimals)
    low, high = values[0], values[-1]
    if method == "equal":
        raw = [low + (high - low) * part / CLASSES for part in range(1, CLASSES)]
    else:
        raw = [values[min(len(values) - 1, len(values) * part // CLASSES)] for part in range(1, CLASSES)]
    limits = sorted({round(limit, decimals) for limit in raw} - {round(low, decimals)})
    return Scale(tuple(limits), decimals, low)
