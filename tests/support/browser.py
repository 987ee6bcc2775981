"""A real browser on a served application: Debian's Chromium, driven by Playwright, judged by axe."""

import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, Page, expect, sync_playwright
from werkzeug.serving import make_server

PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1440, "height": 900}

#: Browser tests run beside all others: what is right may come slowly.
expect.set_options(timeout=30_000)


def chromium_path() -> str:
    """Where Debian's Chromium is; a missing one is an error with the line to type, never a skip."""
    found = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if not found:
        raise RuntimeError("no Chromium: apt-get install -y chromium fonts-noto-cjk")
    return found


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """The application on a free port of the loopback; yields its address."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def browser() -> Iterator[Browser]:
    """One headless browser."""
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium_path(), args=["--no-sandbox"])
        try:
            yield launched
        finally:
            launched.close()


def complaints_of(page: Page) -> list[str]:
    """Collects what the page logs as error or warning (policy violations among them) from now on."""
    found: list[str] = []
    page.on("console", lambda line: found.append(line.text) if line.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: found.append(str(error)))
    return found


def barriers(page: Page) -> list[str]:
    """Findings of axe that are serious or critical, with the first element of each."""
    answer = Axe().run(page).response
    return [
        f"{found['id']} {found['nodes'][0]['target']}"
        for found in answer["violations"]
        if found["impact"] in ("serious", "critical")
    ]


def sideways(page: Page) -> int:
    """How many pixels the page is wider than its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))
