"""Pages that are drawn once: each look has its own, and nothing of one reader is left for the next."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pytest
from flask import Flask, flash, session
from flask_babel import Babel
from flask_wtf.csrf import generate_csrf
from jinja2 import DictLoader

from app.domain.permissions import Grant, make_actor
from app.web import kept_pages as room
from app.web.kept_pages import page_once
from app.web.rendering import PageEnvironment

DAY = date(2026, 11, 23)
PAGE = """{{ drawn() }}|{{ actor.display_name }}{{ actor.id }}|{{ request.full_path }}|{{ rows }}|{{ csrf_token() }}
{%- for state, text in get_flashed_messages(with_categories=true) %}{{ text }}{% endfor %}
{%- if session %}{{ session.csrf_token }}{% endif %}"""


@dataclass(frozen=True)
class _Reader:
    actor: Any
    spoken: str = "zh_Hans_CN"
    is_demo: bool = False
    large_text: bool = False
    compact_tables: bool = False


CADRE = _Reader(make_actor(7, "<b>石</b>", (Grant("village_cadre", "520199101001"),), DAY))


class Desk:
    """An application, who reads it, and how often a page was drawn."""

    def __init__(self, flask: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
        self.flask, self.reader, self.day, self.drawn = flask, CADRE, DAY, 0
        monkeypatch.setattr(room, "current_actor", lambda: self.reader.actor)
        monkeypatch.setattr(room, "language", lambda: self.reader.spoken)
        monkeypatch.setattr(room, "today", lambda: self.day)

    def ask(self, path: str = "/list", rows: str = "甲", told: str = "", **more: Any) -> tuple[str, str]:
        """The page and the token of its forms."""
        with self.flask.test_request_context(path), pytest.MonkeyPatch.context() as patch:
            patch.setattr(room, "current_user", self.reader)
            if told:
                flash(told)
            session["nothing"] = rows
            page = page_once("page.html", "key", holes={"rows": rows}, values=self._values, **more)
            return page, generate_csrf()

    def _values(self) -> dict[str, Any]:
        return {"drawn": self._draw}

    def _draw(self) -> int:
        self.drawn += 1
        return self.drawn


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    made = Flask("made")
    made.secret_key = "for tests"
    made.jinja_environment = PageEnvironment
    made.jinja_options = {"loader": DictLoader({"page.html": PAGE})}
    Babel(made)
    made.jinja_env.globals.update(csrf_token=generate_csrf)
    room._pages.clear()
    yield Desk(made, monkeypatch)
    room._pages.clear()


def test_a_page_is_drawn_once_and_filled_for_each_reader(desk: Desk) -> None:
    first, token = desk.ask()
    desk.reader = replace(CADRE, actor=replace(CADRE.actor, id=8, display_name="杨"))
    second, other = desk.ask("/list?a=<", "<乙>")

    assert token != other
    assert first == f"1|&lt;b&gt;石&lt;/b&gt;None|/list?|甲|{token}"
    assert second == f"1|杨None|/list?a=&lt;|&lt;乙&gt;|{other}"
    kept = "".join(part for page in room._pages.values() for part in page)
    assert not any(told in kept for told in ("石", "甲", "/list", token))


def test_another_look_is_another_page(desk: Desk) -> None:
    looks: list[dict[str, Any]] = [
        {"spoken": "en"}, {"is_demo": True}, {"large_text": True}, {"compact_tables": True},
        {"actor": make_actor(7, "石", (Grant("leader", "520199000000"),), DAY)},
        {"actor": make_actor(7, "石", (), DAY)},
    ]  # fmt: skip
    for look in ({}, *looks, {}):
        desk.reader = replace(CADRE, **look)
        desk.ask()
    assert desk.drawn == len(looks) + 1

    desk.day = date(2026, 11, 24)
    desk.ask()
    assert desk.drawn == len(looks) + 2


def test_what_the_last_act_answered_is_said_once(desk: Desk) -> None:
    assert "存好了" in desk.ask(told="存好了")[0]
    assert "存好了" not in desk.ask()[0]
    assert not any("存好了" in part for page in room._pages.values() for part in page)


def test_what_somebody_typed_is_not_kept(desk: Desk) -> None:
    desk.ask(keep=False)
    assert not room._pages.values()
