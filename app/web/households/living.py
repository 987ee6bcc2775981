"""How the household lives: house, water, road, land."""

from typing import Any

from flask import render_template, url_for
from flask_babel import gettext as _

from app.access import current_scope, route, session
from app.domain.registry_fields import LIVING
from app.models import Household, LivingCondition
from app.queries.household_page import get_living
from app.queries.households import get_household
from app.queries.people import list_members
from app.services.households import edit_living
from app.unit_of_work import Work
from app.web.households.blueprint import bp
from app.web.households.checking import checked, remarks_answer
from app.web.households.last_year import living_a_year_ago
from app.web.households.living_form import SECTIONS, LivingForm
from app.web.households.offers import living_offers
from app.web.households.saving import Section, save


@route(bp, "/<public_id>/living", permission="household:edit")
def living(public_id: str) -> Any:
    household = get_household(session(), current_scope(), public_id)
    row = get_living(session(), current_scope(), household.id)
    return _page(LivingForm(obj=row), household, row)


@route(bp, "/<public_id>/living", permission="household:edit", methods=("POST",))
def save_living(public_id: str) -> Any:
    scope = current_scope()
    household = get_household(session(), scope, public_id)
    form = LivingForm()
    if not form.validate():
        return _page(form, household, get_living(session(), scope, household.id)), 422
    household_id = household.id
    section = Section(
        "living_condition",
        "household.edit_living",
        _("%(name)s 户的住房生活", name=household.head_name or household.household_no),
        _("住房生活存好了。"),
        url_for("households.save_living", public_id=public_id),
        url_for("households.show", public_id=public_id),
    )

    def do(work: Work, version: int, changes: dict[str, Any]) -> LivingCondition:
        return edit_living(work, scope, public_id, version=version, changes=changes)

    def find() -> LivingCondition | None:
        return get_living(session(), scope, household_id)

    answer = save(section, form, household, find, form.changes(), do)
    return answer or (_page(form, get_household(session(), scope, public_id), find()), 422)


@route(bp, "/<public_id>/living/check", permission="household:edit", methods=("POST",))
def check_living(public_id: str) -> Any:
    scope = current_scope()
    household = get_household(session(), scope, public_id)
    row = get_living(session(), scope, household.id)
    form = LivingForm()
    form.validate()
    version = row.version if row else 0

    def do(work: Work) -> LivingCondition:
        return edit_living(work, scope, public_id, version=version, changes=form.changes())

    return remarks_answer(form, checked(form, household, do, place="living"))


def _page(form: Any, household: Household, row: LivingCondition | None) -> str:
    return render_template(
        "households/living.html",
        form=form,
        h=household,
        version=row.version if row else 0,
        sections=SECTIONS,
        hints=living_a_year_ago(household, row),
        offers=living_offers(list_members(session(), current_scope(), household.id), row),
        units={key: field.unit for key, field in LIVING.items() if field.unit},
    )
