"""A village's workbook: out and back without a difference, changed cells written, stale cells in dispute, undone."""

import re
from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from flask import g
from flask.testing import FlaskClient
from openpyxl import Workbook, load_workbook
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.permissions import SYSTEM
from app.extensions import db as database
from app.models import Event, Household, ImportBatch, LivingCondition, Person
from app.queries.scope import unscoped
from app.unit_of_work import unit_of_work
from tests.support.people import OTHER_VILLAGE, VILLAGE, World

ClientOf = Callable[[str], FlaskClient]
ID = "520199195001010019"


@pytest.fixture
def village(world: World) -> World:
    """Two households, one of them surveyed; values that spreadsheet programs like to change."""
    first = world.household(
        head_name="石阿妹", household_no="520199000000000001", group_name="一组", cause_main="illness",
        note="备注里有 空格 ", year_members=2,
    )  # fmt: skip
    world.person(
        first, ID, name="石阿妹", relation="head", person_no="0052019900001", work_months=8, dibao="rural",
        work_place="贵阳市 南明区", speaks_mandarin=None, joined_month="2014-05",
    )  # fmt: skip
    second = world.household(head_name="杨明福", household_no="520199000000000002")
    world.person(second, name="杨明福", relation="head", person_no="0052019900002", education="primary")
    world.household(OTHER_VILLAGE, household_no="520199000000000003")
    _add(world.session, LivingCondition(
        household_id=first.id, land_crop_mu=2.5, house_area_m2=80.0, house_level="B", water_is_safe=True,
        fuels="firewood", industry_income_fen=123_456, house_built_year=1998, relocated_on=date(2019, 5, 1),
    ))  # fmt: skip
    world.account("cadre", "village_cadre")
    return world


def _add(session: Session, *rows: object) -> None:
    with unscoped("tests"), unit_of_work(session, SYSTEM, "test.rows") as work:
        work.session.add_all(rows)


def _forget() -> None:
    database.session.remove()
    for name in list(g):
        g.pop(name)


def _download(client: FlaskClient) -> bytes:
    answer = client.post("/workbooks/download", data={"village": VILLAGE})
    assert answer.status_code == 200, answer.get_data(as_text=True)[-1500:]
    _forget()
    return answer.data


def _edited(body: bytes, *cells: tuple[str, str, str, Any]) -> bytes:
    """The workbook with cells changed: sheet, key, title, value."""
    book = load_workbook(BytesIO(body))
    for sheet, key, title, value in cells:
        page = book[sheet]
        column = next(c.column for c in page[2] if c.value == title)
        row = next(r[0].row for r in page.iter_rows(min_row=3) if r[0].value == key)
        page.cell(row, column).value = value
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _bring(client: FlaskClient, body: bytes) -> tuple[str, str]:
    answer = client.post("/workbooks", data={"file": (BytesIO(body), "工作簿.xlsx")})
    assert answer.status_code == 302, answer.get_data(as_text=True)[-1500:]
    _forget()
    page = answer.headers["Location"]
    text = client.get(page).get_data(as_text=True)
    _forget()
    return page, text


def _row(db: Session, model: Any, **values: Any) -> Any:
    db.rollback()
    db.expire_all()
    with unscoped("tests"):
        return db.scalars(select(model).filter_by(**values)).one()


def test_what_comes_back_unchanged_makes_no_difference(village: World, client_of: ClientOf) -> None:
    client = client_of("cadre")
    body = _download(client)
    for same in (body, _edited(body)):
        _page, text = _bring(client, same)
        assert "没有改动" in text and "一格都没有改" in text and "没有读的" not in text


def test_a_locked_cell_that_was_changed_all_the_same_is_told(village: World, client_of: ClientOf) -> None:
    client = client_of("cadre")
    body = _download(client)
    _page, text = _bring(
        client,
        _edited(
            body,
            ("户", "520199000000000001", "村民小组", "九组"),
            ("户", "520199000000000002", "村民小组", "二组"),
            ("成员", "0052019900002", "姓名", "杨明富"),
        ),
    )
    for told in (
        "B3",
        "“村民小组”是锁定的格，改成的“九组”没有读",
        "改成的“二组”没有读",
        "改成的“杨明富”没有读",
    ):
        assert told in text, told
    assert "石阿妹”没有读" not in text


def test_the_workbook_locks_keys_offers_words_and_hides_its_stamp(
    village: World, client_of: ClientOf
) -> None:
    book = load_workbook(BytesIO(_download(client_of("cadre"))))
    homes = book["户"]
    assert homes.protection.sheet and homes["A3"].protection.locked and not homes["H3"].protection.locked
    assert homes["A3"].value == "520199000000000001" and homes["A3"].number_format == "@"
    assert homes["D3"].value == "520199********0019" and book["_版本"].sheet_state == "veryHidden"
    assert len(homes.data_validations.dataValidation) > 20
    assert "520199000000000003" not in [c.value for c in homes["A"]]
    whole = str([[c.value for c in row] for page in book for row in page.iter_rows()])
    assert ID not in whole


def test_only_changed_cells_are_written_in_one_act_and_taken_back(
    village: World, client_of: ClientOf, db: Session
) -> None:
    client = client_of("cadre")
    body = _edited(
        _download(client),
        ("户", "520199000000000001", "耕地面积（亩）", 3.5),
        ("户", "520199000000000001", "危房级别", "Ｃ级"),
        ("户", "520199000000000002", "住房面积（平方米）", "60"),
        ("成员", "0052019900001", "务工时间（月）", 10),
        ("成员", "0052019900001", "务工所在地", None),
        ("成员", "0052019900002", "是否会讲普通话", "是"),
    )
    page, text = _bring(client, body)
    assert "改了 6 格" in text and "3.5" in text and "清空" in text
    before = _row(db, Person, person_no="0052019900002").version
    answer = client.post(f"{page}/apply", data={"request_key": "once"})
    assert answer.status_code == 302
    _forget()
    assert "6 格写入了" in client.get(page).get_data(as_text=True)
    living = _row(db, LivingCondition, house_level="C")
    assert (living.land_crop_mu, living.house_area_m2, living.water_is_safe) == (3.5, 80.0, True)
    assert _row(db, LivingCondition, house_area_m2=60.0).house_level is None
    first, second = (_row(db, Person, person_no=f"005201990000{n}") for n in (1, 2))
    assert (first.work_months, first.work_place, second.speaks_mandarin) == (10, None, True)
    assert second.version == before + 1 and second.event_id == first.event_id == living.event_id
    _forget()
    assert client.post(f"{page}/undo").status_code == 302
    assert _row(db, Person, person_no="0052019900001").work_place == "贵阳市 南明区"
    assert _row(db, LivingCondition, house_level="B").land_crop_mu == 2.5
    with unscoped("tests"):
        assert db.scalar(select(func.count()).select_from(LivingCondition)) == 1


def test_a_cell_that_moved_meanwhile_is_in_dispute_and_never_overwritten(
    village: World, client_of: ClientOf, db: Session
) -> None:
    client = client_of("cadre")
    body = _download(client)
    with unscoped("tests"), unit_of_work(db, SYSTEM, "test.meanwhile") as work:
        row = work.session.scalars(select(LivingCondition)).one()
        row.house_level, row.land_crop_mu, row.house_area_m2 = "D", None, 90.0
    _forget()
    body = _edited(
        body,
        ("户", "520199000000000001", "危房级别", "C级"),
        ("户", "520199000000000001", "耕地面积（亩）", 4),
        ("户", "520199000000000001", "饮水是否困难", "否"),
    )
    page, text = _bring(client, body)
    assert "改了 1 格" in text and "2 格两边都改过" in text and "D级" in text and "C级" in text
    assert client.post(f"{page}/apply").status_code == 302
    living = _row(db, LivingCondition)
    assert (living.house_level, living.land_crop_mu, living.house_area_m2) == ("D", None, 90.0)
    assert living.water_is_hard is False


def test_disputed_cells_are_taken_or_left_one_by_one_and_all_of_a_kind(
    village: World, client_of: ClientOf, db: Session
) -> None:
    client = client_of("cadre")
    body = _download(client)

    def meanwhile(**values: Any) -> None:
        with unscoped("tests"), unit_of_work(db, SYSTEM, "test.meanwhile") as work:
            row = work.session.scalars(select(LivingCondition)).one()
            for name, value in values.items():
                setattr(row, name, value)
        _forget()

    meanwhile(
        house_level="D",
        land_crop_mu=None,
        house_area_m2=90.0,
        water_is_safe=False,
        water_is_hard=True,
    )
    key = "520199000000000001"
    body = _edited(
        body, ("户", key, "危房级别", "C级"), ("户", key, "耕地面积（亩）", 4), ("户", key, "住房面积（平方米）", None),
        ("户", key, "饮水是否困难", "否"),
    )  # fmt: skip
    page, text = _bring(client, body)
    cells = dict.fromkeys(re.findall(r'name="chosen" value="(\d+\.[a-z_.0-9]+)"', text))
    line = next(iter(cells)).partition(".")[0]
    assert set(cells) == {
        f"{line}.living_condition.{name}"
        for name in ("house_level", "land_crop_mu", "water_is_hard", "house_area_m2")
    }
    meanwhile(house_level="A")

    def settle(**form: Any) -> str:
        assert client.post(f"{page}/settle", data=form).status_code == 302
        _forget()
        text = client.get(page).get_data(as_text=True)
        _forget()
        return text

    assert "没有勾选" in settle(act="mine")
    assert "刚才又改了" in settle(act="mine", chosen=[f"{line}.living_condition.house_level"])
    assert "1 格用表里的" in settle(act="mine", kind="living_condition.land_crop_mu")
    assert "1 格用表里的" in settle(
        mine=f"{line}.living_condition.water_is_hard", chosen=[f"{line}.living_condition.house_level"]
    )
    rest = ("house_level", "house_area_m2")
    last = settle(act="theirs", chosen=[f"{line}.living_condition.{name}" for name in rest])
    assert "2 格留登记库的" in last and "两边都改过" not in last and "改了 2 格" in last
    assert client.post(f"{page}/apply").status_code == 302
    living = _row(db, LivingCondition)
    assert (living.house_level, living.land_crop_mu, living.water_is_hard) == ("A", 4.0, False)
    assert (living.house_area_m2, living.water_is_safe) == (90.0, False)
    with unscoped("tests"):
        acts = db.scalars(select(Event).where(Event.act == "book.settle")).all()
    assert [act.payload["mine"] for act in acts] == [True, True, True, False]


def test_cells_and_rows_that_cannot_be_taken_are_named_and_the_rest_is(
    village: World, client_of: ClientOf, db: Session
) -> None:
    client = client_of("cadre")
    book = load_workbook(BytesIO(_edited(
        _download(client),
        ("户", "520199000000000001", "耕地面积（亩）", -5),
        ("户", "520199000000000001", "危房级别", "Z级"),
        ("成员", "0052019900001", "务工企业名称", "厂" * 10_000),
        ("成员", "0052019900001", "务工时间（月）", 9),
    )))  # fmt: skip
    page = book["户"]
    page["A5"].value = "520199000000000003"
    page["A6"].value = "520199000000000001"
    page["B7"].value = "没有编号的行\u202e"
    out = BytesIO()
    book.save(out)
    _page, text = _bring(client, out.getvalue())
    for words in (
        "在 0 到 100 之间",
        "请从选项里选",
        "不是下载时就有的",
        "出现了两次",
        "没有编号",
        "改了 1 格",
    ):
        assert words in text, words


def test_deleted_rows_and_numbers_that_lost_their_end_are_told_and_change_nothing(
    village: World, client_of: ClientOf, db: Session
) -> None:
    client = client_of("cadre")
    book = load_workbook(BytesIO(_download(client)))
    book["户"]["A3"].value = 5.2019900000000000e17
    book["成员"].delete_rows(4)
    out = BytesIO()
    book.save(out)
    _page, text = _bring(client, out.getvalue())
    assert (
        "编号变成了数字，后几位已经丢了" in text and "520199000000000001" in text
    )  # the row it was is missing
    assert "下载时有、传回来没有的 1 行（0052019900002）" in text and "删行不算销户" in text
    assert "没有改动" in text and _row(db, Household, household_no="520199000000000002").status == "active"


def test_a_workbook_that_is_not_ours_is_refused_with_a_way_out(
    village: World, client_of: ClientOf, db: Session
) -> None:
    client = client_of("cadre")
    body = _download(client)
    for trick in ("stamp", "foreign", "elsewhere", "broken"):
        book = Workbook() if trick == "foreign" else load_workbook(BytesIO(body))
        if trick == "stamp":
            book["_版本"]["C5"].value = "7"
        elif trick == "elsewhere":
            book["_版本"]["A2"].value = OTHER_VILLAGE
        out = BytesIO()
        book.save(out)
        sent = b"PK\x03\x04 nothing" if trick == "broken" else out.getvalue()
        answer = client.post("/workbooks", data={"file": (BytesIO(sent), "x.xlsx")})
        assert answer.status_code == 422 and "请" in answer.get_data(as_text=True), trick
        _forget()
    with unscoped("tests"):
        assert db.scalar(select(func.count()).select_from(ImportBatch)) == 0


def test_a_workbook_belongs_to_its_village_and_stays_out_of_the_offices_lists(
    village: World, client_of: ClientOf, db: Session
) -> None:
    village.account("elsewhere", "village_cadre", OTHER_VILLAGE)
    village.account("clerk", "township_clerk", "520199101000")
    page, _text = _bring(client_of("cadre"), _download(client_of("cadre")))
    batch = page.rsplit("/", 1)[1]
    other = client_of("elsewhere")
    assert other.get(page).status_code == 404 and other.post(f"{page}/apply").status_code == 404
    assert other.post("/workbooks/download", data={"village": VILLAGE}).status_code == 404
    clerk = client_of("clerk")
    assert clerk.get(f"/imports/{batch}").status_code == 404
    assert "工作簿.xlsx" not in clerk.get("/imports").get_data(as_text=True)
    assert client_of("cadre").post(f"{page}/drop").status_code == 302
    with unscoped("tests"):
        acts = set(db.scalars(select(Event.act).where(Event.act.like("book.%"))))
    assert acts == {"book.export", "book.receive", "book.drop"}
    assert _row(db, Household, household_no="520199000000000001").version == 1
