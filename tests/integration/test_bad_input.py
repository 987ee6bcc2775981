"""Whatever is typed into a field of the register: a sentence with a way out, nothing lost, never a broken page."""

import html
import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.domain.clock import new_public_id
from tests.support.people import VILLAGE, World
from tests.support.visitor import Visitor

#: What people really type or paste, by name.
TYPED = {
    "full-width digits": "１２３４",
    "emoji, rare characters, a dotted name": "好😀𠮷㛃·买买提",
    "ten thousand": "长" * 10_000,
    "right to left, markup": "\u202e<b>'\"&\u2066",
    "no such day": "2026-02-30",
    "a day to come": "2999-01-01",
    "negative": "-500",
    "huge": "9" * 40,
    "no finite number": "1e999",
}
#: Parts of a form that nobody types into, and words with which an area is looked for: what was chosen is kept.
NOT_TYPED = re.compile(
    r"csrf_token|.*-words|request_key|version|seen|stage|public_id|.*-(id|version|public_id)|base.*|household_version"
)


#: One act of each shape of form.
BY_KEYS = (
    "death", "change_head", "split", "merged", "moved_home", "closed", "recognise", "monitor", "clear",
    "correct_monitoring",
)  # fmt: skip


#: The stricter of the two engines: it holds every length and range.
pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


@pytest.fixture
def home(app: Flask, world: World, db: Session) -> tuple[Visitor, dict[str, str]]:
    """A cadre at one household with a head, and the addresses of its forms."""
    app.config.update(
        TESTING=False, PROPAGATE_EXCEPTIONS=False
    )  # what people get, so that a 500 is seen as such
    household = world.household(
        VILLAGE, head_name="石阿妹", monitoring_kind="unstable", monitored_month="2026-01"
    )
    head = world.person(household, "520199195001010019", name="石阿妹", relation="head")
    other = world.person(household, name="石小山", relation="child")
    base, first, second = f"/households/{household.public_id}", head.public_id, other.public_id
    world.account("cadre", "county_office", "520199000000")
    return Visitor(app, "cadre"), {
        "new": "/households/new", "edit": f"{base}/edit", "member": f"{base}/members/{first}",
        "new member": f"{base}/members/new", "living": f"{base}/living", "income": f"{base}/income",
        "visit": f"{base}/visits/new", "monitoring": f"{base}/monitoring",
        "edit a second": f"{base}/members/{second}",
        **{f"act {act}": f"{base}/acts/{act}" for act in BY_KEYS},
    }  # fmt: skip


def writable(page: str) -> set[str]:
    """Names of what is written and not chosen: a menu cannot keep what it does not offer."""
    inputs = [tag for tag in re.findall(r"<input[^>]*>", page) if 'type="text"' in tag or " type=" not in tag]
    tags = inputs + re.findall(r"<textarea[^>]*>", page)
    return {found[1] for tag in tags if (found := re.search(r'\sname="([^"]+)"', tag))}


def test_whatever_is_typed_is_told_kept_and_never_breaks_a_page(home: tuple[Visitor, dict[str, str]]) -> None:
    visitor, addresses = home
    faults = []
    for page, address in addresses.items():
        answer = visitor.get(address)
        assert answer.status_code == 200, (page, answer.status_code)
        for name, text in TYPED.items():
            fresh = visitor.fields(address)  # with the present versions: the try before may have been saved
            fields = {field for field in fresh if not NOT_TYPED.fullmatch(field)}
            assert fields, page
            faults += _faults(visitor, address, page, name, text, fresh, fields, writable(answer.text))
    assert faults == [], "\n".join(faults)


def _faults(
    visitor: Visitor,
    address: str,
    page: str,
    name: str,
    text: str,
    fresh: dict[str, Any],
    fields: set[str],
    written: set[str],
) -> list[str]:
    """All fields at once, then only those that were not refused: so that what passes the form meets the database."""
    sent = {**fresh, **dict.fromkeys(fields, text)}
    if page == "new":
        sent["public_id"] = new_public_id()
    first = visitor.post(address, sent)
    found = _judge(first, page, name, text if fields & written else "")
    refused = (
        set(re.findall(r'id="([\w-]+)-msg"[^>]*>\s*<', first.text)) if first.status_code == 422 else fields
    )
    if not fields - refused:
        return found
    second = visitor.post(address, {**fresh, **dict.fromkeys(fields - refused, text)})
    rest = text if (fields - refused) & written else ""
    return found + _judge(second, f"{page}, the rest", name, rest)


def _judge(answer: Any, page: str, name: str, text: str) -> list[str]:
    place = f"{page}: {name}: {answer.status_code}"
    if answer.status_code in (302, 409):
        return []
    if answer.status_code not in (200, 400, 422):
        return [place]
    if not re.search("请|最多|应|没有|不", answer.text):
        return [f"{place}: no sentence"]
    kept = html.escape(text.strip()[:40]).replace("&#x27;", "&#39;").replace("&quot;", "&#34;")
    visible = re.sub(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2069]", "", kept)
    plain = re.sub(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2069]", "", answer.text)
    if answer.status_code == 422 and visible.strip("\u3000 ") and visible not in plain:
        return [f"{place}: what was typed is gone"]
    return []


def test_a_nul_is_told_on_every_form(home: tuple[Visitor, dict[str, str]]) -> None:
    visitor, addresses = home
    for address in addresses.values():
        answer = visitor.post(address, {"name": "a\0b", "note": "\0"})
        assert answer.status_code == 400 and "请" in answer.text
