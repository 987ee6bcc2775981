"""The register of data assets: fresh or late, of whose area, how good, who used it, and the yearly inventory."""

from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy.orm import Session

from app.domain.clock import today
from app.domain.documents import Document, Table
from app.domain.errors import NotFoundError
from app.domain.permissions import SYSTEM
from app.queries.accounts import actor_of
from app.queries.scope import Scope, unscoped
from app.services.datasets import asset_page, late_assets, list_assets, office_history
from app.services.inventory import build_inventory
from app.services.reports import write_formats
from tests.integration.importing.office import Office, dibao
from tests.integration.importing.test_bureau_list import HEAD, WIFE, line
from tests.support.people import COUNTY, TOWNSHIP, World
from tests.support.visitor import Visitor

#: Long gone by any clock that a test runs under.
MAY, JUNE = "2026-05", "2026-06"


@pytest.fixture
def delivered(village: Office) -> Office:
    """Two months of 低保, the second with a wrong number; nothing since."""
    village.applies(dibao(line("赵建国", HEAD), line("孙小红", WIFE)), "5.xlsx", "B04", MAY)
    bad = line("错号", "520199195001010018")
    village.applies(dibao(line("赵建国", HEAD), bad), "6.xlsx", "B04", JUNE)
    return village


def test_a_list_tells_its_freshness_rows_quality_and_users(
    delivered: Office, db: Session, world: World
) -> None:
    scope = Scope.of(delivered.actor)
    page = asset_page(db, delivered.actor, scope, "B04")
    assert (page.asset.standing.state, page.asset.standing.newest) == ("late", JUNE)
    assert page.asset.standing.wanted == "2026-07"
    assert page.rows == 1  # a complete list takes the place of the one before
    assert [(p.period, p.rows, p.rejected) for p in page.periods] == [(MAY, 2, 0), (JUNE, 2, 1)]
    assert page.periods[1].per_thousand(page.periods[1].problems) == 500.0
    assert [(u.who, u.worked, u.taken) for u in page.uses] == [("office", 6, 0)]  # read, compared, applied
    assert ("county_office", None, 1) in page.readers
    assert {g.code for g in page.grounds} >= {"L01", "L02", "L11"}
    sensitive = {f.column.key for f in page.fields if f.is_sensitive}
    assert {"id_number", "account"} <= sensitive and "level" not in sensitive
    _others_see_no_more_than_theirs(db, world)
    _the_inventory_counts_every_list(db, scope)
    batch = delivered.applies(dibao(line("赵建国", HEAD)), "7.xlsx", "B04", "2026-07")
    assert asset_page(db, delivered.actor, scope, "B04").asset.standing.newest == "2026-07"
    delivered.undoes(batch)
    page = asset_page(db, delivered.actor, scope, "B04")
    assert (page.asset.standing.newest, page.deliveries[0].state) == (JUNE, "undone")


def _others_see_no_more_than_theirs(db: Session, world: World) -> None:
    """A township hears of the county's list and sees none of its batches; a bureau knows its own lists alone."""
    clerk = actor_of(db, world.account("town", "township_clerk", TOWNSHIP))
    police = actor_of(db, world.account("police", "bureau_staff", COUNTY, bureau="GA"))
    page = asset_page(db, clerk, Scope.of(clerk), "B04")
    assert page.asset.standing.newest == JUNE
    assert page.asset.newest is not None
    assert (page.deliveries, page.periods, page.uses) == ([], [], [])
    assert {a.profile.bureau for a in list_assets(db, police, Scope.of(police), today())} == {"GA"}
    assert late_assets(db, police, Scope.of(police), today()) == []
    with pytest.raises(NotFoundError):
        asset_page(db, police, Scope.of(police), "B04")
    with pytest.raises(NotFoundError):
        office_history(db, police, Scope.of(police), "MZ")


def _the_inventory_counts_every_list(db: Session, scope: Scope) -> None:
    paper = build_inventory(db, scope, SYSTEM, area=COUNTY, year=2026, as_of=today())
    told = {row[0]: [c if isinstance(c, str) else c.text for c in row] for row in _assets(paper).rows}
    assert told["B04"][5:] == ["迟交", "2", "4", "250.0", "1"]
    assert told["N01"][5:] == ["按时", "1", "2", "0.0", "2"]
    assert told["B17"][5:] == ["没交过", "0", "0", "—", "0"]
    assert len(told) >= 61
    grounds = next(b for b in paper.blocks if isinstance(b, Table) and "合法依据" in b.title)
    assert [row[1] for row in grounds.rows if "第十三条第一款" in str(row[0])] == ["全部"]
    assert [row[1] for row in grounds.rows if "户口登记条例" in str(row[0])] == ["B01、B01-2、B01-3、B01-4"]
    book = load_workbook(BytesIO(write_formats(paper, ["xlsx"])["xlsx"]), read_only=True)
    fields = next(s for s in book.worksheets if "字段" in s.title)
    assert sum(1 for _ in fields.iter_rows()) > 800
    before = build_inventory(db, scope, SYSTEM, area=COUNTY, year=2025, as_of=today())
    assert {str(getattr(row[6], "text", "")) for row in _assets(before).rows} == {"0"}
    with pytest.raises(NotFoundError):
        build_inventory(db, scope.within(TOWNSHIP), SYSTEM, area=COUNTY, year=2026, as_of=today())


def _assets(paper: Document) -> Table:
    return next(b for b in paper.blocks if isinstance(b, Table) and b.title == "各项数据资产")


def test_pages_say_it_and_homes_remind(sqlite_app: Flask, tmp_path: Path) -> None:
    from app.extensions import db as database

    with unscoped("tests"):
        session: Session = database.session()
        world = World(session)
        office = Office(session, world.account("office", "county_office", COUNTY), tmp_path)
        world.account("bureau", "bureau_staff", COUNTY, bureau="MZ")
        office.applies(dibao(line("赵建国", HEAD)), "5.xlsx", "B04", MAY)
        office.applies(dibao(line("=1+1", HEAD)), "6.xlsx", "B04", JUNE)
        session.close()
    for login in ("office", "bureau"):
        visitor = Visitor(sqlite_app, login)
        home = visitor.get("/").text
        assert "1 张表迟了" in home and "民政低保花名册欠 2026-07" in home, login
        late = visitor.get("/datasets?view=late").text
        assert "民政低保花名册" in late and "残联" not in late, login
        page = visitor.get("/datasets/B04").text
        for words in ("社会救助暂行办法", "GB 11643", "每千行的问题，按期", JUNE, "谁用过"):
            assert words in page, (login, words)
        assert "2026-06" in visitor.get("/datasets/offices/MZ").text
    for page in ("/datasets/B17", "/datasets/offices/CL", "/datasets/offices/x", "/datasets/%00"):
        assert visitor.get(page).status_code in (400, 404), page
    chosen = Visitor(sqlite_app, "office").get("/reports?kind=inventory").text
    assert chosen.index("数据资产盘点表") and 'value="inventory" checked' in chosen.replace("  ", " ")
