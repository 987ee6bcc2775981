"""The whole invented county through its workbooks into an empty register: the truth comes out exactly."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.adapters.demo_workbooks import write_planned
from app.demo.county import County, generate
from app.demo.workbooks.county_books import truth, workbooks
from app.models import BureauRecord, Household, ImportBatch, ImportProblem, MatchCase, Person
from app.services.demo import load_places
from app.services.rules import run_area
from app.unit_of_work import unit_of_work
from tests.integration.importing.office import Office
from tests.support.demo_county import differences, kernel_answers

AS_OF = date(2026, 11, 22)


@pytest.fixture(scope="module")
def county() -> County:
    return generate(400, 6, AS_OF)


@pytest.fixture(scope="module")
def foretold(county: County, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    folder = tmp_path_factory.mktemp("workbooks")
    books = workbooks(county)
    for book in books:
        write_planned(book, folder)
    return folder, json.loads(json.dumps(truth(county, books)))


def _problems(db: Session, batch: ImportBatch) -> set[tuple[int, str]]:
    p = ImportProblem
    rows = db.execute(select(p.row_no, p.code).where(p.batch_id == batch.id, p.level == "must"))
    return {(row, code) for row, code in rows if row is not None}


def _links(db: Session, batch: ImportBatch) -> dict[int, set[str]]:
    r = BureauRecord
    found: dict[int, set[str]] = {}
    for row, number in db.execute(
        select(r.row_no, Person.person_no)
        .join(Person, Person.id == r.person_id)
        .where(r.batch_id == batch.id)
    ):
        found.setdefault(row, set()).add(number)
    return found


def _doubtful(db: Session, batch: ImportBatch) -> set[int]:
    return set(db.scalars(select(MatchCase.row_no).where(MatchCase.batch_id == batch.id)))


def test_importing_every_workbook_gives_the_truth(
    db: Session, office: Office, county: County, foretold: tuple[Path, dict[str, Any]]
) -> None:
    folder, told = foretold
    with unit_of_work(db, office.actor, "test.areas") as work:
        load_places(work, county.plan)
    for name in told["import_order"]:
        want = told["workbooks"][name]
        batch = office.applies((folder / name).read_bytes(), name, want["profile"], want["period"])
        assert (batch.counts["rows"], batch.counts["accepted"]) == (want["rows"], want["accepted"]), name
        assert _problems(db, batch) == {
            (r["row"], p["code"]) for r in want["rejected"] for p in r["problems"]
        }
        assert batch.counts["conflict"] == 0, name
        if want["profile"].startswith("B"):
            linked = _links(db, batch)
            assert {row for row, people in linked.items() if len(people) > 0} == {
                int(r) for r in want["matches"]
            }
            assert all(number in linked[int(row)] for row, number in want["matches"].items()), name
            assert _doubtful(db, batch) == {int(r) for r in want["doubtful"]}, name
            assert batch.counts["unmatched"] == len(want["outsiders"]), name
    active = select(func.count()).select_from(Household).where(Household.status == "active")
    assert db.scalar(active) == told["counts"]["households"]
    run_area(db, as_of=AS_OF)
    assert differences(kernel_answers(db), told["states"]["imported"]) == {}
