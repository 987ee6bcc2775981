"""区划 for fields: options that fit what was typed, inside the reader's scope."""

from typing import Any

from flask import Blueprint, render_template, request

from app.access import current_scope, route, session
from app.domain.search_words import read_words
from app.queries.area_search import search_areas

bp = Blueprint("areas", __name__, url_prefix="/areas")

LEVELS = {"village": (5,), "township": (4, 5), "county": (3, 4, 5)}


@route(bp, "/options", permission="search:read")
def options() -> Any:
    """`q` as sent by the field itself, or the first other argument (htmx sends the field under its own name)."""
    sent = request.args
    typed = sent.get("q") or sent.get(f"{sent.get('field', '')}-words", "")
    levels = LEVELS.get(sent.get("level", "county"), (3, 4, 5))
    hits = search_areas(session(), current_scope(), read_words(typed), levels=levels)
    return render_template("search/options.html", hits=hits)
