"""Signing in and out."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_login import current_user, login_user, logout_user

from app.access import current_actor, route
from app.access import session as database
from app.domain.clock import now
from app.domain.permissions import SYSTEM
from app.queries.accounts import SignedIn, signed_in
from app.services.accounts import sign_out
from app.services.signing_in import SignInRefusedError, Weighed, refuse_sign_in, sign_in, weigh
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
    weighed = weigh(database(), form.login.data, form.password.data, request.remote_addr or "")
    try:
        person = _let_in(weighed)
    except SignInRefusedError as refusal:
        with unit_of_work(database(), SYSTEM, "account.sign_in_refused", payload=weighed.payload()) as work:
            refuse_sign_in(work, weighed)
        return render_template(
            "signin/signin.html", form=form, refused=f"{refusal.message}{refusal.way_out}"
        ), 422
    session.clear()
    session["seen_at"] = session["began_at"] = int(now().timestamp())
    login_user(person)
    return redirect(own_address(form.next.data) or url_for("home.show"))


def _let_in(weighed: Weighed) -> SignedIn:
    """The good act; nothing is written where the attempt is refused."""
    if not weighed.fits:
        raise SignInRefusedError(locked=False)
    with unit_of_work(database(), SYSTEM, "account.sign_in", payload=weighed.payload()) as work:
        return signed_in(work.session, sign_in(work, weighed))


@route(bp, "/sign-out", permission="me:edit", methods=("POST",))
def leave() -> Any:
    """The session ends on the server, too: a copy of its cookie opens nothing any more, on no device."""
    with unit_of_work(database(), current_actor(), "account.sign_out") as work:
        sign_out(work, current_user.public_id)
    logout_user()
    session.clear()
    flash(_("已退出。"), "ok")
    return redirect(url_for("signin.show"))
