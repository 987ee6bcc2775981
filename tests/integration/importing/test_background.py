"""A large batch is read and written by the worker: the page says how far it is, and offers the night."""

from datetime import datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.domain.clock import LOCAL, now
from app.domain.vocabulary.jobs import APPLY_IMPORT, PREPARE_IMPORT
from app.extensions import db as database
from app.jobs import load_tasks
from app.jobs.worker import Worker
from app.models import ImportBatch, Job
from app.models.database_clock import database_moment
from tests.integration.importing.office import dibao
from tests.integration.importing.test_bureau_list import HEAD, WIFE, line
from tests.integration.importing.test_pages import _batch, _upload, clerk  # noqa: F401 (a fixture)

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch, clerk: FlaskClient) -> FlaskClient:  # noqa: F811
    """A clerk for whom every sheet is large."""
    monkeypatch.setattr("app.web.imports.preparing.SMALL_FILE", 0)
    monkeypatch.setattr("app.web.imports.applying.SMALL_BATCH", 0)
    return clerk


def _job(db: Session, kind: str) -> Job:
    db.rollback()
    return db.scalars(select(Job).where(Job.kind == kind).order_by(Job.id.desc()).limit(1)).one()


def _work(app: Flask, db: Session) -> None:
    db.execute(
        update(Job).where(Job.kind.in_((PREPARE_IMPORT, APPLY_IMPORT))).values(not_before=database_moment(-1))
    )
    db.commit()
    database.session.remove()
    Worker(database.engine, app.extensions["bangfu"], load_tasks()).run_due()


def _becomes(db: Session, kind: str, **values: object) -> None:
    db.execute(update(Job).where(Job.kind == kind).values(**values))
    db.commit()
    database.session.remove()  # a request begins with nothing remembered


def _sent(client: FlaskClient, db: Session) -> ImportBatch:
    assert _upload(client, dibao(line("赵建国", HEAD), line("孙小红", WIFE))).status_code == 302
    return _batch(db)


def test_the_bar_waits_moves_and_goes_on_by_itself(app: Flask, db: Session, large: FlaskClient) -> None:
    batch = _sent(large, db)
    at = f"/imports/{batch.public_id}"
    assert "在排队" in large.get(f"{at}/waiting").text
    shown = []
    for step, seconds in ((0, 1), (0, 8), (1, 9), (1, 60)):
        _becomes(db, PREPARE_IMPORT, state="running", step=step, started_at=database_moment(-seconds))
        page = large.get(f"{at}/progress").text
        shown.append(int(page.partition('<progress class="bf-prog" value="')[2].partition('"')[0]))
    assert shown == sorted(set(shown))
    assert "正在认人、比对" in page
    _becomes(db, PREPARE_IMPORT, state="queued", step=0, started_at=None)
    _work(app, db)
    assert _batch(db).state == "previewed"
    assert large.get(f"{at}/waiting").status_code == 302
    assert "接着看" in large.get(f"{at}/progress").text


def test_writing_tells_its_pause_waits_for_the_night_and_may_be_asked_for_at_once(
    app: Flask, db: Session, large: FlaskClient
) -> None:
    at = f"/imports/{_sent(large, db).public_id}"
    _work(app, db)
    assert "大家存东西要等大约 1 秒" in large.get(f"{at}/differences").text
    assert large.post(f"{at}/apply", data={"when": "night"}).location == f"{at}/waiting"
    due = _job(db, APPLY_IMPORT).not_before.astimezone(LOCAL)
    moment = now().astimezone(LOCAL)
    assert due.hour == 21 or _is_night(moment)
    assert large.get(f"{at}").location == f"{at}/waiting"  # whoever opens the batch sees that it waits
    assert large.post(f"{at}/apply").status_code == 302
    assert abs((_job(db, APPLY_IMPORT).not_before - now()).total_seconds()) < 120
    _work(app, db)
    batch = _batch(db)
    assert (batch.state, batch.read["lock_ms"] >= 0) == ("applied", True)
    assert large.get(f"{at}/waiting").location == f"{at}/done"


def _is_night(moment: datetime) -> bool:
    return moment.hour >= 21 or moment.hour < 6


def test_writing_that_failed_is_told_and_may_be_asked_for_again(
    app: Flask, db: Session, large: FlaskClient
) -> None:
    at = f"/imports/{_sent(large, db).public_id}"
    _work(app, db)
    large.post(f"{at}/apply")
    _becomes(db, APPLY_IMPORT, state="failed")
    assert "一个字没动" in large.get(f"{at}/waiting").text
    large.post(f"{at}/apply")
    assert _job(db, APPLY_IMPORT).state == "queued"
    _work(app, db)
    assert _batch(db).state == "applied"
