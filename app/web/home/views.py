"""Home: what waits for me, what changed, one obvious next step."""

from typing import Any

from flask import Blueprint, render_template

from app.access import current_actor, current_scope, route, session
from app.queries.home import get_home

bp = Blueprint("home", __name__)


@route(bp, "/", permission="home:read")
def show() -> Any:
    actor = current_actor()
    return render_template("home/show.html", home=get_home(session(), current_scope(), actor))
