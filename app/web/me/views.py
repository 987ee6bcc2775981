"""The person's own account: password, large text, compact tables, language."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask import session as cookie
from flask_babel import gettext as _
from flask_login import current_user, login_user

from app.access import current_actor, route, session
from app.domain.errors import InvalidInputError
from app.queries.accounts import find_user, signed_in
from app.queries.titles import area_names
from app.services.accounts import change_password, set_preferences
from app.services.signing_in import SignInRefusedError, refuse_sign_in, sign_in, weigh
from app.unit_of_work import unit_of_work
from app.web.addresses import own_address
from app.web.me.forms import PasswordForm

bp = Blueprint("me", __name__, url_prefix="/me")


@route(bp, "", permission="me:edit")
def show() -> Any:
    names = area_names(session(), {g.area_code for g in current_actor().grants})
    return render_template("signin/me.html", areas=names)


@route(bp, "/password", permission="me:edit")
def password() -> Any:
    return render_template(
        "signin/password.html", form=PasswordForm(), forced=current_user.must_change_password
    )


@route(bp, "/password", permission="me:edit", methods=("POST",))
def change() -> Any:
    form = PasswordForm()
    if form.validate_on_submit() and _changed(form):
        flash(_("新密码已生效，其他设备上已退出。"), "ok")
        return redirect(url_for("home.show"))
    return render_template("signin/password.html", form=form, forced=current_user.must_change_password), 422


def _changed(form: PasswordForm) -> bool:
    """True when the new password holds; else the form carries the sentence. A wrong guess counts for the lockout."""
    login = current_user.login
    weighed = weigh(session(), login, form.current.data, request.remote_addr or "")
    try:
        with unit_of_work(session(), current_actor(), "account.check_password") as work:
            sign_in(work, weighed)
    except SignInRefusedError:
        with unit_of_work(session(), current_actor(), "account.password_refused") as work:
            refuse_sign_in(work, weighed)
        form.current.errors = [_("现在的密码不对。")]
        return False
    try:
        with unit_of_work(session(), current_actor(), "account.change_password") as work:
            user = find_user(work.session, login)
            assert user is not None
            change_password(work, user, form.new.data)
            person = signed_in(work.session, user)
    except InvalidInputError as refused:
        form.new.errors = [refused.message]
        return False
    login_user(person)
    return True


@route(bp, "/preferences", permission="public", methods=("POST",))
def preferences() -> Any:
    """Large text, compact tables, language: on the account, before sign-in in the session."""
    sent = request.form
    if current_user.is_authenticated:
        with unit_of_work(session(), current_actor(), "account.preferences") as work:
            user = find_user(work.session, current_user.login)
            assert user is not None
            set_preferences(
                work,
                user,
                large=_flag(sent.get("large")),
                compact=_flag(sent.get("compact")),
                language=sent.get("language"),
            )
    elif sent.get("language") in ("zh", "en"):
        cookie["language"] = sent["language"]
    if request.headers.get("HX-Request"):
        return "", 204
    return redirect(own_address(sent.get("next")) or url_for("home.show"))


def _flag(text: str | None) -> bool | None:
    return None if text is None else text in ("1", "true", "on", "yes")
