"""抽查: the checks of a place, drawing a list, one check with its rates, its list drawn again, its closing."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.access import current_actor, current_scope, may, route, session
from app.domain.clock import today
from app.domain.errors import InvalidInputError
from app.domain.survey_rates import from_kept
from app.models import Survey
from app.queries import surveys as read
from app.queries.areas import home_area, list_children
from app.queries.titles import area_names
from app.services.surveys import KINDS, ask_closing, close_survey, draw_survey, drawn_again, form_of
from app.unit_of_work import perform
from app.web.lists import area_argument, key_argument
from app.web.surveys import cases  # noqa: F401 (their routes)
from app.web.surveys.blueprint import bp
from app.web.surveys.forms import DrawForm

__all__ = ["bp"]


@route(bp, "", permission="survey:read")
def index() -> Any:
    rows = read.list_surveys(session(), current_scope())
    names = area_names(session(), {row.area_code for row in rows})
    return render_template("surveys/index.html", rows=rows, names=names)


@route(bp, "/new", permission="survey:run")
def new() -> Any:
    form = _form()
    form.frame_on.data = today()
    return render_template("surveys/new.html", form=form, kinds=KINDS)


@route(bp, "/new", permission="survey:run", methods=("POST",))
def create() -> Any:
    form = _form()
    if form.validate():
        try:
            wanted = form.to_wanted()
            public_id = perform(
                session(),
                current_actor(),
                "survey.draw",
                lambda work: draw_survey(work, current_scope(), wanted).public_id,
                area_code=wanted.area_code,
                request_key=form.request_key.data or None,
                payload={"sizes": dict(wanted.sizes)},
            )
            flash(_("名单抽好了。种子和两个校验码都记下了，谁都能再抽一遍核对。"), "ok")
            return redirect(url_for("surveys.show", public_id=public_id))
        except InvalidInputError as refused:
            for name, words in refused.fields.items():
                field = form["area" if name == "area_code" else name]
                field.errors = [*field.errors, words]
    return render_template("surveys/new.html", form=form, kinds=KINDS), 422


@route(bp, "/<public_id>", permission="survey:read")
def show(public_id: str) -> Any:
    survey = read.get_survey(session(), current_scope(), public_id)
    group = request.args.get("group", "todo" if survey.state == "open" else "suspected")
    group = group if group in read.GROUPS else "all"
    area = area_argument()
    rows = read.list_cases(session(), current_scope(), survey, group, area, key_argument())
    return render_template(
        "surveys/show.html",
        survey=survey,
        rows=rows[: read.PAGE],
        next_key=rows[read.PAGE - 1].case.number if len(rows) > read.PAGE else None,
        first=request.args.get("first", type=int) or 1,
        group=group,
        area=area,
        counts=read.count_cases(session(), current_scope(), survey),
        names=area_names(session(), {survey.area_code, *(row[0] for row in survey.strata)}),
        own=survey.asked_by is not None and survey.asked_by == current_actor().id,
        can_close=may("survey:close") and current_scope().covers(survey.area_code),
        **_rates(survey),
    )


@route(bp, "/<public_id>/again", permission="survey:read", methods=("POST",))
def again(public_id: str) -> Any:
    """Drawing once more writes nothing but the act itself: who compared, and what came out."""
    survey = read.get_survey(session(), current_scope(), public_id)
    same = perform(
        session(), current_actor(), "survey.again",
        lambda work: drawn_again(work, current_scope(), public_id),
        subject=f"survey:{public_id}", area_code=survey.area_code,
    )  # fmt: skip
    if same:
        flash(_("用同一个种子和那天的登记又抽了一遍：名单一户不差。"), "ok")
    else:
        flash(_("再抽一遍和存下的名单对不上，请停用这份名单，报告系统管理员。"), "danger")
    return redirect(url_for("surveys.show", public_id=public_id))


@route(bp, "/<public_id>/closing", permission="survey:run", methods=("POST",))
def closing(public_id: str) -> Any:
    survey = read.get_survey(session(), current_scope(), public_id)
    perform(
        session(), current_actor(), "survey.ask_closing",
        lambda work: ask_closing(work, current_scope(), public_id),
        subject=f"survey:{public_id}", area_code=survey.area_code,
    )  # fmt: skip
    flash(_("提出来了，等另一个人确认。"), "ok")
    return redirect(url_for("surveys.show", public_id=public_id))


@route(bp, "/<public_id>/close", permission="survey:close", methods=("POST",))
def close(public_id: str) -> Any:
    survey = read.get_survey(session(), current_scope(), public_id)
    agreed = request.form.get("agreed") == "yes"
    perform(
        session(), current_actor(), "survey.close",
        lambda work: close_survey(work, current_scope(), public_id, agreed=agreed),
        subject=f"survey:{public_id}", area_code=survey.area_code, payload={"agreed": agreed},
    )  # fmt: skip
    flash(_("抽查结束，三项比率定下来了。") if agreed else _("退回去了，可以接着补。"), "ok")
    return redirect(url_for("surveys.show", public_id=public_id))


def _rates(survey: Survey) -> dict[str, Any]:
    """Rates, strata and limits for whoever holds the whole area; nothing for others."""
    scope = current_scope()
    if not scope.covers(survey.area_code):
        return {"rates": None, "answered": {}, "limits": {}}
    return {
        "rates": from_kept(survey.result)
        if survey.result
        else read.survey_rates(session(), scope, survey, form_of(survey)),
        "answered": read.answered_strata(session(), scope, survey),
        "limits": read.exit_limits(session(), scope, survey),
    }


def _form() -> DrawForm:
    form, scope = DrawForm(), current_scope()
    home = home_area(session(), scope)
    areas = [home, *list_children(session(), scope, home.code, today())] if home else []
    form.area.choices = [(area.code, area.name) for area in areas if scope.covers(area.code)]
    return form
