"""大屏: the roll-ups of one area on a wall, read from three metres, turning by itself from indicator to indicator."""

from typing import Any

from flask import Response, make_response, render_template, request, url_for

from app.access import current_scope, session
from app.domain.clock import today
from app.domain.errors import InvalidInputError
from app.queries.dashboard import HEADLINES, Dashboard, get_dashboard
from app.queries.map_values import TODAY
from app.queries.maps import MapPage, MapWish, get_map
from app.web.maps.views import trusted

#: What the map, the ranking and the trend turn through: those that people look at first and that a map may show.
TURN = ("I09", "I08", "I03", "I05", "I26", "I30")
#: Seconds until the next one.
SECONDS = 60
MOST_RANKED = 10
LOOKS = ("dark", "light")


def screen_page(area: str, parts: dict[str, Any]) -> Response:
    """The page; `parts` gives the same rows and bars as the dashboard. Numbers are those of the newest frozen month.

    The next turn is said in a header, so that it needs no script; `hold` stays with one indicator.
    """
    asked = request.args.get("indicator") or TURN[0]
    look = request.args.get("look", LOOKS[0])
    page = get_dashboard(session(), current_scope(), area=area, period=None, indicator=asked, as_of=today())
    hold, look = request.args.get("hold") == "y", look if look in LOOKS else LOOKS[0]
    mine: dict[str, Any] = {"area": area, "look": look}
    turned = url_for("dashboard.screen", indicator=_next(page), **mine)
    held = url_for("dashboard.screen", indicator=page.chosen.code, hold="y", **mine)
    other = mine | {"look": LOOKS[1 - LOOKS.index(look)], "hold": "y" if hold else None}
    chart = _map(page)
    answer = make_response(
        render_template(
            "dashboard/screen.html",
            page=page,
            look=look,
            hold=hold,
            seconds=SECONDS,
            links={
                "turn": turned,
                "hold": held,
                "look": url_for("dashboard.screen", indicator=page.chosen.code, **other),
            },
            chart=chart,
            svg=trusted(chart.svg({})) if chart else "",
            headlines=[parts["headline"](page, code) for code in HEADLINES],
            ranking=_bars(page),
            funnel=parts["funnel"](page),
            funds=parts["funds"](page),
            structure=parts["structure"](page),
        )
    )
    answer.headers["Refresh"] = f"{SECONDS}; url={held if hold else turned}"
    return answer


def _next(page: Dashboard) -> str:
    known = [code for code in TURN if code in page.indicators]
    at = known.index(page.chosen.code) if page.chosen.code in known else -1
    return known[(at + 1) % len(known)]


def _map(page: Dashboard) -> MapPage | None:
    """The map of the same indicator and period; None for a village and for a number that no map shows."""
    period = page.snapshot.period if page.snapshot else TODAY
    try:
        found = get_map(
            session(),
            current_scope(),
            MapWish(page.area.code, indicator=page.chosen.code, period=period),
            today(),
        )
    except InvalidInputError:
        return None
    return found if found.items and found.shapes else None


def _bars(page: Dashboard) -> list[dict[str, Any]]:
    """The first places of the ranking as bars; what is unknown or suppressed has none and says so."""
    return [
        {"label": one.area.name, "value": one.answer.text, "share": one.share}
        for one in page.ranking[:MOST_RANKED]
    ]
