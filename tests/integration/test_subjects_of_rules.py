"""Rules about villages and projects, criteria, quality and exclusions in the run and after a save; old values."""

from collections.abc import Iterator
from copy import deepcopy
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from app.domain.catalogue_parser import read_catalogue
from app.domain.condition_parser import parse
from app.domain.exclusions import conflicts, double_condition
from app.domain.permissions import SYSTEM
from app.models import Project, RuleResult, RuleVersion, VillageRecord
from app.queries.days import Days
from app.queries.rules import household_answers
from app.queries.scope import Scope, unscoped
from app.queries.wide import Wide
from app.services.catalogue import ship_catalogue, shipped
from app.services.rule_runs import run_area
from app.services.rules import run_household, run_project, run_village
from app.services.specimens import load, temporary
from app.unit_of_work import unit_of_work, watch_session

DAY, ALL = date(2026, 11, 22), Scope.everything()
HERE = "520199101201"
SOURCE = {"document": "样本", "confidence": "placeholder"}
THREE = (("一", "pass"), ("二", "fail"), ("三", "unknown"))
EXAMPLES = {
    "village": [{"title": t, "expect": e, "household": {}} for t, e in THREE],
    "project": [{"title": t, "expect": e, "project": {}} for t, e in THREE],
}
OWN: list[tuple[str, dict[str, Any]]] = [
    ("criterion", {
        "code": "X901", "title": "贫困发生率超线", "family": "exit", "aspect": "village", "unit": "village",
        "bureau": "NY",
        "condition": {"sum": "households", "of": "household.size", "where": {"fact": "household.kind", "is": "poor"},
                      "gt": {"fact": "village.persons", "times": 0.03}},
    }),
    ("check", {
        "code": "X902", "title": "支付超预算", "unit": "project", "bureau": "CZ", "severity": "hard",
        "condition": {"sum": "funds", "of": "row.amount", "where": {"fact": "row.kind", "is": "paid"},
                      "gt": {"fact": "project.budget"}},
    }),
]  # fmt: skip


@pytest.fixture
def db(engine: Engine) -> Iterator[Session]:
    with Session(engine) as session, unscoped("tests"):
        watch_session(session)
        yield session


def _register(session: Session, *specimens: dict[str, Any]) -> None:
    load(session.connection(execution_options={"write": True}), specimens)
    session.commit()
    with unit_of_work(session, SYSTEM, "rule.ship") as work:
        ship_catalogue(work)
        for kind, entry in OWN:
            whole = {
                **entry,
                "first_day": "2020-01-01",
                "source": SOURCE,
                "examples": EXAMPLES[entry["unit"]],
            }
            work.session.add(
                RuleVersion(kind=kind, code=entry["code"], version=1, title=entry["title"], entry=whole,
                            first_on=date(2020, 1, 1), state="live", created_at=work.event.at)
            )  # fmt: skip


def _open(session: Session, rule: str) -> dict[int, int]:
    rows = session.execute(
        select(RuleResult.subject, RuleResult.state).where(
            RuleResult.rule == rule, RuleResult.until_at.is_(None)
        )
    )
    return {row.subject: row.state for row in rows}


POOR: dict[str, Any] = {"area": HERE, "kind": "poor", "members": [{"sex": "male"}]}
RECORD = {"year": 2026, "persons": 20}
PROJECT = {"area": HERE, "budget": 100, "funds": [{"kind": "paid", "yuan": 101}]}


def test_villages_and_projects_are_judged_in_the_mass_run(db: Session) -> None:
    _register(db, {**POOR, "village": RECORD}, {**POOR, "area": "520199102201"}, {"project": PROJECT})

    run_area(db, as_of=DAY)

    assert _open(db, "X901") == {int(HERE): 1, 520199102201: 2}
    assert _open(db, "X902") == {1: 1}


def test_village_and_project_are_judged_again_after_their_save(db: Session) -> None:
    _register(db, {**POOR, "village": RECORD}, {"project": PROJECT})
    run_area(db, as_of=DAY)

    with unit_of_work(db, SYSTEM, "village.edit") as work:
        db.scalars(select(VillageRecord)).one().persons = 2000
        db.scalars(select(Project)).one().budget_fen = 10_100
        village, project = run_village(work, HERE, as_of=DAY), run_project(work, 1, as_of=DAY)

    assert (_open(db, "X901"), _open(db, "X902")) == ({}, {})
    assert ("X901", int(HERE), 1) in village.went
    assert ("X902", 1, 1) in project.went


def test_save_of_a_household_leaves_results_of_places_alone(db: Session) -> None:
    _register(db, {**POOR, "village": RECORD}, {"project": PROJECT})
    run_area(db, as_of=DAY)

    with unit_of_work(db, SYSTEM, "household.edit") as work:
        run_household(work, 1, as_of=DAY)

    assert _open(db, "X901") == {int(HERE): 1}
    assert _open(db, "X902") == {1: 1}


def test_old_value_is_unknown_and_its_explanation_says_so(db: Session) -> None:
    pupil = {"born_on": "2012-05-01", "school": "grade_8", "is_boarder": True}
    _register(db, {"kind": "out_of_poverty", "told_on": "2024-05-01", "members": [pupil]})

    answers = household_answers(db, ALL, 1, DAY)

    m21 = next(m for m in answers.measures if m.code == "M21")
    assert m21.verdict == "unknown"
    assert any("没有核实" in line.actual for line in m21.lines)
    assert any("重新核实" in missing.label for missing in m21.missing)


def test_visit_keeps_a_value_young(db: Session) -> None:
    pupil = {"born_on": "2012-05-01", "school": "grade_8", "is_boarder": True}
    home = {"kind": "out_of_poverty", "told_on": "2024-05-01", "visits": [{"on_day": "2026-10-01"}]}
    _register(db, {**home, "members": [pupil]})

    found = {m.code: m.verdict for m in household_answers(db, ALL, 1, DAY).measures}

    assert found["M21"] in ("missing", "unknown")
    assert next(m.answer for m in household_answers(db, ALL, 1, DAY).measures if m.code == "M21") is True


def _with_exclusion(within: str, *measures: str) -> Any:
    entries = {kind: list(found) for kind, found in deepcopy(dict(shipped())).items()}
    entries["exclusion"] = [
        {"code": "X1", "title": "一户一样", "measures": list(measures), "within": within, "first_day": "2020-01-01",
         "source": SOURCE}
    ]  # fmt: skip
    return read_catalogue(entries, complete=False)


@pytest.mark.parametrize(("within", "expected"), [("person", [False, False]), ("household", [True, False])])
def test_exclusion_reaches_as_far_as_it_says(within: str, expected: list[bool]) -> None:
    """A ranger whose spouse has a post: excluded within the household, not for the person."""
    catalogue = _with_exclusion(within, "M15", "M14")
    double = double_condition(catalogue.measures["M15"], catalogue)
    assert double is not None
    grants = [{"measure": code, "starts_on": "2026-01-01"} for code in ("M15", "M14")]
    house = {"members": [{"sex": "male", "grants": grants[:1]}, {"sex": "female", "grants": grants[1:]}]}
    made = temporary()
    with made.connect() as connection, unscoped("tests"):
        load(connection, [house])
        wide = Wide("person", {"d": double}, catalogue.standards, days=Days(DAY))
        rows = connection.execute(wide.statement.order_by("id")).mappings().all()
    made.dispose()

    assert [row["d"] == 1 for row in rows] == expected
    assert conflicts(catalogue)[frozenset(("M15", "M14"))] == within


def test_two_grants_of_one_post_are_received_twice() -> None:
    catalogue = _with_exclusion("person", "M14", "M14")

    double = double_condition(catalogue.measures["M14"], catalogue)

    assert double is not None
    assert (
        parse(
            {"count": "grants", "window": "live", "where": {"fact": "row.measure", "is": "M14"}, "ge": 2},
            "person",
        )
        in double.parts[0].parts[1].parts
    )  # type: ignore[union-attr]
