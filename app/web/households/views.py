"""户: the list with its filter, one household's page, the export of what is listed."""

from collections.abc import Iterable
from io import BytesIO
from typing import Any

from flask import flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.datastructures import MultiDict

from app.access import current_actor, current_scope, route, session
from app.domain.clock import today
from app.domain.conditions import Node
from app.domain.income import income_year, span_of
from app.domain.list_columns import read_columns
from app.domain.registry_checks import age_on
from app.domain.registry_fields import HOUSEHOLD, LIVING, say_all
from app.domain.search_words import read_words
from app.queries.area_search import place_names
from app.queries.attachments import list_attachments
from app.queries.filters import read_filter, say_condition
from app.queries.household_page import get_page
from app.queries.households import Wanted, get_household, list_households
from app.queries.list_columns import column_texts
from app.queries.looks import get_looks
from app.queries.officers import charges_of, officer_names
from app.queries.rules import household_answers
from app.queries.saved_lists import lists_for
from app.queries.titles import rule_titles
from app.services.acts.restore import RESTORABLE
from app.services.bureau_income import counting_rule
from app.services.catalogue import work_calendar
from app.services.household_export import count_for_export, export_households
from app.unit_of_work import unit_of_work
from app.web.households import (  # noqa: F401 (their routes)
    acts,
    answers,
    entry,
    gallery,
    income,
    living,
    looks,
    members,
    monitoring,
    national,
    past,
    pasting,
    reading,
    restoring,
    secrets,
    value,
    visits,
    working,
)
from app.web.households.blueprint import bp
from app.web.households.checklist import checklist_of
from app.web.households.filters import (
    ANY,
    SPOKEN,
    FilterForm,
    Sent,
    beside,
    read_menus,
    read_sent,
    say_filter,
    sent_parts,
    wanted_of,
)
from app.web.households.listed import heads, listed_rows
from app.web.households.needs import needs_beside
from app.web.households.pictures import health_words, income_rows, whole_yuan
from app.web.households.visit_tasks import tasks_of
from app.web.kept_pages import page_once
from app.web.offices import office_choices
from app.web.quality.remarks import quality_of

__all__ = ["bp"]

#: Said elsewhere on the page.
SHOWN = frozenset(
    HOUSEHOLD[key].label
    for key in (
        "household_no", "area_code", "group_name", "address_ref", "phone_ref", "bank_name", "bank_ref", "head_name",
        "status",
    )
)  # fmt: skip
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@route(bp, "", permission="household:read")
def index() -> Any:
    if any(read_words(request.args.get(name, "")).is_secret for name in SPOKEN):
        flash(_("证件号、电话不写在网址里。请写进上面的框里再找。"), "info")
        return redirect(url_for("households.index", **FilterForm(request.args).address()))
    return _list_page(sent_parts(request.args))


@route(bp, "", permission="household:read", methods=("POST",))
def find() -> Any:
    """A whole number is looked for on this very page; for other words and filters the answer has an address."""
    if read_words(request.form.get("q", "")).is_secret:
        return _list_page(sent_parts(request.form))
    return redirect(url_for("households.index", **FilterForm(request.form).address()))


def _list_page(sent: Sent) -> str:
    scope, where = current_scope(), dict(sent).get("where")
    node = read_filter(session(), scope, where, "household") if where else None
    is_menus = node is None and not dict(sent).keys() & {"q", "group"}
    wanted, asked = (read_menus if is_menus else read_sent)(sent, node)
    titles = rule_titles(session(), "measure")
    officers = tuple(officer_names(session(), scope))
    page = list_households(
        session(),
        scope,
        wanted,
        income_year(today()),
        after=request.args.get("after"),
        before=request.args.get("before"),
    )
    place = place_names(session(), [wanted.area])[wanted.area] if wanted.area else ""
    columns = read_columns(current_user.list_columns)
    facts = column_texts(session(), scope, columns, [line.public_id for line in page.lines])
    said = say_condition(session(), scope, node) if node is not None else ""
    kept = lists_for(session(), current_actor(), "household")
    named = tuple([(one.row.public_id, one.row.title, one.owner, one.is_mine) for one in kept])
    kept_id, offices = request.args.get("kept", ""), office_choices("household")
    first = max(request.args.get("first", type=int) or 1, 1)
    extent = (bool(page.lines), page.before is None, page.after is None, page.total, page.left_out)

    def values() -> dict[str, Any]:
        form = FilterForm(MultiDict(sent))
        form.measure.choices = [("", _("不限")), *titles.items()]
        form.officer.choices = [ANY, ("none", _("还没有人")), *officers]
        return {
            "heads": heads(columns, wanted.verdict),
            "kept": kept,
            "kept_id": kept_id,
            "offices": offices,
            "said": said,
            "page": page,
            "wanted": wanted,
            "form": form,
            "place": place,
            "is_secret": read_words(wanted.words).is_secret,
            "menus": (tuple(titles.items()), officers),
            "sentence": say_filter(wanted, place, titles, said, _officer_name(officers, wanted)),
            "address": lambda **more: url_for("households.index", **{**dict(asked), **more}),
            "is_fresh": not page.lines and wanted == Wanted() and not page.total,
        }

    return page_once(
        "households/index.html",
        *(sent, tuple(titles.items()), officers, place, columns, named, kept_id, offices, extent),
        holes={
            "rows": listed_rows(page.lines, columns, facts, titles, wanted.verdict),
            "first": f"{first}",
            "last": f"{first + len(page.lines) - 1}",
            "previous": beside(asked, before=page.before or "", first=max(first - 50, 1)),
            "next": beside(asked, after=page.after or "", first=first + len(page.lines)),
        },
        values=values,
        keep=is_menus and not kept_id,
    )


def _officer_name(officers: Iterable[tuple[str, str]], wanted: Wanted) -> str:
    names = {"none": _("还没有人"), **dict(officers)}
    return str(names.get(wanted.officer or "", _("不在您范围的人")))


def condition_of(form: FilterForm) -> Node | None:
    """The condition that the form carries, if this reader may ask it."""
    return read_filter(session(), current_scope(), form.where.data, "household") if form.where.data else None


@route(bp, "/export", permission="export:make", methods=("POST",))
def export() -> Any:
    """Exactly what is listed; the number of rows is said beforehand and asserted."""
    form = FilterForm(request.form)
    wanted = wanted_of(form, condition_of(form))
    columns = read_columns(current_user.list_columns)
    out = BytesIO()
    rows = count_for_export(session(), current_scope(), wanted)
    with unit_of_work(
        session(),
        current_actor(),
        "household.export",
        area_code=wanted.area,
        payload={
            "measure": wanted.measure,
            "verdict": wanted.verdict,
            "monitored": wanted.monitored,
            "where": form.where.data,
            "columns": list(columns),
            "rows": rows,
        },
    ) as work:
        export_households(work, current_scope(), wanted, rows, out, columns)
    out.seek(0)
    name = _("户名单 %(day)s.xlsx", day=today().isoformat())
    return send_file(out, mimetype=XLSX, as_attachment=True, download_name=name)


@route(bp, "/<public_id>", permission="household:read")
def show(public_id: str) -> Any:
    scope = current_scope()
    household = get_household(session(), scope, public_id)
    year = request.args.get("year", type=int) or income_year(today())
    year = year if 2000 < year < 2100 else income_year(today())
    page = get_page(session(), scope, household, year)
    lived = say_all("living_condition", vars(page.living)) if page.living else {}
    quality = quality_of(household)
    verdicts = household_answers(session(), scope, household.id, today())
    return render_template(
        "households/show.html",
        page=page,
        h=household,
        answers=verdicts,
        today=today(),
        span=span_of(year),
        counting=counting_rule(year),
        per_head=whole_yuan(page.ledger.sums.net_per_head),
        per_head_before=whole_yuan(page.ledger.before.net_per_head),
        income=income_rows(page.ledger),
        names={m.person.id: m.person.name for m in (*page.members, *page.gone)},
        living_facts=[item for item in lived.items() if item[0] != LIVING["surveyed_on"].label],
        unknown_living=[f.label for f in LIVING.values() if f.label not in lived],
        household_facts=[
            item for item in say_all("household", vars(household)).items() if item[0] not in SHOWN
        ],
        age_on=age_on,
        checklist=checklist_of(household, page),
        quality=quality,
        looks=get_looks(session(), scope, household, today()),
        points=looks.points,
        health_words=health_words,
        restorable=RESTORABLE,
        charges=charges_of(session(), scope, household.id),
        attachments=list_attachments(session(), scope, household.id),
        todo=tasks_of(household, quality),
        needs=needs_beside(household, page, verdicts),
        days_left=lambda due: work_calendar().left(today(), due),
    )
