"""The township's clues: a list, one opened with its number, and the two ways they end."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.access import current_actor, current_scope, route, session
from app.queries.clues import list_clues
from app.services.clues import drop_clue, join_clue, open_clue, told
from app.services.importing.outsiders import clue_titles
from app.unit_of_work import unit_of_work

bp = Blueprint("clues", __name__, url_prefix="/clues")


@route(bp, "", permission="clue:read")
def index() -> Any:
    found = [(clue, told(secret)) for clue, secret in list_clues(session(), current_scope())]
    return render_template("clues/index.html", clues=found, titles=clue_titles())


@route(bp, "/<public_id>/open", permission="clue:read", methods=("POST",))
def open_one(public_id: str) -> Any:
    """With the whole number; who looked stands in the trail."""
    with unit_of_work(session(), current_actor(), "clue.open", subject=f"clue:{public_id}") as work:
        clue, said = open_clue(work, current_scope(), public_id)
    return render_template("clues/clue.html", clue=clue, said=said, titles=clue_titles())


@route(bp, "/<public_id>/join", permission="clue:read", methods=("POST",))
def join(public_id: str) -> Any:
    with unit_of_work(session(), current_actor(), "clue.join", subject=f"clue:{public_id}") as work:
        home = join_clue(work, current_scope(), public_id, request.form.get("household_no", ""))
    flash(_("线索办结了：人在户 %(no)s 里，线索里的内容已清除。", no=home.household_no), "ok")
    return redirect(url_for("clues.index"))


@route(bp, "/<public_id>/drop", permission="clue:read", methods=("POST",))
def drop(public_id: str) -> Any:
    with unit_of_work(session(), current_actor(), "clue.drop", subject=f"clue:{public_id}") as work:
        drop_clue(work, current_scope(), public_id)
    flash(_("核实过了，不用登记；线索里的内容已清除。"), "ok")
    return redirect(url_for("clues.index"))
