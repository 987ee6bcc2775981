"""When a list is due, how late it is, and how one period compares with the one before."""

from datetime import date
from itertools import pairwise
from typing import Any

import pytest

from app.adapters.catalogue_files import read_entries
from app.domain.data_standards import grounds_of, read_grounds, read_standards, standard_of
from app.domain.deliveries import (
    CADENCES,
    Delivered,
    begin_of,
    by_period,
    compared,
    due_on,
    period_words,
    standing,
)
from imports import load_profiles

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("cadence", "newest", "days", "wanted", "due", "missing"),
    [
        ("month", "2026-10", 10, "2026-11", date(2026, 12, 10), 0),
        ("month", "2026-09", 10, "2026-10", date(2026, 11, 10), 1),
        ("month", "2026-08", 10, "2026-09", date(2026, 10, 10), 2),
        ("month", "2025-12", 10, "2026-01", date(2026, 2, 10), 10),
        ("quarter", "2026-05", 15, "2026 年第 3 季度", date(2026, 10, 15), 1),
        ("quarter", "2026-09", 15, "2026 年第 4 季度", date(2027, 1, 15), 0),
        ("semester", "2026-03", 30, "2026 年秋季学期", date(2026, 10, 30), 1),
        ("semester", "2026-09", 30, "2027 年春季学期", date(2027, 4, 30), 0),
        ("semester", "2026-02", 30, "2026 年春季学期", date(2026, 4, 30), 2),
        ("half_year", "2025-11", 20, "2026 年上半年", date(2026, 7, 20), 1),
        ("year", "2025-12", 31, "2026 年", date(2027, 1, 31), 0),
        ("year", "2024-03", 31, "2025 年", date(2026, 1, 31), 1),
    ],
)
def test_a_list_is_owed_from_the_period_after_its_newest(
    cadence: str, newest: str, days: int, wanted: str, due: date, missing: int
) -> None:
    found = standing(cadence, newest, days, TODAY)
    late = max((TODAY - due).days, 0)
    state = "late" if late else "fresh"
    assert (found.state, found.wanted, found.due_on, found.late_days) == (state, wanted, due, late)
    assert found.missing == missing


def test_the_last_day_is_in_time_and_the_day_after_is_not() -> None:
    assert standing("month", "2026-09", 10, date(2026, 11, 10)).state == "fresh"
    assert standing("month", "2026-09", 10, date(2026, 11, 11)).late_days == 1


def test_what_never_came_or_comes_only_with_an_event_is_not_late() -> None:
    assert standing("month", None, 10, TODAY).state == "never"
    assert standing("none", "2020-01", 10, TODAY).state == "event"


@pytest.mark.parametrize("cadence", CADENCES)
def test_every_month_lies_in_one_period_that_follows_the_one_before(cadence: str) -> None:
    begins = [begin_of(cadence, f"{y}-{m:02d}") for y in (2025, 2026) for m in range(1, 13)]
    size = CADENCES[cadence][0]
    assert {b - a for a, b in pairwise(begins)} <= {0, size}
    assert len({period_words(cadence, b) for b in begins}) == len(set(begins))
    assert all(due_on(cadence, b + size, 10) > due_on(cadence, b, 10) for b in begins)


def _sent(area: str, period: str, rows: int, **more: Any) -> Delivered:
    return Delivered(area, period, {"rows": rows, **more})


def test_an_area_that_sends_again_counts_once_and_areas_add_up() -> None:
    newest_first = [
        _sent("A", "2026-10", 120, must=3, look=3, rejected=6),
        _sent("A", "2026-10", 999, must=500),
        _sent("B", "2026-10", 80),
        _sent("A", "2026-09", 100, must=5, doubtful=2),
    ]
    periods = by_period(newest_first)
    assert [(p.period, p.batches, p.rows) for p in periods] == [("2026-09", 1, 100), ("2026-10", 2, 200)]
    assert periods[1].per_thousand(periods[1].problems) == 30.0
    now, first = compared(periods)
    assert (now.rows, now.percent, now.problems) == (100, 100.0, -20.0)
    assert (first.rows, first.percent, first.problems) == (None, None, None)


def test_every_list_has_a_ground_in_force_and_sharing_follows_the_law_of_the_day() -> None:
    grounds, profiles = read_grounds(read_entries("legal_grounds")), load_profiles()
    assert all(grounds_of(grounds, p, TODAY) for p in profiles.values())
    then, now = (
        {g.source.document for g in grounds_of(grounds, profiles["B04"], day)}
        for day in (date(2025, 7, 31), date(2025, 8, 1))
    )
    assert "政务信息资源共享管理暂行办法" in then - now
    assert "政务数据共享条例" in now - then
    assert "政务数据共享条例" not in {g.source.document for g in grounds_of(grounds, profiles["N01"], TODAY)}
    named = {code for g in grounds for code in g.lists or ()}
    assert named <= set(profiles)


def test_fields_name_the_standard_of_their_codes() -> None:
    standards = read_standards(read_entries("field_standards"))
    columns = {c.key: standard_of(standards, c) for c in load_profiles()["N02"].columns}
    told = {key: s.code for key, s in columns.items() if s}
    assert told["sex"] == "GB/T 2261.1"
    assert told["id_number"] == "GB 11643"
    assert told["nation"] == "GB/T 3304"
