"""What an address asks of a map, and addresses that ask for a little else."""

from typing import Any

from flask import request, url_for

from app.access import current_scope, session
from app.domain.choropleth import AreaValue
from app.domain.classing import read_limits
from app.domain.errors import InvalidInputError
from app.queries.area_search import place_names
from app.queries.areas import VILLAGE, home_area
from app.queries.map_values import TODAY
from app.queries.maps import MapPage, MapWish, shown
from app.web.lists import area_argument

#: The levels of places that an address may name.
LEVELS = range(1, 6)


def wish_of_address() -> MapWish | None:
    """The wish; None where the reader has no area of their own and named none.

    Errors of a person's own classes are told by the page (`limits_error`), not here.
    """
    area = area_argument() or home_code()
    if area is None:
        return None
    args = request.args
    level = args.get("level", type=int)
    return MapWish(
        area=area,
        indicator=args.get("indicator") or None,
        period=args.get("period") or args.get("year") or TODAY,
        level=level if level in LEVELS else None,
        method=args.get("classes", ""),
        base=args.get("base") or None,
        written=_limits(),
    )


def home_code() -> str | None:
    """Where the reader's map begins."""
    area = home_area(session(), current_scope())
    return area.code if area else None


def limits_error() -> InvalidInputError | None:
    """What is wrong with the classes that somebody wrote; None where nothing is, or they are not asked for."""
    if request.args.get("classes") != "manual":
        return None
    try:
        read_limits(request.args.get("limits", ""))
    except InvalidInputError as error:
        return error
    return None


def _limits() -> tuple[float, ...]:
    if request.args.get("classes") != "manual" or limits_error() is not None:
        return ()
    return read_limits(request.args.get("limits", ""))


def arguments(page: MapPage, **other: Any) -> dict[str, Any]:
    """The address of this page in parts, some of them changed; what is the default is left out."""
    wish = page.wish
    asked = {
        "area": page.area.code,
        "indicator": page.indicator.code,
        "period": page.values.key,
        "level": page.level if page.level != min(page.area.level + 1, VILLAGE) else None,
        "classes": page.method,
        "limits": "、".join(f"{limit:g}" for limit in wish.written) or None,
        "base": page.base.key if page.base is not None else None,
    } | other
    return {name: value for name, value in asked.items() if value is not None}


def link_down(page: MapPage, item: AreaValue) -> str:
    """One level down, and from a village to its rows."""
    if page.level < VILLAGE:
        return url_for("maps.show", **arguments(page, area=item.code, level=None))
    return page.indicator.link(item.code, page.year) or f"/households?area={item.code}"


def row_names(page: MapPage) -> dict[str, str]:
    """Names for the table: with the township before them where villages of several stand side by side."""
    if page.level == page.area.level + 1:
        return {item.code: item.name for item in page.items}
    return place_names(session(), [item.code for item in page.items])


def table_rows(page: MapPage) -> list[dict[str, Any]]:
    """Rows of the table beside the map, largest first."""
    names = row_names(page)
    return [
        {
            "code": item.code,
            "name": names[item.code],
            "url": link_down(page, item),
            "value": shown(item),
            "parts": [page.part(item.code, "households"), page.part(item.code, "persons")],
        }
        for item in page.rows()
    ]


def neighbours(page: MapPage) -> tuple[str | None, str | None]:
    """The frozen periods of the same kind before and after the shown one; the newest one steps on to today."""
    key = page.values.key
    kind = len("2026-11") if key == TODAY else len(key)
    keys = sorted(one.period for one in page.periods if len(one.period) == kind)
    if key == TODAY:
        return (keys[-1] if keys else None), None
    at = keys.index(key) if key in keys else -1
    if at < 0:
        return None, None
    return (keys[at - 1] if at else None), (keys[at + 1] if at + 1 < len(keys) else TODAY)
