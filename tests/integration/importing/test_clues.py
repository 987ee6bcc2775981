"""People outside the register: counted and hashed, kept as clues only on a rule's ground, for one township, 90 days."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.clock import now, today
from app.domain.importing.clue_rules import parse_clue_rules
from app.domain.importing.shared_columns import ProfileError
from app.domain.permissions import SYSTEM
from app.models import Clue, Event, Secret
from app.queries.scope import unscoped
from app.services.catalogue import ship_catalogue
from app.services.importing.retention import drop_stale
from app.unit_of_work import unit_of_work
from imports import load_clue_rules
from tests.integration.importing.office import Office, dibao
from tests.integration.importing.test_bureau_list import HEAD, line
from tests.support.people import COUNTY, OTHER_VILLAGE, TOWNSHIP, World
from tests.workbooks.people import number_of
from tests.workbooks.tables import xlsx

SignIn = Callable[[str], FlaskClient]
MISSING, STRANGER = number_of(20_001), number_of(20_002)
POLICE = ["户号", "姓名", "公民身份号码", "与户主关系", "户籍地址", "户口性质"]
SETTLED = ["姓名", "证件号码", "乡镇", "村", "医疗类别", "就诊机构", "出院日期", "总费用", "个人自付"]
STRUCK = ["户主姓名", "户主身份证号", "乡镇", "灾种", "受灾时间", "房屋受损程度", "救助金额"]


def sheet(*rows: list[Any]) -> bytes:
    return xlsx(("表", [["某表"], *rows]))


def police(*rows: list[Any]) -> bytes:
    return sheet(POLICE, *rows)


FAMILY = police(
    ["5201", "赵建国", HEAD, "户主", "试201", "农业家庭户"],
    ["5201", "赵小弟", MISSING, "之子", "试201", "农业家庭户"],
    ["5999", "外来人", STRANGER, "户主", "试201", "农业家庭户"],
)


def clues(db: Session) -> list[Clue]:
    db.expire_all()
    with unscoped("tests"):
        return list(db.scalars(select(Clue).order_by(Clue.id)))


def test_other_outsiders_are_counted_and_hashed_and_leave_nothing(db: Session, village: Office) -> None:
    secrets = db.scalar(select(func.count()).select_from(Secret))
    rows = (line("赵建国", HEAD), line("外来人", STRANGER), line("外来人", MISSING))
    batch = village.applies(dibao(*rows), "B04.xlsx", "B04", "2026-10")
    assert batch.read["outsiders"]["count"] == 2
    again = village.sends(dibao(*reversed(rows)), "B04b.xlsx", "B04", "2026-11")
    assert again.read["outsiders"] == batch.read["outsiders"]
    assert (clues(db), db.scalar(select(func.count()).select_from(Secret))) == ([], secrets)


def test_a_member_of_a_known_police_household_becomes_a_clue_and_a_stranger_does_not(
    db: Session, village: Office
) -> None:
    village.applies(FAMILY, "B01.xlsx", "B01", "2026-10")
    (clue,) = clues(db)
    assert (clue.check_code, clue.area_code) == ("K01", TOWNSHIP)
    assert clue.ends_on == today() + timedelta(days=90)
    assert "法定职责" in clue.legal_ground
    sealed = db.scalar(select(Secret.sealed).where(Secret.id == clue.secret_id)) or b""
    assert MISSING.encode() not in sealed
    village.applies(FAMILY, "B01.xlsx", "B01", "2026-11")
    assert len(clues(db)) == 1


def test_a_large_bill_becomes_a_clue_where_the_standard_and_the_township_say_so(
    db: Session, village: Office
) -> None:
    with unit_of_work(db, SYSTEM, "catalogue.ship") as work:
        ship_catalogue(work)
    body = sheet(
        SETTLED,
        ["甲某", MISSING, "试101", "", "住院", "县医院", "2026-10-03", "50000", "10000"],
        ["乙某", STRANGER, "试101", "", "住院", "县医院", "2026-10-03", "50000", "9999.99"],
        ["丙某", number_of(20_003), "", "天外村", "住院", "县医院", "2026-10-03", "50000", "90000"],
    )
    batch = village.applies(body, "B11.xlsx", "B11", "2026-10")
    assert [(c.check_code, c.area_code) for c in clues(db)] == [("K02", TOWNSHIP)]
    assert batch.read["clues"] == 1


def test_an_undo_takes_the_clues_back_and_the_vault_forgets_them(db: Session, village: Office) -> None:
    body = sheet(STRUCK, ["甲某", MISSING, "试101", "洪涝", "2026-07-12", "严重损坏", "500"])
    secrets = db.scalar(select(func.count()).select_from(Secret))
    batch = village.applies(body, "B28.xlsx", "B28", "2026-07")
    assert [c.check_code for c in clues(db)] == ["K03"]
    village.undoes(batch)
    assert (clues(db), db.scalar(select(func.count()).select_from(Secret))) == ([], secrets)


@pytest.fixture
def town(db: Session, village: Office, world: World, client_of: SignIn) -> FlaskClient:
    village.applies(FAMILY, "B01.xlsx", "B01", "2026-10")
    world.account("town", "township_clerk", TOWNSHIP)
    return client_of("town")


def test_the_responsible_township_alone_sees_it(
    db: Session, town: FlaskClient, world: World, client_of: SignIn
) -> None:
    page = town.get("/clues").get_data(as_text=True)
    assert "赵小弟" in page
    assert MISSING not in page
    at = f"/clues/{clues(db)[0].public_id}"
    assert MISSING in town.post(f"{at}/open").get_data(as_text=True)
    assert db.scalar(select(func.count()).select_from(Event).where(Event.act == "clue.open")) == 1
    world.account("elsewhere", "township_clerk", OTHER_VILLAGE[:9] + "000")
    other = client_of("elsewhere")
    assert "赵小弟" not in other.get("/clues").get_data(as_text=True)
    assert other.post(f"{at}/open").status_code == 404
    assert client_of("office").get("/clues").status_code in (403, 404)
    world.account("police", "bureau_staff", COUNTY, bureau="GA")
    assert client_of("police").get("/clues").status_code in (403, 404)


def test_it_becomes_a_household_and_vanishes(db: Session, town: FlaskClient) -> None:
    at = f"/clues/{clues(db)[0].public_id}"
    assert town.post(f"{at}/join", data={"household_no": "无此户"}).status_code == 422
    secret = clues(db)[0].secret_id
    assert town.post(f"{at}/join", data={"household_no": "0001"}).status_code == 302
    assert clues(db) == []
    assert db.get(Secret, secret) is None


def test_it_is_looked_at_and_does_not_come_back(db: Session, town: FlaskClient, village: Office) -> None:
    at = f"/clues/{clues(db)[0].public_id}"
    assert town.post(f"{at}/drop").status_code == 302
    assert "赵小弟" not in town.get("/clues").get_data(as_text=True)
    assert town.post(f"{at}/open").status_code == 404
    village.applies(FAMILY, "B01.xlsx", "B01", "2026-11")
    assert len(clues(db)) == 1
    secret = db.get(Secret, clues(db)[0].secret_id)
    assert secret is not None
    assert (secret.sealed, secret.key_no) == (b"", 0)


def test_it_ends_by_itself(db: Session, town: FlaskClient) -> None:
    (clue,) = clues(db)
    clue.ends_on = today() - timedelta(days=1)
    db.commit()
    assert "赵小弟" not in town.get("/clues").get_data(as_text=True)
    with unit_of_work(db, SYSTEM, "import.prune") as work:
        drop_stale(work, now() - timedelta(days=14), now() - timedelta(days=30))
    assert clues(db) == []


def test_every_rule_names_its_source_ground_and_end() -> None:
    for rule in load_clue_rules():
        assert rule.days <= 90
        assert rule.ground
    with pytest.raises(ProfileError, match="source"):
        parse_clue_rules([{"code": "K9", "place": "written"}])
