"""New versions of rules: two persons, examples that must agree, days, taking back; and dry runs that leave no trace."""

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, event, func, select
from sqlalchemy.orm import Session

from app.domain.catalogue_reading import CatalogueError
from app.domain.clock import today
from app.domain.permissions import SYSTEM, Actor
from app.models import Event, RuleResult, RuleVersion
from app.queries.rules_in_force import rules_in_force
from app.queries.scope import unscoped
from app.services.catalogue import ship_catalogue, shipped
from app.services.rule_scenarios import preview_change
from app.services.rule_versions import (
    ExamplesDisagreeError,
    SamePersonError,
    VersionStateError,
    draft_version,
    publish_version,
    withdraw_version,
)
from app.services.specimens import load
from app.unit_of_work import unit_of_work, watch_session

AUTHOR, OTHER = replace(SYSTEM, id=7), replace(SYSTEM, id=8)
DAY = date(2026, 11, 22)
OLD: dict[str, Any] = {
    "area": "520199101201",
    "members": [{"born_on": "1940-01-01"}, {"born_on": "1946-12-01"}],
}
THERE: dict[str, Any] = {"area": "520199102201", "members": [{"born_on": "1946-12-01"}]}


@pytest.fixture
def db(engine: Engine) -> Iterator[Session]:
    with Session(engine) as session, unscoped("tests"):
        watch_session(session)
        load(session.connection(execution_options={"write": True}), [OLD, THERE])
        session.commit()
        with unit_of_work(session, SYSTEM, "rule.ship") as work:
            ship_catalogue(work)
        yield session


def _entry(age: int, first_day: date = DAY) -> dict[str, Any]:
    """The allowance of old age from another age on, its examples moved along."""
    entry = deepcopy(next(e for e in shipped()["measure"] if e["code"] == "M42"))
    entry["condition"] = {"all": [{"fact": "person.age", "ge": age}]}
    entry["first_day"] = first_day.isoformat()
    entry["examples"] = [
        {"title": "满了", "expect": "pass", "household": {"members": [{"born_on": f"{2026 - age}-01-01"}]}},
        {"title": "没满", "expect": "fail", "household": {"members": [{"born_on": f"{2027 - age}-12-01"}]}},
        {"title": "没填", "expect": "unknown", "household": {"members": [{"sex": "female"}]}},
    ]
    return entry


def _draft(session: Session, entry: dict[str, Any]) -> int:
    with unit_of_work(session, AUTHOR, "rule.draft") as work:
        return draft_version(work, "measure", entry).id


def _publish(session: Session, version_id: int, actor: Actor = OTHER) -> None:
    with unit_of_work(session, actor, "rule.publish") as work:
        publish_version(work, version_id)


def test_version_holds_from_its_first_day_on(db: Session) -> None:
    first = today() + timedelta(days=3)
    _publish(db, _draft(db, _entry(70, first)))

    before, after = (rules_in_force(db, day).versions["M42"].number for day in (today(), first))

    assert (before, after) == (1, 2)


def test_draft_counts_nowhere(db: Session) -> None:
    _draft(db, _entry(70))

    assert rules_in_force(db, today()).versions["M42"].number == 1


def test_author_may_not_put_it_in_force(db: Session) -> None:
    number = _draft(db, _entry(70))

    with pytest.raises(SamePersonError):
        _publish(db, number, AUTHOR)
    assert rules_in_force(db, today()).versions["M42"].number == 1


def test_example_that_disagrees_keeps_a_version_from_going_live(db: Session) -> None:
    entry = _entry(70)
    entry["examples"][0]["expect"], entry["examples"][1]["expect"] = "fail", "pass"
    number = _draft(db, entry)

    with pytest.raises(ExamplesDisagreeError) as refused:
        _publish(db, number)

    assert len(refused.value.found) == 2
    assert db.get_one(RuleVersion, number).state == "draft"


def test_faulty_entry_is_refused_already_as_a_draft(db: Session) -> None:
    with pytest.raises(CatalogueError):
        _draft(db, {**_entry(70), "source": {}})


def test_taken_back_version_gives_way_to_the_one_before(db: Session) -> None:
    number = _draft(db, _entry(70, today() - timedelta(days=9)))
    _publish(db, number)
    with unit_of_work(db, OTHER, "rule.withdraw") as work:
        withdraw_version(work, number)

    assert rules_in_force(db, today()).versions["M42"].number == 1
    assert rules_in_force(db, today() - timedelta(days=5)).versions["M42"].number == 2


def test_published_version_is_not_published_again(db: Session) -> None:
    number = _draft(db, _entry(70))
    _publish(db, number)

    with pytest.raises(VersionStateError):
        _publish(db, number)


def test_dry_run_tells_who_gains_by_township_and_leaves_no_trace(db: Session) -> None:
    before = _traces(db)

    found = preview_change(db, None, DAY, entry=_entry(79))

    assert found.codes == ("M42",)
    total = found.total("M42")
    assert (total.before, total.after, total.gain, total.lose) == (1, 3, 2, 0)
    assert [(line.township, line.gain) for line in found.lines] == [("520199101000", 1), ("520199102000", 1)]
    assert {(m.subject, m.gains) for m in found.moved} == {(2, True), (3, True)}
    assert _traces(db) == before


def test_dry_run_reckons_the_cost_of_a_year(db: Session) -> None:
    dear = {**_entry(80), "amounts": [{"yuan": 50, "per": "month"}]}

    total = preview_change(db, None, DAY, entry=dear).total("M42")

    assert (total.gain, total.cost_after_fen - total.cost_before_fen) in {
        (0, 60_000),
        (0, 0),
    } or total.after == 1
    assert total.cost_after_fen == 12 * 50 * 100


def test_line_that_were_another_moves_those_who_lean_on_it(db: Session) -> None:
    found = preview_change(db, "520199101000", DAY, lines={"monitoring_line": "99999"})

    assert "R38" in found.codes
    assert "M42" not in found.codes


@pytest.mark.parametrize(
    "change",
    [
        {"lines": {"monitoring_line": "99999", "dibao_line": "12000"}},
        {
            "entry": {
                **_entry(79),
                "amounts": [{"yuan": 50, "per": "month", "each": "person.age", "at_most": 70}],
            }
        },
    ],
    ids=["line", "measure"],
)
def test_dry_run_over_columns_says_what_the_statement_says(
    db: Session, change: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    columns = preview_change(db, None, DAY, grouped=True, **change)
    monkeypatch.setattr("app.queries.rule_preview._whole", lambda *_: False)

    assert columns == preview_change(db, None, DAY, grouped=True, **change)
    assert columns.lines


def test_unknown_line_is_refused(db: Session) -> None:
    with pytest.raises(CatalogueError, match="beauty"):
        preview_change(db, None, DAY, lines={"beauty": "1"})


def _traces(session: Session) -> list[int]:
    found = [
        session.scalar(select(func.count()).select_from(m)) or 0 for m in (RuleVersion, RuleResult, Event)
    ]
    session.commit()
    return found


def test_rules_are_looked_up_once_a_transaction_and_anew_once_a_version_is_written(db: Session) -> None:
    first = rules_in_force(db, DAY)
    assert rules_in_force(db, DAY) is first
    age = _draft(db, _entry(77))
    with unit_of_work(db, OTHER, "rule.publish") as work:
        before = rules_in_force(db, DAY).versions["M42"].number
        publish_version(work, age)
        assert rules_in_force(db, DAY).versions["M42"].number == before + 1
    asked: list[str] = []
    connection = db.connection()

    @event.listens_for(connection, "before_cursor_execute")
    def note(*said: Any) -> None:
        asked.append(said[2])

    for _ in range(3):
        rules_in_force(db, DAY)
    event.remove(connection, "before_cursor_execute", note)
    assert len(asked) == 1
