"""Every workbook of the invented county through the import engine into an empty register, against what was foretold."""

from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.adapters.demo_workbooks import write_planned
from app.demo.answers import counts
from app.demo.county import County
from app.demo.workbooks.county_books import workbooks
from app.domain.permissions import SYSTEM
from app.models import BureauRecord, Household, ImportBatch, ImportProblem, MatchCase, Person
from app.services.demo import load_places
from app.services.importing.aftermath import fill_ledgers
from app.unit_of_work import unit_of_work
from tests.integration.importing.office import Office
from tests.support.people import COUNTY, World


def import_all(session: Session, county: County, folder: Path) -> dict[str, Any]:
    """Rows read and rejected over all workbooks, precision and recall of the matching, and what differs by workbook.

    Precision: of the rows that were given a person without asking, how many were given the right one. Recall: of those
    that should be, how many were.
    """
    office = Office(session, World(session).account("office", "county_office", COUNTY), folder)
    with unit_of_work(session, SYSTEM, "demo.places") as work:
        load_places(work, county.plan)
    rows = rejected = right = linked = wanted = 0
    differs: dict[str, Any] = {}
    for book in workbooks(county):
        told, path = book.truth(), write_planned(book, folder)
        batch = office.applies(path.read_bytes(), path.name, told["profile"], told["period"])
        fill_ledgers(session, batch.area_code, batch.dataset, office.actor)
        if faults := _faults(session, batch, told):
            differs[path.name] = faults
        rows, rejected = rows + told["rows"], rejected + len(told["rejected"])
        if told["profile"].startswith("B"):
            people = _linked(session, batch)
            right += sum(told["matches"].get(str(row)) in of for row, of in people.items())
            linked, wanted = linked + len(people), wanted + len(told["matches"])
    active = session.scalar(select(func.count()).select_from(Household).where(Household.status == "active"))
    if active != counts(county)["households"]:
        differs["households"] = (active, counts(county)["households"])
    if (right, right) != (linked, wanted):
        differs["matching"] = {"right": right, "linked": linked, "wanted": wanted}
    return {
        "rows": rows,
        "rejected": rejected,
        "precision": right / linked,
        "recall": right / wanted,
        "differs": differs,
    }


def _faults(session: Session, batch: ImportBatch, told: dict[str, Any]) -> dict[str, Any]:
    """What became of a workbook's rows otherwise than foretold: found, foretold."""
    p = ImportProblem
    cells = select(p.row_no, p.column, p.code).where(p.batch_id == batch.id, p.level == "must")
    doubtful = select(MatchCase.row_no).where(MatchCase.batch_id == batch.id)
    refused = [(r["row"], one["column"], one["code"]) for r in told["rejected"] for one in r["problems"]]
    compared = {
        "rows": (batch.counts["rows"], told["rows"]),
        "accepted": (batch.counts["accepted"], told["accepted"]),
        "conflict": (batch.counts["conflict"], 0),
        "rejected": (sorted(tuple(row) for row in session.execute(cells)), sorted(refused)),
    }
    if told["profile"].startswith("B"):
        compared |= {
            "linked": (sorted(_linked(session, batch)), sorted(map(int, told["matches"]))),
            "doubtful": (sorted(set(session.scalars(doubtful))), sorted(map(int, told["doubtful"]))),
            "outsiders": (batch.counts["unmatched"], len(told["outsiders"])),
        }
    return {name: _apart(*both) for name, both in compared.items() if both[0] != both[1]}


def _apart(found: Any, told: Any) -> Any:
    if not isinstance(found, list):
        return found, told
    return {
        "too_many": [x for x in found if x not in told][:3],
        "too_few": [x for x in told if x not in found][:3],
    }


def _linked(session: Session, batch: ImportBatch) -> dict[int, set[str]]:
    """Numbers of the persons that a row of a bureau's list was written to, by row; two where they share a number."""
    r = BureauRecord
    found: dict[int, set[str]] = {}
    pairs = (
        select(r.row_no, Person.person_no)
        .join(Person, Person.id == r.person_id)
        .where(r.batch_id == batch.id)
    )
    for row, number in session.execute(pairs):
        found.setdefault(row or 0, set()).add(number)
    return found
