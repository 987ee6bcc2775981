"""The compiler means what the slow interpreter means; a seeded sample of `./run prove conditions`, on both engines."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import Engine, select

from app.domain.clock import LOCAL
from app.domain.condition_parser import parse
from app.domain.conditions import Group
from app.models import Event
from app.queries.column_conditions import judge
from app.queries.days import Days
from app.queries.facts import as_number
from app.queries.scope import unscoped
from app.queries.wide import Wide
from app.services.specimens import load, temporary
from tests.support.kernel_proof import COLUMNS, compare

DAY = date(2026, 11, 22)


@pytest.mark.parametrize("seed", range(101, 104))
def test_compiler_equals_interpreter(engine: Engine, seed: int) -> None:
    tally = compare(engine, seed, trees=48, households=25)

    assert tally.different == []
    assert tally.pairs > 2000
    assert min(tally.answers.values()) > tally.pairs * 0.1, "answers of all three kinds are compared"


def test_comparison_notices_a_wrong_compiler(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """A compiler that takes unknown for no is found out: the comparison can fail."""

    def two_valued(answer: Any) -> Any:
        from sqlalchemy import func

        return func.coalesce(as_number(answer), 0)

    monkeypatch.setattr("app.queries.wide.as_number", two_valued)

    assert compare(engine, 101, trees=24, households=10).different


def test_comparison_notices_wrong_columns(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """So it does for the columns of a whole run."""
    monkeypatch.setattr("app.queries.columns.judge", lambda node, of: judge(node, of).fill_null(False))

    different = compare(engine, 101, trees=24, households=10).different

    assert {d["layout"] for d in different} == {
        f"{age}{kind}" for age in ("", "ageless ") for kind in COLUMNS
    }


def _answers(tree: dict[str, Any], *households: dict[str, Any], as_of: date = DAY) -> list[bool | None]:
    """The answers of one condition about households, in their order."""
    made = temporary()
    with made.connect() as connection, unscoped("tests"):
        load(connection, households)
        wide = Wide("household", {"t": parse(tree, "household")}, {}, days=Days(as_of))
        rows = connection.execute(wide.statement.order_by("id")).mappings().all()
        connection.rollback()
    made.dispose()
    return [None if row["t"] is None else row["t"] == 1 for row in rows]


def test_household_without_members_answers_every_question_about_them() -> None:
    nobody: dict[str, Any] = {"kind": "poor"}

    assert _answers({"any": "members"}, nobody) == [False]
    assert _answers({"none": "members"}, nobody) == [True]
    assert _answers({"count": "members", "ge": 1}, nobody) == [False]
    assert _answers({"sum": "members", "of": "person.work_months", "is": 0}, nobody) == [True]


def test_absence_is_no_only_where_the_bureau_delivered() -> None:
    tree = {"any": "members", "where": {"any": "bureau.vehicle", "window": "live"}}
    person = {"sex": "male"}
    owner = {"sex": "male", "records": [{"dataset": "vehicle", "kind": "car"}]}
    here, there = "520199101201", "520199102201"

    found = _answers(
        tree,
        {"area": here, "members": [person], "delivered": ["vehicle"]},
        {"area": there, "members": [person]},
        {"area": there, "members": [owner]},
    )

    assert found == [False, None, True]


def test_unknown_member_leaves_a_count_open_only_where_it_matters() -> None:
    told, untold = {"health_chronic": True}, {"sex": "female"}
    house = {"members": [told, told, untold]}
    tree = {"count": "members", "where": {"fact": "person.health_chronic", "is": True}}

    assert _answers({**tree, "ge": 2}, house) == [True]
    assert _answers({**tree, "ge": 3}, house) == [None]
    assert _answers({**tree, "ge": 4}, house) == [False]


def test_latest_row_decides_and_an_undated_one_leaves_it_open() -> None:
    tree = {"latest": "grants", "of": "row.state", "is": "delivered"}
    old = {"measure": "M26", "state": "refused", "starts_on": "2024-01-01"}
    new = {"measure": "M26", "state": "delivered", "starts_on": "2026-01-01"}
    undated = {"measure": "M26", "state": "delivered"}

    assert _answers(tree, {"grants": [old, new]}, {"grants": [new, undated]}, {}) == [True, None, False]


def test_what_nobody_has_seen_is_not_told() -> None:
    tree = {"latest": "visits", "of": "row.food_ok", "is": True}
    fed, hungry = ({"on_day": f"2026-0{n}-01", "food_ok": n == 1} for n in (1, 2))

    assert _answers(tree, {"visits": [fed]}, {"visits": [fed, hungry]}, {}) == [True, False, None]
    assert _answers({"not": tree}, {}) == [None]
    assert _answers({**tree, "window": {"last": {"months": 3}}}, {"visits": [fed]}) == [None]


def test_time_window_begins_on_the_right_day() -> None:
    tree = {"any": "visits", "window": {"last": {"days": 30}}}
    visited = {"visits": [{"on_day": "2026-10-23"}]}

    assert _answers(tree, visited, as_of=date(2026, 11, 21)) == [True]
    assert _answers(tree, visited, as_of=date(2026, 11, 22)) == [False]


def test_income_of_the_year_changes_in_october() -> None:
    tree = {"fact": "household.net_income_per_head", "is": 100}
    lines = [{"year": 2025, "kind": "business", "yuan": 100}, {"year": 2026, "kind": "business", "yuan": 200}]
    house = {"members": [{"sex": "male"}], "income": lines}

    assert _answers(tree, house, as_of=date(2026, 9, 30)) == [True]
    assert _answers(tree, house, as_of=date(2026, 10, 1)) == [False]


def test_factor_compares_whole_fen_exactly() -> None:
    before = {"fact": "household.net_income_per_head_last_year", "times": 0.7}
    tree = {"fact": "household.net_income_per_head", "lt": before}
    lines = [
        {"year": 2025, "kind": "business", "yuan": 0.1},
        {"year": 2026, "kind": "business", "yuan": 0.07},
    ]

    assert _answers(tree, {"members": [{"sex": "male"}], "income": lines}) == [False]


def test_shared_phone_counts_active_households_only() -> None:
    tree = {"count": "same_phone", "ge": 2}
    found = _answers(
        tree, {"phone": "A"}, {"phone": "A"}, {"phone": "B"}, {"phone": "B", "status": "gone"}, {}
    )

    assert found == [True, True, False, None]


def test_tree_of_one_part_is_kept_as_a_group() -> None:
    assert isinstance(parse({"all": [{"fact": "household.has_tv", "is": True}]}, "household"), Group)


@pytest.mark.parametrize(
    ("hour", "told"),
    [(2, datetime(2026, 11, 21, 18, tzinfo=UTC)), (15, datetime(2026, 11, 22, 4, tzinfo=UTC))],
)
def test_specimens_are_never_told_in_the_future(
    monkeypatch: pytest.MonkeyPatch, hour: int, told: datetime
) -> None:
    """An act that follows in the morning must not come before them, or everything they tell would be too old."""
    present = datetime(2026, 11, 22, hour, tzinfo=LOCAL).astimezone(UTC)
    monkeypatch.setattr("app.domain.clock.now", lambda: present)
    monkeypatch.setattr("app.services.specimens.now", lambda: present)
    made = temporary()

    with made.begin() as connection, unscoped("tests"):
        load(connection, [{"members": [{"school": "grade_8"}]}])
        newest = connection.scalars(select(Event.at).order_by(Event.id.desc())).first()

    assert newest == told
    made.dispose()


GRANTED: tuple[dict[str, Any], ...] = (
    {"any": "grants", "where": {"fact": "row.measure", "is": "M01"}, "window": "live"},
    {"any": "grants", "where": {"fact": "row.measure", "in": ["M01", "M02"]}, "window": "live"},
    {"none": "grants", "where": {"fact": "row.measure", "in": ["M02", "M05"]}, "window": "live"},
    {"none": "grants", "where": {"fact": "row.measure", "is": "M07"}, "window": "live"},
)
NAMED: tuple[dict[str, Any], ...] = tuple(
    {"any": "members", "where": {how: f"bureau.{name}", "where": {"fact": "row.status", "is": "normal"}}}
    for how, name in (("any", "dibao"), ("none", "payroll"), ("any", "disability"), ("none", "tekun"))
)


def test_questions_that_share_a_look_answer_as_each_does_alone() -> None:
    def granted(*measures: str) -> dict[str, Any]:
        row = {"state": "delivering", "starts_on": "2026-01-01"}
        return {"grants": [{"measure": m, **row} for m in measures]}

    def named(*lists: str) -> list[dict[str, Any]]:
        return [{"records": [{"dataset": name, "starts_on": "2026-01-01"} for name in lists]}]

    told = ["dibao", "payroll", "tekun"]
    homes: list[dict[str, Any]] = [
        {"members": named("dibao", "tekun"), "delivered": told, **granted("M01", "M05", "M09")},
        {"members": named(), "delivered": told, **granted("M02", "M02")},
        {"members": named("payroll", "disability"), **granted()},
        {"members": []},
    ]
    trees = {f"t{n}": parse(tree, "household") for n, tree in enumerate((*GRANTED, *NAMED))}
    made = temporary()
    with made.connect() as connection, unscoped("tests"):
        load(connection, homes)
        together = Wide("household", trees, {}, days=Days(DAY))
        rows = connection.execute(together.statement.order_by("id")).mappings().all()
        connection.rollback()
    made.dispose()

    said = str(together.statement)
    assert "household_grants_values_0" in said
    assert "nf AS MATERIALIZED" in said
    for n, tree in enumerate((*GRANTED, *NAMED)):
        shared = [None if row[f"t{n}"] is None else row[f"t{n}"] == 1 for row in rows]
        assert shared == _answers(tree, *homes), tree
