"""Every demo workbook imported into an empty register: rows, persons and the rules' answers equal the truth."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.extensions import db as database
from app.models import BureauRecord, ImportBatch, Person
from app.queries.scope import unscoped
from app.services.rule_runs import run_area
from tests.support.demo_county import differences, kernel_answers, orders_found

AS_OF = "2026-11-22"
COUNTY = "520199000000"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("county")


@pytest.fixture
def imported(app: Flask, folder: Path) -> Iterator[tuple[dict[str, Any], dict[str, Any], Session]]:
    """What each import answered, by file, and the truth."""
    commands = app.test_cli_runner()
    if not (folder / "truth.json").exists():
        _run(commands, "demo", "workbooks", "--out", str(folder), "--households", "300", "--as-of", AS_OF)
    _run(commands, "areas", "load", str(folder / "areas.csv"))
    _run(commands, "users", "create", "bangban", "--role", "county_office", "--area", COUNTY)
    told = json.loads((folder / "truth.json").read_text("utf-8"))
    answers = {}
    for name in told["import_order"]:
        printed = _run(
            commands,
            "imports",
            "run",
            str(folder / name),
            "--actor",
            "bangban",
            "--apply",
            "--anyway",
            "--json",
        )
        answers[name] = json.loads(printed[printed.index("{") :])
    with unscoped("tests"):
        yield answers, told, database.session()


def _run(commands: FlaskCliRunner, *words: str) -> str:
    done = commands.invoke(args=list(words))
    assert done.exit_code == 0, done.output
    return done.output


@pytest.mark.parametrize(
    "database_url", ["sqlite"], indirect=True
)  # importing/test_demo_county: both engines
def test_an_empty_register_becomes_the_county(
    imported: tuple[dict[str, Any], dict[str, Any], Session], capsys: pytest.CaptureFixture[str]
) -> None:
    answers, told, session = imported
    for name, answer in answers.items():
        want = told["workbooks"][name]
        assert answer["state"] == "applied", name
        assert (answer["rows"], answer["accepted"], answer["rejected"]) == (
            want["rows"],
            want["accepted"],
            len(want["rejected"]),
        ), name
    precision, recall = _matching(session, answers, told)
    with capsys.disabled():
        print(f"\nmatching: precision {precision:.4f}, recall {recall:.4f}")
    assert (precision, recall) == (1.0, 1.0)
    run_area(session, as_of=date.fromisoformat(AS_OF))
    truth = told["states"]["imported"]
    assert differences(kernel_answers(session), truth) == {}
    # the rules ran after each workbook: what a later one settled is closed again
    waiting = [row for row in orders_found(session) if row["state"] == "new"]
    found = {(row["check_code"], row["number"], row["bureau"], row["severity"]) for row in waiting}
    assert len(found) == len(waiting)
    assert found == {
        (code, number, of["bureau"], of["severity"])
        for code, of in truth["findings"].items()
        for number, _, _ in of["orders"]
    }


def _matching(session: Session, answers: dict[str, Any], told: dict[str, Any]) -> tuple[float, float]:
    """Of the rows matched without asking, how many were right; of those that should be, how many were."""
    right = found = wanted = 0
    for name, answer in answers.items():
        truth = told["workbooks"][name]
        if not truth["profile"].startswith("B"):
            continue
        rows = session.execute(
            select(BureauRecord.row_no, Person.person_no)
            .join(Person, Person.id == BureauRecord.person_id)
            .join(ImportBatch, ImportBatch.id == BureauRecord.batch_id)
            .where(ImportBatch.public_id == answer["batch"])
        )
        matched = {str(row): number for row, number in rows}
        found += len(matched)
        wanted += len(truth["matches"])
        right += sum(truth["matches"].get(row) == number for row, number in matched.items())
    return right / found, right / wanted
