"""A map of one indicator: picture, legend and the table beside it, all from the same answers."""

from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session

from app.adapters.map_drawing import draw_svg
from app.domain.choropleth import WORD_OF_STATE, AreaValue, Method, Scale, choose_scale
from app.domain.errors import InvalidInputError
from app.domain.indicators.definition import Answer, Indicator
from app.models import Area
from app.queries.areas import boundary_note, list_ancestors, outlines
from app.queries.effectiveness import period_of
from app.queries.indicators import AreaFigures, get_figures, list_indicators, mapped
from app.queries.scope import Scope

#: What is coloured first where nobody has chosen: the first of these that is known somewhere.
FIRST_CHOICES = ("I42", "I05", "I03", "I01")


@dataclass(frozen=True)
class MapPage:
    """Everything the map page shows. `rows` are sorted by value, what is not known last."""

    area: Area
    ancestors: list[Area]
    indicator: Indicator
    indicators: list[Indicator]
    year: int
    as_of: date
    method: Method
    scale: Scale
    items: list[AreaValue]
    total: Answer
    shapes: dict[str, bytes]
    source: str
    review_no: str
    is_whole: bool
    """False where the reader sees a part of the area only; the total is then that part's."""
    figures: AreaFigures

    @property
    def title(self) -> str:
        return f"{self.area.name}{self.indicator.title}"

    def rows(self) -> list[AreaValue]:
        known = [item for item in self.items if item.value is not None]
        unknown = [item for item in self.items if item.value is None]
        return sorted(known, key=lambda item: (-(item.value or 0), item.code)) + unknown

    def part(self, code: str, name: str) -> str:
        """Another sum of a part for the table, grouped: households, persons."""
        return f"{self.figures.sums.get(code, {}).get(name, 0):,}"

    def missing_shapes(self) -> list[str]:
        """Names of areas that the table has and the map cannot draw."""
        return [item.name for item in self.items if item.code not in self.shapes]

    def svg(self, links: dict[str, str]) -> str:
        """The picture for the page; empty where no area has an outline."""
        items = [replace(item, link=links.get(item.code)) for item in self.items]
        unit = f"（{self.indicator.unit}）" if self.indicator.unit else ""
        return draw_svg(self.shapes, items, self.scale, title=f"{self.title}{unit}")

    def png(self, font_folder: str | None = None) -> bytes:
        """The same map for papers and slides, with all its words in the picture."""
        # the plotting library costs a second of every start; pages are drawn without it
        from app.adapters.map_picture import MapWords, draw_png

        source = f"{self.indicator.source}；边界：{self.source}" if self.source else self.indicator.source
        words = MapWords(self.title, self.indicator.unit, self.as_of.isoformat(), source, self.review_no)
        return draw_png(self.shapes, self.items, self.scale, words, font_folder=font_folder)


def get_map(
    session: Session, scope: Scope, *, area: str, indicator: str | None, year: int, method: str, as_of: date
) -> MapPage:
    """The map of an area's parts. NotFoundError outside the scope, InvalidInputError for an unknown indicator."""
    figures = get_figures(session, scope, area, period_of(session, area, year, as_of))
    choices = mapped(list_indicators())
    chosen = _chosen(figures, choices, indicator)
    items = figures.values(chosen)
    how = _method(method, chosen)
    codes = [item.code for item in items]
    shapes = outlines(session, scope, codes, as_of)
    source, review_no = boundary_note(session, scope, list(shapes))
    return MapPage(
        area=figures.area,
        ancestors=list_ancestors(session, scope, area),
        indicator=chosen,
        indicators=choices,
        year=year,
        as_of=as_of,
        method=how,
        scale=choose_scale(items, how, chosen.breaks, chosen.decimals),
        items=items,
        total=figures.of(chosen),
        shapes=shapes,
        source=source,
        review_no=review_no,
        is_whole=scope.covers(area),
        figures=figures,
    )


def _method(method: str, indicator: Indicator) -> Method:
    """Fixed classes are offered only where the definition has them; then they are the first choice."""
    if method == "equal":
        return "equal"
    return "fixed" if indicator.breaks and method != "quantile" else "quantile"


def _chosen(figures: AreaFigures, choices: list[Indicator], code: str | None) -> Indicator:
    by_code = {indicator.code: indicator for indicator in choices}
    if code:
        if code not in by_code:
            raise InvalidInputError("E-IND", f"没有指标 {code}。", way_out="请从“看什么”里选一个。")
        return by_code[code]
    known = [
        by_code[name] for name in FIRST_CHOICES if name in by_code and figures.of(by_code[name]).is_known
    ]
    return known[0] if known else choices[0]


def shown(item: AreaValue) -> str:
    """A value as the table shows it: digits, or the word for why there are none."""
    return (
        item.text
        if item.value is not None
        else {"no_data": "没有数"}.get(item.state, WORD_OF_STATE[item.state])
    )
