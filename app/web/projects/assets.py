"""Assets of a project, what they bring and how that is divided; and what stands still."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.access import current_scope, route, session
from app.domain.clock import today
from app.domain.errors import ConflictError, InvalidInputError
from app.models import Asset
from app.queries.assets import get_asset, list_incomes, project_of
from app.queries.project_alarms import list_alarms
from app.queries.register import find_household_no
from app.services import assets as write
from app.web.lists import area_argument
from app.web.projects import blueprint
from app.web.projects.blueprint import act, bp, put_errors
from app.web.projects.life_forms import AssetForm, IncomeForm, ShareForm


@route(bp, "/alarms", permission="project:read")
def alarms() -> Any:
    area = area_argument()
    found = list_alarms(session(), current_scope(), today(), area=area)
    return render_template("projects/alarms.html", alarms=found, area=area)


@route(bp, "/<public_id>/assets/new", permission="project:edit")
def new_asset(public_id: str) -> Any:
    project = blueprint.project_of(public_id)
    return render_template(
        "projects/asset_form.html", form=AssetForm(formdata=None), project=project, held=None
    )


@route(bp, "/<public_id>/assets/new", permission="project:edit", methods=("POST",))
def save_asset(public_id: str) -> Any:
    project, form = blueprint.project_of(public_id), AssetForm()
    if form.validate_on_submit():
        try:
            asset = act(
                "asset.register", f"project:{public_id}", form.request_key.data,
                lambda work: write.register_asset(work, current_scope(), public_id, form.told()).public_id,
            )  # fmt: skip
        except InvalidInputError as refused:
            put_errors(form, refused)
        else:
            flash(_("资产登记好了。"), "ok")
            return redirect(url_for("projects.asset", asset_id=asset))
    return render_template("projects/asset_form.html", form=form, project=project, held=None), 422


@route(bp, "/assets/<asset_id>", permission="project:read")
def asset(asset_id: str) -> Any:
    return _page(asset_id)


@route(bp, "/assets/<asset_id>/edit", permission="project:edit")
def edit_asset(asset_id: str) -> Any:
    found = get_asset(session(), current_scope(), asset_id)
    project = project_of(session(), current_scope(), found)
    return render_template("projects/asset_form.html", form=_filled(found), project=project, held=found)


@route(bp, "/assets/<asset_id>/edit", permission="project:edit", methods=("POST",))
def change_asset(asset_id: str) -> Any:
    found, form = get_asset(session(), current_scope(), asset_id), AssetForm()
    version = form.version.data or 0
    if form.validate_on_submit():
        try:
            act(
                "asset.edit", f"asset:{asset_id}", form.request_key.data,
                lambda work: write.edit_asset(work, current_scope(), asset_id, version, form.told()),
            )  # fmt: skip
        except InvalidInputError as refused:
            put_errors(form, refused)
        except ConflictError as late:
            form.name.errors = [
                _("%(words)s下面是您写的，上面的版本已经是最新；对一下再存。", words=late.message)
            ]
        else:
            flash(_("已存好。"), "ok")
            return redirect(url_for("projects.asset", asset_id=asset_id))
    found = get_asset(session(), current_scope(), asset_id)
    project = project_of(session(), current_scope(), found)
    return render_template("projects/asset_form.html", form=form, project=project, held=found), 422


@route(bp, "/assets/<asset_id>/income", permission="project:edit", methods=("POST",))
def income(asset_id: str) -> Any:
    form = IncomeForm()
    get_asset(session(), current_scope(), asset_id)
    if form.validate_on_submit():
        try:
            act(
                "asset.income", f"asset:{asset_id}", form.request_key.data,
                lambda work: write.note_income(
                    work, current_scope(), asset_id, year=form.year.data, amount_fen=int(form.amount.data * 100),
                    on_day=form.on_day.data, document_no=form.document_no.data,
                ),
            )  # fmt: skip
        except InvalidInputError as refused:
            put_errors(form, refused)
        else:
            flash(_("收益记下了，请再记怎么分的。"), "ok")
            return redirect(url_for("projects.asset", asset_id=asset_id))
    return _page(asset_id, income_form=form), 422


@route(bp, "/assets/<asset_id>/income/<income_id>/shares", permission="project:edit", methods=("POST",))
def share(asset_id: str, income_id: str) -> Any:
    form = ShareForm()
    get_asset(session(), current_scope(), asset_id)
    home = None
    if form.validate_on_submit():
        told = (form.household.data or "").strip()
        home = find_household_no(session(), current_scope(), told) if told else None
        if told and home is None:
            form.household.errors = [_("您管的范围里没有这个户编号。")]
        else:
            number = home.id if home is not None else None
            try:
                act(
                    "asset.divide", f"asset:{asset_id}", form.request_key.data,
                    lambda work: write.divide_income(
                        work, current_scope(), asset_id, income_id, purpose=form.purpose.data,
                        amount_fen=int(form.amount.data * 100), on_day=form.on_day.data, household_id=number,
                        words=form.words.data,
                    ),
                )  # fmt: skip
            except InvalidInputError as refused:
                put_errors(form, refused)
            else:
                flash(_("记下了。"), "ok")
                return redirect(url_for("projects.asset", asset_id=asset_id))
    return _page(asset_id, share_form=form, sharing=income_id), 422


def _filled(found: Asset) -> AssetForm:
    form = AssetForm(formdata=None, obj=found)
    form.value.data = None if found.value_fen is None else found.value_fen / 100
    form.yearly_income.data = None if found.yearly_income_fen is None else found.yearly_income_fen / 100
    return form


def _page(asset_id: str, **forms: Any) -> str:
    found, scope = get_asset(session(), current_scope(), asset_id), current_scope()
    return render_template(
        "projects/asset.html",
        held=found,
        project=project_of(session(), scope, found),
        incomes=list_incomes(session(), scope, found),
        income_form=forms.get("income_form") or IncomeForm(formdata=None, year=today().year),
        share_form=forms.get("share_form") or ShareForm(formdata=None),
        sharing=forms.get("sharing", ""),
        asked=request.path,
    )
