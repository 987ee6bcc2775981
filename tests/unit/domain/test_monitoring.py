"""The way into monitoring: who writes a step down, and what has to be over before the next."""

from datetime import date

import pytest

from app.domain.errors import InvalidInputError
from app.domain.monitoring import EVIDENCE_OF_STEP, Limits, check_step, step_permission
from app.domain.permissions import Grant, make_actor
from app.domain.working_days import WorkCalendar

LIMITS = Limits(notice_days=5, total_days=20, stable_months=6, check_days=5)
CALENDAR = WorkCalendar(frozenset(), frozenset())
BEFORE = {
    "clue": date(2026, 3, 2),
    "check": date(2026, 3, 3),
    "consent": date(2026, 3, 3),
    "meeting": date(2026, 3, 4),
}
VILLAGE = "clue check consent meeting notice clear_check clear_meeting clear_notice"


@pytest.mark.parametrize(("on", "fits"), [(date(2026, 3, 11), False), (date(2026, 3, 12), True)])
def test_nothing_follows_while_the_notice_still_hangs(on: date, fits: bool) -> None:
    done = BEFORE | {"notice": date(2026, 3, 12)}
    if fits:
        check_step("township", on, None, done, LIMITS, CALENDAR, date(2026, 4, 1))
        return
    with pytest.raises(InvalidInputError) as refused:
        check_step("township", on, None, done, LIMITS, CALENDAR, date(2026, 4, 1))
    assert "2026-03-12" in refused.value.fields["on_day"]


@pytest.mark.parametrize(
    ("role", "steps"),
    [
        ("village_cadre", VILLAGE),
        ("township_clerk", f"{VILLAGE} township entry clear_township"),
        ("county_office", " ".join(EVIDENCE_OF_STEP)),
        ("bureau_staff", ""),
    ],
)
def test_each_office_writes_down_its_own_steps(role: str, steps: str) -> None:
    actor = make_actor(1, "某人", (Grant(role, "520199000000"),), date(2026, 3, 2))
    may = {s for s in EVIDENCE_OF_STEP if actor.may(step_permission(s))}
    assert may == set(steps.split())
