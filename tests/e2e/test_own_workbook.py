"""A cadre takes the own village's workbook offline, changes it, brings it back, and takes the changes back."""

from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Browser, Page, expect

from tests.e2e.site import Site, look, person
from tests.support.browser import PHONE

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]


def test_changes_made_offline_are_looked_at_written_and_taken_back(
    chromium: Browser, site: Site, tmp_path: Path
) -> None:
    with person(chromium, site, "cungan", PHONE) as page:
        page.goto(f"{site.address}/workbooks")
        look(page, "own-workbook")
        with page.expect_download() as fetched:
            page.get_by_role("button", name="下载工作簿").click()
        fetched.value.save_as(tmp_path / "handed.xlsx")
        first, second, third, fourth = _keys(tmp_path / "handed.xlsx")
        _edited(tmp_path, "quick", {(first, "耕地面积（亩）"): 7.25, (second, "耕地面积（亩）"): 8.25})
        _edited(
            tmp_path,
            "slow",
            {
                (first, "耕地面积（亩）"): 9.5,  # a colleague's workbook was quicker: in dispute
                (first, "住房面积（平方米）"): 99.5,
                (second, "危房级别"): "很破",
                (second, "户主"): "改了名",
                (third, "户编号"): float(third),
            },
            gone=fourth,
        )
        _bring(page, site, tmp_path / "quick.xlsx")
        page.get_by_role("button", name="写入这 2 格").first.click()
        expect(page.get_by_text("改过的格都写进了登记库")).to_be_visible()
        quick = page.url
        _bring(page, site, tmp_path / "slow.xlsx")
        look(page, "own-workbook-differences")
        for words in (
            "1 格两边都改过，没有写", "请从选项里选", "“户主”是锁定的格", "后几位已经丢了", "没有编号", "删行不算销户",
        ):  # fmt: skip
            expect(page.get_by_text(words).first).to_be_visible()
        page.get_by_role("button", name="用表里的", exact=True).click()
        expect(page.get_by_role("heading", level=1)).to_have_text("改了 2 格，还没有写")
        page.get_by_role("button", name="写入这 2 格").first.click()
        expect(page.get_by_role("heading", level=1)).to_have_text("2 格写入了")
        look(page, "own-workbook-written")
        page.goto(quick)
        expect(page.get_by_text("行后来又被改过，撤回时会留着")).to_be_visible()
        page.get_by_role("button", name="撤回整份").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("这份表已经撤回")
        with page.expect_download() as fetched:
            page.goto(f"{site.address}/workbooks")
            page.get_by_role("button", name="下载工作簿").click()
        fetched.value.save_as(tmp_path / "after.xlsx")
    was, now = (load_workbook(tmp_path / f"{name}.xlsx")["户"] for name in ("handed", "after"))
    assert [_cell(now, first, t).value for t in ("耕地面积（亩）", "住房面积（平方米）")] == [9.5, 99.5]
    assert _cell(now, second, "耕地面积（亩）").value == _cell(was, second, "耕地面积（亩）").value
    assert now.max_row == was.max_row


def _keys(path: Path) -> list[str]:
    """Four households of the village."""
    return [row[0].value for row in load_workbook(path)["户"].iter_rows(min_row=3, max_row=6)]


def _cell(sheet: Any, key: str, title: str) -> Any:
    column = next(c.column for c in sheet[2] if c.value == title)
    return sheet.cell(next(r[0].row for r in sheet.iter_rows(min_row=3) if r[0].value == key), column)


def _edited(folder: Path, name: str, cells: dict[tuple[str, str], object], *, gone: str = "") -> None:
    """The workbook as somebody saves it offline; `gone` = a household whose row was deleted, and a member is new."""
    book = load_workbook(folder / "handed.xlsx")
    sheet, people = book["户"], book["成员"]
    for (key, title), value in cells.items():
        _cell(sheet, key, title).value = value
    if gone:
        sheet.delete_rows(_cell(sheet, gone, "户编号").row)
        people.cell(people.max_row + 1, 3).value = "新娃娃"
    book.save(folder / f"{name}.xlsx")


def _bring(page: Page, site: Site, path: Path) -> None:
    page.goto(f"{site.address}/workbooks")
    page.set_input_files("[name=file]", path)
    page.get_by_role("button", name="看改了什么").click()
    expect(page.get_by_text("还没有写").first).to_be_visible()
