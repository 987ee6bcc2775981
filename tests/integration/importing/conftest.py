"""A county office with an empty register, and a small village already loaded."""

from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from tests.integration.importing.office import Office, homes, members
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


@pytest.fixture
def office(db: Session, world: World, tmp_path: Path) -> Office:
    """The county office of the test county; the register is empty."""
    return Office(db, world.account("office", "county_office", COUNTY), tmp_path)


@pytest.fixture
def village(office: Office) -> Office:
    """Two households with three members, loaded from their sheets."""
    office.applies(homes(*HOME_ROWS), "N01.xlsx", "N01", "2026-12")
    office.applies(members(*MEMBER_ROWS), "N02.xlsx", "N02", "2026-12")
    return office
