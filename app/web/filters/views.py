"""名单的条件: the builder, kept lists, and the columns of the list."""

from dataclasses import dataclass
from typing import Any, cast

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from app.access import current_actor, current_scope, route, session
from app.domain.errors import BangfuError, InvalidInputError
from app.domain.facts import Subject
from app.domain.filter_reading import built_of
from app.domain.filters import Block, Built, built_data, text_of
from app.domain.list_columns import MOST, column_title, offered_facts, read_columns, usual_columns
from app.queries.filters import may_ask_fact, read_filter, say_condition
from app.queries.saved_lists import find_list, lists_for
from app.services.saved_lists import choose_columns, keep_list, remove_list, share_list
from app.unit_of_work import unit_of_work
from app.web.filters.builder import (
    HOWS,
    UNIT_NAMES,
    blocks_to_add,
    changed,
    draw,
    known_facts,
    read_built,
    taken,
    themes_of,
)
from app.web.households.filters import ADDRESS, address_of
from app.web.offices import office_choices, office_names
from app.web.people.filters import ADDRESS as PERSON_ADDRESS
from app.web.sent_key import sent_key

bp = Blueprint("filters", __name__, url_prefix="/filters")


@dataclass(frozen=True)
class Of:
    """A list that conditions are about: its subject, its page, the parts of its address, the builder's addresses."""

    subject: Subject
    list_page: str
    address: tuple[str, ...]
    build: str
    change: str
    columns: str


HOUSEHOLDS = Of(
    "household", "households.index", ADDRESS, "filters.build", "filters.change", "filters.set_columns"
)
PEOPLE = Of(
    "person", "people.index", PERSON_ADDRESS, "filters.build_people", "filters.change_people",
    "filters.set_person_columns",
)  # fmt: skip
_OF = {of.subject: of for of in (HOUSEHOLDS, PEOPLE)}


@route(bp, "/households", permission="household:read")
def build() -> Any:
    return _build(HOUSEHOLDS)


@route(bp, "/people", permission="person:read")
def build_people() -> Any:
    return _build(PEOPLE)


@route(bp, "/households", permission="household:read", methods=("POST",))
def change() -> Any:
    return _change(HOUSEHOLDS)


@route(bp, "/people", permission="person:read", methods=("POST",))
def change_people() -> Any:
    return _change(PEOPLE)


def _build(of: Of) -> str:
    """The builder with the condition of the address; one it could not have written begins anew."""
    text = request.args.get("where", "")
    built = built_of(read_filter(session(), current_scope(), text, of.subject), of.subject) if text else None
    return _page(of, built or Built("all", (Block(),)), request.args)


def _change(of: Of) -> Any:
    """A pressed button changes the builder; `use` leads to the list, or says which line lacks what."""
    built = read_built(request.form)
    if request.form.get("do") != "use":
        return _page(of, changed(built, request.form), request.form)
    built = taken(built, request.form)
    try:
        node = read_filter(session(), current_scope(), built_data(built, of.subject), of.subject)
    except InvalidInputError as refused:
        return _page(of, built, request.form, refused), 422
    return redirect(url_for(of.list_page, **{**_others(of, request.form), "where": text_of(node)}))


def _page(of: Of, built: Built, sent: Any, refused: InvalidInputError | None = None) -> str:
    return render_template(
        "filters/build.html",
        built=built,
        of=of,
        blocks=draw(session(), current_scope(), built, of.subject),
        others=_others(of, sent),
        sentence=_sentence(of, built),
        refused=refused,
        lacking=set(refused.fields) if refused else set(),
        to_add=blocks_to_add(current_scope(), of.subject),
        new_block=sent.get("new-block", ""),
        known=known_facts(),
        hows=HOWS,
        units=UNIT_NAMES,
    )


def _sentence(of: Of, built: Built) -> str:
    """The filter in words as far as it is whole; empty while a line lacks something."""
    try:
        node = read_filter(session(), current_scope(), built_data(built, of.subject), of.subject)
    except BangfuError:
        return ""
    return say_condition(session(), current_scope(), node)


def _others(of: Of, sent: Any) -> dict[str, Any]:
    """The parts of the list's address that the builder does not touch."""
    given = {name: sent.get(name, "")[:200] for name in of.address if name not in ("where", "unknown", "q")}
    return {name: text for name, text in given.items() if text}


@route(bp, "", permission="household:read")
def index() -> Any:
    kept = lists_for(session(), current_actor())
    return render_template(
        "filters/index.html",
        kept=kept,
        offices={of.subject: office_choices(of.subject) for of in (HOUSEHOLDS, PEOPLE)},
        names=office_names({(one.row.area_code, one.row.bureau) for one in kept if one.row.is_shared}),
    )


@route(bp, "", permission="household:read", methods=("POST",))
def keep() -> Any:
    """Keep the present list under a name. Words are not kept: they may be somebody's name or number."""
    of = _OF["person"] if request.form.get("subject") == "person" else HOUSEHOLDS
    asked = address_of(request.form, of.address)
    asked.pop("q", None)
    if asked.get("where"):
        read_filter(session(), current_scope(), asked["where"], of.subject)
    with unit_of_work(session(), current_actor(), "list.keep", request_key=sent_key()) as work:
        row = keep_list(
            work,
            of.subject,
            request.form.get("title", ""),
            asked,
            share_with=request.form.get("shared", ""),
        )
        public_id, title = row.public_id, row.title
    flash(_("存好了：“%(title)s”。", title=title), "ok")
    return redirect(url_for("filters.show", public_id=public_id))


@route(bp, "/<public_id>", permission="household:read")
def show(public_id: str) -> Any:
    """Lead to the list itself, with the rows that the reader may see."""
    row = find_list(session(), current_actor(), public_id)
    page = _OF.get(cast(Subject, row.subject), HOUSEHOLDS).list_page
    return redirect(url_for(page, **{**row.asked, "kept": row.public_id}))


@route(bp, "/<public_id>/share", permission="household:read", methods=("POST",))
def share(public_id: str) -> Any:
    with unit_of_work(session(), current_actor(), "list.share") as work:
        row = share_list(work, public_id, share_with=request.form.get("shared", ""))
        words = _("同一个单位的人现在也看得到。") if row.is_shared else _("现在只有您自己看得到。")
    flash(words, "ok")
    return redirect(url_for("filters.index"))


@route(bp, "/<public_id>/remove", permission="household:read", methods=("POST",))
def remove(public_id: str) -> Any:
    with unit_of_work(session(), current_actor(), "list.remove") as work:
        title = remove_list(work, public_id)
    flash(_("删掉了“%(title)s”，户的资料没有动。", title=title), "ok")
    return redirect(url_for("filters.index"))


@route(bp, "/columns", permission="household:read")
def columns() -> Any:
    return _columns(HOUSEHOLDS, current_user.list_columns)


@route(bp, "/columns/people", permission="person:read")
def person_columns() -> Any:
    return _columns(PEOPLE, current_user.person_columns)


@route(bp, "/columns", permission="household:read", methods=("POST",))
def set_columns() -> Any:
    return _set_columns(HOUSEHOLDS)


@route(bp, "/columns/people", permission="person:read", methods=("POST",))
def set_person_columns() -> Any:
    return _set_columns(PEOPLE)


def _columns(of: Of, kept: str | None) -> str:
    facts = [f for f in offered_facts(of.subject) if may_ask_fact(current_scope(), f.key)]
    return render_template(
        "filters/columns.html",
        of=of,
        chosen=read_columns(kept, of.subject),
        usual=list(usual_columns(of.subject).items()),
        groups=themes_of(facts, column_title),
        most=MOST,
        back=address_of(request.args, of.address),
    )


def _set_columns(of: Of) -> Any:
    keys = [] if request.form.get("usual") else request.form.getlist("columns")[:200]
    with unit_of_work(session(), current_actor(), "list.columns") as work:
        chosen = choose_columns(work, keys, of.subject)
    left = len(set(keys)) - len(chosen)
    words = _("记住了，名单和导出都用这 %(n)s 列。", n=len(chosen))
    flash(words + (_("最多 %(most)s 列，后面的没有用。", most=MOST) if keys and left > 0 else ""), "ok")
    return redirect(url_for(of.list_page, **address_of(request.form, of.address)))
