"""What a batch causes is owed from the moment it is written, whoever dies in between."""

import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.domain.vocabulary.jobs import RUN_RULES
from app.extensions import db as database
from app.jobs import load_tasks
from app.jobs.worker import Worker
from app.models import Event, ImportBatch, IncomeEntry, Job, RuleResult
from app.models.database_clock import database_moment
from app.services.importing.aftermath import run_rules
from tests.integration.importing.conftest import HOME_ROWS, MEMBER_ROWS
from tests.integration.importing.office import Office, dibao, homes, members
from tests.integration.importing.test_bureau_list import HEAD, WIFE, line
from tests.support.visitor import Visitor
from tests.workbooks.people import number_of
from tests.workbooks.tables import xlsx

ROOT = Path(__file__).resolve().parents[3]


def _waiting(db: Session) -> int:
    db.rollback()
    wanted = select(func.count()).select_from(Job).where(Job.kind == RUN_RULES, Job.state == "queued")
    return db.scalar(wanted) or 0


def _answers(db: Session) -> int:
    db.rollback()
    return db.scalar(select(func.count()).select_from(RuleResult).where(RuleResult.until_at.is_(None))) or 0


def _killed(batch: ImportBatch, url: str, folder: Path, verb: str) -> None:
    line = [sys.executable, "-m", "tests.integration.importing.dying_web", url, str(folder)]
    dead = subprocess.run([*line, batch.public_id, verb], cwd=ROOT, check=False, capture_output=True)
    assert dead.returncode == -9, (dead.stdout.decode()[-600:], dead.stderr.decode()[-600:])


def _worker_comes(app: Flask, db: Session) -> None:
    db.execute(update(Job).values(not_before=database_moment(-1)))
    db.commit()
    database.session.remove()
    Worker(database.engine, app.extensions["bangfu"], load_tasks()).run_due()


def test_a_web_process_killed_after_the_commit_loses_no_rule(
    app: Flask, db: Session, office: Office, database_url: str, tmp_path: Path
) -> None:
    office.applies(homes(*HOME_ROWS), "N01.xlsx", "N01", "2026-12")
    batch = office.sends(members(*MEMBER_ROWS), "N02.xlsx", "N02", "2026-12")
    number = batch.id
    db.commit()
    _killed(batch, database_url, tmp_path, "apply")
    db.rollback()
    assert db.scalar(select(ImportBatch.state).where(ImportBatch.id == number)) == "applied"
    assert _answers(db) == 0
    assert _waiting(db) == 2  # one for each batch: the first was written without anybody who ran the rules
    _worker_comes(app, db)
    assert _waiting(db) == 0
    assert _answers(db) > 0
    assert db.scalar(select(Event.act).where(Event.act.like("rule.run%")).limit(1)) is not None


def test_a_web_process_killed_after_taking_back_loses_no_rule(
    app: Flask, db: Session, village: Office, database_url: str, tmp_path: Path
) -> None:
    _worker_comes(app, db)
    before = _answers(db)
    batch = db.scalars(select(ImportBatch).order_by(ImportBatch.id.desc()).limit(1)).one()
    _killed(batch, database_url, tmp_path, "undo")
    assert _answers(db) == before
    assert _waiting(db) == 1
    _worker_comes(app, db)
    assert _answers(db) != before


def test_who_lives_runs_the_rules_and_takes_the_job_back(db: Session, office: Office) -> None:
    batch = office.applies(homes(*HOME_ROWS), "N01.xlsx", "N01", "2026-12")
    assert _waiting(db) == 1
    run_rules(db, batch, office.actor)
    assert _waiting(db) == 0


def _bureau_lines(db: Session) -> list[tuple[str, int, str | None]]:
    db.rollback()
    e = IncomeEntry
    rows = db.execute(select(e.kind, e.amount_fen, e.evidence).where(e.origin == "bureau"))
    return [tuple(row) for row in rows]


def test_what_a_bureau_pays_stands_in_the_ledger_and_goes_with_the_batch(
    db: Session, village: Office
) -> None:
    batch = village.applies(dibao(line("赵建国", HEAD)), "10.xlsx", "B04", "2026-10")
    run_rules(db, batch, village.actor)
    assert _bureau_lines(db) == [("transfer_dibao", 12 * 60_000, "民政局 2026-10 第 3 行")]
    acts_of_filling = select(Event.actor_id).where(Event.act == "household.fill_income")
    assert set(db.scalars(acts_of_filling)) == {village.actor.id}
    village.undoes(batch)
    run_rules(db, batch, village.actor)
    assert _bureau_lines(db) == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("applicants", "expected"),
    [
        (
            (("户主姓名",), ["赵建国"] * 3),
            12 * 60_000,
        ),  # once, though listed with three: one is no member here
        (
            (("申请人身份证号",), [HEAD, WIFE, HEAD]),
            12 * 60_000 + 12 * 30_000,
        ),  # two families of one household
        (((), [None] * 3), 12 * 60_000),  # no family told: the same amount in one household is one
    ],
)
def test_a_family_s_amount_listed_with_each_member_counts_once(
    db: Session, village: Office, applicants: tuple[tuple[str, ...], list[str | None]], expected: int
) -> None:
    header, who = applicants
    columns = ["成员姓名", "身份证号", "低保类型", "保障类别", "户月保障金", "起保时间", *header]
    amounts = ["600", "300" if who[1] == WIFE else "600", "900" if header == ("户主姓名",) else "600"]
    listed = [("赵建国", HEAD), ("孙小红", WIFE), ("外来人", number_of(20_000))]
    rows = [
        [name, number, "农村低保", "B类", fen, "2023-01-05", *([family] if header else [])]
        for (name, number), fen, family in zip(listed, amounts, who, strict=True)
    ][: 2 if header == ("申请人身份证号",) else 3]
    batch = village.applies(xlsx(("名册", [["低保花名册"], columns, *rows])), "10.xlsx", "B04", "2026-10")
    run_rules(db, batch, village.actor)
    assert [(kind, fen) for kind, fen, _ in _bureau_lines(db)] == [("transfer_dibao", expected)]


def test_the_worker_fills_the_ledger_that_a_dead_process_left(
    app: Flask, db: Session, village: Office
) -> None:
    village.applies(dibao(line("赵建国", HEAD)), "10.xlsx", "B04", "2026-10")
    assert _bureau_lines(db) == []
    _worker_comes(app, db)
    assert [kind for kind, _, _ in _bureau_lines(db)] == ["transfer_dibao"]


def test_a_refused_batch_owes_nothing(db: Session, office: Office) -> None:
    with pytest.raises(Exception, match="E-"):
        office.applies(members(*MEMBER_ROWS[:1]), "x.csv", "N02", "2026-12")
    assert _waiting(db) == 0


def test_the_second_press_of_the_button_is_led_to_the_batch(app: Flask, db: Session, office: Office) -> None:
    batch = office.sends(homes(*HOME_ROWS), "N01.xlsx", "N01", "2026-12")
    address = f"/imports/{batch.public_id}"
    first, second = Visitor(app, "office"), Visitor(app, "office")
    assert first.post(f"{address}/apply").status_code == 302
    answer = second.post(f"{address}/apply")
    assert (answer.status_code, answer.headers["Location"]) == (302, f"{address}/done")
