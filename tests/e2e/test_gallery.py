"""The living gallery in a real browser: every component at two widths, with and without script."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from app.web.gallery.views import PAGES
from tests.conftest import settings_for
from tests.support.browser import DESKTOP, PHONE, barriers, complaints_of, served, sideways

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The gallery asks no database; an empty one is enough."""
    from app.factory import create_app

    folder: Path = tmp_path_factory.mktemp("gallery")
    app = create_app(settings_for(f"sqlite:///{folder / 'empty.db'}", folder))
    with served(app) as base:
        yield f"{base}/gallery"


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(viewport=DESKTOP, locale="zh-CN")
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
@pytest.mark.parametrize("name", [*PAGES, "error"])
def test_every_component_is_accessible_and_fits(
    chromium: Browser, address: str, name: str, size: dict[str, int]
) -> None:
    page = chromium.new_page(viewport=size)
    complaints = complaints_of(page)
    answer = page.goto(f"{address}/{name}")
    assert answer is not None and answer.status == 200
    assert (barriers(page), sideways(page), complaints) == ([], 0, [])
    page.close()


@pytest.mark.parametrize("name", PAGES)
def test_large_text_on_a_narrow_phone_does_not_scroll_sideways(page: Page, address: str, name: str) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"{address}/{name}")
    page.click("[data-large]")
    assert "bf-large" in (page.get_attribute("html", "class") or "")
    assert page.is_visible("h1 >> text=组件与状态")
    assert sideways(page) == 0


def test_chosen_rows_are_counted_and_all_is_a_second_step(page: Page, address: str) -> None:
    page.goto(f"{address}/tables")
    page.check("[data-check-all]")
    assert page.inner_text("[data-bulk-count]") == "2"
    assert not page.is_checked("[data-bulk-all]")
    page.click("[data-bulk-clear]")
    assert page.is_hidden("[data-bulk]")


def test_a_button_that_is_off_says_why(page: Page, address: str) -> None:
    page.goto(f"{address}/words")
    page.locator("[data-off]").first.dispatch_event("click")
    assert page.inner_text("#toast") == "先定停发和冲突"


def test_keys_act_outside_fields_only(page: Page, address: str) -> None:
    page.goto(f"{address}/tables")
    page.keyboard.press("e")
    assert page.locator(".bf-filter").get_attribute("open") is not None
    page.fill("#name", "")
    page.locator("#name").press_sequentially("e?j")
    assert page.input_value("#name") == "e?j"
    assert page.locator(".bf-filter").get_attribute("open") is not None


def test_taking_what_a_bureau_said_keeps_its_origin(page: Page, address: str) -> None:
    page.goto(f"{address}/forms")
    page.click(".bf-offer [data-fill=pension]")
    assert (page.input_value("#pension"), page.input_value("#pension-source")) == ("143", "record:1")


def test_an_identity_number_is_shown_six_eight_four(page: Page, address: str) -> None:
    page.goto(f"{address}/forms")
    page.fill("#number", "")
    page.locator("#number").press_sequentially("52019919480225002x")
    assert page.input_value("#number") == "520199 19480225 002X"


def test_an_explanation_is_loaded_on_first_opening(page: Page, address: str) -> None:
    page.goto(f"{address}/decisions")
    why = page.locator("details.bf-why[hx-get]")
    why.locator("summary").click()
    why.locator(".body .bf-card").first.wait_for()


def test_a_draft_returns_after_a_reload_and_lies_encrypted_on_the_device(page: Page, address: str) -> None:
    def without_errors(route: object) -> None:
        answer = route.fetch()  # type: ignore[attr-defined]
        route.fulfill(response=answer, body=answer.text().replace("data-focus", ""))  # type: ignore[attr-defined]

    page.route("**/gallery/forms", without_errors)
    page.goto(f"{address}/forms")
    page.wait_for_timeout(300)
    page.fill("#remark", "草稿一句")
    page.locator("#sync", has_text="已存本机").wait_for()
    kept = page.evaluate(
        """() => new Promise((resolve) => {
             indexedDB.open("bangfu").onsuccess = (event) => {
               event.target.result.transaction("drafts").objectStore("drafts").getAll().onsuccess = (found) =>
                 resolve(found.target.result.map((one) => new TextDecoder().decode(one.text)).join());
             };
           })"""
    )
    assert kept and "草稿" not in kept
    page.reload()
    page.locator("form .bf-note.s-info").wait_for()
    assert page.input_value("#remark") == "草稿一句"


def test_pages_are_complete_without_script(chromium: Browser, address: str) -> None:
    context = chromium.new_context(java_script_enabled=False, viewport=PHONE)
    page = context.new_page()
    page.goto(f"{address}/tables")
    assert page.is_visible("[data-bulk] >> text=对勾选的户")
    page.click(".bf-filter > summary")
    assert page.is_visible("text=按这些找")
    context.close()
