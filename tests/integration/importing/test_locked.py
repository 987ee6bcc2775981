"""A workbook under a password is asked about in the browser; the password stays nowhere."""

import io
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from flask.testing import FlaskClient
from sqlalchemy import inspect, select, text
from sqlalchemy.orm import Session

from app.models import Event, ImportBatch
from tests.integration.importing.office import Office, dibao
from tests.integration.importing.test_bureau_list import HEAD, line
from tests.support.people import COUNTY
from tests.workbooks.locked import locked_package

SignIn = Callable[[str], FlaskClient]
WORD = "Mima-开门-93"


def _send(client: FlaskClient, body: bytes) -> Any:
    form = {"profile": "", "period": "2026-10", "area": COUNTY, "file": (io.BytesIO(body), "低保.xlsx")}
    return client.post("/imports", data=form, content_type="multipart/form-data")


def _batch(db: Session) -> ImportBatch:
    db.expire_all()
    return db.scalars(select(ImportBatch).order_by(ImportBatch.id.desc()).limit(1)).one()


@pytest.fixture
def sent(db: Session, village: Office, client_of: SignIn) -> tuple[FlaskClient, ImportBatch]:
    client = client_of("office")
    _send(client, locked_package(dibao(line("赵建国", HEAD), line("错号人", "520199195001010018")), WORD))
    return client, _batch(db)


def _holds(db: Session, word: str) -> list[str]:
    """Columns of the whole database that hold the word somewhere."""
    found = []
    for table in inspect(db.connection()).get_table_names():
        for row in db.execute(text(f'SELECT * FROM "{table}"')).mappings():
            found += [f"{table}.{c}" for c, v in row.items() if isinstance(v, str) and word in v]
    return found


def test_the_page_asks_for_the_password_and_reads_on(
    db: Session, sent: tuple[FlaskClient, ImportBatch]
) -> None:
    client, batch = sent
    at = f"/imports/{batch.public_id}"
    assert batch.state == "refused"
    asked = client.get(f"{at}/waiting").get_data(as_text=True)
    assert 'type="password"' in asked
    wrong = client.post(f"{at}/open", data={"password": "mima"})
    assert wrong.status_code == 422
    assert "密码不对" in wrong.get_data(as_text=True)
    assert client.post(f"{at}/open", data={"password": ""}).status_code == 422
    assert _batch(db).state == "refused"
    assert client.post(f"{at}/open", data={"password": WORD}).status_code == 302
    batch = _batch(db)
    assert (batch.state, batch.counts["accepted"], batch.counts["rejected"]) == ("previewed", 1, 1)
    returned = client.post(f"{at}/returned.xlsx")
    assert openpyxl.load_workbook(io.BytesIO(returned.data)).worksheets
    assert client.post(f"{at}/open", data={"password": WORD}).status_code == 302  # nothing to open any more


def test_the_password_is_kept_nowhere(db: Session, sent: tuple[FlaskClient, ImportBatch]) -> None:
    client, batch = sent
    client.post(f"/imports/{batch.public_id}/open", data={"password": "Falsch-77"})
    client.post(f"/imports/{batch.public_id}/open", data={"password": WORD})
    assert _batch(db).state == "previewed"
    db.rollback()
    assert _holds(db, WORD) == _holds(db, "Falsch-77") == []
    assert _holds(db, "import.open") == ["event.act"]
    assert db.scalar(select(Event.act).where(Event.act == "import.open")) is not None


def test_the_same_locked_bytes_are_recognised(db: Session, village: Office, client_of: SignIn) -> None:
    client = client_of("office")
    body = locked_package(dibao(line("赵建国", HEAD)), WORD)
    _send(client, body)
    first = _batch(db).public_id
    client.post(f"/imports/{first}/open", data={"password": WORD})
    _send(client, body)
    assert _batch(db).read["seen"] == [first]
