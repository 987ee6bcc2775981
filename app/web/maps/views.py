"""地图: the page, its picture as a file."""

from typing import Any
from urllib.parse import quote

from flask import Blueprint, Response, current_app, render_template, request, url_for
from flask_babel import gettext as _
from markupsafe import Markup

from app.access import current_scope, route, session
from app.domain.choropleth import AreaValue
from app.domain.clock import today
from app.domain.errors import InvalidInputError, NotFoundError
from app.queries.areas import VILLAGE, home_area
from app.queries.maps import MapPage, get_map, shown
from app.web.lists import area_argument
from app.web.maps.forms import YEARS, MapForm

bp = Blueprint("maps", __name__, url_prefix="/maps")


@route(bp, "", permission="map:read")
def show() -> Any:
    area = area_argument() or _home()
    if area is None:
        return render_template("maps/empty.html")
    page = _page(area)
    form = MapForm(formdata=None)
    form.offer(page.indicators, today())
    form.area.data, form.year.data = page.area.code, page.year
    form.indicator.data, form.classes.data = page.indicator.code, page.method
    return render_template("maps/show.html", page=page, form=form, shown=shown, **drawn(page))


def drawn(page: MapPage) -> dict[str, Any]:
    """The map as trusted SVG and the rows of the table beside it, both with links one level down."""
    links = {item.code: _link(page, item) for item in page.items}
    # drawn by our own writer, which escapes every name and address it is given
    return {"svg": Markup(page.svg(links)), "rows": _rows(page, links)}  # noqa: S704


def map_of_the_reader() -> MapPage | None:
    """The first map of somebody's area: what a leader's home begins with. None where there is no area."""
    area = _home()
    return None if area is None else _page(area)


@route(bp, "/picture.png", permission="map:read")
def picture() -> Any:
    area = area_argument() or _home()
    if area is None:
        raise NotFoundError
    page = _page(area)
    settings = current_app.extensions["bangfu"]
    name = quote(f"{page.title}{page.year}.png")
    return Response(
        page.png(str(settings.data_dir / "fonts")),
        mimetype="image/png",
        headers={"Content-Disposition": f"attachment; filename*=UTF-8''{name}"},
    )


def _home() -> str | None:
    area = home_area(session(), current_scope())
    return area.code if area else None


def _page(area: str) -> MapPage:
    day = today()
    year = request.args.get("year", day.year, type=int)
    if not day.year - YEARS < year <= day.year:
        raise InvalidInputError("E-YEAR", _("这一年没有数。"), way_out=_("请从“哪一年”里选。"))
    return get_map(
        session(),
        current_scope(),
        area=area,
        indicator=request.args.get("indicator"),
        year=year,
        method=request.args.get("classes", "fixed"),
        as_of=day,
    )


def _link(page: MapPage, item: AreaValue) -> str:
    """One level down, and from a village to its rows."""
    if page.area.level + 1 < VILLAGE:
        return url_for(
            "maps.show", area=item.code, indicator=page.indicator.code, year=page.year, classes=page.method
        )
    return page.indicator.link(item.code, page.year) or f"/households?area={item.code}"


def _rows(page: MapPage, links: dict[str, str]) -> list[dict[str, Any]]:
    return [
        {
            "code": item.code,
            "name": item.name,
            "url": links[item.code],
            "value": shown(item),
            "parts": [page.part(item.code, "households"), page.part(item.code, "persons")],
        }
        for item in page.rows()
    ]
