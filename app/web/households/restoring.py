"""Putting an old value back, shown beside the present one before it is done."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.access import current_actor, current_scope, route, session
from app.domain.errors import BangfuError, NotFoundError
from app.domain.registry_fields import TABLES, say
from app.models import Household
from app.queries.household_history import row_of
from app.queries.households import get_household
from app.services.acts.restore import old_value, restore_value
from app.unit_of_work import perform
from app.web.households.blueprint import bp
from app.web.sent_key import sent_key


@route(bp, "/<public_id>/restore", permission="household:edit")
def restore(public_id: str) -> Any:
    household = get_household(session(), current_scope(), public_id)
    return _page(household)


@route(bp, "/<public_id>/restore", permission="household:edit", methods=("POST",))
def save_restore(public_id: str) -> Any:
    scope, (table, row, column, version) = current_scope(), _asked()
    household = get_household(session(), scope, public_id)
    area = household.area_code
    try:
        perform(
            session(),
            current_actor(),
            "household.restore",
            lambda work: restore_value(work, scope, public_id, table, row, column, version),
            subject=f"household:{public_id}",
            area_code=area,
            request_key=sent_key(),
            payload={"table": table, "row": row, "column": column, "version": version},
        )
    except BangfuError as refused:
        if refused.status not in (400, 409, 422):
            raise
        flash(f"{refused.message}{refused.way_out or ''}", "danger")
        return redirect(url_for("households.show", public_id=public_id, _anchor="history"))
    flash(_("恢复好了，是一次新的改动，前面的都还在来历里。"), "ok")
    return redirect(url_for("households.show", public_id=public_id, _anchor="history"))


def _asked() -> tuple[str, int, str, int]:
    told = request.values
    row, version = told.get("row", ""), told.get("version", "")
    if not all(text.isascii() and text.isdigit() and len(text) < 12 for text in (row, version)):
        raise NotFoundError("没有这一项。")
    return told.get("table", ""), int(row), told.get("column", ""), int(version)


def _page(household: Household) -> str:
    table, row, column, version = _asked()
    value = old_value(session(), current_scope(), household, table, row, column, version)
    field = TABLES[table][column]
    now = row_of(session(), current_scope(), table, household.id, row) or {}
    return render_template(
        "households/restore.html",
        h=household,
        label=field.label,
        whose=now.get("name", "") if table == "person" else "",
        was=say(field, value) or _("没登记"),
        now=say(field, now.get(column)) or _("没登记"),
        asked={"table": table, "row": row, "column": column, "version": version},
    )
