"""A list that nobody described: a clerk names its columns in the browser, and next month it is recognised."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import BureauRecord, ImportBatch
from tests.integration.importing.office import Office
from tests.integration.importing.test_bureau_list import HEAD, WIFE
from tests.support.people import COUNTY, World
from tests.workbooks.tables import xlsx

SignIn = Callable[[str], FlaskClient]
HEADER = ["编排", "老乡称呼", "本人凭证", "哪一类", "给了多少", "从哪天"]
ROWS = [
    ["1", "赵建国", HEAD, "孤儿", "1150", "2026-01-01"],
    ["2", "孙小红", WIFE, "事实无人抚养儿童", "1150", "2026-01-01"],
]
TAKES = {
    "take-B": "name",
    "take-C": "id_number",
    "take-D": "kind",
    "take-E": "allowance",
    "take-F": "starts_on",
}


def body(header: list[str] = HEADER, title: str = "县里的爱心表") -> bytes:
    return xlsx(("Sheet1", [[title], header, *ROWS]))


@pytest.fixture
def clerk(village: Office, client_of: SignIn) -> FlaskClient:
    return client_of("office")


def upload(client: FlaskClient, content: bytes, period: str = "2026-10") -> None:
    form: dict[str, Any] = {
        "profile": "",
        "period": period,
        "area": COUNTY,
        "file": (io.BytesIO(content), "爱心.xlsx"),
    }
    assert client.post("/imports", data=form, content_type="multipart/form-data").status_code == 302


def latest(db: Session) -> ImportBatch:
    db.expire_all()
    return db.scalars(select(ImportBatch).order_by(ImportBatch.id.desc()).limit(1)).one()


def test_a_new_list_is_described_once_and_then_recognised(db: Session, clerk: FlaskClient) -> None:
    upload(clerk, body())
    batch = latest(db)
    assert batch.counts["refused"] == "profile_not_recognised"
    at = f"/imports/{batch.public_id}"
    assert f"{at}/describe" in clerk.get(f"{at}/waiting").get_data(as_text=True)
    page = clerk.get(f"{at}/describe?base=B05-2").get_data(as_text=True)
    assert "老乡称呼" in page
    assert HEAD not in page
    sent = {"base": "B05-2", "row": "2", "title": "爱心补贴表", **TAKES}
    assert clerk.post(f"{at}/describe", data={**sent, "take-C": ""}).status_code == 422
    assert clerk.post(f"{at}/describe", data={**sent, "title": " "}).status_code == 422
    assert clerk.post(f"{at}/describe", data=sent).status_code == 302
    batch = latest(db)
    assert (batch.profile, batch.state, batch.counts["accepted"]) == ("U01", "previewed", 2)
    clerk.post(f"{at}/apply", data={"request_key": "k1"})
    assert sorted(db.scalars(select(BureauRecord.kind))) == ["orphan", "unsupported"]
    moved = [HEADER[2], *HEADER[:2], *HEADER[3:]]
    rows = [[r[2], *r[:2], *r[3:]] for r in ROWS]
    upload(clerk, xlsx(("Sheet1", [["县里的爱心表"], moved, *rows])), "2026-11")
    assert (latest(db).profile, latest(db).counts["same"]) == ("U01", 2)
    assert "爱心补贴表" in clerk.get("/imports").get_data(as_text=True)


def test_the_header_row_and_the_model_can_be_changed_before_keeping(db: Session, clerk: FlaskClient) -> None:
    upload(clerk, body())
    at = f"/imports/{latest(db).public_id}"
    again = clerk.post(f"{at}/describe", data={"base": "B22", "row": "1", "again": "1"})
    assert again.status_code == 200
    assert "县里的爱心表" in again.get_data(as_text=True)
    assert clerk.get(f"{at}/describe?base=nonsense").status_code == 404
    assert clerk.get(f"{at}/describe?row=999").status_code == 200


def test_an_office_describes_only_lists_of_its_own(
    db: Session, clerk: FlaskClient, world: World, client_of: SignIn
) -> None:
    world.account("civil", "bureau_staff", COUNTY, bureau="MZ")
    civil = client_of("civil")
    upload(civil, body())
    at = f"/imports/{latest(db).public_id}"
    page = civil.get(f"{at}/describe").get_data(as_text=True)
    assert "民政临时救助" in page
    assert "公安机动车登记" not in page
    assert civil.get(f"{at}/describe?base=B02").status_code == 404
