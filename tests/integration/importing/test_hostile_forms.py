"""Odd values in every form of a batch, a pair and a clue: told what is wrong, never an error of ours, nothing moved."""

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access import permits
from app.models import BureauRecord, Clue, ImportBatch, MatchCase
from app.queries.scope import unscoped
from tests.integration.importing.office import Office, dibao
from tests.integration.importing.test_bureau_list import HEAD, WIFE, line
from tests.integration.importing.test_clues import FAMILY
from tests.support.people import COUNTY, OTHER_VILLAGE, TOWNSHIP, World
from tests.support.visitor import Visitor

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
FIELDS = (
    *(
        "profile",
        "period",
        "base",
        "row",
        "title",
        "take-A",
        "take-ZZZZ",
        "word-0",
        "key",
        "notation",
        "verdict",
    ),
    *("person", "field-household.phone", "field-x", "version", "to", "when", "request_key", "password"),
    *("household_no", "case", "last", "again"),
)
VALUES = ("9" * 5_000, "\x00\x1b", "' OR 1=1 --", "{{ 7*7 }}<script>", "-1")
#: These forms end a batch or write it: tried last, with the others' leftovers.
LAST = ("imports.drop", "imports.apply", "imports.undo", "clues.join", "clues.drop")


def _rooms(app: Flask, method: str) -> list[tuple[str, str]]:
    found = [
        (p.endpoint, p.rule)
        for p in permits(app)
        if p.endpoint.partition(".")[0] in ("imports", "clues") and method in p.methods and "<" in p.rule
    ]
    return sorted(found, key=lambda room: room[0] in LAST)


def _stand(db: Session, office: Office) -> tuple[list[ImportBatch], str, str]:
    """A batch with a question, one that is written, one that waits for its month; the question; a clue."""
    office.applies(FAMILY, "B01.xlsx", "B01", "2026-10")
    written = office.applies(dibao(line("赵建国", HEAD)), "a.xlsx", "B04", "2026-10")
    asked = office.sends(dibao(line("赵建国", HEAD), line("周大海", WIFE)), "b.xlsx", "B04", "2026-11")
    waits = office.sends(dibao(line("孙小红", WIFE)), "c.xlsx", "B04")
    case = db.scalars(select(MatchCase.public_id).where(MatchCase.batch_id == asked.id)).one()
    with unscoped("tests"):
        clue = db.scalars(select(Clue.public_id)).one()
    return [asked, written, waits], case, clue


def test_no_odd_value_is_an_error_of_ours(app: Flask, db: Session, village: Office, world: World) -> None:
    app.config.update(TESTING=False, PROPAGATE_EXCEPTIONS=False)
    batches, case, clue = _stand(db, village)
    world.account("town", "township_clerk", TOWNSHIP)
    keys = [b.public_id for b in batches]
    db.commit()
    clerk, town = Visitor(app, "office"), Visitor(app, "town")
    wrong = []
    for method in ("GET", "POST"):
        for endpoint, rule in _rooms(app, method):
            who, ids = (town, [clue]) if endpoint.startswith("clues") else (clerk, keys)
            for number, value in enumerate(VALUES):
                at = rule.replace("<public_id>", ids[number % len(ids)]).replace("<case_id>", case)
                # some fields left out each time: what is refused first would hide the rest
                sent = {f: value for n, f in enumerate(FIELDS) if (n + number + len(rule)) % 3}
                answer = who.post(at, sent) if method == "POST" else who.get(at, query_string=sent)
                if answer.status_code >= 500:
                    wrong.append(f"{method} {at} {value[:12]!r}: {answer.status_code}")
                if answer.mimetype == "text/html" and b"}}<script>" in answer.data:
                    wrong.append(f"{method} {at}: the script stands in the page")
    assert wrong == []


def test_forms_of_other_areas_touch_nothing(app: Flask, db: Session, village: Office, world: World) -> None:
    batches, case, clue = _stand(db, village)
    before = [(b.public_id, b.state, b.version) for b in batches]
    records = len(db.scalars(select(BureauRecord.id)).all())
    world.account("elsewhere", "township_clerk", OTHER_VILLAGE[:9] + "000")
    world.account("police", "bureau_staff", COUNTY, bureau="GA")
    db.commit()
    seen = {}
    for login in ("elsewhere", "police"):
        who = Visitor(app, login)
        for endpoint, rule in _rooms(app, "POST"):
            for key in [clue] if endpoint.startswith("clues") else [b for b, _, _ in before]:
                at = rule.replace("<public_id>", key).replace("<case_id>", case)
                sent = {"period": "2026-10", "profile": "B04", "verdict": "same", "household_no": "0001"}
                seen[f"{login} {at}"] = who.post(at, sent).status_code
    assert {at: code for at, code in seen.items() if code not in (403, 404)} == {}
    db.expire_all()
    after = [
        (b.public_id, b.state, b.version) for b in db.scalars(select(ImportBatch).order_by(ImportBatch.id))
    ]
    assert set(before) <= set(after)
    assert len(db.scalars(select(BureauRecord.id)).all()) == records
