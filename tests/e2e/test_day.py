"""One working day in a real browser, on the invented county: from a bureau's workbook to the leader's report."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from app.extensions import db
from app.models import Finding, RoleGrant, User
from app.queries.scope import unscoped
from tests.e2e.site import Site, look, open_site, person
from tests.support.browser import PHONE

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(900)]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The county on its first morning: places and accounts, and nobody registered."""
    with open_site(tmp_path_factory.mktemp("first-morning"), loaded=False) as opened:
        yield opened


def test_one_day(chromium: Browser, site: Site) -> None:
    morning = _numbers_of_the_map(chromium, site)
    _clerk_brings_all_workbooks(chromium, site)
    assert _numbers_of_the_map(chromium, site) != morning
    _marked_workbook_is_fetched(chromium, site)
    _county_office_hands_out(chromium, site)
    _cadre_answers(chromium, site)
    _cadre_edits_a_household(chromium, site)
    _county_office_lands_a_measure(chromium, site)
    _leader_sees_and_downloads(chromium, site)
    _auditor_reads_the_trail(chromium, site)
    _other_village_sees_nothing(chromium, site)


def _numbers_of_the_map(chromium: Browser, site: Site) -> str:
    """What the leader's map says of each township about measures that are missing."""
    with person(chromium, site, "lingdao") as page:
        page.goto(f"{site.address}/maps?indicator=I42")
        return page.locator("main").inner_text()


def _clerk_brings_all_workbooks(chromium: Browser, site: Site) -> None:
    """One after another: sent, its problems read, doubtful pairs settled, differences looked at, applied."""
    with person(chromium, site, "xianban") as page:
        for number, book in enumerate(site.books):
            _bring(page, site, site.folder / "workbooks" / book.filename, book.period, picture=number == 0)
        page.goto(f"{site.address}/imports")
        look(page, "imports")
        assert page.locator("main").inner_text().count("已应用") >= len(site.books)


def _bring(page: Page, site: Site, file: Path, period: str, *, picture: bool) -> None:
    def glance(name: str) -> None:
        if picture:
            look(page, name)

    page.goto(f"{site.address}/imports")
    page.set_input_files("input[type=file]", file)
    page.fill("[name=period]", period)
    page.get_by_role("button", name="交上去").click()
    page.wait_for_url(re.compile(r"/imports/[0-9a-f-]+/\w+"))
    batch = page.url.rpartition("/")[0]
    page.goto(f"{batch}/problems")
    glance("import-problems")
    page.goto(f"{batch}/people")
    glance("import-people")
    _settle_doubtful(page)
    onward = page.get_by_role("button", name="接着看差异").or_(page.get_by_role("link", name="接着看差异"))
    if onward.count():
        onward.first.click()
        page.wait_for_url("**/differences")
    else:
        page.goto(f"{batch}/differences")
    glance("import-differences")
    anyway = page.get_by_role("button", name=re.compile("照样|仍要|没问题"))
    if anyway.count():
        anyway.first.click()
        page.wait_for_url("**/differences")
    page.get_by_role("button", name=re.compile("^应用|登记为已交")).click()
    page.wait_for_url("**/done", timeout=120_000)
    glance("import-done")


def _settle_doubtful(page: Page) -> None:
    """Every open pair gets an answer: nobody is taken for somebody else without a word."""
    no = page.get_by_role("button", name=re.compile("^不是"))
    for _ in range(60):
        if "/people" not in page.url or not no.count():
            return
        no.first.click()
        page.wait_for_load_state()
    raise AssertionError("the pairs do not come to an end")


def _marked_workbook_is_fetched(chromium: Browser, site: Site) -> None:
    """An office takes its list back with the bad cells marked."""
    with person(chromium, site, "xianban") as page:
        page.goto(f"{site.address}/imports")
        page.locator("main a[href^='/imports/0']").first.click()  # a batch: its number begins with the time
        page.wait_for_url(re.compile(r"/imports/[0-9a-f-]+"))
        with page.expect_download() as returned:
            page.get_by_role("button", name=re.compile("原表")).click()
        assert returned.value.suggested_filename


def _county_office_hands_out(chromium: Browser, site: Site) -> None:
    with person(chromium, site, "xianban") as page:
        look(page, "office-home")
        page.goto(f"{site.address}/findings?group=new")
        look(page, "findings-new")
        page.check("[data-check-all]")
        page.get_by_role("button", name="下发到村").click()
        expect(page.locator("body")).to_contain_text("已下发")
        page.goto(f"{site.address}/households?owed=yes")
        look(page, "households-owed")
        page.locator("tbody th a").first.click()
        page.wait_for_url(re.compile(r"/households/[0-9a-f-]+"))
        look(page, "household")
        assert "应享未享" in page.inner_text("main")


def _cadre_answers(chromium: Browser, site: Site) -> None:
    finding = _handed_out_to_the_cadre(site)
    with person(chromium, site, "cungan", PHONE) as page:
        look(page, "cadre-home-phone")
        page.goto(f"{site.address}/findings")
        look(page, "findings-phone")
        page.goto(f"{site.address}/findings/{finding}")
        look(page, "finding-phone")
        page.check("[name=conclusion][value=keep]", force=True)
        page.select_option("[name=keep_reason]", "other")
        page.fill("[name=explanation]", "到家里看过，情况和资料一致，两人一起核查。")
        page.fill("[name=checkers]", "石维、罗春")
        page.get_by_role("button", name="反馈给乡镇").click()
        expect(page.locator("body")).to_contain_text("已反馈")
    with person(chromium, site, "xianban") as page:
        page.goto(f"{site.address}/findings/{finding}")
        page.get_by_role("button", name="审核通过").click()
        page.get_by_role("button", name="确认销号").click()
        expect(page.locator("main")).to_contain_text("豁免")
        look(page, "finding-closed")


def _handed_out_to_the_cadre(site: Site) -> str:
    """A work order of the cadre's own village."""
    wanted = (
        select(Finding.public_id)
        .join(RoleGrant, RoleGrant.area_code == Finding.area_code)
        .join(User, User.id == RoleGrant.user_id)
        .where(User.login == "cungan", Finding.state == "handed_out")
        .order_by(Finding.id)
    )
    with site.app.app_context(), unscoped("tests"):
        found = db.session.scalars(wanted).first()
        db.session.remove()
    assert found is not None, "the first page of new work orders held none of the first village"
    return found


def _cadre_edits_a_household(chromium: Browser, site: Site) -> None:
    with person(chromium, site, "cungan", PHONE) as page:
        page.goto(f"{site.address}/households")
        look(page, "households-phone")
        page.locator("tbody th a").first.click()
        page.wait_for_url(re.compile(r"/households/[0-9a-f-]+"))
        look(page, "household-phone")
        address = page.url
        page.goto(f"{address}/edit")
        look(page, "entry-phone")
        page.fill("[name=group_name]", "八组")
        page.get_by_role("button", name=re.compile("存好")).first.click()
        page.goto(address)
        assert "八组" in page.inner_text("main")


def _county_office_lands_a_measure(chromium: Browser, site: Site) -> None:
    with person(chromium, site, "xianban") as page:
        page.goto(f"{site.address}/households?measure=M35&verdict=missing")
        page.locator("tbody th a").first.click()
        page.wait_for_url(re.compile(r"/households/[0-9a-f-]+"))
        address = page.url
        assert "农村低保" in page.inner_text("main")
        page.goto(address.replace("/households/", "/grants/new/") + "?measure=M35")
        look(page, "grant-new")
        options = page.locator("[name=who] option").all()
        page.select_option("[name=who]", index=min(1, len(options) - 1))
        page.get_by_role("button", name=re.compile("^登记")).click()
        page.wait_for_url(re.compile(r"/grants/[0-9a-f-]+$"))
        grant = page.url
        expect(page.locator("main")).to_contain_text("要由另一个人批准")
    with person(chromium, site, "minzheng") as page:
        page.goto(grant)
        page.get_by_role("button", name="批准").click()
    with person(chromium, site, "xianban") as page:
        page.goto(grant)
        page.get_by_role("button", name="开始落实").click()
        page.locator("#deliver [name=reason]").fill("发放凭证 2026-11 第 12 号")
        page.get_by_role("button", name="登记已落实").click()
        expect(page.locator("main")).to_contain_text("已落实")
        look(page, "grant-delivered")


def _leader_sees_and_downloads(chromium: Browser, site: Site) -> None:
    with person(chromium, site, "lingdao") as page:
        look(page, "leader-home")
        page.goto(f"{site.address}/maps")
        look(page, "map")
        assert page.locator("svg [data-area]").count() >= 2
        _looks_closer(page)
        _clicks_through_to_a_family(page, site)
        page.goto(f"{site.address}/reports")
        look(page, "reports")
        page.locator("main form button[type=submit]").first.click()
        page.wait_for_url(re.compile(r"/reports/[0-9a-f-]+"))
        ready = page.get_by_role("link", name="看报告")
        expect(ready.or_(page.locator("a[href$='/docx']"))).to_be_visible(timeout=180_000)
        if ready.count():
            ready.click()
        look(page, "report")
        for kind in ("docx", "pdf", "xlsx"):
            with page.expect_download() as paper:
                page.locator(f"a[href$='/{kind}']").first.click()
            assert Path(paper.value.path()).stat().st_size > 10_000, kind


def _looks_closer(page: Page) -> None:
    """The map enlarged by a button and by a key, moved, pulled without opening an area, and whole again."""
    drawing, frame = page.locator("svg.bf-map-svg").first, page.locator("[data-map-frame]").first

    def seen() -> list[float]:
        return [float(part) for part in (drawing.get_attribute("viewBox") or "").split()]

    whole, address = seen(), page.url
    page.get_by_role("button", name="放大").click()
    frame.locator("a").first.focus()
    page.keyboard.press("+")
    assert seen()[2] == pytest.approx(whole[2] / 2.25, abs=1)
    before = seen()
    page.keyboard.press("Shift+ArrowRight")
    assert seen()[0] > before[0] and seen()[2] == before[2]
    frame.drag_to(frame, source_position={"x": 200, "y": 100}, target_position={"x": 120, "y": 60})
    assert page.url == address and seen()[2] == before[2]
    page.get_by_role("button", name="看全图").click()
    assert seen() == whole


def _clicks_through_to_a_family(page: Page, site: Site) -> None:
    """From the city's map to the page of one family by clicks alone: four at most."""
    page.goto(f"{site.address}/maps?indicator=I01")
    for _click in range(3):
        page.locator("svg a[aria-label]:not([aria-label$=' 0'])").first.click()
        page.wait_for_load_state()
        rows = page.locator("main a[href^='/households/']")
        if rows.count():
            break
    look(page, "families-behind-the-map")
    rows.first.click()
    expect(page).to_have_url(re.compile(r"/households/[0-9a-f-]{36}$"))


def _auditor_reads_the_trail(chromium: Browser, site: Site) -> None:
    with person(chromium, site, "shenji") as page:
        look(page, "auditor-home")
        page.goto(f"{site.address}/audit")
        look(page, "trail")
        text = page.inner_text("main")
        assert "登记帮扶" in text
        assert "反馈疑点" in text
        page.goto(f"{site.address}/audit/verify")
        expect(page.locator("h1")).to_contain_text("完整")


def _other_village_sees_nothing(chromium: Browser, site: Site) -> None:
    with person(chromium, site, "cungan") as page:
        page.goto(f"{site.address}/households")
        theirs = page.locator("tbody th a").first.get_attribute("href")
    with person(chromium, site, "cungan2") as page:
        assert page.request.get(f"{site.address}{theirs}").status == 404
        assert page.request.get(f"{site.address}{theirs}/edit").status == 404
        for path in ("/audit", "/accounts", "/rules", "/imports"):
            assert page.request.get(f"{site.address}{path}").status == 403
