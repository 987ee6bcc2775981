"""The truth by household and person numbers, for every state of the data that a test may build."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

import numpy as np

from app.demo.carried import carried
from app.demo.county import County, Part
from app.demo.having import double, has, verdicts
from app.demo.tables import Column
from app.demo.threefold import UNKNOWN, YES
from app.demo.truth import (
    CRITERIA,
    ENDED,
    EXCLUSIONS,
    FIRES,
    SHOULD,
    in_force,
    judged_on,
    subject_of,
)
from app.demo.world import ALL_DATASETS, WORKBOOKS, World

#: What has been delivered, and whether grants are known. `imported`: an empty register after every workbook, which
#: knows what these carry and nothing else.
STATES: dict[str, tuple[frozenset[str], bool]] = {
    "all": (ALL_DATASETS, True),
    "some": (ALL_DATASETS - {"vehicle"}, True),
    "none": (frozenset(), True),
    "imported": (WORKBOOKS, False),
}
Rules = Mapping[str, Callable[[World], Column]]
_VEHICLE_REASONS = ("vehicle_for_living", "vehicle_scrapped", "name_borrowed", "relatives_name")
_TOLERABLE_OF_TEN = 7
_PLACES = {
    "household": ("households", "household_no"),
    "person": ("people", "person_no"),
    "village": ("villages", "area_code"),
}


def answers(county: County, state: str = "all", day: date | None = None) -> dict[str, Any]:
    """Per measure the exact lists (should, should_unknown, having, missing, wrong, unknown), per check and
    criterion yes and unknown, on the county's day or another.

    Lists hold household, person or village numbers (`subject`), sorted. Whoever is in no list is a no.
    """
    as_of = day or county.plan.as_of
    delivered, granted = STATES[state]
    measures, checks, criteria = (
        {code: rule for code, rule in rules.items() if in_force(code, as_of)}
        for rules in (SHOULD, FIRES, CRITERIA)
    )
    lists: dict[str, dict[str, dict[str, list[str]]]] = {
        "measures": {},
        "checks": {},
        "criteria": {},
        "double": {},
    }
    for part in county.parts:
        tables = carried(part.tables, county.plan.as_of) if state == "imported" else part.tables
        world = World(tables, as_of, delivered, granted=granted)
        _add_measures(lists["measures"], world, measures)
        _add_checks(lists["checks"], world, checks)
        _add_checks(lists["criteria"], world, criteria)
        for one, other in EXCLUSIONS:
            both = double(world, (one, other))
            found = {"yes": both == YES, "unknown": both == UNKNOWN}
            _extend(lists["double"], f"{one}x{other}", _numbers(world, "person", found))
    return {
        group: {code: _sorted(group, code, found) for code, found in of.items()}
        for group, of in lists.items()
    }


def answers_of_the_past(county: County) -> dict[str, Any]:
    """Per rule of a programme that has ended the same lists, with the day they speak of: its last (`as_of`).

    The register is asked as it stands, with the village records of that year; every bureau has delivered.
    """
    days = {code: judged_on(code, county.plan.as_of) for code in ENDED}
    found: dict[str, dict[str, list[str]]] = {}
    for code, day in days.items():
        for part in county.parts if day < county.plan.as_of else ():
            world = World(part.tables, day)
            if code in SHOULD:
                _add_measures(found, world, {code: SHOULD[code]})
            else:
                _add_checks(found, world, {code: (FIRES | CRITERIA)[code]})
    return {
        code: {"as_of": days[code].isoformat(), **_sorted("", code, lists)} for code, lists in found.items()
    }


def _add_measures(lists: dict[str, dict[str, list[str]]], world: World, rules: Rules) -> None:
    for code, rule in rules.items():
        should = rule(world)
        found = {
            "should": should == YES,
            "should_unknown": should == UNKNOWN,
            **verdicts(code, should, has(world, code)),
        }
        del found["none"]
        _extend(lists, code, _numbers(world, subject_of(code), found))


def _add_checks(lists: dict[str, dict[str, list[str]]], world: World, rules: Rules) -> None:
    for code, rule in rules.items():
        fires = rule(world)
        found = {"yes": fires == YES, "unknown": fires == UNKNOWN}
        _extend(lists, code, _numbers(world, subject_of(code), found))


def _numbers(world: World, subject: str, found: dict[str, Column]) -> dict[str, list[str]]:
    if subject == "village":
        return {name: world.villages["area_code"][mask].tolist() for name, mask in found.items()}
    counts = world.home_counts if subject == "household" else world.counts
    numbers = world.homes["household_no"] if subject == "household" else world.people["person_no"]
    return {name: numbers[mask & counts].tolist() for name, mask in found.items()}


def _extend(lists: dict[str, dict[str, list[str]]], code: str, found: dict[str, list[str]]) -> None:
    of_code = lists.setdefault(code, {})
    for name, numbers in found.items():
        of_code.setdefault(name, []).extend(numbers)


def _sorted(group: str, code: str, found: dict[str, list[str]]) -> dict[str, Any]:
    subject = "person" if group == "double" else subject_of(code)
    return {"subject": subject, **{name: sorted(numbers) for name, numbers in found.items()}}


def suspicions(checks: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """Every check that fires, with the conclusion a careful village would reach: seven of ten may be kept."""
    found: list[dict[str, Any]] = []
    for code in sorted(checks):
        for turn, number in enumerate(checks[code]["yes"]):
            keep = turn % 10 < _TOLERABLE_OF_TEN
            reason = _VEHICLE_REASONS[turn % len(_VEHICLE_REASONS)] if code == "R03" else "other"
            found.append(
                {"check": code, "number": number, "tolerable": keep, "reason": reason if keep else None}
            )
    return found


def planted(parts: Iterable[Part]) -> list[dict[str, str]]:
    """What was planted: kind, role (planted, near, unknown, wrong), subject and its number."""
    rows = []
    for part in parts:
        for plant in part.plants:
            table, column = _PLACES[plant.subject]
            number = str(part.tables[table][column][plant.position])
            rows.append({"kind": plant.kind, "role": plant.role, "subject": plant.subject, "number": number})
    return rows


def counts(county: County) -> dict[str, int]:
    """How many households and members count."""
    worlds = [World(part.tables, county.plan.as_of) for part in county.parts]
    return {
        "households": int(sum(np.sum(world.home_counts) for world in worlds)),
        "persons": int(sum(np.sum(world.counts) for world in worlds)),
    }
