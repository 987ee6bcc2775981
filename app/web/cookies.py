"""Signatures of the session's cookie and of forms: computed by the libraries, once for the same bytes.

A browser sends the same cookie a hundred times a day, and its forms carry the same token. What was verified or signed
is remembered under the very bytes and keys; the age of a cookie is looked at each time.
"""

import time
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from flask import Flask, Request, current_app, g, session
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from flask_wtf.csrf import generate_csrf
from itsdangerous import BadSignature, URLSafeTimedSerializer

#: Cookies and tokens remembered by each process: people at work.
MOST = 2000
#: Values that nobody who is handed the session can change in place.
_FIXED = (str, int, float, bool, type(None))


class RememberedCookies(SecureCookieSessionInterface):
    """Flask's session in a signed cookie; the bytes that were verified are not verified again."""

    def __init__(self) -> None:
        self._opened = lru_cache(maxsize=MOST)(self._open)

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """As Flask does: an empty session for a cookie that is forged or too old."""
        text = request.cookies.get(self.get_cookie_name(app))
        if not text or not app.secret_key or app.config["SECRET_KEY_FALLBACKS"]:
            return super().open_session(app, request)
        try:
            values, signed_at = self._opened(app, app.secret_key, text)
        except BadSignature:
            return self.session_class()
        age = int(time.time()) - signed_at
        is_plain = all(isinstance(value, _FIXED) for value in values.values())
        if is_plain and 0 <= age <= app.permanent_session_lifetime.total_seconds():
            return self.session_class(values)
        return super().open_session(app, request)

    def _open(self, app: Flask, _secret: str | bytes, text: str) -> tuple[Mapping[str, Any], int]:
        signer = self.get_signing_serializer(app)
        assert signer is not None
        values, signed_at = signer.loads(text, return_timestamp=True)
        return values, int(signed_at.timestamp())


def form_token() -> str:
    """The token of this session's forms, signed once: it has no end of its own (WTF_CSRF_TIME_LIMIT is None)."""
    if "csrf_token" not in g and isinstance(raw := session.get("csrf_token"), str):
        g.csrf_token = _signed(current_app.secret_key, raw)
    token: str = generate_csrf()
    return token


@lru_cache(maxsize=MOST)
def _signed(secret: str | bytes | None, raw: str) -> str:
    """As flask_wtf.csrf.generate_csrf signs it."""
    token: str = URLSafeTimedSerializer(secret, salt="wtf-csrf-token").dumps(raw)  # type: ignore[arg-type]
    return token
