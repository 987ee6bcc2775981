"""A clerk's word on columns, words and notations holds for all rows and for next month; what differs is told."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import BureauRecord, Household, ImportBatch, MeasureGrant
from tests.integration.importing.office import HOMES, MEMBERS, Office, homes, members
from tests.integration.importing.test_bureau_list import HEAD, OLD, WIFE
from tests.support.people import COUNTY, VILLAGE
from tests.workbooks.people import number_of
from tests.workbooks.tables import xlsx

SignIn = Callable[[str], FlaskClient]
HEADER = ["成员姓名", "身份证号", "低保类型", "保障类别", "发给几多", "起保时间", "状态"]


def line(
    name: str, number: str, level: str = "甲等", money: str = "600", day: str = "05/01/2024"
) -> list[Any]:
    return [name, number, "农村", level, money, day, "在保"]


def sheet(*rows: list[Any], header: list[str] = HEADER) -> bytes:
    return xlsx(("名册", [["低保花名册"], header, *rows]))


ROWS = (line("赵建国", HEAD), line("孙小红", WIFE), line("钱秀英", OLD, "乙等"))


@pytest.fixture
def clerk(village: Office, client_of: SignIn) -> FlaskClient:
    return client_of("office")


def upload(client: FlaskClient, body: bytes, period: str = "2026-10", profile: str = "") -> None:
    form = {"profile": profile, "period": period, "area": COUNTY, "file": (io.BytesIO(body), "低保.xlsx")}
    assert client.post("/imports", data=form, content_type="multipart/form-data").status_code == 302


def latest(db: Session) -> ImportBatch:
    db.expire_all()
    return db.scalars(select(ImportBatch).order_by(ImportBatch.id.desc()).limit(1)).one()


def keys(batch: ImportBatch) -> dict[str, str | None]:
    return {c["header"]: c["key"] for c in batch.read["sheets"][0]["columns"]}


def test_one_column_is_changed_on_the_page_and_known_next_month(db: Session, clerk: FlaskClient) -> None:
    upload(clerk, sheet(*ROWS))
    at = f"/imports/{latest(db).public_id}"
    assert keys(latest(db))["发给几多"] is None
    assert 'name="take-E"' in clerk.get(f"{at}/read").get_data(as_text=True)
    sent = {"profile": "B04", "period": "2026-10", "take-E": "household_allowance", "take-A": "name"}
    assert clerk.post(f"{at}/read", data=sent | {"take-E": "no_such_column"}).status_code == 422
    assert clerk.post(f"{at}/read", data=sent).status_code == 302
    assert keys(latest(db))["发给几多"] == "household_allowance"
    moved = [HEADER[4], *HEADER[:4], *HEADER[5:]]
    upload(clerk, sheet(*([r[4], *r[:4], *r[5:]] for r in ROWS), header=moved), "2026-11")
    assert keys(latest(db))["发给几多"] == "household_allowance"
    sent = {"profile": "B04", "period": "2026-11", "take-A": ""}
    clerk.post(f"/imports/{latest(db).public_id}/read", data=sent)
    assert keys(latest(db))["发给几多"] is None


def test_an_unknown_word_is_settled_once_for_all_rows_and_for_later_sheets(
    db: Session, clerk: FlaskClient
) -> None:
    upload(clerk, sheet(*ROWS))
    batch = latest(db)
    assert batch.read["unknown"]["level"] == [["甲等", 2], ["乙等", 1]]
    page = clerk.get(f"/imports/{batch.public_id}/problems").get_data(as_text=True)
    assert "甲等" in page
    assert "能整批改" in page
    sent = {"key": "level", "word-0": "a", "word-1": "-"}
    assert clerk.post(f"/imports/{batch.public_id}/settle", data=sent).status_code == 302
    batch = latest(db)
    assert "level" not in batch.read["unknown"]
    clerk.post(f"/imports/{batch.public_id}/apply", data={"request_key": "k1"})
    assert sorted(map(str, db.scalars(select(BureauRecord.level)))) == ["None", "a", "a"]
    upload(clerk, sheet(*ROWS), "2026-11")
    assert "level" not in latest(db).read["unknown"]


def test_a_notation_is_accepted_for_a_whole_column(db: Session, clerk: FlaskClient) -> None:
    upload(clerk, sheet(*ROWS))
    batch = latest(db)
    unread = "日期读不懂"
    assert unread in clerk.get(f"/imports/{batch.public_id}/problems").get_data(as_text=True)
    clerk.post(f"/imports/{batch.public_id}/settle", data={"key": "starts_on", "notation": "dmy"})
    assert unread not in clerk.get(f"/imports/{batch.public_id}/problems").get_data(as_text=True)


@pytest.mark.parametrize(
    "sent", [{"key": "nothing"}, {"key": "level", "word-0": "zzz"}, {"key": "level", "notation": "x"}]
)
def test_nonsense_settles_nothing(db: Session, clerk: FlaskClient, sent: dict[str, str]) -> None:
    upload(clerk, sheet(*ROWS))
    batch = latest(db)
    assert clerk.post(f"/imports/{batch.public_id}/settle", data=sent).status_code in (302, 404)
    assert latest(db).read["unknown"]["level"] == [["甲等", 2], ["乙等", 1]]


def test_the_next_sheet_tells_what_is_different(db: Session, clerk: FlaskClient) -> None:
    upload(clerk, sheet(*ROWS))
    clerk.post(f"/imports/{latest(db).public_id}/apply", data={"request_key": "k1"})
    upload(clerk, sheet(*ROWS), "2026-11")
    assert latest(db).read["drift"] == []
    other = ["成员姓名", "身份证号", "保障类型", "保障类别", "起保时间", "发给几多", "电话"]
    upload(clerk, sheet(line("赵建国", HEAD), header=other), "2026-12", profile="B04")
    batch = latest(db)
    kinds = {d["kind"] for d in batch.read["drift"]}
    assert {"renamed", "gone", "added"} <= kinds
    page = clerk.get(f"/imports/{batch.public_id}/read").get_data(as_text=True)
    assert "和上次的表不一样" in page
    assert "保障类型" in page


def test_the_same_month_again_says_how_many_rows_differ(db: Session, clerk: FlaskClient) -> None:
    upload(clerk, sheet(*ROWS))
    clerk.post(f"/imports/{latest(db).public_id}/apply", data={"request_key": "k1"})
    again = sheet(line("赵建国", HEAD, day="06/01/2024"), line("孙小红", WIFE))
    clerk.post(f"/imports/{latest(db).public_id}/settle", data={"key": "starts_on", "notation": "dmy"})
    upload(clerk, again)
    page = clerk.get(f"/imports/{latest(db).public_id}/differences").get_data(as_text=True)
    assert "已经交过、应用过" in page
    assert "1 人上次有、这次没有" in page


def test_a_suspicious_batch_asks_twice_and_about_the_numbers_seen(
    db: Session, village: Office, client_of: SignIn
) -> None:
    people = [[VILLAGE, "试201", f"9{n:03d}", "某某", "一般农户", "", 2026, "", ""] for n in range(60)]
    village.applies(homes(*people), "N01b.xlsx", "N01", "2026-12")
    batch = village.sends(
        xlsx(("户信息", [["户信息"], HOMES, *([*p[:4], "脱贫户", *p[5:]] for p in people)])),
        "N01c.xlsx",
        "N01",
        "2026-12",
    )
    assert batch.state == "stopped"
    clerk, at = client_of("office"), f"/imports/{batch.public_id}"
    assert clerk.post(f"{at}/apply", data={"request_key": "k"}).status_code == 422
    asked = clerk.get(f"{at}/anyway").get_data(as_text=True)
    assert "60 行" in asked
    assert clerk.post(f"{at}/anyway", data={"version": "1"}).status_code == 409
    assert clerk.post(f"{at}/anyway", data={"version": str(batch.version)}).status_code == 302
    assert latest(db).state == "previewed"


def test_undo_of_households_after_their_members_came_tells_what_stays_and_why(
    db: Session, office: Office, client_of: SignIn
) -> None:
    first = office.applies(
        homes([VILLAGE, "试201", "0001", "赵建国", "脱贫户", "A级", 2026, "1", ""]),
        "N01.xlsx",
        "N01",
        "2026-12",
    )
    second = office.applies(
        members(["0001", "000101", "赵建国", "男", number_of(10_001), "户主", "普通劳动力", "健康", ""]),
        "N02.xlsx",
        "N02",
        "2026-12",
    )
    clerk = client_of("office")
    page = clerk.get(f"/imports/{first.public_id}/undo").get_data(as_text=True)
    assert "户 1 条会留下" in page
    assert "要先撤回：成员信息 2026-12" in page
    assert clerk.post(f"/imports/{second.public_id}/undo", data={"request_key": "u2"}).status_code == 302
    page = clerk.get(f"/imports/{first.public_id}/undo").get_data(as_text=True)
    assert "会留下" not in page
    assert set(db.scalars(select(MeasureGrant.state))) == {"owed"}  # the rules' own task holds nothing back
    assert clerk.post(f"/imports/{first.public_id}/undo", data={"request_key": "u1"}).status_code == 302
    db.expire_all()
    assert db.scalars(select(Household.id)).all() == db.scalars(select(MeasureGrant.id)).all() == []
    assert MEMBERS[0] == "户编号"


def test_a_sheet_that_lacks_a_column_asks_for_it_on_the_first_page(db: Session, clerk: FlaskClient) -> None:
    header = ["补贴对象", "身份证号", "补贴项目", "发给几多", "月份", "批次", "发放状态"]
    rows = [["赵建国", HEAD, "农村低保", "420", "2026-10", "1001", "成功"]]
    upload(clerk, xlsx(("明细", [["惠民惠农补贴资金一卡通发放明细"], header, *rows])))
    batch = latest(db)
    assert (batch.profile, batch.counts["rows"], batch.state) == ("B22", 0, "stopped")
    assert clerk.post(f"/imports/{batch.public_id}/apply", data={"request_key": "k"}).status_code == 422
    at = f"/imports/{batch.public_id}"
    assert clerk.get(at).location.endswith("/read")
    assert "还缺必要的列：金额" in clerk.get(f"{at}/read").get_data(as_text=True)
    clerk.post(f"{at}/read", data={"profile": "B22", "period": "2026-10", "take-D": "amount"})
    assert (latest(db).counts["accepted"], latest(db).state) == (1, "previewed")
