"""找户、找人、找村: one search over people, households and areas."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.access import current_scope, route, session
from app.domain.search_words import SearchWords, read_words
from app.queries.area_search import place_names
from app.queries.search import search

bp = Blueprint("search", __name__, url_prefix="/search")


@route(bp, "", permission="search:read")
def index() -> Any:
    words = read_words(request.args.get("q", ""))
    if words.is_secret:
        flash(_("证件号、电话不写在网址里。请写进下面的框里再找。"), "info")
        return redirect(url_for("search.index"))
    return _page(words)


@route(bp, "", permission="search:read", methods=("POST",))
def find() -> Any:
    """A whole number is answered on this very page; for other words the answer has an address."""
    words = read_words(request.form.get("q", ""))
    return _page(words) if words.is_secret else redirect(url_for("search.index", q=words.text or None))


def _page(words: SearchWords) -> str:
    found = search(session(), current_scope(), words)
    codes = [p.area_code for p in found.people] + [h.area_code for h in found.households]
    places = place_names(session(), codes)
    return render_template("search/index.html", words=words, found=found, places=places)
