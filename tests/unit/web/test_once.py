"""Parts that are drawn once: each key and language has its own, and nothing of one reader is left for the next."""

from collections.abc import Iterator

import pytest
from flask import Flask, g, session
from flask_babel import Babel
from flask_wtf.csrf import generate_csrf

from app.web import once as room
from app.web.once import once
from app.web.rendering import PageEnvironment

PAGE = """{% call(back, name) once('bar', roles, each=(path, person)) %}{{ drawn() }}<a href="{{ back }}">{{ name }}</a>
<input value="{{ csrf_token() }}">{% endcall %}"""


@pytest.fixture
def flask() -> Iterator[Flask]:
    made = Flask("made")
    made.secret_key = "for tests"
    made.jinja_environment = PageEnvironment
    Babel(made, locale_selector=lambda: g.get("spoken", "zh_Hans_CN"))
    made.jinja_env.globals.update(once=once, csrf_token=generate_csrf)
    room._parts.clear()
    yield made
    room._parts.clear()


def _page(flask: Flask, drawn: list[int], spoken: str = "zh_Hans_CN", **values: str) -> tuple[str, str]:
    with flask.test_request_context():
        g.spoken = spoken
        session["began_at"] = len(drawn)
        given = {"roles": "officer", "path": "/a", "person": "石阿妹", **values}
        page = flask.jinja_env.from_string(PAGE).render(drawn=lambda: drawn.append(1) or len(drawn), **given)
        return page, generate_csrf()


def test_a_part_is_drawn_once_and_filled_anew_each_time(flask: Flask) -> None:
    drawn: list[int] = []
    first, token = _page(flask, drawn)
    second, other = _page(flask, drawn, path="/b?x=1&y=2", person="<b>杨</b>")

    assert drawn == [1]
    assert token != other
    assert first == f'1<a href="/a">石阿妹</a>\n<input value="{token}">'
    assert second == f'1<a href="/b?x=1&amp;y=2">&lt;b&gt;杨&lt;/b&gt;</a>\n<input value="{other}">'
    assert not any(kept in part for part in room._parts.values() for kept in (token, other, "石阿妹"))


def test_another_key_and_another_language_are_other_parts(flask: Flask) -> None:
    drawn: list[int] = []
    _page(flask, drawn)
    _page(flask, drawn, roles="leader")
    _page(flask, drawn, spoken="en")

    assert drawn == [1, 1, 1]
