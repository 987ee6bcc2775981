"""A map of one indicator: picture, legend and the table beside it, all from the same answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from zlib import crc32

from sqlalchemy.orm import Session

from app.adapters.map_drawing import draw_svg, projection_of
from app.adapters.map_marks import Mark, draw_marks
from app.domain.areas import LEVELS
from app.domain.choropleth import WORD_OF_STATE, AreaValue, Scale, choose_scale
from app.domain.classing import Method
from app.domain.errors import InvalidInputError
from app.domain.indicators.definition import Answer, Indicator
from app.models import Area, IndicatorSnapshot
from app.queries.areas import boundary_note, get_area, list_ancestors, outlines
from app.queries.indicators import list_indicators
from app.queries.map_values import TODAY, AreaPeriod, get_period, list_periods, mappable
from app.queries.scope import Scope

#: What is coloured first where nobody has chosen: the first of these that is known somewhere.
FIRST_CHOICES = ("I42", "I05", "I03", "I01")
#: So many colours tell places apart.
TELLING = 3
#: Ways of making classes, and how a legend says it.
METHODS: dict[Method, str] = {
    "fixed": "级距固定，各期可比",
    "quantile": "分位数级距",
    "equal": "等距级距",
    "jenks": "自然断点级距",
    "deviation": "级距以平均数为中、每级一个标准差",
    "manual": "级距由使用人自定",
}


@dataclass(frozen=True, slots=True)
class MapWish:
    """What somebody asked to see. `base` is the period whose values make the classes; None = the newest frozen one.
    An empty `method`: nobody chose one.
    """

    area: str
    indicator: str | None = None
    period: str = TODAY
    level: int | None = None
    method: str = ""
    base: str | None = None
    written: tuple[float, ...] = ()


@dataclass(frozen=True)
class MapPage:
    """Everything the map page shows; picture, legend and table are made of `items`, by code."""

    wish: MapWish
    values: AreaPeriod
    ancestors: list[Area]
    indicator: Indicator
    indicators: list[Indicator]
    periods: list[IndicatorSnapshot]
    level: int
    method: Method
    scale: Scale
    base: AreaPeriod | None
    """The period whose values made the classes; None where the definition or a person set them."""
    items: list[AreaValue]
    total: Answer
    shapes: dict[str, bytes]
    source: str
    review_no: str
    is_whole: bool
    """False where the reader sees a part of the area only; the total is then that part's."""

    @property
    def area(self) -> Area:
        return self.values.area

    @property
    def as_of(self) -> date:
        return self.values.as_of

    @property
    def year(self) -> int:
        return self.values.year

    @property
    def short_words(self) -> str:
        """The period for the head of a narrow column."""
        return "今天" if self.values.key == TODAY else self.values.key

    @property
    def title(self) -> str:
        return f"{self.area.name}{self.indicator.title}"

    def rows(self) -> list[AreaValue]:
        """Sorted by value, what is not known last."""
        return sorted_by_value(self.items)

    def part(self, code: str, name: str) -> str:
        """Another sum of a part for the table, grouped: households, persons."""
        return f"{self.values.sum_of(code, name):,}"

    def drawn(self) -> list[AreaValue]:
        """The areas that have an outline, by code."""
        return [item for item in self.items if item.code in self.shapes]

    @property
    def shapes_digest(self) -> str:
        """Changes where places or outlines do: only maps with the same one may swap their numbers."""
        found = 0
        for item in self.drawn():
            found = crc32(self.shapes[item.code], crc32(item.code.encode(), found))
        return f"{found:08x}"

    def missing_shapes(self) -> list[str]:
        """Names of areas that the table has and the map cannot draw."""
        return [item.name for item in self.items if item.code not in self.shapes]

    def svg(self, links: Mapping[str, str], marked: Sequence[Mark] = ()) -> str:
        """The picture for the page, marks over it; empty where no area has an outline."""
        items = [replace(item, link=links.get(item.code)) for item in self.items]
        unit = f"（{self.indicator.unit}）" if self.indicator.unit else ""
        projection = projection_of(self.shapes, [item.code for item in items]) if marked else None
        over = draw_marks(projection, marked) if projection else ""
        return draw_svg(self.shapes, items, self.scale, title=f"{self.title}{unit}", over=over)

    @property
    def classes_words(self) -> str:
        """How the classes were made and from which period, in one sentence."""
        made = METHODS[self.method]
        if not self.wish.method and self.indicator.breaks and self.method != "fixed":
            made = f"按固定级距各地几乎一色，改用{made}"
        return made if self.base is None else f"{made}，按{self.base.words}的数划，换期不变"

    def sources(self) -> str:
        """Where numbers and outlines come from."""
        return f"{self.indicator.source}；边界：{self.source}" if self.source else self.indicator.source


def sorted_by_value(items: Sequence[AreaValue]) -> list[AreaValue]:
    """Largest first, by code where they are equal; what is not known last."""
    known = [item for item in items if item.value is not None]
    unknown = [item for item in items if item.value is None]
    return sorted(known, key=lambda item: (-(item.value or 0), item.code)) + unknown


def get_map(session: Session, scope: Scope, wish: MapWish, day: date) -> MapPage:
    """The map of an area's parts. NotFoundError outside the scope; InvalidInputError for an unknown indicator, a period
    that nobody kept, a level that does not lie below the area, or too many parts for one picture.
    """
    place = get_area(session, scope, wish.area)
    level = level_below(place, wish.level)
    values = get_period(session, scope, place.code, level, wish.period, day)
    choices = mappable(list_indicators())
    chosen = _chosen(values, choices, wish.indicator)
    items = values.values(chosen)
    periods = list_periods(session, scope)
    method = method_of(wish.method, chosen, wish.written)
    base = None
    if not wish.method and chosen.breaks and not _tells(items, chosen):
        method, base = "quantile", values
    elif method not in ("fixed", "manual"):
        base = _base(session, scope, values, periods, wish.base, day)
    shapes = outlines(session, scope, [item.code for item in items], values.as_of, wide=place.level)
    source, review_no = boundary_note(session, scope, list(shapes), values.as_of)
    return MapPage(
        wish=wish,
        values=values,
        ancestors=list_ancestors(session, scope, place.code),
        indicator=chosen,
        indicators=choices,
        periods=periods,
        level=level,
        method=method,
        scale=_scale(base, chosen, items, method, wish.written),
        base=base,
        items=items,
        total=values.of(chosen),
        shapes=shapes,
        source=source,
        review_no=review_no,
        is_whole=scope.covers(place.code),
    )


def level_below(place: Area, asked: int | None) -> int:
    """The level whose areas are drawn: the one asked for, else the next below. InvalidInputError E-MAP-8."""
    lowest = len(LEVELS)
    level = min(place.level + 1, lowest) if asked is None else asked
    if not min(place.level + 1, lowest) <= level <= lowest:
        raise InvalidInputError("E-MAP-8", f"{place.name}下面没有这一级。", way_out="请从“画到哪一级”里选。")
    return level


def method_of(asked: str, indicator: Indicator, written: Sequence[float]) -> Method:
    """Fixed classes only where the definition has them, a person's only where they were written; else quantiles."""
    if asked == "manual" and written:
        return "manual"
    if asked in METHODS and asked not in ("fixed", "manual"):
        return asked
    return "fixed" if indicator.breaks else "quantile"


def _base(
    session: Session,
    scope: Scope,
    values: AreaPeriod,
    periods: Sequence[IndicatorSnapshot],
    asked: str | None,
    day: date,
) -> AreaPeriod:
    """The period that makes the classes: the one asked for, else the newest frozen month, else the one shown."""
    known = {one.period for one in periods}
    months = [one.period for one in periods if len(one.period) == len("2026-11")]
    key = asked if asked in known or asked == TODAY else (months[0] if months else values.key)
    if key == values.key:
        return values
    level = values.parts[0].level if values.parts else len(LEVELS)
    return get_period(session, scope, values.area.code, level, str(key), day)


def _tells(items: Sequence[AreaValue], indicator: Indicator) -> bool:
    """Whether the fixed classes tell these places apart: a map in one or two colours says little."""
    scale = choose_scale((), "fixed", indicator.breaks, indicator.decimals)
    looks = [scale.look(item) for item in items if item.state == "value"]
    return len(set(looks)) >= min(TELLING, len(looks))


def _scale(
    base: AreaPeriod | None,
    indicator: Indicator,
    items: Sequence[AreaValue],
    method: Method,
    written: Sequence[float],
) -> Scale:
    model = items if base is None else base.values(indicator)
    if not any(item.state == "value" for item in model):
        model = items  # nothing known in the period that was to make the classes
    scale = choose_scale(model, method, indicator.breaks, indicator.decimals, written)
    shown = [item.value for item in items if item.state == "value" and item.value is not None]
    return replace(scale, lowest=min([*shown, scale.lowest])) if shown else scale


def _chosen(values: AreaPeriod, choices: Sequence[Indicator], code: str | None) -> Indicator:
    by_code = {indicator.code: indicator for indicator in choices}
    if code:
        if code not in by_code:
            raise InvalidInputError("E-IND", f"没有指标 {code[:20]}。", way_out="请从“看什么”里选一个。")
        return by_code[code]
    known = [by_code[name] for name in FIRST_CHOICES if name in by_code and values.of(by_code[name]).is_known]
    return known[0] if known else choices[0]


def shown(item: AreaValue) -> str:
    """A value as the table shows it: digits, or the word for why there are none."""
    if item.value is not None:
        return item.text
    return {"no_data": "没有数"}.get(item.state, WORD_OF_STATE[item.state])
