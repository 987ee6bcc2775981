"""Fixtures of every test: fresh databases on both engines, an application on them, people signed in."""

import atexit
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from flask import Flask, g
from flask.testing import FlaskClient
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import QueuePool
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from app.extensions import db as database
from app.factory import create_app
from app.queries.scope import _reason, unscoped
from app.services import accounts
from config import Settings
from tests.support.databases import database_url, engine, migrated_database, remember_statements
from tests.support.people import World

__all__ = ["database_url", "engine"]


#: Their tests wait for processes or take long: begun first, the others fill the time beside them and no worker is
#: left alone with one at the end.
LONGEST = frozenset(
    ("test_serve", "test_job_worker", "test_aftermath", "test_killed", "test_demo_import", "test_demo_truth")
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest first; the rest in the order of their files."""
    items.sort(key=lambda item: item.path.stem not in LONGEST)


def settings_for(url: str, folder: Path) -> Settings:
    """Settings of a test installation with fixed keys."""
    return Settings(
        data_dir=folder,
        database_url=url,
        secret_key="only for tests",
        vault_keys=((1, b"1" * 32),),
        blind_key=b"2" * 32,
        development=True,
        anchor_file=folder / "anchor.log",
    )


@cache
def _translated_templates() -> FileSystemBytecodeCache:
    """Translated once for all applications of a run, gone with it."""
    folder = tempfile.mkdtemp(prefix="bangfu-templates-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return FileSystemBytecodeCache(folder)


#: Rules of addresses, compiled: every test makes an application, and compiling 300 rules took most of that.
_RULES: dict[tuple[str, bool | None], dict[str, Any]] = {}
_compile = Rule.compile


def _compiled_once(rule: Rule) -> None:
    if rule.defaults or rule.subdomain or rule.host:
        _compile(rule)
        return
    key = (rule.rule, rule.merge_slashes)
    if key not in _RULES:
        _compile(rule)
        _RULES[key] = {name: getattr(rule, name) for name in ("_parts", "_trace", "_converters", "arguments")}
        _RULES[key] |= {name: getattr(rule, name).__func__ for name in ("_build", "_build_unknown")}
        return
    known = _RULES[key]
    rule._parts, rule._trace, rule._converters = known["_parts"], known["_trace"], known["_converters"]
    rule.arguments = set(known["arguments"])
    rule._build, rule._build_unknown = (
        known[name].__get__(rule, None) for name in ("_build", "_build_unknown")
    )


Rule.compile = _compiled_once  # type: ignore[assignment, method-assign]

#: The product's hash costs 25 ms each time, and nearly every test has accounts that sign in.
accounts._hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
accounts._DUMMY = accounts._hasher.hash("nobody has this password")


def _application(url: str, folder: Path) -> Flask:
    app = create_app(settings_for(url, folder))
    with app.app_context():
        remember_statements(database.engine)
    app.jinja_env.bytecode_cache = _translated_templates()
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    # the context of the fixture outlives requests: each of them must find out anew who is asking
    app.before_request_funcs.setdefault(None, []).insert(0, _forget_who_asked)
    app.wsgi_app = _guarded(app.wsgi_app)  # type: ignore[method-assign]
    return app


def _guarded(inner: Callable[..., Any]) -> Callable[..., Any]:
    """A request is served with the guard on, whatever the test around it may read."""

    def serve(environ: dict[str, Any], start: Callable[..., Any]) -> Any:
        token = _reason.set(None)
        try:
            return inner(environ, start)
        finally:
            _reason.reset(token)

    return serve


def _forget_who_asked() -> None:
    for name in list(g):
        g.pop(name)


def _close() -> None:
    """Give every connection back; one that a test kept would die later, in the middle of another test."""
    database.session.remove()
    pool = database.engine.pool
    kept = pool.checkedout() if isinstance(pool, QueuePool) else 0
    database.engine.dispose()
    assert kept == 0, f"{kept} connections were not given back"


@contextmanager
def application(url: str, folder: Path) -> Iterator[Flask]:
    """An application on this database in its own context; every connection is given back at the end."""
    made = _application(url, folder)
    with made.app_context():
        yield made
        _close()


@pytest.fixture
def app(database_url: str, tmp_path: Path) -> Iterator[Flask]:
    """An application on a fresh database, once on each engine."""
    with application(database_url, tmp_path) as made:
        yield made


@pytest.fixture
def sqlite_app(tmp_path: Path) -> Iterator[Flask]:
    """An application on SQLite only, for what cannot differ between engines (pages, headers)."""
    with migrated_database("sqlite", tmp_path) as url, application(url, tmp_path) as made:
        yield made


@pytest.fixture
def db(app: Flask) -> Iterator[Session]:
    """The application's session; reads of a test itself are unscoped."""
    with unscoped("tests"):
        made = database.session()
        yield made
        made.close()  # a visitor's requests may have taken its place in the registry


@pytest.fixture
def world(db: Session) -> World:
    """Builders of areas, accounts, households on a fresh database (both engines)."""
    return World(db)


@pytest.fixture
def client_of(app: Flask) -> Callable[[str], FlaskClient]:
    """A browser-like client signed in under an account name (password as `World.account` sets it)."""

    def sign_in(login: str) -> FlaskClient:
        client = app.test_client()
        answer = client.post("/sign-in", data={"login": login, "password": World.PASSWORD})
        assert answer.status_code == 302, answer.get_data(as_text=True)
        return client

    return sign_in
