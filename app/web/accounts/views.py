"""Accounts: opened, given a role, reset. The first password is shown once, on the answer to the act itself."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.access import current_actor, route, session
from app.domain.errors import InvalidInputError, NotFoundError
from app.domain.search_words import read_words
from app.models import User
from app.queries.accounts import get_user, list_users
from app.queries.area_search import search_areas
from app.queries.scope import Scope
from app.queries.titles import area_names
from app.services.accounts import (
    create_user,
    end_roles,
    grant_role,
    hold_account,
    release_account,
    reset_password,
    switch_account,
)
from app.unit_of_work import Work, unit_of_work
from app.web.accounts.forms import AccountForm

bp = Blueprint("accounts", __name__, url_prefix="/accounts")
#: From the province down to the village.
EVERY_LEVEL = (1, 2, 3, 4, 5)


@route(bp, "", permission="account:create")
def index() -> Any:
    return _page(AccountForm(formdata=None))


@route(bp, "/areas", permission="account:grant")
def areas() -> Any:
    """Places for the field of the form; an administrator of accounts gives roles anywhere, and sees names only."""
    words = read_words(request.args.get("area-words", ""))
    hits = search_areas(session(), Scope.everything(), words, levels=EVERY_LEVEL)
    return render_template("search/options.html", hits=hits)


@route(bp, "", permission="account:create", methods=("POST",))
def create() -> Any:
    form = AccountForm()
    form.area.data = form.area.data or _area_typed(request.form.get("area-words", ""))
    if not form.validate_on_submit():
        return _page(form), 422
    may_grant = current_actor().may("account:grant")
    if may_grant and not form.area.data:
        form.area.errors = [_("请选管哪里：写几个字，从名单里选。")]
        return _page(form), 422
    try:
        with unit_of_work(
            session(), current_actor(), "account.create", payload={"role": form.role.data}
        ) as work:
            user, password = create_user(work, form.login.data, form.display_name.data)
            if may_grant:
                hold_account(work, user)
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
        password = reset_password(work, _user(work, public_id))
    return _page(AccountForm(formdata=None), password)


@route(bp, "/<public_id>/release", permission="account:release", methods=("POST",))
def release(public_id: str) -> Any:
    """A second administrator lets the account sign in."""
    with unit_of_work(session(), current_actor(), "account.release", subject=f"user:{public_id}") as work:
        release_account(work, _user(work, public_id))
    flash(_("放行了，现在可以登录。"), "ok")
    return redirect(url_for("accounts.index"))


@route(bp, "/<public_id>/off", permission="account:grant", methods=("POST",))
def off(public_id: str) -> Any:
    return _switched(public_id, on=False)


@route(bp, "/<public_id>/on", permission="account:grant", methods=("POST",))
def on(public_id: str) -> Any:
    return _switched(public_id, on=True)


def _switched(public_id: str, *, on: bool) -> Any:
    act = "account.on" if on else "account.off"
    with unit_of_work(session(), current_actor(), act, subject=f"user:{public_id}") as work:
        switch_account(work, _user(work, public_id), on=on)
    flash(_("账号已启用。") if on else _("账号已停用，正在用的也已退出。"), "ok")
    return redirect(url_for("accounts.index"))


@route(bp, "/<public_id>/roles/end", permission="account:grant", methods=("POST",))
def take_back(public_id: str) -> Any:
    with unit_of_work(session(), current_actor(), "account.end_roles", subject=f"user:{public_id}") as work:
        count = end_roles(work, _user(work, public_id))
    flash(_("收回了 %(count)s 个岗位。", count=count), "ok" if count else "owed")
    return redirect(url_for("accounts.index"))


def _area_typed(text: str) -> str:
    """The one place that was meant where nothing was picked from the list (no script); else nothing."""
    words = read_words(text)
    hits = search_areas(session(), Scope.everything(), words, levels=EVERY_LEVEL)
    exact = [hit for hit in hits if words.text in (hit.name, hit.code)] or hits
    return exact[0].code if len(exact) == 1 else ""


def _user(work: Work, public_id: str) -> User:
    user = get_user(work.session, public_id)
    if user is None:
        raise NotFoundError()
    return user


def _page(form: AccountForm, first_password: str | None = None) -> str:
    people = list_users(session())
    chosen = [form.area.data] if form.area.data else []
    codes = {grant.area_code for _user, grants in people for grant in grants}
    return render_template(
        "accounts/index.html",
        form=form,
        people=people,
        areas=area_names(session(), codes),
        chosen=area_names(session(), chosen).get(form.area.data or "", request.form.get("area-words", "")),
        first_password=first_password,
        me=current_actor().id,
    )
