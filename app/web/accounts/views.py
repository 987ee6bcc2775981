"""Accounts: opened, given a role, reset. The first password is shown once, on the answer to the act itself."""

from typing import Any

from flask import Blueprint, render_template
from flask_babel import gettext as _

from app.access import current_actor, route, session
from app.domain.errors import InvalidInputError, NotFoundError
from app.queries.accounts import get_user, list_users
from app.queries.titles import area_names
from app.services.accounts import create_user, grant_role, reset_password
from app.unit_of_work import unit_of_work
from app.web.accounts.forms import AccountForm

bp = Blueprint("accounts", __name__, url_prefix="/accounts")


@route(bp, "", permission="account:create")
def index() -> Any:
    return _page(AccountForm(formdata=None))


@route(bp, "", permission="account:create", methods=("POST",))
def create() -> Any:
    form = AccountForm()
    if not form.validate_on_submit():
        return _page(form), 422
    may_grant = current_actor().may("account:grant")
    if may_grant and not form.area.data:
        form.area.errors = [_("请写管哪里。")]
        return _page(form), 422
    try:
        with unit_of_work(
            session(), current_actor(), "account.create", payload={"role": form.role.data}
        ) as work:
            user, password = create_user(work, form.login.data, form.display_name.data)
            if may_grant:
                grant_role(
                    work,
                    user,
                    form.role.data,
                    form.area.data,
                    bureau=form.bureau.data or None,
                    ends_on=form.ends_on.data,
                )
    except InvalidInputError as refused:
        form.login.errors = [refused.message]
        return _page(form), 422
    return _page(AccountForm(formdata=None), password)


@route(bp, "/<public_id>/reset", permission="account:unlock", methods=("POST",))
def reset(public_id: str) -> Any:
    with unit_of_work(session(), current_actor(), "account.reset", subject=f"user:{public_id}") as work:
        user = get_user(work.session, public_id)
        if user is None:
            raise NotFoundError()
        password = reset_password(work, user)
    return _page(AccountForm(formdata=None), password)


def _page(form: AccountForm, first_password: str | None = None) -> str:
    people = list_users(session())
    codes = {grant.area_code for _user, grants in people for grant in grants}
    return render_template(
        "accounts/index.html",
        form=form,
        people=people,
        areas=area_names(session(), codes),
        first_password=first_password,
    )
