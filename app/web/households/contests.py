"""Two people at the same leaving or closing: the form as a version of the row shows it, and what else changed."""

from collections.abc import Callable
from functools import partial
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from app.access import current_scope, session
from app.domain.registry_fields import TABLES, say
from app.models import Household, Person
from app.queries.households import get_household
from app.queries.people import get_member, list_members
from app.web.conflicts import Contest
from app.web.households.forms import CloseForm, LeaveForm

#: Columns that the form itself says, or that only repeat another change.
_SHOWN = frozenset(
    ("gone_on", "gone_reason", "evidence", "head_name", "area_code", "household_no", "person_no")
)


def closing_contest(household: Household) -> Contest:
    """Closing a household that somebody else has just changed, or closed with other words."""
    public_id = household.public_id

    def fill(row: Any) -> CloseForm:
        return CloseForm(formdata=None, data=_gone(row) | {"evidence": getattr(row, "evidence", None)})

    return Contest(
        title=_("%(name)s 户：销户", name=household.head_name or household.household_no),
        model=Household,
        find=lambda: get_household(session(), current_scope(), public_id),
        fill=fill,
        action=url_for("households.save_close", public_id=public_id),
        back=url_for("households.show", public_id=public_id),
        also=_others("household"),
        joined=frozenset(("evidence",)),
    )


def leaving_contest(household: Household, person: Person) -> Contest:
    """A member leaves whom somebody else has just changed; who has already left cannot leave again."""
    public_id, person_id, name = household.public_id, person.public_id, person.name

    def find() -> Person:
        house = get_household(session(), current_scope(), public_id)
        return get_member(session(), current_scope(), house, person_id).person

    def fill(row: Any) -> LeaveForm:
        form = LeaveForm(formdata=None, data=_gone(row))
        house = get_household(session(), current_scope(), public_id)
        offer_heads(form, house, person_id)
        return form

    return Contest(
        title=_("减少 %(person)s", person=name),
        model=Person,
        find=find,
        fill=fill,
        action=url_for("households.save_leave", public_id=public_id, person_id=person_id),
        back=url_for("households.members", public_id=public_id),
        also=_others("person"),
        joined=frozenset(("evidence",)),
        blocked=lambda row: (
            "" if row.status == "present" else _("%(name)s 已经减少了，不用再减。", name=name)
        ),
        note_action=url_for("households.keep_leaving_words", public_id=public_id, person_id=person_id),
    )


def offer_heads(form: LeaveForm, household: Household, person_id: str) -> bool:
    """Put the members who stay into the choice of a new head; whether there are any."""
    stay = [m.person for m in list_members(session(), current_scope(), household.id)]
    others = [p for p in stay if p.public_id != person_id]
    form.new_head.choices = [("", _("请选")), *((p.public_id, p.name) for p in others)]
    return bool(others)


def _gone(row: Any) -> dict[str, Any]:
    return {"reason": getattr(row, "gone_reason", None) or "", "on": getattr(row, "gone_on", None)}


def _others(table: str) -> dict[str, tuple[str, Callable[[Any], str]]]:
    said = {key: field for key, field in TABLES[table].items() if key not in _SHOWN}
    return {key: (field.label, partial(_say, table, key)) for key, field in said.items()}


def _say(table: str, key: str, value: Any) -> str:
    field = TABLES[table][key]
    if field.kind == "secret":
        return str(_("有登记") if value else _("没登记"))
    return say(field, value) or str(_("没登记"))
