"""销户: closing a household, with reason, day and paper."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from app.access import current_actor, current_scope, route, session
from app.domain.errors import InvalidInputError
from app.queries.households import get_household
from app.services.households import close_household
from app.unit_of_work import perform
from app.web.conflicts import save_contested
from app.web.households.blueprint import bp
from app.web.households.contests import closing_contest
from app.web.households.forms import CloseForm


@route(bp, "/<public_id>/close", permission="household:register")
def close(public_id: str) -> Any:
    household = get_household(session(), current_scope(), public_id)
    return render_template("households/close.html", form=CloseForm(), h=household)


@route(bp, "/<public_id>/close", permission="household:register", methods=("POST",))
def save_close(public_id: str) -> Any:
    scope, form = current_scope(), CloseForm()
    household = get_household(session(), scope, public_id)
    contest, area = closing_contest(household), household.area_code

    def write(version: int, key: str | None) -> None:
        perform(
            session(),
            current_actor(),
            "household.close",
            lambda work: close_household(
                work,
                scope,
                public_id,
                version=version,
                reason=form.reason.data,
                on=form.on.data,
                evidence=form.evidence.data,
            ),
            subject=f"household:{public_id}",
            area_code=area,
            request_key=key,
            payload={"reason": form.reason.data},
        )

    if form.validate():
        try:
            if (page := save_contested(contest, form, write)) is not None:
                return page
            flash(_("这一户销了。资料和来历都还看得到。"), "ok")
            return redirect(url_for("households.show", public_id=public_id))
        except InvalidInputError as refused:
            form.put_errors(refused.fields or {"": refused.message})
    household = get_household(session(), scope, public_id)
    return render_template("households/close.html", form=form, h=household), 422
