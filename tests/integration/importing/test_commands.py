"""`flask imports` and the background jobs: the same way without a browser."""

import json
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.vocabulary.jobs import APPLY_IMPORT, PREPARE_IMPORT
from app.job_queue import enqueue
from app.jobs import load_tasks
from app.jobs.worker import Worker
from app.models import BureauRecord, ImportBatch, Person
from app.unit_of_work import unit_of_work
from tests.integration.importing.conftest import HOME_ROWS, MEMBER_ROWS
from tests.integration.importing.office import Office, dibao, homes, members
from tests.integration.importing.test_bureau_list import HEAD, OUTSIDER, line

KEYS = {
    "batch", "profile", "rows", "accepted", "rejected", "matched", "doubtful", "unmatched", "changed", "unchanged",
    "problems",
}  # fmt: skip


def _run(app: Flask, *words: str) -> tuple[int, Any]:
    answer = app.test_cli_runner().invoke(args=["imports", *words])
    return answer.exit_code, json.loads(answer.stdout) if answer.stdout.startswith(
        ("{", "[")
    ) else answer.output


def _file(folder: Path, name: str, body: bytes) -> str:
    path = folder / name
    path.write_bytes(body)
    return str(path)


def test_run_prints_the_stable_keys_and_undo_takes_back(
    app: Flask, db: Session, village: Office, tmp_path: Path
) -> None:
    file = _file(tmp_path, "低保.xlsx", dibao(line("赵建国", HEAD), line("错", "520199195001010018")))
    line_ = ("run", file, "--profile", "B04", "--period", "2026-10", "--actor", "office", "--json")
    code, seen = _run(app, *line_)
    assert code == 0
    assert set(seen) >= KEYS
    assert (seen["state"], seen["rows"], seen["rejected"], seen["changed"]) == ("previewed", 2, 1, 1)
    assert {k: seen["problems"][0][k] for k in ("code", "cell")} == {"code": "id_check_digit", "cell": "B4"}
    assert db.scalar(select(BureauRecord.id)) is None
    code, done = _run(app, *line_, "--apply")
    assert (code, done["state"]) == (0, "applied")
    assert db.scalar(select(BureauRecord.level)) == "a"
    code, undone = _run(app, "undo", done["batch"], "--json")
    assert (code, undone["state"], undone["removed"]) == (0, "undone", 1)
    db.expire_all()
    assert db.scalar(select(BureauRecord.level)) is None


def test_a_refused_file_ends_with_two_and_a_reason(
    app: Flask, db: Session, village: Office, tmp_path: Path
) -> None:
    file = _file(tmp_path, "空.xlsx", b"")
    code, said = _run(app, "run", file, "--actor", "office", "--json")
    assert code == 2
    assert said["problems"][0]["code"] == "file_empty"


def test_the_command_asks_for_a_month_that_the_sheet_does_not_name(
    app: Flask, db: Session, village: Office, tmp_path: Path
) -> None:
    body = dibao(line("赵建国", HEAD))
    told = ("--actor", "office", "--json")
    code, said = _run(app, "run", _file(tmp_path, "低保.xlsx", body), *told)
    assert (code, said["problems"][0]["code"]) == (2, "period_unknown")
    code, said = _run(app, "run", _file(tmp_path, "低保202610.xlsx", body), *told)
    assert (code, said["period"]) == (0, "2026-10")


def test_profiles_are_a_list_and_unknown_accounts_are_told(
    app: Flask, village: Office, tmp_path: Path
) -> None:
    code, found = _run(app, "profiles", "--json")
    assert code == 0
    assert {"N01", "N02", "P01", "B02", "B04", "B07", "B17"} <= {p["code"] for p in found}
    file = _file(tmp_path, "x.csv", b"a,b\n1,2\n")
    code, said = _run(app, "run", file, "--actor", "nobody")
    assert code == 1
    assert "nobody" in said


def test_jobs_prepare_and_apply_with_the_senders_rights(app: Flask, db: Session, office: Office) -> None:
    worker = Worker(db.get_bind(), app.extensions["bangfu"], load_tasks())  # type: ignore[arg-type]
    for body, name, profile in (
        (homes(*HOME_ROWS), "N01.xlsx", "N01"),
        (members(*MEMBER_ROWS), "N02.xlsx", "N02"),
    ):
        batch = _received(app, office, body, name, profile)
        for kind, state in ((PREPARE_IMPORT, "previewed"), (APPLY_IMPORT, "applied")):
            with unit_of_work(db, office.actor, "import.queue") as work:
                enqueue(work.session, kind, {"batch": batch.id}, created_by=office.actor.id)
            worker.run_due()
            db.expire_all()
            assert db.get(ImportBatch, batch.id).state == state  # type: ignore[union-attr]
    assert len(list(db.scalars(select(Person.id)))) == 3


def _received(app: Flask, office: Office, body: bytes, name: str, profile: str) -> ImportBatch:
    from app.adapters.file_store import FileStore
    from app.extensions import vault

    office.store = FileStore(app.extensions["bangfu"].files_dir, vault())
    return office.received(body, name, profile, "2026-12")


def test_an_outsider_is_counted_by_the_command(app: Flask, village: Office, tmp_path: Path) -> None:
    file = _file(tmp_path, "低保.xlsx", dibao(line("外来人", OUTSIDER)))
    _code, seen = _run(app, "run", file, "--period", "2026-10", "--actor", "office", "--json")
    assert (seen["profile"], seen["unmatched"], seen["changed"]) == ("B04", 1, 0)


def test_a_list_of_the_register_goes_out_for_a_purpose(app: Flask, village: Office, tmp_path: Path) -> None:
    out = tmp_path / "N02.xlsx"
    words = ("export", "N02", str(out), "--actor", "office", "--period", "2026-12")
    assert _run(app, *words)[0] == 2  # for what?
    assert not out.exists()
    code, said = _run(app, *words, "--purpose", "check")
    assert (code, said.strip()) == (0, "N02 成员信息：3 行。")
    code, seen = _run(app, "run", str(out), "--profile", "N02", "--actor", "office", "--json")
    assert (code, seen["changed"], seen["unchanged"]) == (0, 0, 3)
