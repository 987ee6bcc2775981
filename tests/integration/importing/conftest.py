"""A county office with an empty register, and a small village already loaded."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from sqlalchemy.orm import Session

from app.extensions import db as database
from app.queries.accounts import find_user
from app.queries.scope import unscoped
from tests.conftest import application
from tests.integration.importing.office import Office, homes, members
from tests.support.databases import ENGINES, copied_database, migrated_database
from tests.support.people import COUNTY, VILLAGE, World
from tests.workbooks.people import number_of

HOME_ROWS = [
    [VILLAGE, "试201", "0001", "赵建国", "脱贫户", "A级", 2026, "12000.50", ""],
    [VILLAGE, "试201", "0002", "钱秀英", "一般农户", "C级", 2026, "", "1200"],
]
MEMBER_ROWS = [
    ["0001", "000101", "赵建国", "男", number_of(10_001), "户主", "普通劳动力", "健康", "13800000017"],
    ["0001", "000102", "孙小红", "女", number_of(10_002), "配偶", "普通劳动力", "长期慢性病", ""],
    ["0002", "000201", "钱秀英", "女", number_of(10_004), "户主", "无劳动力", "", ""],
]


Loaded = Callable[[str], tuple[str, Path]]


@pytest.fixture(scope="session")
def loaded() -> Iterator[Loaded]:
    """Two households with three members, loaded from their sheets: by engine, once a run, address and files."""
    with ExitStack() as kept:

        @cache
        def load(kind: str) -> tuple[str, Path]:
            folder = Path(kept.enter_context(TemporaryDirectory()))
            url = kept.enter_context(migrated_database(kind, folder))
            with application(url, folder), unscoped("tests"):
                session = database.session()
                user = World(session).account("office", "county_office", COUNTY)
                office = Office(session, user, folder)
                office.applies(homes(*HOME_ROWS), "N01.xlsx", "N01", "2026-12")
                office.applies(members(*MEMBER_ROWS), "N02.xlsx", "N02", "2026-12")
            return url, folder

        yield load


@pytest.fixture(params=ENGINES)
def database_url(request: pytest.FixtureRequest, tmp_path: Path, loaded: Loaded) -> Iterator[str]:
    """A fresh migrated database, once on each engine; a copy of the loaded one for tests that begin with a village."""
    if "village_loaded" not in request.fixturenames:
        with migrated_database(request.param, tmp_path) as url:
            yield url
        return
    url, folder = loaded(request.param)
    shutil.copytree(folder, tmp_path, ignore=shutil.ignore_patterns("*.db*"), dirs_exist_ok=True)
    with copied_database(url, tmp_path) as copy:
        yield copy


@pytest.fixture
def office(db: Session, world: World, tmp_path: Path) -> Office:
    """The county office of the test county; the register is empty."""
    user = find_user(db, "office") or world.account("office", "county_office", COUNTY)
    return Office(db, user, tmp_path)


@pytest.fixture
def village_loaded() -> None:
    """Asked for by `village`: `database_url` sees by it what to begin with."""


@pytest.fixture
def village(village_loaded: None, office: Office) -> Office:
    """The office with two households and three members in the register."""
    return office
