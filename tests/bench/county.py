"""A demo county of a given size in a database of its own, with an application on it."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.domain.clock import now
from app.domain.permissions import SYSTEM
from app.extensions import db
from app.factory import create_app
from app.models import RoleGrant, User
from app.queries.scope import unscoped
from app.services.accounts import create_user
from app.unit_of_work import unit_of_work
from config import Settings, ensure_settings_file, load_settings
from tests.support.databases import empty_database
from tests.support.jobs import ROOT

COUNTY = "520199000000"
LOGIN, PASSWORD = "bench", "bench-pass-2026"


@contextmanager
def county(kind: str, households: int, *, rules: bool = True) -> Iterator[Flask]:
    """An application on a freshly loaded demo county, unless told otherwise with its rules run; gone afterwards.

    BANGFU_BENCH_DATA names the data directory of a county that was loaded before (two million households take half an
    hour); it stands for the fresh one on SQLite whatever its size, and stays. BANGFU_BENCH_POSTGRESQL likewise: there
    settings.env names the DATABASE_URL.
    """
    if loaded := os.environ.get({"sqlite": "BANGFU_BENCH_DATA"}.get(kind, "BANGFU_BENCH_POSTGRESQL")):
        with opened(load_settings({"BANGFU_DATA_DIR": loaded})) as application:
            yield application
        return
    with TemporaryDirectory() as folder, empty_database(kind, Path(folder)) as url:
        env = {"BANGFU_DATA_DIR": folder, "DATABASE_URL": url}
        ensure_settings_file(Path(folder))
        for line in (
            "migrate",
            f"demo load --households {households} --seed 1 --bureau some",
            *(["rules run --json"] if rules else []),
        ):
            command = [sys.executable, "-m", "flask", "--app", "wsgi", *line.split()]
            subprocess.run(
                command, cwd=ROOT, env={**os.environ, **env}, check=True, stdout=subprocess.DEVNULL
            )
        with opened(load_settings(env)) as application:
            yield application


@contextmanager
def opened(settings: Settings) -> Iterator[Flask]:
    """An application on a database that is there, with the account of the benches."""
    application = create_app(settings)
    application.config["WTF_CSRF_ENABLED"] = False
    with application.app_context():
        _add_account()
        yield application
        db.session.remove()
        db.engine.dispose()


def _add_account() -> None:
    add_account(LOGIN, "county_office", COUNTY)


def add_account(login: str, role: str, *areas: str) -> None:
    """An account with the role in each of the areas, unless it is there."""
    with unscoped("bench"):
        known = db.session.scalar(select(User.id).where(User.login == login))
        db.session.commit()
    if known:
        return
    with unit_of_work(db.session(), SYSTEM, "account.create") as work:
        user, _ = create_user(work, login, "县帮扶办", password=PASSWORD, must_change=False)
        for area in areas:
            work.session.add(RoleGrant(user_id=user.id, role=role, area_code=area, created_at=now()))


def signed_in(application: Flask, login: str = LOGIN) -> FlaskClient:
    """A browser signed in as the county office, or as another account."""
    client = application.test_client()
    answer = client.post("/sign-in", data={"login": login, "password": PASSWORD})
    if answer.status_code != 302:
        raise RuntimeError(f"sign-in: {answer.status_code}")
    return client
