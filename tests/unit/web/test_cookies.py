"""What was verified or signed once is remembered under its very bytes, and answers as the libraries do."""

import time
from collections.abc import Iterator

import pytest
from flask import Flask, flash, get_flashed_messages, session
from flask.sessions import SecureCookieSessionInterface
from flask_wtf.csrf import generate_csrf, validate_csrf

from app.web.cookies import RememberedCookies, form_token


@pytest.fixture
def flask() -> Iterator[Flask]:
    made = Flask("made")
    made.secret_key = "a key for tests"
    made.config["WTF_CSRF_TIME_LIMIT"] = None
    made.session_interface = RememberedCookies()
    yield made


def _cookie(flask: Flask, **values: object) -> str:
    signer = SecureCookieSessionInterface().get_signing_serializer(flask)
    assert signer is not None
    return str(signer.dumps(values))


def _opened(flask: Flask, cookie: str) -> dict[str, object]:
    with flask.test_request_context("/", headers={"Cookie": f"session={cookie}"}):
        return dict(session)


def test_a_cookie_says_the_same_each_time(flask: Flask) -> None:
    cookie = _cookie(flask, _user_id="7.k", seen_at=5)
    for _ in range(3):
        assert _opened(flask, cookie) == {"_user_id": "7.k", "seen_at": 5}
    with flask.test_request_context("/", headers={"Cookie": f"session={cookie}"}):
        session["seen_at"] = 6
        assert session.modified
    assert _opened(flask, cookie)["seen_at"] == 5


def test_forged_and_foreign_cookies_open_nothing(flask: Flask) -> None:
    cookie = _cookie(flask, _user_id="7.k")
    assert _opened(flask, cookie)
    assert not _opened(flask, cookie[:-2] + ("aa" if cookie[-2:] != "aa" else "bb"))
    assert not _opened(flask, "x" + cookie)
    flask.secret_key = "another key"
    assert not _opened(flask, cookie)


def test_an_old_cookie_ends_although_it_was_opened_before(
    flask: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    cookie, now = _cookie(flask, _user_id="7.k"), time.time()
    assert _opened(flask, cookie)
    monkeypatch.setattr(time, "time", lambda: now + flask.permanent_session_lifetime.total_seconds() + 2)
    assert not _opened(flask, cookie)
    monkeypatch.setattr(time, "time", lambda: now - 60)
    assert not _opened(flask, cookie)


def test_what_one_request_does_to_a_list_is_not_seen_by_the_next(flask: Flask) -> None:
    cookie = _cookie(flask, _flashes=[("info", "甲")])
    for _ in range(2):
        with flask.test_request_context("/", headers={"Cookie": f"session={cookie}"}):
            flash("乙")
            assert get_flashed_messages() == ["甲", "乙"]


def test_the_token_of_forms_is_the_library_s_own(flask: Flask) -> None:
    cookie = _cookie(flask, csrf_token="raw")
    tokens = set()
    for _ in range(2):
        with flask.test_request_context("/", headers={"Cookie": f"session={cookie}"}):
            tokens.add(form_token())
            assert generate_csrf() in tokens
            validate_csrf(form_token())
    assert len(tokens) == 1
    with flask.test_request_context("/"):  # nobody has a token yet
        validate_csrf(form_token())
    with flask.test_request_context("/", headers={"Cookie": f"session={_cookie(flask, csrf_token='other')}"}):
        assert form_token() not in tokens
