"""Every act of a household on a phone by keys alone, and drafts that outlive a crash, a session and another's save."""

import re
from collections.abc import Mapping
from datetime import date

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.household_acts import ACTS, refusal
from app.domain.monitoring import CLEARANCE_FACTS
from app.domain.permissions import SYSTEM
from app.domain.registry import STEPS
from app.extensions import db
from app.models import Household, HouseholdAct, MonitoringCase, MonitoringStep, Person
from app.queries.household_acts import standing_of
from app.queries.scope import Scope, unscoped
from app.unit_of_work import unit_of_work
from tests.e2e.site import Site, person
from tests.support.browser import PHONE, sideways

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]

LAST, FIRST = "the last choice", "the first choice"
PAPER = "村委会证明 2026-11-01"
#: Act -> name of the field -> what is put into it by keys; day and paper come by themselves.
LEAVE = {"person": LAST}
ACT_FIELDS: dict[str, Mapping[str, str]] = {
    "death": LEAVE, "married_out": LEAVE, "moved_out": LEAVE, "imprisoned": LEAVE, "military_service": LEAVE,
    "settled_abroad": LEAVE, "lost_contact": LEAVE,
    "change_head": LEAVE, "split": {"people": LAST, "head": LAST}, "merged": {"into": "another household"},
    "moved_home": {"area_code-words": "another village"},
    "closed": {"reason": LAST}, "recognise": {"cause": FIRST}, "exit": {}, "return": {"cause": FIRST}, "exit_again": {},
    "remove_wrong": {}, "released": {"person": LAST, "relation": LAST},
    "clear": {
        "mode": FIRST, **{key: "10000" if key.endswith("_fen") else FIRST for key in CLEARANCE_FACTS},
    },
    "monitor": {
        "monitoring_kind": LAST, "source": FIRST, "is_green_channel": FIRST, "risk_main": FIRST,
        "someone_uninsured": FIRST,
    },
    "correct_monitoring": {"risk_cleared": LAST},
}  # fmt: skip
#: Acts that bring somebody go over the page of a new member: relation, and the number of whoever has one.
NEW = {
    "newborn": ("之子", ""), "married_in": ("之儿媳", "520199199209050480"),
    "adopted": ("之子", "520199201604180613"), "moved_in": ("其他", "520199196507220288"),
}  # fmt: skip


def press_to(page: Page, wanted: str, most: int = 160) -> None:
    """Tab until an element fits, from the top by the link to the content; whoever has no mouse must get there."""
    if page.evaluate("document.activeElement === document.body"):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.matches('.bf-skip')"), page.url
        page.keyboard.press("Enter")
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("wanted => document.activeElement.matches(wanted)", wanted):
            return
    raise AssertionError(f"{wanted} is not reached by keys on {page.url}")


def put(page: Page, name: str, value: str) -> None:
    """A field by keys: a list by its arrows, tiles and ticks by the space bar, anything else by typing."""
    press_to(page, f"main form [name={name}]")
    kind = page.evaluate("document.activeElement.type")
    if kind == "select-one":
        page.keyboard.press("End" if value == LAST else "ArrowDown")
        assert page.evaluate("document.activeElement.value"), f"{name} stays empty"
    elif kind == "radio":
        page.keyboard.press(
            "ArrowLeft" if value == LAST else "ArrowRight"
        )  # from 还不知道, which stands last
    elif kind == "checkbox":
        last = f"main form [name={name}] >> nth=-1"
        while not page.evaluate(
            "field => field === document.activeElement", page.locator(last).element_handle()
        ):
            page.keyboard.press("Tab")
        page.keyboard.press("Space")
    else:
        page.keyboard.type(value)


def send(page: Page) -> None:
    press_to(page, "main form button[type=submit]")
    page.keyboard.press("Enter")
    page.wait_for_load_state()


def prepared(site: Site) -> dict[str, tuple[str, str]]:
    """Act -> household brought straight into the state that the act begins with, and the other one it needs."""
    with site.app.app_context(), unscoped("tests"):
        several = (
            select(func.count(Person.id))
            .where(Person.household_id == Household.id, Person.status == "present")
            .scalar_subquery()
        )
        township = func.substr(Household.area_code, 1, 9)
        first = select(func.min(township)).scalar_subquery()
        fit = (
            Household.status == "active",
            several >= 3,
            Household.monitoring_kind.is_(None),
            township == first,
        )
        homes = list(db.session.scalars(select(Household).where(*fit).order_by(Household.id)))
        other, villages = homes.pop(), sorted({home.area_code for home in homes})
        ready = {act: homes.pop(0) for act in ACTS}
        with unit_of_work(db.session(), SYSTEM, "test.prepare") as work:
            for act, home in ready.items():
                _put_into(work.session, act, home)
        for act, home in ready.items():
            assert not refusal(act, standing_of(db.session(), Scope.everything(), home)), act
        village = {
            home.public_id: next(code for code in villages if code != home.area_code)
            for home in ready.values()
        }
        number = other.household_no
        found = {
            act: (home.public_id, village[home.public_id] if act == "moved_home" else number)
            for act, home in ready.items()
        }
        db.session.remove()
    return found


def _put_into(session: Session, act: str, home: Household) -> None:
    """The kind, the monitoring or the absence that an act takes for granted."""
    step = next((step for step in STEPS if step.key == act), None)
    if step is not None:
        home.kind = step.before
    if act == "correct_monitoring":
        home.monitoring_kind, home.risk_main, home.monitored_month = "sudden", "illness", "2026-01"
    if act == "clear":
        home.kind, home.monitoring_kind, home.risk_main = "ordinary", "marginal", "illness"
        home.monitored_month, home.risk_cleared, home.has_no_labor = "2026-01", False, False
        _clearing(session, home)
    if act == "released":
        gone = session.scalars(
            select(Person).where(
                Person.household_id == home.id, Person.relation != "head", Person.status == "present"
            )
        ).first()
        assert gone is not None
        gone.status, gone.gone_reason, gone.gone_on = "gone", "imprisoned", date(2026, 3, 1)
    session.flush()


def _clearing(session: Session, home: Household) -> None:
    """A case whose way out has been gone up to the county's approval."""
    case = MonitoringCase(
        household_id=home.id, area_code=home.area_code, kind="marginal", risk_main="illness", state="clearing",
        identified_month="2026-01",
    )  # fmt: skip
    session.add(case)
    session.flush()
    session.add(
        MonitoringStep(
            case_id=case.id, household_id=home.id, area_code=home.area_code, step="clear_approval",
            on_day=date(2026, 9, 1), evidence="县级审批文件",
        )
    )  # fmt: skip


def test_every_act_goes_by_keys_alone_on_a_phone(chromium: Browser, site: Site) -> None:
    assert set(ACT_FIELDS) | set(NEW) == set(ACTS)
    homes = prepared(site)
    # Not strict: a check still on its way when the form is sent is given up, and htmx writes that to the console.
    with person(chromium, site, "xiangzhen", PHONE, strict=False) as page:
        for act, (home, other) in homes.items():
            page.goto(f"{site.address}/households/{home}/acts")
            press_to(page, f"main a[href$='/acts/{act}']")
            page.keyboard.press("Enter")
            if act in NEW:
                _newcomer(page, act)
            else:
                _by_keys(page, act, other)
    with site.app.app_context(), unscoped("tests"):
        done = (
            select(Household.public_id, HouseholdAct.act)
            .join(HouseholdAct, HouseholdAct.household_id == Household.id)
            .where(HouseholdAct.state == "done")
        )
        written = {(home, act) for home, act in db.session.execute(done)}
        db.session.remove()
    assert {(home, act) for act, (home, _other) in homes.items()} <= written


def _by_keys(page: Page, act: str, other: str) -> None:
    page.wait_for_url(f"**/acts/{act}")
    for name, value in ACT_FIELDS[act].items():
        put(page, name, other if name in ("into", "area_code-words") else value)
    put(page, "evidence", PAPER)
    _looked_at(page, act)
    expect(page.locator("main"), act).to_contain_text("办好了", timeout=60_000)


def _newcomer(page: Page, act: str) -> None:
    """Somebody comes: name, relation, number or birth, day and paper, by keys; the reason stands there already."""
    page.wait_for_url("**/members/new?**")
    relation, number = NEW[act]
    if number:
        put(page, "number", number)
    put(page, "name", "石小禾")
    press_to(page, "main form [name=relation]")
    steps = page.evaluate(
        "wanted => [...document.activeElement.options].findIndex(one => one.text === wanted)", relation
    )
    for _ in range(steps):
        page.keyboard.press("ArrowDown")
    if not number:
        put(page, "sex", FIRST)
        put(page, "born_on", "11012026")
    put(page, "evidence", PAPER)
    _looked_at(page, act)
    expect(page.locator("main"), act).to_contain_text("添进来了", timeout=60_000)
    if act == "newborn":  # what is done is no draft any more
        page.goto(f"{page.url.split('/members')[0]}/members/new")
        page.wait_for_timeout(800)  # a draft comes back a moment after the page
        assert page.locator("[name=name]").input_value() == ""


def _looked_at(page: Page, act: str) -> None:
    """The form is sent, what it would bring is read, and only then it is done."""
    assert sideways(page) == 0, act
    send(page)
    expect(page.locator("h1"), act).to_contain_text("会带来什么", timeout=60_000)
    assert sideways(page) == 0, act
    send(page)


def test_a_draft_outlives_a_crash_the_session_and_another_persons_save(chromium: Browser, site: Site) -> None:
    words = "老屋西头漏雨，本人要求先修屋顶"
    with person(chromium, site, "cungan", PHONE, strict=False) as page:
        page.goto(f"{site.address}/households")
        page.locator("tbody th a").first.click()
        page.wait_for_url("**/households/0*")
        home = page.url
        page.goto(f"{home}/edit")
        page.fill("[name=group_name]", "十二组")
        page.fill("[name=note]", words)
        page.wait_for_timeout(800)  # what was typed in the last half second may be lost
        expect(page.locator("#sync")).to_contain_text(re.compile(r"\d\d:\d\d"))  # kept on the device
        again = page.context.new_page()
        page.close()  # nothing was sent, nobody was asked
        again.goto(f"{home}/edit")
        expect(again.locator("[name=note]")).to_have_value(words)
        again.context.clear_cookies()  # the session ends
        again.get_by_role("button", name="存好").first.click()
        again.wait_for_url("**/sign-in**")
        again.fill("[name=login]", "cungan")
        again.fill("[name=password]", site.passwords["cungan"])
        again.click("main button[type=submit]")
        again.wait_for_url("**/households/**")
        again.goto(f"{home}/edit")
        expect(again.locator("[name=note]")).to_have_value(words)
        _somebody_else_saves(site, home.rpartition("/")[2])
        again.get_by_role("button", name="存好").first.click()
        expect(again.locator("main")).to_contain_text(words)
        expect(again.locator("main")).to_contain_text("十三组")


def _somebody_else_saves(site: Site, public_id: str) -> None:
    with site.app.app_context(), unscoped("tests"):
        with unit_of_work(db.session(), SYSTEM, "household.edit", subject=f"household:{public_id}") as work:
            work.session.scalars(
                select(Household).where(Household.public_id == public_id)
            ).one().group_name = "十三组"
        db.session.remove()


def test_what_was_pasted_into_a_grid_is_not_lost_to_an_older_draft(chromium: Browser, site: Site) -> None:
    with person(chromium, site, "cungan", PHONE, strict=False) as page:
        page.goto(f"{site.address}/villages")
        page.locator("main a[href*='/villages/5']").first.click()
        page.locator("main a[href$='/work']").click()
        names = page.locator("tbody th").all_inner_texts()
        alone = next(name for name in names if names.count(name) == 1)
        page.locator("main details summary").first.click()
        page.fill("[name=rows]", f"姓名\t本月\n{alone}\t3500\n没有这人\t1")
        expect(page.locator("#sync")).to_contain_text(re.compile(r"\d\d:\d\d"))  # the draft holds empty cells
        page.locator("button[value=paste]").click()
        expect(page.locator("main")).to_contain_text("没有填：没有这人")
        cell = page.locator("tbody input.form-control")
        expect(cell).to_have_value("3500")
        assert sideways(page) == 0
        cell.fill("3600")
        page.keyboard.press("Control+Enter")
        expect(page.locator("main")).to_contain_text("写了 1 格")
