"""找户、找人、找村: one search over people, households and areas."""

from typing import Any

from flask import Blueprint, render_template, request

from app.access import current_scope, route, session
from app.domain.search_words import read_words
from app.queries.area_search import place_names
from app.queries.search import search

bp = Blueprint("search", __name__, url_prefix="/search")


@route(bp, "", permission="search:read")
def index() -> Any:
    words = read_words(request.args.get("q", ""))
    found = search(session(), current_scope(), words)
    codes = [p.area_code for p in found.people] + [h.area_code for h in found.households]
    places = place_names(session(), codes)
    return render_template("search/index.html", words=words, found=found, places=places)
