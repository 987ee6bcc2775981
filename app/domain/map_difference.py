"""What changed between two periods, as a map: teal where it fell, orange where it rose, grey where it hardly moved.

Five classes around zero. The two limits are round numbers (1, 2 or 5 times a power of ten) made from the changes
themselves, and the same above and below zero, so that equal colours are equal changes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import floor, log10

from app.domain.choropleth import AreaValue, LegendEntry, entries_of_states
from app.domain.number_text import plain, round_half_up

#: The outer class begins where about this share of the changes is smaller.
OUTER = 0.8


@dataclass(frozen=True, slots=True)
class Difference:
    """One area: what it was, what it is, and the step between as it is shown."""

    before: AreaValue
    after: AreaValue
    change: AreaValue


@dataclass(frozen=True, slots=True)
class DifferenceScale:
    """`inner` and `outer` are distances from zero in the shown unit; a change on a limit belongs to the outer class."""

    inner: float
    outer: float
    decimals: int

    def look(self, item: AreaValue) -> str:
        """`c-d2d` `c-d1d` `c-d0` `c-d1u` `c-d2u`, or the look of what cannot be compared."""
        if item.value is None:
            return "c-supp" if item.state == "suppressed" else "c-nodata"
        size = abs(item.value)
        if size < self.inner:
            return "c-d0"
        return f"c-d{1 if size < self.outer else 2}{'u' if item.value > 0 else 'd'}"

    def legend(self, items: Sequence[AreaValue]) -> list[LegendEntry]:
        """All five classes, falls first, and of the other states those that occur."""
        inner, outer = plain(self.inner, self.decimals), plain(self.outer, self.decimals)
        middle = LegendEntry("d0", f"变化不到 {inner}" if self.inner else "没有变化")
        entries = [
            LegendEntry("d2d", f"↓ 少 {outer} 及以上"),
            LegendEntry("d1d", f"↓ 少 {inner}～{outer}"),
            middle,
            LegendEntry("d1u", f"↑ 多 {inner}～{outer}"),
            LegendEntry("d2u", f"↑ 多 {outer} 及以上"),
        ]
        return entries + entries_of_states({item.state for item in items})


def differences(before: Sequence[AreaValue], after: Sequence[AreaValue], decimals: int) -> list[Difference]:
    """One for each area of `after`, in its order; an area that was not there before cannot be compared.

    The step is taken between the numbers as they are shown, so that a reader who subtracts gets the same.
    """
    then: Mapping[str, AreaValue] = {item.code: item for item in before}
    found = []
    for item in after:
        was = then.get(item.code) or AreaValue(item.code, item.name, "no_data", None, "")
        found.append(Difference(was, item, _step(was, item, decimals)))
    return found


def _step(was: AreaValue, item: AreaValue, decimals: int) -> AreaValue:
    if was.value is None or item.value is None:
        state = "suppressed" if "suppressed" in (was.state, item.state) else "no_data"
        return AreaValue(item.code, item.name, state, None, "")  # type: ignore[arg-type]
    step = round_half_up(item.value, decimals) - round_half_up(was.value, decimals)
    words = f"{'↑' if step > 0 else '↓'}{plain(abs(step), decimals, grouped=True)}" if step else "没变"
    return AreaValue(item.code, item.name, "value" if step else "zero", float(step), words)


def difference_scale(changes: Sequence[AreaValue], decimals: int) -> DifferenceScale:
    """Round limits such that about a fifth of the areas that moved stand in the outer classes."""
    sizes = sorted(abs(item.value) for item in changes if item.value)
    smallest = 10.0**-decimals
    if not sizes:
        return DifferenceScale(smallest, round(2 * smallest, decimals), decimals)
    outer = max(_round_number(sizes[int(len(sizes) * OUTER)] if len(sizes) > 1 else sizes[0]), 2 * smallest)
    inner = max(_round_number(outer / 3), smallest)
    return DifferenceScale(round(inner, decimals), round(outer, decimals), decimals)


def _round_number(size: float) -> float:
    """The largest of 1, 2 or 5 times a power of ten that is not above `size`."""
    power = 10.0 ** floor(log10(size))
    return next(step * power for step in (5, 2, 1) if step * power <= size * (1 + 1e-9))
