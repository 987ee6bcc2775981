"""Every act of a household on a phone by keys alone, and drafts that outlive a crash, a session and another's save."""

import re
from collections.abc import Iterator, Mapping

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import func, select

from app.domain.household_acts import ACTS, refusal
from app.domain.permissions import SYSTEM
from app.extensions import db
from app.models import Household, Person
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
    "closed": {"reason": LAST}, "recognise": {"cause": FIRST}, "exit": {}, "return": {"cause": FIRST}, "exit_again": {},
    "remove_wrong": {},
    "monitor": {
        "monitoring_kind": LAST, "source": FIRST, "is_green_channel": FIRST, "risk_main": FIRST,
        "someone_uninsured": FIRST,
    },
}  # fmt: skip
#: Acts that bring somebody go over the page of a new member; moving house over the household's own page.
NEW = {"newborn": "之子", "married_in": "儿媳", "adopted": "之子", "moved_in": "其他"}


def press_to(page: Page, wanted: str, most: int = 160) -> None:
    """Tab until an element fits; whoever has no mouse must get there."""
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


def homes_for(site: Site, login_area: str) -> Iterator[tuple[str, str, str]]:
    """Act, household that it fits, number of another household; each household once but for what follows on."""
    with site.app.app_context(), unscoped("tests"):
        several = (
            select(func.count(Person.id))
            .where(Person.household_id == Household.id, Person.status == "present")
            .scalar_subquery()
        )
        homes = db.session.scalars(
            select(Household)
            .where(
                Household.area_code.like(f"{login_area[:9]}%"),
                Household.status == "active",
                several >= 3,
                Household.monitoring_kind.is_(None),
            )
            .order_by(Household.id)
        ).all()
        free = list(homes)
        for act in ACT_FIELDS:
            fit = [h for h in free if not refusal(act, standing_of(db.session(), Scope.everything(), h))]
            if not fit:
                continue
            free.remove(fit[0])
            yield act, fit[0].public_id, free[-1].household_no
        db.session.remove()


def test_every_act_goes_by_keys_alone_on_a_phone(chromium: Browser, site: Site) -> None:
    done = []
    with site.app.app_context(), unscoped("tests"):
        township = db.session.scalar(select(func.min(Household.area_code))) or ""
        db.session.remove()
    with person(chromium, site, "xiangzhen", PHONE) as page:
        for act, home, other in list(homes_for(site, township)):
            _by_keys(page, f"{site.address}/households/{home}/acts", act, other)
            done.append(act)
        newcomer(page, f"{site.address}/households/{home}/members/new?joined_reason=newborn")
    assert set(done) >= set(ACT_FIELDS) - {"exit", "return", "exit_again", "recognise", "remove_wrong"}
    assert set(ACT_FIELDS) | set(NEW) | {"released", "clear", "moved_home"} == set(ACTS)


def _by_keys(page: Page, acts: str, act: str, other: str) -> None:
    page.goto(acts)
    press_to(page, f"main a[href$='/acts/{act}']")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/acts/{act}")
    for name, value in ACT_FIELDS[act].items():
        put(page, name, other if name == "into" else value)
    put(page, "evidence", PAPER)
    assert sideways(page) == 0, act
    send(page)
    expect(page.locator("h1"), act).to_contain_text("会带来什么", timeout=60_000)
    assert sideways(page) == 0, act
    send(page)
    expect(page.locator("main"), act).to_contain_text("办好了", timeout=60_000)


def newcomer(page: Page, address: str) -> None:
    """A child is born: name, relation, day and paper, by keys."""
    page.goto(address)
    put(page, "name", "石小禾")
    put(page, "relation", LAST)
    put(page, "born_on", "11012026")
    put(page, "no_id_reason", FIRST)
    put(page, "evidence", "出生医学证明 2026-11-03")
    send(page)
    expect(page.locator("body")).to_contain_text("石小禾", timeout=60_000)


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
