"""数据资产登记: all lists with what is overdue, one list whole, one office's history."""

from typing import Any

from flask import Blueprint, render_template, request
from flask_babel import gettext as _

from app.access import current_actor, current_scope, may, route, session
from app.domain.clock import today
from app.domain.deliveries import CADENCE_WORDS, compared
from app.domain.rule_words import CONFIDENCE_WORDS
from app.domain.vocabulary.bureaus import OFFICE
from app.services.datasets import asset_page, list_assets, office_history

bp = Blueprint("datasets", __name__, url_prefix="/datasets")

#: Views of the register: the state that each shows.
VIEWS = ("all", "late", "fresh", "never")
#: Periods drawn in the small chart.
DRAWN = 24


@route(bp, "", permission="import:read")
def index() -> Any:
    found = list_assets(session(), current_actor(), current_scope(), today())
    view = request.args.get("view", "all")
    view = view if view in VIEWS else "all"
    shown = [a for a in found if view in ("all", a.standing.state)]
    if view == "late":
        shown.sort(key=lambda a: -a.standing.late_days)
    return render_template(
        "datasets/index.html",
        assets=shown,
        view=view,
        counts={v: sum(v in ("all", a.standing.state) for a in found) for v in VIEWS},
        cadences=CADENCE_WORDS,
        can_report=may("report:build"),
    )


@route(bp, "/<code>", permission="import:read")
def show(code: str) -> Any:
    found = asset_page(session(), current_actor(), current_scope(), code)
    drawn = found.periods[-DRAWN:]
    trends = [
        (_("退回"), [(p.period, p.per_thousand(p.rejected)) for p in drawn]),
        (_("没认准"), [(p.period, p.per_thousand(p.doubtful)) for p in drawn]),
        (_("问题"), [(p.period, p.per_thousand(p.problems)) for p in drawn]),
    ]
    return render_template(
        "datasets/show.html",
        found=found,
        listed=found.asset,
        changes=compared(found.periods)[:DRAWN],
        trends=trends,
        cadences=CADENCE_WORDS,
        confidence=CONFIDENCE_WORDS,
        offices=OFFICE,
    )


@route(bp, "/offices/<office>", permission="import:read")
def history(office: str) -> Any:
    found = office_history(session(), current_actor(), current_scope(), office)
    return render_template(
        "datasets/office.html",
        found=found,
        title=OFFICE.label(office),
        changes=compared(found.together),
        trend=[(p.period, p.per_thousand(p.problems)) for p in found.together],
    )
