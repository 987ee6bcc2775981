"""Work orders follow the rule results: new facts open them, facts seen again refresh them, facts gone close them.

Which facts a work order is about is told by a digest of what its rule saw (`queries.finding_facts`). Facts that were
answered stay answered; the same rule with other facts opens another work order beside the old one.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Select,
    and_,
    case,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
    union,
    update,
)
from sqlalchemy.orm import aliased

from app.domain.catalogue import DatedStandard
from app.domain.clock import new_public_id, now
from app.domain.conditions import Node
from app.domain.work_orders import OPEN_STATES, check_deadline
from app.models import Exemption, Finding, FindingStep, RuleResult
from app.queries.check_shares import lighter_checks
from app.queries.finding_facts import fact_digests
from app.queries.scope import Scope, unscoped
from app.services.deadlines import due_after
from app.unit_of_work import Work


@dataclass(frozen=True, slots=True)
class CheckKind:
    """What a work order needs to know of its rule: `unit` person or household. Without `condition` one rule and
    subject are one suspicion, whatever the facts. Not `opens`: it keeps a list only, and closes what still waits."""

    code: str
    unit: str
    bureau: str
    severity: str
    condition: Node | None = None
    standards: Mapping[str, DatedStandard] = field(default_factory=dict, repr=False)
    opens: bool = True

    def digests(self, work: Work, subjects: Collection[int], as_of: date) -> dict[int, str | None]:
        """What the rule sees of each of these subjects, as a digest."""
        if self.condition is None or not subjects:
            return dict.fromkeys(subjects)
        everything = Scope.everything()
        return dict(
            fact_digests(work.session, everything, self.condition, self.unit, subjects, self.standards, as_of)
        )


def refresh_findings(
    work: Work, checks: Sequence[CheckKind], low: str, high: str, as_of: date
) -> dict[str, int]:
    """Bring the work orders of an area range in line with the open rule results.

    One fact is one suspicion: seen again it is refreshed, seen again after "corrected" it comes back, gone from the
    results before anybody answered it is closed by itself. What was answered stays answered as long as its facts are
    the same; other facts are another suspicion. Exempted ones stay quiet until their day. What a rule that cried wolf
    finds weighs less.
    """
    counts = {"new": 0, "refreshed": 0, "back": 0, "gone": 0}
    with unscoped("work orders follow the rule results of a whole area"):
        lighter = lighter_checks(work.session, Scope.everything())
        concerned = _concerned(work, checks, low, high)
        for check in (replace(c, severity=lighter.get(c.code, c.severity)) for c in concerned):
            others = _with_other_facts(work, check, low, high, as_of)
            counts["new"] += _open_new(work, check, low, high, as_of, others)
            counts["refreshed"] += _touch(work, check, low, high, as_of)
            counts["back"] += _bring_back(work, check, low, high, as_of, others)
            counts["gone"] += _close_gone(work, check, low, high, as_of)
    return counts


def _concerned(work: Work, checks: Sequence[CheckKind], low: str, high: str) -> list[CheckKind]:
    """Those that see anything in the area or have a work order there: for the others nothing can change."""
    r = RuleResult
    seen = select(r.rule).where(
        r.rule.in_([check.code for check in checks]),
        r.state == 1,
        r.until_at.is_(None),
        r.area_code >= low,
        r.area_code < high,
    )
    known = select(Finding.check_code).where(Finding.area_code >= low, Finding.area_code < high)
    codes = set(work.session.scalars(union(seen, known)))
    return [check for check in checks if check.code in codes]


def _seen(check: CheckKind, low: str, high: str) -> Select[int, int, str]:
    return select(RuleResult.subject, RuleResult.household_id, RuleResult.area_code).where(
        literal(check.opens),
        RuleResult.rule == check.code,
        RuleResult.state == 1,
        RuleResult.until_at.is_(None),
        RuleResult.area_code >= low,
        RuleResult.area_code < high,
    )


def _with_other_facts(
    work: Work, check: CheckKind, low: str, high: str, as_of: date
) -> dict[int, tuple[str, list[int]]]:
    """Subjects that are seen, have answered or closed work orders only, and none of them about the facts of now:
    the digest of now and those work orders."""
    if check.condition is None:
        return {}
    subject = _subject(check)
    rows = work.session.execute(
        select(subject, Finding.id, Finding.state, Finding.facts)
        .where(*_mine(check, low, high), subject.in_(_still_seen(check, low, high)))
        .order_by(Finding.id)
    )
    settled: dict[int, dict[int, str | None]] = {}
    waiting = set()
    for number, finding, state, facts in rows:
        settled.setdefault(number, {})[finding] = facts
        if state in OPEN_STATES:
            waiting.add(number)
    asked = {n: own for n, own in settled.items() if n not in waiting and None not in own.values()}
    digests = check.digests(work, asked, as_of)
    return {
        number: (digest, list(own))
        for number, own in asked.items()
        if (digest := digests[number]) is not None and digest not in own.values()
    }


def _open_new(
    work: Work,
    check: CheckKind,
    low: str,
    high: str,
    as_of: date,
    others: Mapping[int, tuple[str, list[int]]],
) -> int:
    known = aliased(Finding)
    whose = known.person_id if check.unit == "person" else known.household_id
    before = exists().where(known.check_code == check.code, whose == RuleResult.subject)
    fresh = work.session.execute(
        _seen(check, low, high)
        .where(or_(~before, RuleResult.subject.in_(others)))
        .order_by(RuleResult.area_code, RuleResult.subject)
    ).all()
    due = due_after(work.session, "finding_hand_out_days", as_of, low) if fresh else None
    digests = check.digests(work, [subject for subject, _, _ in fresh], as_of)
    rows = [
        {
            "public_id": new_public_id(),
            "version": 1,
            "event_id": work.event_id,
            "check_code": check.code,
            "household_id": household,
            "person_id": subject if check.unit == "person" else None,
            "area_code": area,
            "bureau": check.bureau,
            "severity": check.severity,
            "fact_key": f"{check.code}:{subject}" + (f":{digests[subject]}" if subject in others else ""),
            "facts": digests[subject],
            "state": "new",
            "found_on": as_of,
            "last_seen_on": as_of,
            "due_on": due,
        }
        for subject, household, area in fresh
    ]
    if rows:
        work.session.execute(insert(Finding), rows)
    return len(rows)


def _still_seen(check: CheckKind, low: str, high: str) -> Select[int]:
    return _seen(check, low, high).with_only_columns(RuleResult.subject)


def _mine(check: CheckKind, low: str, high: str) -> list[ColumnElement[bool]]:
    return [Finding.check_code == check.code, Finding.area_code >= low, Finding.area_code < high]


def _subject(check: CheckKind) -> Any:
    return Finding.person_id if check.unit == "person" else Finding.household_id


def set_all(work: Work, where: Sequence[ColumnElement[bool]], **values: object) -> int:
    changed = work.session.execute(
        update(Finding).where(*where).values(version=Finding.version + 1, event_id=work.event_id, **values),
        execution_options={"synchronize_session": False},
    )
    return int(changed.rowcount)  # type: ignore[attr-defined]


def move_all(
    work: Work, where: Sequence[ColumnElement[bool]], to_state: str | None, words: str, **values: object
) -> int:
    """Move work orders by the many (None = they stay where they are), with a line in the story of each."""
    columns = ["finding_id", "at", "actor_id", "from_state", "to_state", "words", "event_id"]
    steps = select(
        Finding.id,
        literal(now(), FindingStep.at.type),
        literal(work.actor.id, FindingStep.actor_id.type),
        Finding.state,
        Finding.state if to_state is None else literal(to_state),
        literal(words or None, FindingStep.words.type),
        literal(work.event_id, FindingStep.event_id.type),
    ).where(*where)
    work.session.execute(insert(FindingStep).from_select(columns, steps))
    if to_state is not None:
        values |= {"state": to_state, "escalated_to": None, "escalated_on": None}
    return set_all(work, where, **values)


def _touch(work: Work, check: CheckKind, low: str, high: str, as_of: date) -> int:
    subject = _subject(check)
    return set_all(
        work,
        [
            *_mine(check, low, high),
            Finding.state.in_(OPEN_STATES),
            Finding.last_seen_on < as_of,
            subject.in_(_still_seen(check, low, high)),
        ],
        last_seen_on=as_of,
    )


def quiet_on(day: date) -> ColumnElement[bool]:
    """An exemption keeps the work order quiet on that day."""
    return exists().where(
        Exemption.check_code == Finding.check_code,
        Exemption.household_id == Finding.household_id,
        or_(Exemption.person_id == Finding.person_id, Finding.person_id.is_(None)),
        Exemption.until_on >= day,
    )


def _bring_back(
    work: Work,
    check: CheckKind,
    low: str,
    high: str,
    as_of: date,
    others: Mapping[int, tuple[str, list[int]]],
) -> int:
    """Closed as corrected or gone, yet seen still; the exemption has run out; or, where nobody noted the facts, closed
    whatever the answer, gone, and seen anew since. What is about facts of before gives way to its successor."""
    subject = _subject(check)
    passed = [finding for _, own in others.values() for finding in own]
    if passed:
        over = [Finding.id.in_(passed), Finding.state == "exempted"]
        move_all(work, over, "closed", "情况和当时不同了，另开了一条")
    anew = exists().where(
        RuleResult.rule == check.code,
        RuleResult.subject == subject,
        RuleResult.state == 1,
        RuleResult.until_at.is_(None),
        func.date(RuleResult.since_at, type_=Date) > Finding.closed_on,
        Finding.facts.is_(None),
    )
    where = [
        *_mine(check, low, high),
        Finding.id.not_in(passed),
        or_(
            and_(
                Finding.state == "closed",
                or_(Finding.conclusion == "corrected", Finding.conclusion.is_(None), anew),
            ),
            and_(Finding.state == "exempted", ~quiet_on(as_of)),
        ),
        Finding.closed_on < as_of,
        subject.in_(_still_seen(check, low, high)),
    ]
    return move_all(
        work,
        where,
        "returned",
        "资料里又出现了，要再查",
        last_seen_on=as_of,
        due_on=due_after(work.session, check_deadline(check.severity), as_of, low),
        closed_on=None,
    )


def _close_gone(work: Work, check: CheckKind, low: str, high: str, as_of: date) -> int:
    """What is no longer seen closes by itself; where money has still to come back a person closes it."""
    subject = _subject(check)
    return move_all(
        work,
        [
            *_mine(check, low, high),
            Finding.state.in_(("new", "handed_out", "village_checking", "returned", "pending_rectification")),
            func.coalesce(Finding.to_return_fen, 0) <= func.coalesce(Finding.returned_fen, 0),
            subject.not_in(_still_seen(check, low, high)),
        ],
        "closed",
        "资料里已经没有这个情况",
        conclusion=case((Finding.conclusion.is_(None), None), else_="corrected"),
        closed_on=as_of,
    )
