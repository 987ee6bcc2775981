"""Writing a rule without code: plain posts add, change, move and take away lines; nothing typed is lost."""

import re
from copy import deepcopy
from html import unescape
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.datastructures import MultiDict

from app.domain.condition_editing import faults, loosened, opened, pruned
from app.domain.condition_parser import parse
from app.domain.permissions import SYSTEM
from app.extensions import db as database
from app.models import Event, RuleDraft, RuleVersion
from app.queries.scope import unscoped
from app.services.catalogue import ship_catalogue, shipped, shipped_catalogue
from app.unit_of_work import unit_of_work
from app.web.rules.condition_form import ConditionForm, _whole
from app.web.rules.condition_lines import Drawing
from tests.support.people import COUNTY, World
from tests.support.visitor import Visitor

POLICY = """高龄老人生活补助办法
根据《某县高龄老人生活补助办法》第三条，自2026年12月1日起，对年满70周岁的脱贫户老人每人每月发放补助60元。
申请人提供身份证、户口本办理。"""


@pytest.fixture
def office(sqlite_app: Flask) -> Visitor:
    with unscoped("tests"):
        world = World(database.session())
        for login in ("office", "colleague"):
            world.account(login, "county_office", COUNTY)
        world.account("clerk", "township_clerk", COUNTY)
        with unit_of_work(database.session(), SYSTEM, "rule.ship") as work:
            ship_catalogue(work)
    return Visitor(sqlite_app, "office")


def _begin(office: Visitor) -> str:
    return office.post("/rules/new", {"policy_text": POLICY}).location


def _press(office: Visitor, page: str, address: str, do: str, **more: Any) -> str:
    fields = sent(page)
    for name, value in {**more, "do": do}.items():
        fields[name] = value
    answer = office.post(address, fields)
    return answer.text if answer.status_code == 200 else office.get(answer.location).text


def sent(page: str) -> MultiDict[str, str]:
    """What the builder's form would send untouched."""
    form = page[page.index('id="desk"') :]
    found: MultiDict[str, str] = MultiDict()
    for tag in re.findall(r"<input[^>]*>", form[: form.index("</form>")]):
        name, kind = _of(tag, "name"), _of(tag, "type") or "text"
        if name and not (kind in ("radio", "checkbox") and " checked" not in tag):
            found.add(name, unescape(_of(tag, "value") or ""))
    for name, options in re.findall(r'<select[^>]*name="([^"]*)"[^>]*>(.*?)</select>', form, re.S):
        chosen = re.search(r"<option[^>]*\sselected[^>]*>", options) or re.search(r"<option[^>]*>", options)
        found.add(name, unescape(_of(chosen[0], "value") or "") if chosen else "")
    for name, text in re.findall(r'<textarea[^>]*name="([^"]*)"[^>]*>(.*?)</textarea>', form, re.S):
        found.add(name, unescape(text.strip()))
    return found


def _of(tag: str, name: str) -> str | None:
    found = re.search(rf'\s{name}="([^"]*)"', tag)
    return found[1] if found else None


def test_policy_text_fills_in_what_it_says(office: Visitor) -> None:
    fields = sent(office.get(_begin(office)).text)

    assert fields["title"] == "高龄老人生活补助办法"
    assert (fields["document"], fields["clause"]) == ("某县高龄老人生活补助办法", "第三条")
    assert (fields["amounts.0.yuan"], fields["amounts.0.per"]) == ("60", "month")
    assert fields["first_day"] == "2026-12-01"
    assert fields["documents"].split() == ["身份证", "户口本"]


def test_lines_are_added_by_words_and_said_in_one_sentence(office: Visitor) -> None:
    address = _begin(office)
    page = _press(office, office.get(address).text, address, "look", **{"c.add": "年龄"})
    assert "这里要写数" in page

    page = _press(office, page, address, "look", **{"c.0.v": "70", "c.add": "帮扶对象"})
    page = _press(office, page, address, "save")

    assert "年龄至少 70 周岁" in page
    kept = database.session().scalars(select(RuleDraft)).one()
    assert kept.entry["condition"]["all"][0] == {"fact": "person.age", "ge": 70}
    assert kept.entry["condition"]["all"][1]["title"] == "帮扶对象"


def test_words_that_fit_several_are_offered_and_picked(office: Visitor) -> None:
    address = _begin(office)
    page = _press(office, office.get(address).text, address, "look", **{"c.add": "人均纯收入"})
    key = re.search(r'value="(pick:c:f:household\.net_income_per_head)"', page)

    assert key is not None
    page = _press(office, page, address, key[1])
    assert 'value="household.net_income_per_head"' in page


def test_unknown_words_are_told_in_place(office: Visitor) -> None:
    address = _begin(office)

    assert "E-W01" in _press(office, office.get(address).text, address, "look", **{"c.add": "没有这种事"})


def test_lines_move_turn_group_and_go(office: Visitor) -> None:
    address = _begin(office)
    page = office.get(address).text
    for words in ("性别", "民族"):
        page = _press(office, page, address, "look", **{"c.add": words})
    facts = re.compile(r'name="c\.\d[.\dn]*\.fact" value="([^"]*)"')

    assert facts.findall(page) == ["person.sex", "person.nation"]
    assert facts.findall(_press(office, page, address, "up:c.1")) == ["person.nation", "person.sex"]
    assert 'name="c.0.t" value="not"' in _press(office, page, address, "not:c.0")
    assert 'name="c.0.0.fact"' in _press(office, page, address, "group:c.0")
    assert facts.findall(_press(office, page, address, "drop:c.0")) == ["person.nation"]


def test_looking_keeps_nothing_and_saving_is_one_act(office: Visitor) -> None:
    address = _begin(office)
    page = office.get(address).text
    before = _acts()

    page = _press(office, page, address, "look", title="改了名")
    assert _acts() == before
    _press(office, page, address, "save")

    assert _acts() == before + 1
    assert database.session().scalars(select(RuleDraft)).one().title == "改了名"


def _acts() -> int:
    with unscoped("tests"):
        number = database.session().scalar(select(func.count()).select_from(Event)) or 0
        database.session.remove()
    return number


def test_two_people_on_one_draft_meet_both_texts(office: Visitor) -> None:
    address = _begin(office)
    other = Visitor(office.app, "colleague")
    mine, theirs = office.get(address).text, other.get(address).text
    _press(other, theirs, address, "save", title="同事的名称", period="按季度")

    fields = sent(mine)
    fields["title"] = "我的名称"
    answer = office.post(address, MultiDict([*fields.items(multi=True), ("do", "save")]))

    assert answer.status_code == 409
    assert "我的名称" in answer.text
    assert "同事的名称" in answer.text
    hidden = MultiDict(re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', answer.text))
    chosen = MultiDict([(name, unescape(value)) for name, value in hidden.items(multi=True)])
    chosen["pick-title"] = "theirs"
    office.post(address, chosen)
    kept = database.session().scalars(select(RuleDraft)).one()
    assert (kept.title, kept.entry["period"]) == ("同事的名称", "按季度")


def test_clerk_may_neither_see_nor_write(office: Visitor) -> None:
    address, clerk = _begin(office), Visitor(office.app, "clerk")

    assert clerk.get(address).status_code == 403
    assert clerk.post(address, {"do": "save"}).status_code == 403
    assert clerk.post("/rules/new", {}).status_code == 403


def test_draft_changes_no_rule(office: Visitor) -> None:
    before = database.session().scalar(select(func.count()).select_from(RuleVersion))
    address = office.post("/rules/M42/draft").location
    _press(office, office.get(address).text, address, "save", **{"c.0.v": "60"})

    assert database.session().scalar(select(func.count()).select_from(RuleVersion)) == before
    assert "<b>年龄至少 60 周岁</b>" in office.get(address).text


ODD: list[dict[str, str]] = [
    {"c.t": "rows", "c.over": "x", "c.how": "sum"},
    {"c.t": "not", "c.n.t": "distance", "c.n.fact": "person.sex"},
    {"c.k": "999"},
    {"c.t": "group", "c.k": "1", "c.0.t": "compare", "c.0.fact": "\ufffe", "c.0.op": "between"},
    {f"c{'.n' * n}.t": "not" for n in range(60)},
    {"c.k": "1", "c.0.t": "rows", "c.0.over": "members", "c.0.how": "latest", "c.0.op": "between"},
    {"unit": "village", "first_day": "9999-99-99", "amounts.k": "999", "amounts.0.yuan": "NaN"},
]


def test_odd_sendings_are_told_and_never_fail(office: Visitor) -> None:
    address = _begin(office)
    for odd in ODD:
        for do in (
            "look",
            "save",
            "drop:c.9.9",
            "pick:c:nothing",
            "up:c",
            "group:c.n",
            "add-amount",
            "not:c",
        ):
            version = str(database.session().scalars(select(RuleDraft.version)).one())
            answer = office.post(address, {**odd, "version": version, "do": do})
            assert answer.status_code in (200, 302), (odd, do)


def test_each_shipped_condition_survives_the_builder(sqlite_app: Flask) -> None:
    """Drawn, sent untouched and read again, it says the same."""
    catalogue, lost = shipped_catalogue(), []
    module = sqlite_app.jinja_env.get_template("macros/rule_desk.html").module
    for kind in ("measure", "check", "criterion"):
        for raw in shipped()[kind]:
            with sqlite_app.test_request_context():
                data = opened(loosened(deepcopy(raw["condition"])))
                wrong = faults(pruned(data), raw["unit"], frozenset(catalogue.standards))
                drawn = Drawing(data, raw["unit"], catalogue.standards, {}, wrong).drawn()
                page = f'id="desk">{module.builder(drawn)}</form>'  # type: ignore[attr-defined]
            found = pruned(ConditionForm(sent(page), raw["unit"]).read())
            if (
                wrong
                or faults(found, raw["unit"], None)
                or parse(found, raw["unit"]) != parse(pruned(data), raw["unit"])
            ):
                lost.append(raw["code"])
    assert lost == []


def test_what_is_no_whole_number_stays_as_typed() -> None:
    assert [_whole(text) for text in ("-3", "--5", "-", "3-")] == [-3, "--5", "-", "3-"]
