"""Two maps of one indicator side by side under one legend, and the map of what changed between them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session

from app.adapters.map_drawing import draw_svg
from app.domain.choropleth import AreaValue
from app.domain.errors import InvalidInputError
from app.domain.map_difference import Difference, DifferenceScale, difference_scale, differences
from app.queries.maps import MapPage, MapWish, get_map
from app.queries.scope import Scope


@dataclass(frozen=True)
class MapPair:
    """`before` and `after` share the scale of `after`; `steps` are in order of the code."""

    before: MapPage
    after: MapPage
    steps: list[Difference]
    scale: DifferenceScale

    @property
    def changes(self) -> list[AreaValue]:
        return [step.change for step in self.steps]

    def largest(self) -> list[Difference]:
        """Largest steps first; what cannot be compared stays out."""
        known = [step for step in self.steps if step.change.value is not None]
        return sorted(known, key=lambda step: (-abs(step.change.value or 0), step.change.code))

    def not_compared(self) -> list[str]:
        """Names of areas that have no number in one of the periods, or are no longer there."""
        now = {step.after.code for step in self.steps}
        gone = [item.name for item in self.before.items if item.code not in now]
        return [step.after.name for step in self.steps if step.change.value is None] + gone

    def rose_and_fell(self) -> tuple[int, int]:
        """How many areas have more and how many less."""
        values = [change.value or 0 for change in self.changes]
        return sum(value > 0 for value in values), sum(value < 0 for value in values)

    def svg(self, links: Mapping[str, str]) -> str:
        """The difference map, on the outlines of the later period."""
        items = [replace(change, link=links.get(change.code)) for change in self.changes]
        return draw_svg(self.after.shapes, items, self.scale, title=self.title, prefix="change")

    def half(self, page: MapPage, links: Mapping[str, str], prefix: str) -> str:
        """One of the two maps, drawn to share the page's width."""
        items = [replace(item, link=links.get(item.code)) for item in page.items]
        title = f"{page.title}，{page.values.words}"
        return draw_svg(page.shapes, items, self.after.scale, title=title, prefix=prefix, half=True)

    @property
    def title(self) -> str:
        return f"{self.after.title}的变化，{self.before.values.words}到{self.after.values.words}"


def get_pair(session: Session, scope: Scope, wish: MapWish, before: str, day: date) -> MapPair:
    """The map of `wish` beside that of the period `before`. Errors as `get_map`; E-MAP-9 for a period beside itself."""
    if before == wish.period:
        raise InvalidInputError("E-MAP-9", "两张图是同一期，没有什么可比。", way_out="请选两个不同的期次。")
    after = get_map(session, scope, wish, day)
    asked = replace(wish, indicator=after.indicator.code, period=before, level=after.level)
    earlier = get_map(session, scope, asked, day)
    decimals = after.indicator.decimals
    lowest = min(after.scale.lowest, earlier.scale.lowest)
    shared = replace(after.scale, lowest=lowest)
    steps = differences(earlier.items, after.items, decimals)
    return MapPair(
        replace(earlier, scale=shared),
        replace(after, scale=shared),
        steps,
        difference_scale([step.change for step in steps], decimals),
    )
