"""返贫风险名单: who should be looked at before it happens, with the reasons; the list as a workbook."""

from io import BytesIO
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _

from app.access import current_actor, current_scope, route, session
from app.domain.clock import today
from app.queries import relapse as read
from app.queries.area_search import place_names
from app.queries.household_acts import limits_on
from app.queries.households import find_by_number
from app.queries.rules_in_force import rules_in_force
from app.services.catalogue import work_calendar
from app.services.relapse_export import export_risks
from app.unit_of_work import unit_of_work
from app.web.lists import area_argument, key_argument

bp = Blueprint("relapse", __name__, url_prefix="/relapse")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@route(bp, "", permission="household:read")
def index() -> Any:
    wanted, titles = _wanted(), read.relapse_triggers(rules_in_force(session(), today()))
    rows = read.list_risks(session(), current_scope(), wanted, today(), after=key_argument())
    groups: tuple[read.Group, ...] = ("unwatched", "watched")
    return render_template(
        "relapse/index.html",
        rows=rows[: read.PAGE],
        next_key=rows[read.PAGE - 1].position if len(rows) > read.PAGE else None,
        wanted=wanted,
        titles=titles,
        counts={
            group: read.count_risks(
                session(), current_scope(), read.Wanted(group, wanted.area, wanted.trigger), today()
            )
            for group in groups
        },
        places=place_names(session(), [r.household.area_code for r in rows] + [wanted.area or ""]),
        first=request.args.get("first", type=int) or 1,
    )


@route(bp, "/clues", permission="household:read")
def clues() -> Any:
    """What families, cadres and bureaus told and nobody has looked at yet, with the last day for the visit."""
    area, found = area_argument(), []
    for clue in read.list_clues(session(), current_scope(), area):
        home = clue.household
        limits = limits_on(session(), current_scope(), today(), home.area_code)
        due = work_calendar().after(clue.on_day, limits.check_days)
        found.append((clue, work_calendar().left(today(), due)))
    return render_template(
        "relapse/clues.html",
        clues=found,
        places=place_names(session(), [clue.household.area_code for clue, _left in found]),
    )


@route(bp, "/declared", permission="household:edit")
def declared() -> Any:
    """The number on a family's declaration opens the page on which it is written down."""
    number = request.args.get("number", "")[:40]
    public_id = find_by_number(session(), current_scope(), number)
    if not public_id:
        flash(_("您管的地方没有户编号“%(number)s”。空白表请先按户主姓名找到户。", number=number), "owed")
        return redirect(url_for("relapse.clues"))
    return redirect(url_for("households.monitoring", public_id=public_id, told="family"))


@route(bp, "/export", permission="export:make", methods=("POST",))
def export() -> Any:
    wanted, out = _wanted(), BytesIO()
    payload = {"group": wanted.group, "trigger": wanted.trigger}
    with unit_of_work(
        session(), current_actor(), "relapse.export", area_code=wanted.area, payload=payload
    ) as work:
        export_risks(work, current_scope(), wanted, today(), out)
    out.seek(0)
    name = _("返贫风险名单 %(day)s.xlsx", day=today().isoformat())
    return send_file(out, mimetype=XLSX, as_attachment=True, download_name=name)


def _wanted() -> read.Wanted:
    """The filter of the address or the form; what no trigger is called is passed over."""
    trigger = request.values.get("trigger", "")
    known = read.relapse_triggers(rules_in_force(session(), today()))
    group: read.Group = "watched" if request.values.get("group") == "watched" else "unwatched"
    return read.Wanted(group, area_argument(), trigger if trigger in known else None)
