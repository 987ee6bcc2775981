"""Registering a household, editing what is known about it, and the checks while it is typed."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.access import current_actor, current_scope, route, session
from app.domain.clock import new_public_id
from app.domain.errors import BangfuError, ConflictError
from app.models import Household
from app.queries.area_search import place_names, villages_of
from app.queries.households import get_household
from app.queries.people import list_members, masks
from app.services.households import (
    BY_ACT,
    EDITABLE,
    SECRETS,
    HouseholdInput,
    edit_household,
    register_household,
)
from app.services.members import EDITABLE as PERSON
from app.services.members import MemberInput
from app.unit_of_work import Work, perform
from app.web.households.acts import DECIDES
from app.web.households.blueprint import bp
from app.web.households.checking import checked, remarks_answer
from app.web.households.forms import FirstForm, HouseholdForm
from app.web.households.last_year import household_a_year_ago
from app.web.households.member_form import MemberForm
from app.web.households.offers import household_offers
from app.web.households.saving import Section, save

HOUSEHOLD = EDITABLE | BY_ACT | set(SECRETS)


class RegisterForm(FirstForm, MemberForm):
    """A household with its head: what has to be known to begin; the rest follows in sections."""

    extra = MemberForm.extra | FirstForm.extra


@route(bp, "/new", permission="household:register")
def new() -> Any:
    form = RegisterForm(relation="head", public_id=new_public_id())
    villages = villages_of(session(), current_scope(), 1)
    if len(villages) == 1:
        form.area_code.data = villages[0]
    form.kind.data = "ordinary"
    return _new_page(form), 200


@route(bp, "/new", permission="household:register", methods=("POST",))
def register() -> Any:
    form = RegisterForm()
    public_id = form.public_id.data or new_public_id()
    if not form.validate():
        return _new_page(form), 422
    try:
        perform(
            session(),
            current_actor(),
            "household.register",
            lambda work: _register(work, form, public_id),
            subject=f"household:{public_id}",
            area_code=form.area_code.data or None,
            request_key=form.request_key.data or None,
        )
    except ConflictError:
        flash(_("这一户已经存过了。"), "info")
        return redirect(_show(public_id))
    except BangfuError as refused:
        if refused.status not in (400, 422):
            raise
        form.put_errors(getattr(refused, "fields", None) or {"": f"{refused.message}{refused.way_out or ''}"})
        return _new_page(form), 422
    flash(_("登记好了。接着把其他家庭成员添进来。"), "ok")
    return redirect(url_for("households.members", public_id=public_id))


def _register(work: Work, form: RegisterForm, public_id: str) -> Household:
    changes, head = form.changes(), form.member()
    about_house = {k: v for k, v in changes.items() if k in HOUSEHOLD and k != "area_code"}
    about_head = {k: v for k, v in head.changes.items() if k in PERSON} | {"relation": "head"}
    given = HouseholdInput(form.area_code.data or "", about_house, public_id)
    return register_household(work, current_scope(), given, [MemberInput(about_head, number=head.number)])


def _new_page(form: RegisterForm) -> str:
    code = form.area_code.data
    place = place_names(session(), [code]).get(code, "") if code else ""
    return render_template("households/new.html", form=form, place=place)


@route(bp, "/<public_id>/edit", permission="household:edit")
def edit(public_id: str) -> Any:
    household = get_household(session(), current_scope(), public_id)
    return _edit_page(HouseholdForm(obj=household), household)


@route(bp, "/<public_id>/edit", permission="household:edit", methods=("POST",))
def save_edit(public_id: str) -> Any:
    scope = current_scope()
    household = get_household(session(), scope, public_id)
    form = HouseholdForm()
    if not form.validate():
        return _edit_page(form, household), 422
    section = Section(
        "household",
        "household.edit",
        _("%(name)s 户的基本情况", name=household.head_name or household.household_no),
        _("基本情况存好了。"),
        url_for("households.save_edit", public_id=public_id),
        url_for("households.members", public_id=public_id) if request.form.get("next") else _show(public_id),
    )

    def do(work: Work, version: int, changes: dict[str, Any]) -> Household:
        return edit_household(work, scope, public_id, version=version, changes=changes)

    answer = save(
        section, form, household, lambda: get_household(session(), scope, public_id), form.changes(), do
    )
    return answer or (_edit_page(form, get_household(session(), scope, public_id)), 422)


@route(bp, "/<public_id>/check", permission="household:edit", methods=("POST",))
def check(public_id: str) -> Any:
    """The checks of the section while it is typed: a save that is taken back."""
    scope = current_scope()
    household = get_household(session(), scope, public_id)
    form = HouseholdForm()
    form.validate()

    def do(work: Work) -> Household:
        return edit_household(work, scope, public_id, version=household.version, changes=form.changes())

    return remarks_answer(form, checked(form, household, do))


def _edit_page(form: HouseholdForm, household: Household) -> str:
    for name in SECRETS:
        form[name].data = form[name].data if form[name].raw_data else None
    refs = [ref for column in SECRETS.values() if (ref := getattr(household, column))]
    return render_template(
        "households/edit.html",
        form=form,
        h=household,
        place=place_names(session(), [household.area_code]).get(household.area_code, ""),
        may_recognise=current_actor().may(DECIDES),
        masked=masks(session(), refs),
        hints=household_a_year_ago(household),
        offers=household_offers(list_members(session(), current_scope(), household.id), household),
    )


def _show(public_id: str) -> str:
    return url_for("households.show", public_id=public_id)
