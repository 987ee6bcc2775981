"""名单的条件: the builder, kept lists, and the columns of the list."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from app.access import current_actor, current_scope, route, session
from app.domain.errors import BangfuError, InvalidInputError
from app.domain.filter_reading import built_of
from app.domain.filters import Block, Built, built_data, text_of
from app.domain.list_columns import USUAL, column_title, offered_facts, read_columns
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
)
from app.web.households.filters import ADDRESS, address_of

bp = Blueprint("filters", __name__, url_prefix="/filters")


@route(bp, "/households", permission="household:read")
def build() -> Any:
    """The builder with the condition of the address; one it could not have written begins anew."""
    text = request.args.get("where", "")
    built = (
        built_of(read_filter(session(), current_scope(), text, "household"), "household") if text else None
    )
    return _page(built or Built("all", (Block(),)), request.args)


@route(bp, "/households", permission="household:read", methods=("POST",))
def change() -> Any:
    """A pressed button changes the builder; `use` leads to the list, or says which line lacks what."""
    built = read_built(request.form)
    if request.form.get("do") != "use":
        return _page(changed(built, request.form), request.form)
    built = taken(built, request.form)
    try:
        node = read_filter(session(), current_scope(), built_data(built, "household"), "household")
    except InvalidInputError as refused:
        return _page(built, request.form, refused), 422
    return redirect(url_for("households.index", **{**_others(request.form), "where": text_of(node)}))


def _page(built: Built, sent: Any, refused: InvalidInputError | None = None) -> str:
    return render_template(
        "filters/build.html",
        built=built,
        blocks=draw(session(), current_scope(), built),
        others=_others(sent),
        sentence=_sentence(built),
        refused=refused,
        lacking=set(refused.fields) if refused else set(),
        to_add=blocks_to_add(current_scope()),
        new_block=sent.get("new-block", ""),
        known=known_facts(),
        hows=HOWS,
        units=UNIT_NAMES,
    )


def _sentence(built: Built) -> str:
    """The filter in words as far as it is whole; empty while a line lacks something."""
    try:
        node = read_filter(session(), current_scope(), built_data(built, "household"), "household")
    except BangfuError:
        return ""
    return say_condition(session(), current_scope(), node)


def _others(sent: Any) -> dict[str, Any]:
    """The parts of the list's address that the builder does not touch."""
    given = {name: sent.get(name, "")[:200] for name in ADDRESS if name not in ("where", "unknown", "q")}
    return {name: text for name, text in given.items() if text}


@route(bp, "", permission="household:read")
def index() -> Any:
    return render_template("filters/index.html", kept=lists_for(session(), current_actor()))


@route(bp, "", permission="household:read", methods=("POST",))
def keep() -> Any:
    """Keep the present list under a name. Words are not kept: they may be somebody's name or number."""
    asked = address_of(request.form)
    asked.pop("q", None)
    if asked.get("where"):
        read_filter(session(), current_scope(), asked["where"], "household")
    with unit_of_work(session(), current_actor(), "list.keep") as work:
        row = keep_list(
            work,
            "household",
            request.form.get("title", ""),
            asked,
            shared=request.form.get("shared") == "yes",
        )
        public_id, title = row.public_id, row.title
    flash(_("存好了：“%(title)s”。", title=title), "ok")
    return redirect(url_for("filters.show", public_id=public_id))


@route(bp, "/<public_id>", permission="household:read")
def show(public_id: str) -> Any:
    """Lead to the list itself, with the rows that the reader may see."""
    row = find_list(session(), current_actor(), public_id)
    return redirect(url_for("households.index", **{**row.asked, "kept": row.public_id}))


@route(bp, "/<public_id>/share", permission="household:read", methods=("POST",))
def share(public_id: str) -> Any:
    with unit_of_work(session(), current_actor(), "list.share") as work:
        row = share_list(work, public_id, shared=request.form.get("shared") == "yes")
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
    facts = [f for f in offered_facts() if may_ask_fact(current_scope(), f.key)]
    return render_template(
        "filters/columns.html",
        chosen=read_columns(current_user.list_columns),
        usual=list(USUAL.items()),
        facts=facts,
        title=column_title,
        back=address_of(request.args),
    )


@route(bp, "/columns", permission="household:read", methods=("POST",))
def set_columns() -> Any:
    keys = [] if request.form.get("usual") else request.form.getlist("columns")[:200]
    with unit_of_work(session(), current_actor(), "list.columns") as work:
        chosen = choose_columns(work, keys)
    flash(_("记住了，名单和导出都用这 %(n)s 列。", n=len(chosen)), "ok")
    return redirect(url_for("households.index", **address_of(request.form)))
