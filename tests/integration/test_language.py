"""Chinese is the language of the pages; English is a choice, before sign-in of the session, then of the account."""

import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import Flask, g
from flask.testing import FlaskClient

from app.extensions import db
from tests.support.people import World

ROOT = Path(__file__).resolve().parents[2]
ENGLISH = ROOT / "app" / "translations" / "en" / "LC_MESSAGES" / "messages.po"
#: What surrounds every page, and what is seen before any row of the register is.
SHELL = (
    *(f"templates/{room}/*.html" for room in ("layouts", "macros", "signin", "errors", "home")),
    *("app/web/navigation.py", "app/web/shell.py", "app/web/me/*.py", "app/web/signin/*.py"),
)
WORDS = {"_": None, "lazy": None}
CHINESE = re.compile(r"[\u4e00-\u9fff]")
PLACE = re.compile(r"%\((\w+)\)s")


@pytest.fixture(autouse=True)
def compiled() -> None:
    """./run compiles translations; a test alone does the same where that was not done since the last change."""
    target = ENGLISH.with_suffix(".mo")
    if target.exists() and target.stat().st_mtime >= ENGLISH.stat().st_mtime:
        return
    with ENGLISH.open("rb") as source, target.open("wb") as out:
        write_mo(out, read_po(source, locale="en"))


def _forget() -> None:
    """A test's application context outlives its requests; in real life each request begins with an empty `g`."""
    db.session.remove()
    for name in list(g):
        g.pop(name)


def _page(client: FlaskClient, address: str) -> str:
    _forget()
    return client.get(address).get_data(as_text=True)


def _choose(client: FlaskClient, language: str) -> None:
    _forget()
    assert client.post("/me/preferences", data={"language": language, "next": "/me"}).status_code == 302


def _bar(page: str) -> str:
    found = re.search(r'<nav class="bf-nav".*?</nav>', page, re.S)
    assert found
    return found.group()


def _signed_in(app: Flask) -> FlaskClient:
    World(db.session()).account("xianban", "county_office", "520199000000")
    client = app.test_client()
    answer = client.post("/sign-in", data={"login": "xianban", "password": World.PASSWORD})
    assert answer.status_code == 302
    return client


def test_chinese_is_the_default(sqlite_app: Flask) -> None:
    page = _page(sqlite_app.test_client(), "/sign-in")
    assert '<html lang="zh-CN"' in page
    assert "登录" in page
    assert "Sign in" not in page


def test_a_browser_that_asks_for_english_still_gets_chinese(sqlite_app: Flask) -> None:
    answer = sqlite_app.test_client().get("/sign-in", headers={"Accept-Language": "en-GB,en;q=0.9"})
    assert '<html lang="zh-CN"' in answer.get_data(as_text=True)


def test_sign_in_turns_english_for_the_session(sqlite_app: Flask) -> None:
    client = sqlite_app.test_client()
    _choose(client, "en")
    page = _page(client, "/sign-in")
    assert '<html lang="en"' in page
    assert "Sign in" in page
    assert CHINESE.sub("", page.replace("中文", "")) == page.replace("中文", "")


def test_an_unknown_language_changes_nothing(sqlite_app: Flask) -> None:
    client = sqlite_app.test_client()
    _choose(client, "xx")
    assert '<html lang="zh-CN"' in _page(client, "/sign-in")


def test_the_bar_follows_the_language_of_the_account(sqlite_app: Flask) -> None:
    client = _signed_in(sqlite_app)
    assert "工作台" in _bar(_page(client, "/me"))
    _choose(client, "en")
    page = _page(client, "/me")
    assert "Desk" in _bar(page)
    assert "Findings" in _bar(page)
    assert not CHINESE.search(_bar(page))
    assert "County office" in page
    _choose(client, "zh")
    assert "工作台" in _bar(_page(client, "/me"))


def test_an_error_speaks_english_too(sqlite_app: Flask) -> None:
    client = sqlite_app.test_client()
    _choose(client, "en")
    _forget()
    answer = client.get("/nowhere")
    assert answer.status_code == 404
    assert "outside your area" in answer.get_data(as_text=True)


def test_no_sentence_of_the_shell_lacks_its_english() -> None:
    with ENGLISH.open("rb") as source:
        done = {m.id for m in read_po(source, locale="en") if m.string}
    used = {
        words
        for pattern in SHELL
        for path in ROOT.glob(pattern)
        for _line, words, _comments, _context in extract_from_file(
            "python" if path.suffix == ".py" else "jinja2", path, keywords=WORDS
        )
    }
    assert len(used) > 300
    assert not used - done


def test_translations_keep_every_blank_and_break_no_markup() -> None:
    """Jinja trusts translations: a straight quote or a tag in one would end the attribute it stands in."""
    with ENGLISH.open("rb") as source:
        done = [(m.id, m.string) for m in read_po(source, locale="en") if m.id and m.string]
    assert not [zh for zh, en in done if set(PLACE.findall(zh)) != set(PLACE.findall(en))]
    assert not [zh for zh, en in done if "%" in PLACE.sub("", en)]
    assert not [zh for zh, en in done if re.search('["<>&]', en)]
    # one word is to be typed as it is: 无 empties a field
    assert not [zh for zh, en in done if CHINESE.search(en.replace("无", ""))]
