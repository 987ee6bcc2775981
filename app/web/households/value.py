"""来历 of one value: what it has been, who said so, what other sources say now; any older one can be put back."""

from typing import Any

from flask import render_template, request, url_for
from flask_babel import gettext as _

from app.access import current_scope, route, session
from app.domain.errors import NotFoundError
from app.domain.registry_fields import TABLES, say
from app.models import Household
from app.queries.household_page import get_living
from app.queries.households import get_household
from app.queries.people import Member, list_members
from app.queries.value_history import held_values
from app.services.acts.restore import RESTORABLE
from app.web.households.blueprint import bp
from app.web.households.offers import Said, said_of


@route(bp, "/<public_id>/value", permission="household:read")
def value(public_id: str) -> Any:
    scope = current_scope()
    household = get_household(session(), scope, public_id)
    members = [
        *list_members(session(), scope, household.id),
        *list_members(session(), scope, household.id, present=False),
    ]
    whose = _whose(household, members)
    asked = (request.args.get("table", "household"), request.args.get("row", str(household.id)))
    if asked not in whose:
        raise NotFoundError("这一户没有这一行。")
    table, row = asked[0], int(asked[1])
    column = request.args.get("column", "")
    fields = TABLES[table]
    if column and column not in fields:
        raise NotFoundError("没有这一项。")
    held = held_values(session(), scope, household.id, table, row, column) if column else []
    return render_template(
        "households/value.html",
        h=household,
        tabs_of=[
            {"label": name, "url": _address(household, *key), "current": key == asked}
            for key, name in whose.items()
        ],
        asked={"table": table, "row": row},
        column=column,
        label=fields[column].label if column else "",
        whose=whose[asked],
        choices=[("", _("请选")), *((key, field.label) for key, field in fields.items())],
        held=[(say(fields[column], one.value) or _("没登记"), one) for one in held],
        said=_said(household, table, row, column, members) if column else [],
        may_restore=household.status == "active" and column in RESTORABLE.get(table, ()),
    )


def _whose(household: Household, members: list[Member]) -> dict[tuple[str, str], str]:
    """The rows whose values may be asked for: the household, how it lives, each member."""
    found = {("household", str(household.id)): _("户的基本情况")}
    living = get_living(session(), current_scope(), household.id)
    if living is not None:
        found["living_condition", str(living.id)] = _("住房生活")
    return found | {("person", str(m.person.id)): m.person.name for m in members}


def _address(household: Household, table: str, row: str) -> str:
    return url_for("households.value", public_id=household.public_id, table=table, row=row)


def _said(household: Household, table: str, row: int, column: str, members: list[Member]) -> list[Said]:
    """What bureaus say of it: of the one person, of the family whoever of its members they spoke of."""
    return [
        one
        for member in members
        for note in member.notes
        if table != "person" or member.person.id == row
        for one in said_of(note, table, household.kind)
        if one.field == column
    ]
