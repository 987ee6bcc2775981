"""Signing in and out."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_login import current_user, login_user, logout_user

from app.access import current_actor, route
from app.access import session as database
from app.domain.clock import now
from app.domain.permissions import SYSTEM
from app.queries.accounts import signed_in
from app.services.accounts import SignInRefusedError, sign_in, sign_out
from app.unit_of_work import unit_of_work
from app.web.addresses import own_address
from app.web.signin.forms import SignInForm

bp = Blueprint("signin", __name__)


@route(bp, "/sign-in", permission="public")
def show() -> Any:
    if current_user.is_authenticated:
        return redirect(url_for("home.show"))
    return render_template("signin/signin.html", form=SignInForm(next=request.args.get("next", "")))


@route(bp, "/sign-in", permission="public", methods=("POST",))
def enter() -> Any:
    form = SignInForm()
    if not form.validate_on_submit():
        return render_template("signin/signin.html", form=form), 422
    with unit_of_work(database(), SYSTEM, "account.sign_in", payload={"login": form.login.data[:60]}) as work:
        user = sign_in(work, form.login.data, form.password.data, request.remote_addr or "")
        person = signed_in(work.session, user) if user else None
    if person is None:
        refusal = SignInRefusedError(locked=False)
        return render_template(
            "signin/signin.html", form=form, refused=f"{refusal.message}{refusal.way_out}"
        ), 422
    session.clear()
    session["seen_at"] = session["began_at"] = int(now().timestamp())
    login_user(person)
    return redirect(own_address(form.next.data) or url_for("home.show"))


@route(bp, "/sign-out", permission="me:edit", methods=("POST",))
def leave() -> Any:
    """The session ends on the server, too: a copy of its cookie opens nothing any more, on no device."""
    with unit_of_work(database(), current_actor(), "account.sign_out") as work:
        sign_out(work, current_user.public_id)
    logout_user()
    session.clear()
    flash(_("已退出。"), "ok")
    return redirect(url_for("signin.show"))
