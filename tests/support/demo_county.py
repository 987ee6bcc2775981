"""The invented county in a test database: what the kernel answered about it, which work orders stand, what differs."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.demo.county import County
from app.demo.orders import KINDS, Orders
from app.demo.truth import CRITERIA, FIRES, SHOULD, subject_of
from app.domain.permissions import SYSTEM
from app.models import Finding, Household, Person, RuleResult
from app.services.demo import load_part, load_places
from app.unit_of_work import unit_of_work

YES, UNKNOWN = 1, 2
#: Rules about which the county has a truth; others are held by their examples.
TOLD = frozenset((*SHOULD, *FIRES, *CRITERIA))
VERDICTS = ("having", "missing", "may_apply", "wrong")
#: By rule and state (1 yes, 2 unknown) the household, person or village numbers.
Answers = dict[tuple[str, int], set[str]]


def load_county(session: Session, county: County, bureau: str = "all") -> None:
    """All townships, one act each."""
    with unit_of_work(session, SYSTEM, "demo.places") as work:
        load_places(work, county.plan)
    for part in county.parts:
        with unit_of_work(session, SYSTEM, "demo.load") as work:
            load_part(work, county.plan, part, bureau)


def kernel_answers(session: Session) -> Answers:
    """Open answers by rule and state (1 yes, 2 unknown), as household, person or village numbers."""
    people = dict(iter(session.execute(select(Person.id, Person.person_no))))
    homes = dict(iter(session.execute(select(Household.id, Household.household_no))))
    rows = session.execute(
        select(RuleResult.rule, RuleResult.state, RuleResult.subject).where(RuleResult.until_at.is_(None))
    )
    found: Answers = {}
    for rule, state, subject in rows:
        code = rule.split(".")[0]
        if code not in TOLD:
            continue
        of = subject_of(code)
        number = str(subject) if of == "village" else (homes if of == "household" else people)[subject]
        found.setdefault((rule, state), set()).add(number)
    return found


def told_answers(told: Mapping[str, Any]) -> Iterator[tuple[str, int, set[str]]]:
    """What the truth of one state (`answers`) says of every rule."""
    for code, lists in told["measures"].items():
        yield f"{code}.should", YES, set(lists["should"])
        yield f"{code}.should", UNKNOWN, set(lists["should_unknown"])
        yield f"{code}.verdict.unknown", UNKNOWN, set(lists["unknown"])
        for word in VERDICTS:
            yield f"{code}.verdict.{word}", YES, set(lists[word])
    for code, lists in (told["checks"] | told["criteria"]).items():
        yield code, YES, set(lists["yes"])
        yield code, UNKNOWN, set(lists["unknown"])
    for pair, lists in told["double"].items():
        for code in pair.split("x"):
            if code in told["measures"]:
                yield f"{code}.verdict.double", YES, set(lists["yes"])


def differences(found: Answers, told: Mapping[str, Any]) -> dict[str, Any]:
    """Where kernel and truth disagree: by rule and answer three whom only the one or only the other names."""
    return {
        f"{rule}:{state}": _apart(found.get((rule, state), set()), numbers)
        for rule, state, numbers in told_answers(told)
        if found.get((rule, state), set()) != numbers
    }


def orders_found(session: Session) -> list[dict[str, Any]]:
    """Every work order of the register, whatever its state, with the numbers of its subject and its household."""
    f = Finding
    rows = session.execute(
        select(*f.__table__.c, Household.household_no, Person.person_no)
        .join(Household, Household.id == f.household_id)
        .outerjoin(Person, Person.id == f.person_id)
        .order_by(f.id)
    )
    return [{**row, "number": row["person_no"] or row["household_no"]} for row in rows.mappings()]


def wanted_orders(
    told: Orders,
    day: date,
    due: date,
    before: Orders | None = None,
    settled: Mapping[tuple[str, str], str] | None = None,
) -> dict[tuple[str, str], dict[str, Any]]:
    """What must stand in each work order after the run of a day, by check and number.

    `due`: the deadline of those that this run opens. `before`: the truth of the run before on the same register; its
    orders are kept, not repeated, and what only it saw is closed. `settled`: the state in which people ended some of
    them since, and in which they stay.
    """
    wanted = {}
    for code in told.keys() | (before or {}).keys():
        was, now = (before or {}).get(code, {}), told.get(code, {})
        for number, (home, village) in (now | was).items():
            row: dict[str, Any] = dict(zip(("bureau", "severity"), KINDS[code], strict=True))
            row |= {"household_no": home, "area_code": village}
            if (code, number) in (settled or {}):
                row["state"] = (settled or {})[code, number]
            elif number in now:
                row |= {"state": "new", "last_seen_on": day, "closed_on": None}
            else:
                row |= {"state": "closed", "closed_on": day, "conclusion": None}
            if number not in was:
                row |= {"found_on": day, "due_on": due}
            wanted[code, number] = row
    return wanted


def order_differences(
    found: list[dict[str, Any]], wanted: Mapping[tuple[str, str], dict[str, Any]]
) -> dict[str, Any]:
    """Where the work orders are not what the truth says: by check those that are too many, too few, there twice, or
    otherwise than told (what stands, what should)."""
    seen: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in found:
        seen.setdefault((row["check_code"], row["number"]), []).append(row)
    wrong: dict[str, dict[str, list[Any]]] = {}

    def note(kind: str, key: tuple[str, str], what: Any) -> None:
        wrong.setdefault(key[0], {}).setdefault(kind, []).append(what)

    for key in sorted(seen.keys() | wanted.keys()):
        if key not in wanted:
            note("too_many", key, key[1])
        elif key not in seen:
            note("too_few", key, key[1])
        elif len(seen[key]) > 1:
            note("twice", key, key[1])
        else:
            row = seen[key][0]
            faults = {n: (row[n], value) for n, value in wanted[key].items() if row[n] != value}
            if faults:
                note("otherwise", key, (key[1], faults))
    return {code: {kind: (len(of), of[:3]) for kind, of in kinds.items()} for code, kinds in wrong.items()}


def _apart(found: set[str], told: set[str]) -> dict[str, Any]:
    return {"too_many": sorted(found - told)[:3], "too_few": sorted(told - found)[:3]}
