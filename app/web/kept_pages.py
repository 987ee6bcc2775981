"""Pages that are drawn once and filled for each reader: a list of fifty rows differs from the last in its rows alone.

    return page_once("households/index.html", asked, titles, holes={"rows": rows, "first": "51"}, values=lambda: {...})

A kept page depends on its key and on `_look`: the language, the day, where the application stands, and what the
reader's roles let appear. Drawing sees nothing else of the reader: instead of the name and of the address asked for it
is handed marks, and there is no session, no account and no header to read. So nothing of one reader can stand in what
is kept for the next, and who loses a role asks for another page at once. What differs each time is a hole.
"""

import re
import secrets
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from flask import render_template, request, session
from flask_login import current_user
from markupsafe import Markup

from app.access import current_actor
from app.domain.clock import today
from app.web.cookies import form_token
from app.web.rendering import escape, language, mark
from app.web.shelf import Shelf

#: No field and no address holds U+0000, so no text of a reader can be taken for a hole.
_HOLE = re.compile("\0([a-z_]+)\0")
#: Kept by each process: 200 pages of a list, or some twenty with a large map.
_pages: Shelf[tuple[str, ...]] = Shelf(10_000_000)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a page that is kept may know of the request."""

    endpoint: str | None
    method: str
    full_path: Markup


def page_once(
    template: str,
    *key: Hashable,
    holes: Mapping[str, str],
    values: Callable[[], Mapping[str, Any]],
    keep: bool = True,
) -> str:
    """The page of that key. `values` is what the template needs, asked for where the page is drawn; it follows from the
    key. `holes` stand in the template under their names. Not `keep`: the key holds what somebody typed.
    """
    actor, token = current_actor(), form_token()
    whole = (template, *_look(), *key)
    keep = keep and "_flashes" not in session
    page = _pages.find(whole) if keep else None
    if page is None:
        page = _drawn(template, holes, values(), token)
        if keep:
            _pages.keep(whole, page, sum(map(len, page)))
    texts = {
        "csrf": token,
        "path": escape(request.full_path),
        "reader": escape(actor.display_name),
        "once": secrets.token_urlsafe(18),
        **{name: escape(text) for name, text in holes.items()},
    }
    parts = [*page]
    parts[1::2] = [texts[name] for name in page[1::2]]
    return "".join(parts)


def forget() -> None:
    """Nothing is kept any more, as after a start."""
    _pages.clear()


def _look() -> tuple[Hashable, ...]:
    """All that the layouts and `may` make of the reader, and of the address asked for."""
    person, actor = current_user, current_actor()
    roles = tuple(grant.role for grant in actor.grants)
    shown = (person.is_demo, person.large_text, person.compact_tables)
    place = (request.endpoint, request.method, request.script_root)
    return (language(), today(), roles, actor.permissions, *shown, *place)


def _drawn(template: str, holes: Mapping[str, str], values: Mapping[str, Any], token: str) -> tuple[str, ...]:
    """The page in pieces: text, name of a hole, text, ..."""
    page = render_template(
        template,
        **values,
        **{name: _hole(name) for name in holes},
        actor=replace(current_actor(), id=None, display_name=_hole("reader")),
        request=_Asked(request.endpoint, request.method, _hole("path")),
        new_key=lambda: _hole("once"),
        session=None,
        g=None,
        current_user=None,
    )
    return tuple(_HOLE.split(page.replace(token, _hole("csrf"))))


def _hole(name: str) -> Markup:
    return mark(f"\0{name}\0")
