"""A clerk's way through the six pages, and who may not walk it."""

import io
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.permissions import SYSTEM
from app.models import BureauRecord, Event, ImportBatch, IncomeEntry, MatchCase
from app.queries.scope import unscoped
from app.services.accounts import grant_role
from app.unit_of_work import unit_of_work
from tests.integration.importing.office import Office, dibao
from tests.integration.importing.test_bureau_list import HEAD, OUTSIDER, WIFE, line
from tests.support.people import COUNTY, TOWNSHIP, World
from tests.workbooks.tables import xlsx

SignIn = Callable[[str], FlaskClient]
PAGES = ("read", "problems", "people", "differences")


def _upload(client: FlaskClient, body: bytes, name: str = "10月低保.xlsx", **fields: str) -> Any:
    form = {"profile": "", "period": "2026-10", "area": COUNTY, **fields, "file": (io.BytesIO(body), name)}
    return client.post("/imports", data=form, content_type="multipart/form-data")


def _batch(db: Session) -> ImportBatch:
    db.expire_all()
    return db.scalars(select(ImportBatch).order_by(ImportBatch.id.desc()).limit(1)).one()


def _paid(db: Session) -> set[int]:
    """What bureaus' lists put into the ledgers, in fen."""
    db.expire_all()
    return set(db.scalars(select(IncomeEntry.amount_fen).where(IncomeEntry.origin == "bureau")))


@pytest.fixture
def clerk(village: Office, client_of: SignIn) -> FlaskClient:
    return client_of("office")


SHEET = (
    line("赵建国", HEAD),
    line("周大海", WIFE),
    line("外来人", OUTSIDER),
    line("错号人", "520199195001010018"),
)


def test_a_sheet_walks_all_six_pages(db: Session, clerk: FlaskClient) -> None:
    assert clerk.get("/imports").status_code == 200
    sent = _upload(clerk, dibao(*SHEET))
    batch = _batch(db)
    assert sent.status_code == 302
    at = f"/imports/{batch.public_id}"
    for page in PAGES:
        answer = clerk.get(f"{at}/{page}")
        assert answer.status_code == 200, page
        assert HEAD not in answer.get_data(as_text=True)
    assert "520199195001010018" not in clerk.get(f"{at}/problems").get_data(as_text=True)
    returned = clerk.post(f"{at}/returned.xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(returned.data)).worksheets[0]
    assert any("最后一位算不对" in str(c.value) for row in sheet.iter_rows() for c in row)
    case = db.scalars(select(MatchCase).where(MatchCase.batch_id == batch.id)).one()
    assert clerk.post(f"{at}/people/{case.public_id}", data={"verdict": "later"}).status_code == 302
    assert clerk.post(f"{at}/prepare", data={"to": "differences"}).status_code == 302
    applied = clerk.post(f"{at}/apply", data={"request_key": "k1"})
    assert applied.location.endswith("/done")
    assert clerk.post(f"{at}/apply", data={"request_key": "k1"}).status_code == 302  # the same form again
    done = clerk.get(f"{at}/done")
    assert done.status_code == 200
    assert db.scalar(select(BureauRecord.level)) == "a"
    assert _paid(db) == {12 * 60_000}
    _upload(clerk, dibao(line("赵建国", HEAD, amount="700")), period="2026-11")
    next_month = f"/imports/{_batch(db).public_id}"
    assert clerk.post(f"{next_month}/apply", data={"request_key": "k3"}).location.endswith("/done")
    assert _paid(db) == {12 * 70_000}
    assert clerk.post(f"{next_month}/undo", data={"request_key": "k4"}).status_code == 302
    assert _paid(db) == {12 * 60_000}
    assert clerk.get(f"{at}/undo").status_code == 200
    assert clerk.post(f"{at}/undo", data={"request_key": "k2"}).status_code == 302
    assert db.scalar(select(BureauRecord.level)) is None
    assert _paid(db) == set()


def test_a_hostile_file_is_a_named_refusal(db: Session, clerk: FlaskClient) -> None:
    for body, name in ((b"", "空.xlsx"), (b"PK\x03\x04junk", "坏.xlsx"), (b"<html><table>", "网页.xls")):
        assert _upload(clerk, body, name).status_code == 302
        batch = _batch(db)
        page = clerk.get(f"/imports/{batch.public_id}", follow_redirects=True)
        assert page.status_code == 200
        assert batch.state == "refused"
        assert (batch.state_words or "")[:6] in page.get_data(as_text=True)


def test_another_period_or_list_reads_the_file_again(db: Session, clerk: FlaskClient) -> None:
    _upload(clerk, dibao(*SHEET))
    at = f"/imports/{_batch(db).public_id}"
    assert clerk.post(f"{at}/read", data={"profile": "B04", "period": "2026-09"}).status_code == 302
    assert _batch(db).period == "2026-09"
    assert clerk.post(f"{at}/drop").status_code == 302
    assert _batch(db).state == "dropped"
    assert clerk.get(f"{at}/differences", follow_redirects=True).status_code == 200


def test_a_sheet_that_names_no_month_is_asked_for_it_and_never_filed_under_this_one(
    db: Session, clerk: FlaskClient
) -> None:
    sent = _upload(clerk, dibao(*SHEET), period="")
    batch = _batch(db)
    assert (batch.state, batch.period, batch.counts["refused"]) == ("refused", None, "period_unknown")
    assert "这张表是哪一期的" in clerk.get(sent.location).text
    at = f"/imports/{batch.public_id}/period"
    assert clerk.post(at, data={"period": "十月"}).status_code == 422
    assert clerk.post(at, data={"period": "2062-10"}).status_code == 422
    assert clerk.post(at, data={"period": "2026-10"}).status_code == 302
    batch = _batch(db)
    assert (batch.state, batch.period, batch.counts["rows"]) == ("previewed", "2026-10", 4)
    assert clerk.post(at, data={"period": "2026-09"}).status_code == 302  # a second press changes nothing
    assert _batch(db).period == "2026-10"


def test_a_clerk_of_two_townships_may_bring_lists_for_both(
    db: Session, village: Office, client_of: SignIn
) -> None:
    world = World(db)
    user = world.account("two", "township_clerk", "520199102000")
    with unscoped("tests"), unit_of_work(db, SYSTEM, "test.second") as work:
        grant_role(work, user, "township_clerk", TOWNSHIP)
    page = client_of("two").get("/imports").get_data(as_text=True)
    assert f'value="{TOWNSHIP}"' in page and 'value="520199102000"' in page


def test_an_upload_without_file_is_told(clerk: FlaskClient) -> None:
    answer = clerk.post("/imports", data={"profile": "", "period": "x", "area": COUNTY})
    assert answer.status_code == 422


def test_out_of_reach_is_404_everywhere(
    db: Session, clerk: FlaskClient, world: World, client_of: SignIn
) -> None:
    _upload(clerk, dibao(*SHEET))
    batch = _batch(db)
    at, case = f"/imports/{batch.public_id}", db.scalars(select(MatchCase)).one().public_id
    world.account("police", "bureau_staff", COUNTY, bureau="GA")
    world.account("town", "township_clerk", "520199102000")
    for login in ("police", "town"):
        other = client_of(login)
        assert batch.public_id not in other.get("/imports").get_data(as_text=True)
        for page in (*PAGES, "waiting", "progress", "done", "undo"):
            assert other.get(f"{at}/{page}").status_code == 404, (login, page)
        for act in (
            "apply",
            "undo",
            "drop",
            "prepare",
            "anyway",
            "decide",
            "read",
            "returned.xlsx",
            f"people/{case}",
        ):
            assert other.post(f"{at}/{act}", data={"verdict": "same"}).status_code == 404, (login, act)


def test_bureau_staff_bring_only_their_own_lists(
    db: Session, village: Office, world: World, client_of: SignIn
) -> None:
    world.account("police", "bureau_staff", COUNTY, bureau="GA")
    police = client_of("police")
    assert _upload(police, dibao(*SHEET)).status_code == 302
    assert _batch(db).state == "refused"
    world.account("cadre", "village_cadre")
    assert client_of("cadre").get("/imports").status_code == 403


def test_who_saw_a_batch_is_kept_once_a_day(db: Session, clerk: FlaskClient) -> None:
    _upload(clerk, dibao(*SHEET))
    batch = _batch(db)
    at = f"/imports/{batch.public_id}"
    for page in ("read", "problems", "read"):
        clerk.get(f"{at}/{page}")
    clerk.get(f"{at}/progress")  # shows no row
    clerk.post(f"{at}/returned.xlsx")
    told = select(Event.act, func.count()).where(Event.subject == f"import_batch:{batch.public_id}")
    seen = dict(db.execute(told.group_by(Event.act)).all())
    assert (seen["import.view"], seen["import.return"]) == (1, 1)
    shown = clerk.get(f"{at}/read").get_data(as_text=True)
    assert "看过这一批的人" in shown
    assert "取走原表 1 次" in shown


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_register_list_without_a_key_column_says_so(db: Session, clerk: FlaskClient) -> None:
    sheet = xlsx(("户", [["户编号", "户主姓名", "村"], ["0001", "赵建国", "试201"]]))
    sent = _upload(clerk, sheet, "户信息.xlsx", profile="N01")
    assert sent.status_code == 302
    page = clerk.get(sent.location, follow_redirects=True)
    assert "户类型" in page.get_data(as_text=True)
    assert _batch(db).state == "stopped"
