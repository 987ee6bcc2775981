"""数据质量: boards by rule and by place, the problems behind a number, what was explained, the problem workbook."""

from collections.abc import Mapping
from datetime import timedelta
from io import BytesIO
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _

from app.access import current_actor, current_scope, route, session
from app.domain.areas import short_code
from app.domain.catalogue import Quality
from app.domain.clock import now, today
from app.domain.errors import InvalidInputError, NotFoundError
from app.queries import quality as read
from app.queries.area_search import place_names
from app.queries.home import last_run
from app.queries.households import get_household
from app.queries.rules_in_force import rules_in_force
from app.queries.titles import area_names
from app.services.quality import Explanation, explain_problem, take_back
from app.services.quality_export import count_for_export, export_problems
from app.unit_of_work import perform, unit_of_work
from app.web.lists import area_argument, key_argument
from app.web.quality.forms import ExplainForm, ExportForm
from app.web.quality.places import mend_url

bp = Blueprint("quality", __name__, url_prefix="/quality")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LEVELS = (1, 2, 3, 4, 5)
A_WEEK = timedelta(days=7)
RULES_A_PAGE = 40


def rules_of(level: int | None = None, code: str | None = None) -> dict[str, Quality]:
    """The rules in force about households and persons, all, of one level, or one of them."""
    found = rules_in_force(session(), today()).catalogue.quality
    return {
        key: rule
        for key, rule in found.items()
        if rule.unit in ("household", "person") and level in (None, rule.level) and code in (None, key)
    }


def wanted_of(rules: Mapping[str, Quality], area: str | None) -> read.Wanted:
    persons = tuple(key for key, rule in rules.items() if rule.unit == "person")
    return read.Wanted(tuple(rules), today(), area, persons)


def _level() -> int | None:
    level = request.args.get("level", type=int)
    return level if level in LEVELS else None


@route(bp, "", permission="household:read")
def index() -> Any:
    """The board by rule: how many problems, how many households, more or fewer than a week ago."""
    level, area = _level(), area_argument()
    rules = rules_of(level)
    counts = read.count_by_rule(session(), current_scope(), wanted_of(rules, area), now() - A_WEEK)
    listed = sorted(
        (code for code in counts if counts[code].problems or counts[code].before),
        key=lambda code: (rules[code].level, -counts[code].problems, code),
    )
    start = min(key_argument(), len(listed))
    return render_template(
        "quality/index.html",
        rules=rules,
        counts=counts,
        listed=listed[start : start + RULES_A_PAGE],
        start=start,
        following=start + RULES_A_PAGE if start + RULES_A_PAGE < len(listed) else None,
        all_listed=len(listed),
        problems=sum(tally.problems for tally in counts.values()),
        before=sum(tally.before for tally in counts.values()),
        run=last_run(session(), current_scope()),
        **_filter(level, area),
    )


@route(bp, "/places", permission="household:read")
def places() -> Any:
    """The board by place: townships of a county or wider, villages of a township."""
    level, area = _level(), area_argument()
    inside_township = area is not None and len(short_code(area)) >= read.TOWNSHIP_DIGITS
    digits = read.VILLAGE_DIGITS if inside_township else read.TOWNSHIP_DIGITS
    rules = rules_of(level)
    levels = {code: rule.level for code, rule in rules.items()}
    scope, wanted = current_scope(), wanted_of(rules, area)
    tallies = read.count_by_place(session(), scope, wanted, digits, levels, now() - A_WEEK)
    if digits == read.TOWNSHIP_DIGITS and len(tallies) == 1:  # somebody with one township wants its villages
        digits = read.VILLAGE_DIGITS
        tallies = read.count_by_place(session(), scope, wanted, digits, levels, now() - A_WEEK)
    return render_template(
        "quality/places.html",
        tallies=tallies,
        names=area_names(session(), [tally.code for tally in tallies]),
        villages=digits == read.VILLAGE_DIGITS,
        levels=LEVELS,
        **_filter(level, area),
    )


@route(bp, "/problems", permission="household:read")
def problems() -> Any:
    """The households behind a number, each with the field to mend."""
    level, area, code = _level(), area_argument(), request.args.get("rule") or None
    rules = rules_of(level, code)
    if code is not None and not rules:
        raise NotFoundError()
    page = read.list_problems(session(), current_scope(), wanted_of(rules, area), after=key_argument())
    codes = {row.household.area_code for row in page.rows}
    return render_template(
        "quality/problems.html",
        page=page,
        rules=rules,
        code=code,
        villages=place_names(session(), codes),
        mend_url=mend_url,
        first=max(request.args.get("first", type=int) or 1, 1),
        **_filter(level, area),
    )


@route(bp, "/explained", permission="household:read")
def explained() -> Any:
    """What was explained away and until when: those ending first at the top."""
    rules = rules_of()
    return render_template(
        "quality/explained.html",
        rows=read.list_exemptions(session(), current_scope(), rules, today()),
        rules=rules,
        today=today(),
        **_filter(None, None),
    )


@route(bp, "/export", permission="export:make", methods=("POST",))
def export() -> Any:
    """The problem workbook of exactly what is listed; the number of rows is said beforehand and asserted."""
    form = ExportForm()
    level = form.level.data if form.level.data in LEVELS else None
    area, out = area_argument(), BytesIO()  # no code at all is refused, and not all places given instead
    rules = rules_of(level, form.rule.data or None)
    wanted = wanted_of(rules, area)
    rows = count_for_export(session(), current_scope(), wanted)
    rule = form.rule.data if form.rule.data in rules else None  # codes go into the trail, not what was sent
    payload = {"rule": rule, "level": level, "rows": rows}
    with unit_of_work(session(), current_actor(), "quality.export", area_code=area, payload=payload) as work:
        export_problems(work, current_scope(), wanted, rules, rows, out)
    out.seek(0)
    name = _("问题清单 %(day)s.xlsx", day=today().isoformat())
    return send_file(out, mimetype=XLSX, as_attachment=True, download_name=name)


@route(bp, "/<public_id>/explain", permission="household:edit")
def explain(public_id: str) -> Any:
    form = ExplainForm(request.args, meta={"csrf": False})
    return _explain_page(form, public_id)


@route(bp, "/<public_id>/explain", permission="household:edit", methods=("POST",))
def save_explain(public_id: str) -> Any:
    form = ExplainForm()
    if not form.validate():
        return _explain_page(form, public_id), 422
    given = Explanation(
        form.rule.data or "", form.person.data or None, form.words.data or "", form.days.data or 0
    )
    household = get_household(session(), current_scope(), public_id)
    try:
        row = perform(
            session(),
            current_actor(),
            "quality.explain",
            lambda work: explain_problem(work, current_scope(), public_id, given),
            subject=f"household:{public_id}",
            area_code=household.area_code,
            request_key=form.request_key.data or None,
            payload={"rule": given.rule, "days": given.days},
        )
    except InvalidInputError as refused:
        for name, sentence in refused.fields.items():
            form[name].errors = [sentence]
        return _explain_page(form, public_id), 422
    until = row.until_on.isoformat() if row is not None else ""
    flash(_("记下了，到 %(day)s 再提醒。", day=until) if until else _("记下了。"), "ok")
    return redirect(url_for("households.show", public_id=public_id, _anchor="quality"))


@route(bp, "/<public_id>/explain/<exemption>/end", permission="household:edit", methods=("POST",))
def end_explanation(public_id: str, exemption: str) -> Any:
    with unit_of_work(
        session(), current_actor(), "quality.unexplain", subject=f"household:{public_id}"
    ) as work:
        take_back(work, current_scope(), public_id, exemption)
    flash(_("撤回了，这个问题从现在起又会提醒。"), "ok")
    return redirect(url_for("households.show", public_id=public_id, _anchor="quality"))


def _explain_page(form: ExplainForm, public_id: str) -> str:
    household = get_household(session(), current_scope(), public_id)
    rule = rules_of(code=form.rule.data or "").get(form.rule.data or "")
    if rule is None:
        raise NotFoundError()
    return render_template("quality/explain.html", form=form, h=household, rule=rule)


def _filter(level: int | None, area: str | None) -> dict[str, Any]:
    """What the pages have in common: the filter, its words, and the address of another view of the same."""
    kept = {"level": level, "area": area}
    return {
        "level": level,
        "area": area,
        "place": place_names(session(), [area])[area] if area else "",
        "to": lambda view, **more: url_for(f"quality.{view}", **{**kept, **more}),
    }
