"""The one-time link: choose the password, and be signed in."""

from typing import Any

from flask import Blueprint, current_app, redirect, render_template, url_for
from flask import session as cookie
from flask_login import login_user

from app.access import route, session
from app.domain.clock import now
from app.domain.errors import InvalidInputError
from app.domain.permissions import SYSTEM
from app.queries.accounts import signed_in
from app.services.invitation import accept_invitation, read_invitation
from app.unit_of_work import unit_of_work
from app.web.first.forms import FirstPasswordForm

bp = Blueprint("first", __name__, url_prefix="/first")


@route(bp, "/<token>", permission="public")
def show(token: str) -> Any:
    user = read_invitation(session(), token, _key())
    return render_template("signin/first_administrator.html", form=FirstPasswordForm(), login=user.login)


@route(bp, "/<token>", permission="public", methods=("POST",))
def choose(token: str) -> Any:
    form = FirstPasswordForm()
    user = read_invitation(session(), token, _key())
    login = user.login
    subject = f"user:{user.public_id}"  # of two who choose at once the second finds the link spent
    if form.validate_on_submit():
        try:
            with unit_of_work(session(), SYSTEM, "account.accept_invitation", subject=subject) as work:
                person = signed_in(work.session, accept_invitation(work, token, _key(), form.password.data))
        except InvalidInputError as refused:
            form.password.errors = [refused.message]
        else:
            cookie.clear()
            cookie["seen_at"] = cookie["began_at"] = int(now().timestamp())
            login_user(person)
            return redirect(url_for("home.show"))
    return render_template("signin/first_administrator.html", form=form, login=login), 422


def _key() -> str:
    return str(current_app.secret_key)
