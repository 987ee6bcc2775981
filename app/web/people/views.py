"""成员名单: the list of persons with its filter, and the export of what is listed."""

from io import BytesIO
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _
from flask_login import current_user

from app.access import current_actor, current_scope, route, session
from app.domain.clock import today
from app.domain.conditions import Node
from app.domain.list_columns import USUAL_OF_PERSONS, column_title, read_columns
from app.domain.person_words import say_of_person
from app.domain.search_words import read_words
from app.queries.area_search import place_names
from app.queries.filters import read_filter, say_condition
from app.queries.list_columns import person_texts
from app.queries.person_list import PersonLine, list_people
from app.queries.saved_lists import lists_for
from app.services.person_export import count_for_person_export, export_people
from app.unit_of_work import unit_of_work
from app.web.households.views import XLSX
from app.web.offices import office_choices
from app.web.people.filters import PersonFilterForm, say_filter, wanted_of

bp = Blueprint("people", __name__, url_prefix="/people")


@route(bp, "", permission="person:read")
def index() -> Any:
    form = PersonFilterForm(request.args)
    if read_words(form.q.data or "").is_secret:
        flash(_("证件号、电话不写在网址里。请写进上面的框里再找。"), "info")
        return redirect(url_for("people.index", **form.address()))
    return _list_page(form)


@route(bp, "", permission="person:read", methods=("POST",))
def find() -> Any:
    """A whole number is looked for on this very page; for other words and filters the answer has an address."""
    form = PersonFilterForm(request.form)
    if read_words(form.q.data or "").is_secret:
        return _list_page(form)
    return redirect(url_for("people.index", **form.address()))


@route(bp, "/export", permission="export:make", methods=("POST",))
def export() -> Any:
    """Exactly what is listed; the number of rows is said beforehand and asserted."""
    form = PersonFilterForm(request.form)
    wanted = wanted_of(form, _condition_of(form))
    columns = read_columns(current_user.person_columns, "person")
    out = BytesIO()
    rows = count_for_person_export(session(), current_scope(), wanted)
    asked = {name: text for name, text in form.address().items() if name != "q"}
    with unit_of_work(
        session(),
        current_actor(),
        "person.export",
        area_code=wanted.area,
        payload={"asked": asked, "columns": list(columns), "rows": rows},
    ) as work:
        export_people(work, current_scope(), wanted, rows, out, columns)
    out.seek(0)
    name = _("成员名单 %(day)s.xlsx", day=today().isoformat())
    return send_file(out, mimetype=XLSX, as_attachment=True, download_name=name)


def _condition_of(form: PersonFilterForm) -> Node | None:
    """The condition that the form carries, if this reader may ask it."""
    return read_filter(session(), current_scope(), form.where.data, "person") if form.where.data else None


def _list_page(form: PersonFilterForm) -> str:
    node = _condition_of(form)
    wanted = wanted_of(form, node)
    page = list_people(
        session(), current_scope(), wanted, after=request.args.get("after"), before=request.args.get("before")
    )
    place = place_names(session(), [wanted.area])[wanted.area] if wanted.area else ""
    columns = read_columns(current_user.person_columns, "person")
    said = say_condition(session(), current_scope(), node) if node is not None else ""
    texts = person_texts(session(), current_scope(), columns, [line.public_id for line in page.lines])

    def say(line: PersonLine, key: str) -> str:
        if key in USUAL_OF_PERSONS:
            return say_of_person(key, line.person, line.masked, today())
        return texts.get(line.public_id, {}).get(key, "")

    return render_template(
        "people/index.html",
        columns=columns,
        column_title=column_title,
        say=say,
        kept=lists_for(session(), current_actor(), "person"),
        kept_id=request.args.get("kept", ""),
        offices=office_choices("person"),
        said=said,
        page=page,
        wanted=wanted,
        form=form,
        place=place,
        is_secret=read_words(wanted.words).is_secret,
        sentence=say_filter(wanted, place, said),
        first=max(request.args.get("first", type=int) or 1, 1),
        address=lambda **more: url_for("people.index", **{**form.address(), **more}),
    )
