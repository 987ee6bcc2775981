"""A running installation with the invented county, and people at browsers of their own."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from flask import Flask
from playwright.sync_api import Browser, Page, expect

from app.adapters.demo_workbooks import write_planned
from app.cli.migrate import upgrade_database
from app.demo.county import generate
from app.demo.workbooks.county_books import workbooks
from app.demo.workbooks.plan import Workbook
from app.domain.permissions import SYSTEM
from app.extensions import db
from app.factory import create_app
from app.services.demo import assign_officers, load_places
from app.services.demo_accounts import create_demo_accounts, read_demo_accounts
from app.services.rule_runs import run_area
from app.unit_of_work import unit_of_work
from config import ensure_settings_file, load_settings
from tests.support.browser import DESKTOP, barriers, complaints_of, served, sideways
from tests.support.demo_county import load_county

ROOT = Path(__file__).resolve().parents[2]
PICTURES = ROOT / "docs/pictures"
HOUSEHOLDS, SEED = 300, 7


@dataclass
class Site:
    """A running installation with the demo county, some bureaus delivered, and the workbooks of all of them."""

    address: str
    app: Flask
    folder: Path
    books: list[Workbook]
    passwords: dict[str, str]


@contextmanager
def open_site(folder: Path, *, loaded: bool = True) -> Iterator[Site]:
    """The county served with its worker; `loaded` False = places and accounts only. All ends with the block."""
    ensure_settings_file(folder)
    app = create_app(load_settings({"BANGFU_DATA_DIR": str(folder)}))
    county = generate(HOUSEHOLDS, SEED, date.today())  # noqa: DTZ011 (the day of the test, not of the product)
    with app.app_context():
        upgrade_database(db.engine)
        if loaded:
            load_county(db.session(), county, "some")
        else:
            with unit_of_work(db.session(), SYSTEM, "demo.places") as work:
                load_places(work, county.plan)
        with unit_of_work(db.session(), SYSTEM, "demo.accounts") as work:
            create_demo_accounts(work, folder)
            assign_officers(work)
        run_area(db.session())
        db.session.remove()
    (folder / "workbooks").mkdir()
    books = workbooks(county)
    for book in books:
        write_planned(book, folder / "workbooks")
    passwords = {a.login: a.password for a in read_demo_accounts(folder)}
    with served(app) as address, _worker(folder):
        yield Site(address, app, folder, books, passwords)


@contextmanager
def _worker(folder: Path) -> Iterator[None]:
    """The product's own worker, as `./run up` starts it."""
    line = [sys.executable, "-m", "flask", "--app", "wsgi", "worker"]
    process = subprocess.Popen(line, cwd=ROOT, env={**os.environ, "BANGFU_DATA_DIR": str(folder)})
    try:
        yield
    finally:
        process.terminate()
        process.wait(30)


@contextmanager
def person(
    chromium: Browser, site: Site, login: str, size: dict[str, int] = DESKTOP, *, strict: bool = True
) -> Iterator[Page]:
    """A browser of its own, signed in; `strict`: whatever its pages complain of fails the test."""
    context = chromium.new_context(viewport=size, locale="zh-CN", accept_downloads=True)
    context.set_default_timeout(30_000)
    page = context.new_page()
    complaints = complaints_of(page)
    page.goto(f"{site.address}/sign-in")
    page.fill("[name=login]", login)
    page.fill("[name=password]", site.passwords[login])
    page.click("main button[type=submit]")
    expect(page.locator("h1")).not_to_have_text("登录")
    yield page
    assert not complaints or not strict, complaints
    context.close()


def look(page: Page, name: str) -> None:
    """No barrier, nothing wider than the window; kept as a picture for the guides when asked for."""
    assert (barriers(page), sideways(page)) == ([], 0), page.url
    if os.environ.get("BANGFU_PICTURES"):
        PICTURES.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=PICTURES / f"{name}.png")
