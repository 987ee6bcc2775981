"""Rows pasted from Excel into members or ledger: shown as read, with errors in the cell, and only then written."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.access import current_actor, current_scope, route, session
from app.domain.clock import today
from app.domain.errors import BangfuError
from app.domain.income import income_year
from app.domain.pasting import LEDGER_COLUMNS, MEMBER_COLUMNS, Pasted, read_pasted
from app.models import Household
from app.queries.households import get_household
from app.queries.people import list_members
from app.services.ledger import LineInput, save_ledger
from app.services.members import MemberInput, add_member
from app.unit_of_work import Work, perform
from app.web.households.blueprint import bp
from app.web.households.procedure_forms import PasteForm
from app.web.sent_key import sent_key


@route(bp, "/<public_id>/members/paste", permission="household:edit")
def paste_members(public_id: str) -> Any:
    return _page(get_household(session(), current_scope(), public_id), "members", "", None)


@route(bp, "/<public_id>/members/paste", permission="household:edit", methods=("POST",))
def save_pasted_members(public_id: str) -> Any:
    scope = current_scope()
    household = get_household(session(), scope, public_id)
    pasted = read_pasted(request.form.get("rows", ""), MEMBER_COLUMNS)

    def do(work: Work) -> int:
        for row in pasted.rows:
            add_member(work, scope, public_id, _member(row))
        return len(pasted.rows)

    words = _("添了 %(n)s 人。", n=len(pasted.rows))
    then = url_for("households.members", public_id=public_id)
    return _answer(household, "members", pasted, "member.paste", do, words, then)


@route(bp, "/<public_id>/income/paste", permission="household:edit")
def paste_income(public_id: str) -> Any:
    return _page(get_household(session(), current_scope(), public_id), "income", "", None)


@route(bp, "/<public_id>/income/paste", permission="household:edit", methods=("POST",))
def save_pasted_income(public_id: str) -> Any:
    scope, year = current_scope(), request.args.get("year", type=int) or income_year(today())
    household = get_household(session(), scope, public_id)
    pasted = read_pasted(request.form.get("rows", ""), LEDGER_COLUMNS)
    people = {m.person.name: m.person.public_id for m in list_members(session(), scope, household.id)}
    lines = [_line(row, people) for row in pasted.rows]

    def do(work: Work) -> int:
        save_ledger(work, scope, public_id, year, lines)
        return len(lines)

    words = _("记了 %(n)s 笔账。", n=len(lines))
    then = url_for("households.income", public_id=public_id, year=year)
    return _answer(household, "income", pasted, "household.edit_income", do, words, then)


def _answer(
    household: Household,
    kind: str,
    pasted: Pasted,
    act: str,
    do: Callable[[Work], int],
    words: str,
    then: str,
) -> Any:
    """The grid as it was read; written only from there and only without an error."""
    text, public_id, area = request.form.get("rows", ""), household.public_id, household.area_code
    if request.form.get("stage") != "do" or pasted.problem or pasted.problems:
        wrong = 422 if pasted.problem or pasted.problems else 200
        return _page(household, kind, text, pasted), wrong
    try:
        perform(
            session(), current_actor(), act, do, subject=f"household:{public_id}", area_code=area,
            request_key=sent_key(), payload={"rows": len(pasted.rows)},
        )  # fmt: skip
    except BangfuError as refused:
        if refused.status not in (400, 422):
            raise
        pasted.problem = f"{refused.message}{refused.way_out or ''}"
        household = get_household(session(), current_scope(), public_id)
        return _page(household, kind, text, pasted), 422
    flash(words, "ok")
    return redirect(then)


def _page(household: Household, kind: str, text: str, pasted: Pasted | None) -> str:
    columns = MEMBER_COLUMNS if kind == "members" else LEDGER_COLUMNS
    rows = []
    for number, row in enumerate(pasted.rows if pasted else (), 1):
        cells = [_shown(row[c.key].text, row[c.key].problem) for c in pasted.columns] if pasted else []
        rows.append({"no": number, "kind": "", "cells": cells})
    problems = [
        (number, column.names[0], row[column.key].problem)
        for number, row in enumerate(pasted.rows if pasted else (), 1)
        for column in (pasted.columns if pasted else ())
        if row[column.key].problem
    ]
    return render_template(
        "households/paste.html",
        h=household,
        kind=kind,
        form=PasteForm(formdata=None, rows=text),
        pasted=pasted,
        rows=rows,
        problems=problems,
        names=[c.names[0] for c in columns],
        year=request.args.get("year", type=int) or income_year(today()),
    )


def _shown(text: str, problem: str) -> dict[str, Any]:
    """Numbers of persons stay half hidden also here: the grid stands on a screen that others see."""
    masked = f"{text[:6]}********{text[-4:]}" if len(text) in (18, 20) and text[:6].isdigit() else text
    return {"text": masked, "state": "bad" if problem else ""}


def _member(row: dict[str, Any]) -> MemberInput:
    told = {key: cell.value for key, cell in row.items() if cell.value is not None}
    number, health = told.pop("number", None), told.pop("health", None)
    if health is not None:
        told |= {f"health_{key}": health == key for key in ("chronic", "serious", "disabled")}
    if number is None:
        told["no_id_reason"] = "unregistered"
    return MemberInput(told, number=number)


def _line(row: dict[str, Any], people: dict[str, str]) -> LineInput:
    told = {key: cell.value for key, cell in row.items() if cell.value is not None}
    return LineInput(
        kind=told.get("kind") or "",
        person_id=people.get(told.get("person", "")),
        label=told.get("label"),
        quantity=told.get("quantity"),
        unit=(told.get("unit") or "")[:12] or None,
        unit_price_fen=told.get("unit_price_fen"),
        months=told.get("months"),
        amount_fen=told.get("amount_fen"),
        evidence=told.get("evidence"),
    )
