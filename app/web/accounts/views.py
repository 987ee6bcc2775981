"""Accounts: who may do what where (security administrator), and the first administrator's one-time link."""

from typing import Any

from flask import Blueprint, render_template

from app.access import route, session
from app.queries.accounts import list_users

bp = Blueprint("accounts", __name__, url_prefix="/accounts")


@route(bp, "", permission="account:create")
def index() -> Any:
    return render_template("accounts/index.html", people=list_users(session()))
