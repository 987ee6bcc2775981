"""Ten rules over the register (B1): our whole run, with writing the difference, beside OpenFisca building and
calculating only. The counts of those who fit must be equal. Base of the ratios: OpenFisca.

`first` writes all answers, `again` finds and compares them with nothing to write: what a run on most days is.
"""

import time
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from sqlalchemy import case, delete, func, select
from sqlalchemy.orm import Session

from app.domain.clock import now
from app.domain.income import income_year
from app.domain.registry_checks import age_on
from app.domain.vocabulary.income import GROUP_OF_KIND, SIGN_OF_GROUP
from app.extensions import db
from app.models import Household, IncomeEntry, Person, RuleResult, RuleVersion
from app.queries.scope import unscoped
from app.services.rule_runs import run_area
from tests.bench.county import county
from tests.bench.peer import peer
from tests.bench.rounds import in_turn, kept, tell
from tests.support.databases import ENGINES

ROUNDS = 3
AGED = {"any": "members", "where": {"fact": "person.age", "ge": 60}}
NOBODY_GROWN = {"none": "members", "where": {"fact": "person.age", "between": [16, 59]}}
BIG = {"fact": "household.size", "ge": 4}


def poor(yuan: int) -> dict[str, Any]:
    return {"fact": "household.net_income_per_head", "lt": yuan}


def somebody(low: int, high: int, *more: dict[str, Any]) -> dict[str, Any]:
    age = {"fact": "person.age", "between": [low, high]}
    return {"any": "members", "where": {"all": [age, *more]} if more else age}


CONDITIONS: tuple[dict[str, Any], ...] = (
    AGED,
    NOBODY_GROWN,
    {"count": "members", "where": {"fact": "person.age", "le": 15}, "ge": 2},
    {"fact": "household.size", "ge": 5},
    poor(8000),
    {"all": [poor(12000), BIG]},
    {"all": [somebody(6, 15), poor(10000)]},
    {"all": [somebody(15, 49, {"fact": "person.sex", "is": "female"}), somebody(0, 2)]},
    {"all": [{"any": "members", "where": {"fact": "person.age", "ge": 80}}, NOBODY_GROWN]},
    {"all": [{"count": "members", "where": {"fact": "person.age", "ge": 60}, "ge": 2},
             {"fact": "household.size", "le": 3}]},
)  # fmt: skip


def keep_rules(session: Session, conditions: tuple[dict[str, Any], ...] = CONDITIONS) -> None:
    """These and no others, as versions in force."""
    for n, condition in enumerate(conditions, 1):
        entry = {
            "code": f"C{n:02d}", "title": f"规则 {n}", "family": "group", "aspect": "比较", "bureau": "NY",
            "unit": "household", "condition": condition, "first_day": "2015-01-01",
            "source": {"document": "比较用", "reference": "bench", "confidence": "common_knowledge"},
            "examples": [{"title": word, "expect": word, "household": {}} for word in ("pass", "fail", "unknown")],
        }  # fmt: skip
        session.add(
            RuleVersion(kind="criterion", code=entry["code"], version=1, title=entry["title"], entry=entry,
                        first_on=date(2015, 1, 1), state="live", created_at=now())
        )  # fmt: skip
    session.connection(execution_options={"write": True})
    session.commit()


def write_columns(session: Session, day: date, path: Path) -> None:
    """The register's columns as arrays: turning tables into them is not measured."""
    homes = list(
        session.scalars(select(Household.id).where(Household.status == "active").order_by(Household.id))
    )
    place = {key: n for n, key in enumerate(homes)}
    people = [
        (place[home], -1 if born is None else age_on(born, day), sex == "female")
        for home, born, sex in session.execute(
            select(Person.household_id, Person.born_on, Person.sex).where(Person.status == "present")
        )
        if home in place
    ]
    sign = case({kind: SIGN_OF_GROUP[group] for kind, group in GROUP_OF_KIND.items()}, value=IncomeEntry.kind)
    net, told = np.zeros(len(homes)), np.zeros(len(homes), bool)
    summed = (
        select(IncomeEntry.household_id, func.sum(IncomeEntry.amount_fen * sign))
        .where(IncomeEntry.year == income_year(day))
        .group_by(IncomeEntry.household_id)
    )
    for home, fen in session.execute(summed):
        if home in place:
            net[place[home]], told[place[home]] = fen, True
    household, age, woman = (np.array(c) for c in zip(*people, strict=True))
    size = np.bincount(household, minlength=len(homes))
    np.savez(path, household=household, age=age, is_woman=woman, net=net, size=size, told=told & (size > 0))


def measure(kind: str, households: int) -> None:
    day = date.today()  # noqa: DTZ011 (the county was loaded for today)
    with county(kind, households, rules=False), unscoped("bench"), TemporaryDirectory() as folder:
        session, path = db.session(), Path(folder) / "columns.npz"
        keep_rules(session)
        write_columns(session, day, path)
        session.commit()
        theirs: dict[str, Any] = {}

        def first() -> float:
            session.connection(execution_options={"write": True})
            session.execute(delete(RuleResult))
            session.commit()
            return again()

        def again() -> float:
            began = time.perf_counter()
            run_area(session, as_of=day)
            return time.perf_counter() - began

        with peer("openfisca_rules", path) as ask:
            sides = {"openfisca": kept(ask, theirs), "first": first, "again": again}
            found = in_turn(sides, "openfisca", ROUNDS)
        counted = select(RuleResult.rule, func.count()).where(
            RuleResult.until_at.is_(None), RuleResult.state == 1
        )
        mine = dict(iter(session.execute(counted.group_by(RuleResult.rule))))
        session.commit()
    ours = {code: mine.get(code, 0) for code in theirs["yes"]}
    tell(
        "rules_peers", engine=kind, households=households, sides=found, yes=ours, equal=ours == theirs["yes"],
        differing={c: [ours[c], n] for c, n in theirs["yes"].items() if ours[c] != n},
    )  # fmt: skip


def main(numbers: list[int] | None = None) -> None:
    """Registers of these sizes on both engines."""
    for households in numbers or (60_000,):
        for kind in ENGINES:
            measure(kind, households)
