"""户和项目的位置: spots pasted by number, and who has one."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import BooleanField, TextAreaField
from wtforms.validators import InputRequired, Length

from app.access import current_actor, current_scope, route, session
from app.domain.errors import InvalidInputError
from app.domain.map_points import read_spots
from app.queries.map_points import list_home_spots
from app.services.map_points import place_points
from app.unit_of_work import unit_of_work
from app.web.base_form import FlaskForm
from app.web.lists import area_argument
from app.web.maps.room import bp
from app.web.maps.wishes import home_code


class SpotsForm(FlaskForm):
    """Lines as they come from a workbook or a telephone."""

    spots = TextAreaField(
        lazy_gettext("编号、经度、纬度"),
        [InputRequired(lazy_gettext("请贴上坐标。")), Length(max=200_000)],
        description=lazy_gettext("从 Excel 里复制三列贴进来，一行一户或一个项目。"),
    )
    shifted = BooleanField(lazy_gettext("坐标是手机地图上看来的（GCJ-02），请还原偏移"))


@route(bp, "/points", permission="household:register")
def points() -> Any:
    return _points(SpotsForm(), [])


def _points(form: SpotsForm, problems: list[str], status: int = 200) -> Any:
    area = area_argument() or home_code()
    homes = list_home_spots(session(), current_scope(), area) if area else []
    return render_template("maps/points.html", form=form, problems=problems, homes=homes), status


@route(bp, "/points", permission="household:register", methods=("POST",))
def place() -> Any:
    form = SpotsForm()
    if not form.validate_on_submit():
        return _points(form, [], 422)
    try:
        spots, problems = read_spots(form.spots.data, shifted=form.shifted.data)
    except InvalidInputError as error:
        return _points(form, [f"{error.message}{error.way_out or ''}"], 422)
    if problems:
        return _points(form, problems, 422)
    crs = "GCJ-02" if form.shifted.data else "EPSG:4490"
    with unit_of_work(session(), current_actor(), "point.place", payload={"rows": len(spots)}) as work:
        done = place_points(work, current_scope(), spots, source_crs=crs)
    for words in done.problems[:20]:
        flash(words, "danger")
    told = _(
        "新记 %(new)s 处，移动 %(moved)s 处，未变 %(same)s 处。",
        new=done.new,
        moved=done.moved,
        same=done.same,
    )
    flash(told, "ok")
    return redirect(url_for("maps.points"))
