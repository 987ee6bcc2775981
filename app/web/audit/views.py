"""留痕: the trail, and whether its chain is whole."""

from typing import Any

from flask import Blueprint, current_app, render_template, request

from app.access import route, session
from app.adapters.anchor_file import read_anchors
from app.queries.audit import ACT_WORDS, chain_state, count_reveals, list_events
from app.queries.audit_chain import verify_chain
from app.web.lists import day_argument, key_argument

bp = Blueprint("audit", __name__, url_prefix="/audit")


@route(bp, "", permission="audit:read")
def index() -> Any:
    act, login, on = request.args.get("act"), request.args.get("login"), day_argument("on")
    return render_template(
        "audit/index.html",
        page=list_events(session(), before=key_argument(), act=act, login=login, on=on),
        acts=ACT_WORDS,
        act=act,
        login=login,
        on=on,
        chain=chain_state(session()),
        reveals=count_reveals(session()),
    )


@route(bp, "/verify", permission="audit:verify")
def verify() -> Any:
    anchors = read_anchors(current_app.extensions["bangfu"].anchor_file)
    return render_template(
        "audit/verify.html", report=verify_chain(session(), anchors), chain=chain_state(session())
    )
