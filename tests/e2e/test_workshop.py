"""An office makes a measure from a policy text, tries it, a colleague puts it in force, a family's page says why; the
bureau's clerk delivers it, and the cadre explains it to the family on his phone."""

import re
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from app.domain.clock import today
from app.domain.permissions import SYSTEM
from app.extensions import db
from app.models import Household, Person, RoleGrant, RuleVersion, User
from app.queries.scope import unscoped
from app.services.accounts import create_user, grant_role
from app.unit_of_work import unit_of_work
from tests.e2e.site import Site, look, person
from tests.support.browser import PHONE
from tests.support.people import World

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]

TITLE = "高龄老人生活补助"
POLICY = f"""{TITLE}
根据《云岭县高龄老人生活补助办法》第三条，对年满75周岁的帮扶对象老人每人每月发放补助60元。凭身份证、户口本办理。"""


@pytest.fixture(scope="module")
def colleague(site: Site) -> str:
    """A second person of the county office."""
    with site.app.app_context(), unscoped("tests"):
        area = db.session.scalars(
            select(RoleGrant.area_code)
            .join(User, User.id == RoleGrant.user_id)
            .where(User.login == "xianban")
        ).one()
        with unit_of_work(db.session(), SYSTEM, "test.account") as work:
            user, _ = create_user(work, "tongshi", "同事", password=World.PASSWORD, must_change=False)
            grant_role(work, user, "county_office", area)
        db.session.remove()
    site.passwords["tongshi"] = World.PASSWORD
    return "tongshi"


def test_measure_from_policy_text_reaches_a_family(chromium: Browser, site: Site, colleague: str) -> None:
    with person(chromium, site, "xianban") as page:
        draft = _written(page, site)
        _examples_confirmed(page, draft)
        _tried(page, draft)
        page.goto(f"{draft}/review")
        look(page, "rule-review")
        page.get_by_role("button", name="送审").click()
        expect(page.get_by_text("等第二个人审")).to_be_visible()
    with person(chromium, site, colleague) as page:
        page.goto(f"{draft}/review")
        page.get_by_role("button", name="同意上线").click()
        expect(page.get_by_text("这份草稿已经上线")).to_be_visible()
        page.goto(f"{site.address}{_home_of_somebody_old(site)}/answers")
        expect(page.get_by_text(TITLE).first).to_be_visible()
        assert "75 周岁" in (page.locator("main").text_content() or "")
    with person(chromium, site, "minzheng") as page:
        home = _delivered(page, site)
        _others_delivered_by_sheet(page, site)
    with person(chromium, site, "cungan", PHONE) as page:
        page.goto(f"{home}/answers")
        look(page, "answers-phone")
        had = page.get_by_role("heading", name="正在享受的").locator("xpath=following::ul[1]")
        expect(had.get_by_text(TITLE)).to_be_visible()
        expect(page.get_by_role("button", name="打印给农户")).to_be_visible()
        page.emulate_media(media="print")
        expect(page.get_by_role("button", name="打印给农户")).to_be_hidden()
        printed = page.locator("main").inner_text()
        assert TITLE in printed and "75 周岁" in printed, "the paper says it in plain words"


def _delivered(page: Page, site: Site) -> str:
    """The address of a family in the cadre's village whose task the bureau's clerk took up and delivered."""
    code = _code(site)
    with site.app.app_context(), unscoped("tests"):
        of_cadre = select(RoleGrant.area_code).join(User, User.id == RoleGrant.user_id)
        village = db.session.scalars(of_cadre.where(User.login == "cungan")).one()
        db.session.remove()
    task = page.locator("main tbody th a").first
    for _second in range(90):  # the register is judged anew in the background
        page.goto(f"{site.address}/grants?group=owed&measure={code}&area={village}")
        if task.count():
            break
        page.wait_for_timeout(1000)
    task.click()
    page.get_by_role("button", name="受理").click()
    expect(page.locator("main")).to_contain_text("已批准")
    page.locator("#deliver [name=reason]").fill("发放凭证 2026-11 第 7 号")
    page.get_by_role("button", name="登记已落实").click()
    expect(page.locator("main")).to_contain_text("已落实")
    return f"{site.address}{page.get_by_role('link', name='看这一户').get_attribute('href')}"


def _code(site: Site) -> str:
    with site.app.app_context(), unscoped("tests"):
        code = db.session.scalars(select(RuleVersion.code).where(RuleVersion.title == TITLE)).first()
        db.session.remove()
    return str(code)


def _others_delivered_by_sheet(page: Page, site: Site) -> None:
    """Two more are taken up together in the browser, then delivered in the clerk's own Excel, out and back."""
    page.goto(f"{site.address}/grants?group=owed&measure={_code(site)}")
    for place in range(2):
        page.locator("tbody [name=chosen]").nth(place).check()
    page.get_by_role("region", name="已选").get_by_role("button", name="受理").click()
    expect(page.get_by_role("heading", name="2 项一起办：受理")).to_be_visible()
    page.locator("main").get_by_role("button", name="受理").click()
    expect(page.get_by_text("办好 2 项")).to_be_visible()
    page.goto(f"{site.address}/grants/sheet")
    with page.expect_download() as sent:
        page.get_by_role("button", name="下载办理表").click()
    sheet = site.folder / "tasks.xlsx"
    sent.value.save_as(sheet)
    assert _filled(sheet) == 2
    page.set_input_files("[name=file]", sheet)
    page.get_by_role("button", name="看会怎么变").click()
    page.get_by_role("button", name="照这样办 2 项").click()
    expect(page.get_by_text("办好 2 项")).to_be_visible()


def _filled(sheet: Path) -> int:
    """How many tasks of the new measure were filled in as delivered."""
    book = load_workbook(sheet)
    rows = book.worksheets[0].iter_rows()
    names: dict[str, int] = {}
    filled = 0
    for row in rows:
        told = [str(cell.value or "") for cell in row]
        if not names:
            names = {name: n for n, name in enumerate(told)} if "任务编号" in told else {}
        elif TITLE in told[names["措施"]] and told[names["现在的状态"]] == "已批准":
            row[names["办理"]].value, row[names["凭据或说明"]].value = "登记已落实", "发放表 2026-11"
            filled += 1
    book.save(sheet)
    return filled


def _written(page: Page, site: Site) -> str:
    """The draft's address, after it was written with the keyboard alone where that matters."""
    page.goto(f"{site.address}/rules/new")
    look(page, "rule-new")
    page.fill("#policy_text", POLICY)
    page.get_by_role("button", name="开始写").click()
    page.wait_for_url(re.compile(r"/rules/drafts/[0-9a-f-]+"))
    _add(page, "年龄")
    page.fill("[id='c.0.v']", "75")
    _add(page, "帮扶对象")
    page.fill("#first_day", today().isoformat())
    page.select_option("#bureau", "MZ")
    page.get_by_role("button", name="存草稿").click()
    expect(page.get_by_text("写完整了")).to_be_visible()
    assert "年龄至少 75 周岁" in page.locator("main").inner_text()
    look(page, "rule-draft")
    return page.url


def _add(page: Page, words: str) -> None:
    lines = page.locator("[name='c.k']")
    before = int(lines.input_value())
    page.fill("[id='c.add']", words)
    page.press("[id='c.add']", "Enter")
    expect(lines).to_have_value(str(before + 1))


def _examples_confirmed(page: Page, draft: str) -> None:
    page.goto(f"{draft}/examples")
    look(page, "rule-examples")
    page.get_by_role("button", name="没定的都按规则现在的答案认").click()
    expect(page.get_by_text("例子都对得上")).to_be_visible()


def _tried(page: Page, draft: str) -> None:
    page.goto(f"{draft}/trial")
    page.get_by_role("button", name="试算").click()
    page.wait_for_url(re.compile(r"/rules/trials/[0-9a-f-]+"))
    answer = page.get_by_role("link", name="看结果").or_(page.get_by_text("多得的", exact=True))
    expect(answer.first).to_be_visible(timeout=120_000)
    page.reload()
    look(page, "rule-outcome")
    page.get_by_text("按乡镇和人群看").click()
    expect(page.get_by_role("table", name="按性别")).to_be_visible()


def _home_of_somebody_old(site: Site) -> str:
    with site.app.app_context(), unscoped("tests"):
        long_ago = today().replace(year=today().year - 76, day=1)
        wanted = (
            select(Household.public_id)
            .join(Person, Person.household_id == Household.id)
            .where(Person.born_on < long_ago, Person.status == "present", Household.kind == "out_of_poverty")
            .where(Household.status == "active")
        )
        found = db.session.scalars(wanted.order_by(Household.id).limit(1)).one()
        db.session.remove()
    return f"/households/{found}"
