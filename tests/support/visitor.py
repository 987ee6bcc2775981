"""Somebody at a browser: each request begins as in real life, with nobody's session, scope or leave to read all."""

import re
from typing import Any

from flask import Flask, g
from werkzeug.test import TestResponse

from app.extensions import db as database
from app.queries import scope
from tests.support.people import World


class Visitor:
    """A signed-in person. Requests run under the scope guard, although the test itself may read everything."""

    def __init__(self, app: Flask, login: str) -> None:
        self.app = app
        self.client = app.test_client()
        answer = self.post("/sign-in", {"login": login, "password": World.PASSWORD})
        assert answer.status_code == 302, answer.text

    def get(self, address: str, **kw: Any) -> TestResponse:
        return self._ask("GET", address, **kw)

    def post(self, address: str, data: dict[str, Any] | None = None, **kw: Any) -> TestResponse:
        return self._ask("POST", address, data=data or {}, **kw)

    def fields(self, address: str, form: int = -1) -> dict[str, Any]:
        """What the form of a page would send untouched: text, chosen options, checked answers."""
        return form_fields(self.get(address).text, form)

    def _ask(self, method: str, address: str, **kw: Any) -> TestResponse:
        self._forget()
        token = scope._reason.set(None)
        try:
            return self.client.open(address, method=method, **kw)
        finally:
            scope._reason.reset(token)
            self._forget()

    def _forget(self) -> None:
        database.session.remove()
        for name in list(g):
            g.pop(name)


_FORM = re.compile(r"<form[^>]*method=\"post\".*?</form>", re.S)
_INPUT = re.compile(r"<input[^>]*>")
_SELECT = re.compile(r"<select[^>]*name=\"([^\"]*)\"[^>]*>(.*?)</select>", re.S)
_AREA = re.compile(r"<textarea[^>]*name=\"([^\"]*)\"[^>]*>(.*?)</textarea>", re.S)


def form_fields(page: str, form: int = -1) -> dict[str, Any]:
    """Names and values of one POST form of the page (the longest where none is chosen)."""
    forms = _FORM.findall(page)
    text = max(forms, key=len) if form < 0 else forms[form]
    sent: dict[str, Any] = {}
    for tag in _INPUT.findall(text):
        name, kind = _attribute(tag, "name"), _attribute(tag, "type") or "text"
        if not name or kind in ("submit", "button", "file"):
            continue
        if kind in ("radio", "checkbox") and not re.search(r"\schecked", tag):
            continue
        if kind == "checkbox":
            sent.setdefault(name, []).append(_attribute(tag, "value") or "y")
        else:
            sent[name] = _attribute(tag, "value") or ""
    for name, options in _SELECT.findall(text):
        chosen = re.search(r"<option[^>]*\sselected[^>]*>", options) or re.search(r"<option[^>]*>", options)
        sent[name] = _attribute(chosen[0], "value") or "" if chosen else ""
    for name, body in _AREA.findall(text):
        sent[name] = body.strip()
    return sent


def _attribute(tag: str, name: str) -> str | None:
    found = re.search(rf"\s{name}=\"([^\"]*)\"", tag)
    return found[1] if found else None
