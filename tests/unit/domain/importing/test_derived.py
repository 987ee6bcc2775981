"""Days behind months, years and half school years; shares; columns taken over from the shared ones."""

from datetime import date

import polars as pl
import pytest

from app.domain.importing.derived import derived_facts
from app.domain.importing.profile import ProfileError, parse_profile
from app.domain.importing.raw import PERCENT, TEXT
from app.domain.importing.shared_columns import with_shared
from app.domain.importing.shares import parse_semester, parse_share
from imports import load_profiles

SHARED = {
    "name": {"headers": ["姓名", "人名"], "converter": "name", "target": "match.name", "required": True}
}


def facts(code: str, **columns: list[object]) -> dict[str, list[object]]:
    rows = pl.DataFrame(columns)
    found = derived_facts(load_profiles()[code], set(rows.columns))
    return rows.select(expr.alias(name) for name, expr in found.items()).to_dict(as_series=False)


@pytest.mark.parametrize("code", ["B22", "B04-2"])
def test_a_payment_stands_on_the_first_day_of_the_month_paid_for_else_of_the_month_it_was_paid(
    code: str,
) -> None:
    found = facts(code, month=["2026-03", None], paid_on=[date(2026, 5, 6), date(2026, 5, 7)])
    assert found == {"starts_on": [date(2026, 3, 1), date(2026, 5, 1)]}


def test_insurance_runs_to_the_end_of_its_year() -> None:
    found = facts("B10", pay_year=[2026], paid_on=[None])
    assert found == {"starts_on": [date(2026, 1, 1)], "ends_on": [date(2026, 12, 31)]}


@pytest.mark.parametrize(("month", "last"), [("2026-02", 28), ("2024-02", 29), ("2026-12", 31)])
def test_the_last_day_of_a_month_is_known(month: str, last: int) -> None:
    assert facts("B20", month=[month])["ends_on"] == [date(int(month[:4]), int(month[5:]), last)]


def test_half_school_years_end_in_july_and_january() -> None:
    found = facts("B08", semester=["2026-03", "2026-09"])
    assert found["ends_on"] == [date(2026, 7, 31), date(2027, 1, 31)]


def test_the_earlier_named_column_wins_and_absent_ones_are_left_out() -> None:
    assert facts("B06", cremated_on=[date(2026, 1, 2)]) == {"starts_on": [date(2026, 1, 2)]}
    assert facts("B06", name=["某"]) == {}


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("2026年春季学期", "2026-03"),
        ("2026秋", "2026-09"),
        ("2025-2026学年第二学期", "2026-03"),
        ("2025—2026学年上学期", "2025-09"),
        ("2025-26学年下学期", "2026-03"),
        ("2026年", None),
        ("寒假", None),
        ("春秋两季", None),
    ],
)
def test_half_school_years_are_read(text: str, month: str | None) -> None:
    assert parse_semester(text) == month


@pytest.mark.parametrize(
    ("text", "kind", "share"),
    [
        ("50%", TEXT, 50.0),
        ("0.5", PERCENT, 50.0),
        ("0.5", TEXT, 50.0),
        ("50", TEXT, 50.0),
        ("1/3", TEXT, 33.3333),
        ("１／２", TEXT, 50.0),
        ("单独所有", TEXT, 100.0),
        ("1/0", TEXT, "number_unreadable"),
        ("一半", TEXT, "number_unreadable"),
    ],
)
def test_shares_are_percent(text: str, kind: int, share: object) -> None:
    assert parse_share(text, kind) == share


def test_a_column_built_on_a_shared_one_keeps_what_it_says_itself() -> None:
    data = {"code": "X", "columns": [{"like": "name", "headers": ["逝者姓名"], "required": False}]}
    column = with_shared(data, SHARED)["columns"][0]
    assert column == {
        "key": "name",
        "headers": ["逝者姓名", "姓名", "人名"],
        "converter": "name",
        "target": "match.name",
        "required": False,
    }


def test_a_shared_column_gives_way_header_by_header() -> None:
    own = {"key": "child", "headers": ["姓名"], "converter": "name", "target": "ignore.child"}
    found = with_shared({"code": "X", "columns": [own], "use": ["name"]}, SHARED)["columns"]
    assert [c["headers"] for c in found] == [["姓名"], ["人名"]]
    nothing = with_shared(
        {"code": "X", "columns": [{**own, "headers": ["姓名", "人名"]}], "use": ["name"]}, SHARED
    )
    assert len(nothing["columns"]) == 1


def test_an_unknown_shared_column_is_refused_with_its_place() -> None:
    for part in ({"use": ["nobody"], "columns": []}, {"columns": [{"like": "nobody"}]}):
        with pytest.raises(ProfileError, match="X: no shared column nobody"):
            parse_profile({"code": "X", **part}, SHARED)
