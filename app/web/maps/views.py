"""地图: the page, its numbers for stepping through periods, two periods side by side, the picture as a file."""

from dataclasses import replace
from typing import Any
from urllib.parse import quote

from flask import Response, current_app, jsonify, render_template, request, url_for
from flask_babel import gettext as _
from markupsafe import Markup

from app.access import current_scope, route, session
from app.adapters.map_sheet import PAPERS
from app.domain.clock import today
from app.domain.errors import InvalidInputError, NotFoundError
from app.queries.day_sums import contents
from app.queries.map_compare import MapPair, get_pair
from app.queries.map_files import KINDS, map_file, pair_file
from app.queries.map_points import MapMark, list_marks
from app.queries.maps import MapPage, MapWish, get_map, shown
from app.web.kept_pages import page_once
from app.web.maps import points  # noqa: F401 (its routes)
from app.web.maps.forms import MapForm
from app.web.maps.room import bp
from app.web.maps.wishes import (
    arguments,
    home_code,
    limits_error,
    link_down,
    neighbours,
    row_names,
    table_rows,
    wish_of_address,
)

__all__ = ["bp"]

#: One sign a look, so that the colours of a map travel in as many bytes as it has areas.
SIGNS = {"c-zero": "z", "c-nodata": "n", "c-supp": "s"}


@route(bp, "", permission="map:read")
def show() -> Any:
    wish, scope, day = wish_of_address(), current_scope(), today()
    if wish is None:
        return render_template("maps/empty.html")
    with_points = request.args.get("points") == "y"

    def values() -> dict[str, Any]:
        page = get_map(session(), scope, wish, day)
        form = MapForm(formdata=None)
        form.offer(page, day, points=with_points)
        said = {"wrong": limits_error(), "steps": _steps(page), "asked": arguments(page)}
        return {"page": page, "form": form, **said, **drawn(page)}

    drawn_from = contents(session(), scope, day)
    asked = tuple(sorted(request.args.items(multi=True)))
    return page_once(
        "maps/show.html", scope, wish, asked, drawn_from, holes={}, values=values, keep=not with_points
    )


def drawn(page: MapPage) -> dict[str, Any]:
    """The map as trusted SVG and the rows of the table beside it, both with links one level down."""
    links = {item.code: link_down(page, item) for item in page.items}
    return {"svg": trusted(page.svg(links, marked=_marks(page))), "rows": table_rows(page)}


def _marks(page: MapPage) -> list[MapMark]:
    """Households and projects, where somebody asks for them."""
    if request.args.get("points") != "y":
        return []
    return list_marks(session(), current_scope(), page.area.code)


def trusted(svg: str) -> Markup:
    """A picture of our own writer, which escapes every name and address that it is given."""
    return Markup(svg)  # noqa: S704


def map_of_the_reader() -> MapPage | None:
    """The first map of somebody's area: what a leader's home begins with. None where there is no area."""
    area = home_code()
    if area is None:
        return None
    return get_map(session(), current_scope(), MapWish(area), today())


@route(bp, "/values", permission="map:read")
def values() -> Any:
    """The colours of one period without outlines, and the words of the head; the numbers come with the table.

    One sign an area that is drawn, by code. With `since`, the frozen period that the reader has, an area that keeps
    its colour is a dot: that is most of them, and a province travels in a few hundred bytes. A period that is not
    frozen would have to be counted once more for that.
    """
    page = _page()
    if page is None:
        raise NotFoundError
    looks, since = _signs(page), request.args.get("since")
    if since in {one.period for one in page.periods} - {page.values.key}:
        before = get_map(session(), current_scope(), replace(page.wish, period=since), today())
        if before.shapes_digest == page.shapes_digest:
            looks = "".join(
                "." if now == then else now for now, then in zip(looks, _signs(before), strict=True)
            )
    return jsonify(
        looks=looks,
        areas=page.shapes_digest,
        period=page.values.key,
        total=page.total.text if page.total.is_known else _("没有数"),
        words=page.values.words,
        on=page.as_of.isoformat(),
        steps=render_template("maps/steps.html", steps=_steps(page)),
        table=url_for("maps.table", **arguments(page)),
        here=url_for("maps.show", **arguments(page)),
    )


def _signs(page: MapPage) -> str:
    return "".join(SIGNS.get(look := page.scale.look(item), look[-1]) for item in page.drawn())


@route(bp, "/table", permission="map:read")
def table() -> Any:
    """The table beside the map, for a map that stepped to another period."""
    page = _page()
    if page is None:
        raise NotFoundError
    return render_template("maps/table.html", page=page, rows=table_rows(page))


@route(bp, "/compare", permission="map:read")
def compare() -> Any:
    """Two periods side by side and what changed between them."""
    page = _page()
    if page is None:
        return render_template("maps/empty.html")
    form = MapForm(formdata=None)
    form.offer(page, today())
    before = request.args.get("before") or neighbours(page)[0]
    if before is None or before == page.values.key:
        return render_template("maps/compare.html", page=page, form=form, pair=None, asked=arguments(page))
    pair = _pair(before)
    form.before.data = before
    links = {item.code: link_down(page, item) for item in (*pair.before.items, *pair.after.items)}
    pictures = {
        "left": pair.half(pair.before, links, "left"),
        "right": pair.half(pair.after, links, "right"),
        "change": pair.svg(links),
    }
    return render_template(
        "maps/compare.html",
        page=page,
        form=form,
        pair=pair,
        shown=shown,
        links=links,
        names=row_names(page),
        asked=arguments(page),
        pictures={name: trusted(svg) for name, svg in pictures.items()},
    )


@route(bp, "/picture", permission="map:read")
def picture() -> Any:
    """The map as a file: `kind` png, svg or pdf, `paper` A4 or A3; with `before` what changed since then."""
    page = _page()
    if page is None:
        raise NotFoundError
    kind, paper = request.args.get("kind", "png"), request.args.get("paper", "A4")
    if kind not in KINDS or paper not in PAPERS:
        raise InvalidInputError("E-MAP-10", _("没有这种图。"), way_out=_("请选 PNG、SVG 或 PDF，A4 或 A3。"))
    fonts = str(current_app.extensions["bangfu"].data_dir / "fonts")
    before = request.args.get("before")
    if before:
        pair = _pair(before)
        body, title = pair_file(pair, kind, paper, fonts), pair.title
    else:
        body, title = map_file(page, kind, paper, fonts), f"{page.title}{page.values.words}"
    name = quote(f"{title}.{kind}")
    return Response(
        body,
        mimetype=KINDS[kind],
        headers={"Content-Disposition": f"attachment; filename*=UTF-8''{name}"},
    )


def _page() -> MapPage | None:
    wish = wish_of_address()
    return None if wish is None else get_map(session(), current_scope(), wish, today())


def _pair(before: str) -> MapPair:
    wish = wish_of_address()
    if wish is None:
        raise NotFoundError
    return get_pair(session(), current_scope(), wish, before, today())


def _steps(page: MapPage) -> list[dict[str, str] | None]:
    """The period before and the one after: address of the page and of its numbers."""
    return [
        None
        if key is None
        else {
            "url": url_for("maps.show", **arguments(page, period=key)),
            "values": url_for("maps.values", **arguments(page, period=key), since=page.values.key),
        }
        for key in neighbours(page)
    ]
