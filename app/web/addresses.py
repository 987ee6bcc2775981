"""Addresses: of our own pages, and what came from outside."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from flask import url_for
from flask.globals import _cv_request

#: Addresses remembered by an application; when there are more they are built anew.
MANY = 5000
_PLAIN = frozenset({str, int, type(None)})


def remembering() -> Callable[..., str]:
    """Flask's `url_for` for templates, which remembers what it built: looking through all routes takes long."""
    built: dict[tuple[Any, ...], str] = {}

    def address(endpoint: str, **values: Any) -> str:
        asked = _cv_request.get(None)
        adapter = asked.url_adapter if asked is not None else None
        if adapter is None or endpoint[0] == "." or not _PLAIN.issuperset(map(type, values.values())):
            return url_for(endpoint, **values)
        key = (adapter.script_name, adapter.default_method, endpoint, *values.items())
        found = built.get(key)
        if found is None:
            if len(built) >= MANY:
                built.clear()
            built[key] = found = url_for(endpoint, **values)
        return found

    return address


def own_address(address: str | None) -> str | None:
    """Only a path of this site: a link from outside cannot send anybody elsewhere."""
    if not address or not address.startswith("/") or address.startswith("//") or "\\" in address:
        return None
    if not address.isprintable():  # a line break would end the header, browsers drop tabs
        return None
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    return address if not parts.netloc and not parts.scheme else None
