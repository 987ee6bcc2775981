"""Suspicions become work orders, walk their way, and are closed or exempted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, and_, case, exists, insert, literal, or_, select, update
from sqlalchemy.orm import aliased

from app.domain.clock import new_public_id, now, today
from app.domain.errors import ConflictError, InvalidInputError, NotAllowedError, NotFoundError
from app.domain.work_orders import (
    DONE_STATES,
    OPEN_STATES,
    STEPS,
    check_answer,
    may_answer_again,
    step_for,
)
from app.models import Exemption, Finding, FindingStep, RuleResult
from app.queries.scope import Scope, unscoped
from app.services.catalogue import work_calendar
from app.unit_of_work import Work

#: Working days for the village's check and for the review (domain 8.1, defaults).
CHECK_DAYS, REVIEW_DAYS = 5, 3
EXEMPT_MONTHS = 12


@dataclass(frozen=True, slots=True)
class CheckKind:
    """What a work order needs to know of its rule: `unit` person or household."""

    code: str
    unit: str
    bureau: str
    severity: str


def refresh_findings(
    work: Work, checks: Sequence[CheckKind], low: str, high: str, as_of: date
) -> dict[str, int]:
    """Bring the work orders of an area range in line with the open rule results.

    One fact is one suspicion: seen again it is refreshed, seen again after "corrected" it comes back, gone from the
    results before anybody answered it is closed by itself. Exempted ones stay quiet until their day.
    """
    counts = {"new": 0, "refreshed": 0, "back": 0, "gone": 0}
    with unscoped("work orders follow the rule results of a whole area"):
        for check in checks:
            counts["new"] += _open_new(work, check, low, high, as_of)
            counts["refreshed"] += _touch(work, check, low, high, as_of)
            counts["back"] += _bring_back(work, check, low, high, as_of)
            counts["gone"] += _close_gone(work, check, low, high, as_of)
    return counts


def _seen(check: CheckKind, low: str, high: str) -> Select[int, int, str]:
    return select(RuleResult.subject, RuleResult.household_id, RuleResult.area_code).where(
        RuleResult.rule == check.code,
        RuleResult.state == 1,
        RuleResult.until_at.is_(None),
        RuleResult.area_code >= low,
        RuleResult.area_code < high,
    )


def _open_new(work: Work, check: CheckKind, low: str, high: str, as_of: date) -> int:
    known = aliased(Finding)
    key = literal(f"{check.code}:") + RuleResult.subject.cast(known.fact_key.type)
    fresh = work.session.execute(
        _seen(check, low, high)
        .where(~exists().where(known.fact_key == key))
        .order_by(RuleResult.area_code, RuleResult.subject)
    ).all()
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
            "fact_key": f"{check.code}:{subject}",
            "state": "new",
            "found_on": as_of,
            "last_seen_on": as_of,
            "due_on": work_calendar().after(as_of, CHECK_DAYS),
        }
        for subject, household, area in fresh
    ]
    if rows:
        work.session.execute(insert(Finding), rows)
    return len(rows)


def _still_seen(check: CheckKind, low: str, high: str) -> Select[int]:
    return _seen(check, low, high).with_only_columns(RuleResult.subject)


def _mine(check: CheckKind, low: str, high: str) -> list[object]:
    return [Finding.check_code == check.code, Finding.area_code >= low, Finding.area_code < high]


def _subject(check: CheckKind) -> object:
    return Finding.person_id if check.unit == "person" else Finding.household_id


def _set(work: Work, where: list[object], **values: object) -> int:
    changed = work.session.execute(
        update(Finding)
        .where(*where)  # type: ignore[arg-type]
        .values(version=Finding.version + 1, event_id=work.event_id, **values),
        execution_options={"synchronize_session": False},
    )
    return int(changed.rowcount)  # type: ignore[attr-defined]


def _touch(work: Work, check: CheckKind, low: str, high: str, as_of: date) -> int:
    subject = _subject(check)
    return _set(
        work,
        [
            *_mine(check, low, high),
            Finding.state.in_(OPEN_STATES),
            Finding.last_seen_on < as_of,
            subject.in_(_still_seen(check, low, high)),  # type: ignore[attr-defined]
        ],
        last_seen_on=as_of,
    )


def _bring_back(work: Work, check: CheckKind, low: str, high: str, as_of: date) -> int:
    """Closed as corrected or gone, yet seen again; or the exemption has run out."""
    subject = _subject(check)
    quiet = exists().where(
        Exemption.check_code == Finding.check_code,
        Exemption.household_id == Finding.household_id,
        or_(Exemption.person_id == Finding.person_id, Finding.person_id.is_(None)),
        Exemption.until_on >= as_of,
    )
    return _set(
        work,
        [
            *_mine(check, low, high),
            or_(
                and_(
                    Finding.state == "closed",
                    or_(Finding.conclusion == "corrected", Finding.conclusion.is_(None)),
                ),
                and_(Finding.state == "exempted", ~quiet),
            ),
            Finding.closed_on < as_of,
            subject.in_(_still_seen(check, low, high)),  # type: ignore[attr-defined]
        ],
        state="returned",
        last_seen_on=as_of,
        due_on=work_calendar().after(as_of, CHECK_DAYS),
        closed_on=None,
    )


def _close_gone(work: Work, check: CheckKind, low: str, high: str, as_of: date) -> int:
    subject = _subject(check)
    return _set(
        work,
        [
            *_mine(check, low, high),
            Finding.state.in_(("new", "handed_out", "village_checking", "returned", "pending_rectification")),
            subject.not_in(_still_seen(check, low, high)),  # type: ignore[attr-defined]
        ],
        state="closed",
        conclusion=case((Finding.conclusion.is_(None), None), else_="corrected"),
        closed_on=as_of,
    )


def take_step(
    work: Work, scope: Scope, public_id: str, act: str, *, version: int, words: str = ""
) -> Finding:
    """Move a work order by one step that needs no form: hand out, review, return, close, postpone."""
    finding = _fetch(work, scope, public_id, version)
    step = step_for(act, finding.state)
    if not work.actor.may(step.permission):
        raise NotAllowedError(step.permission)
    target = step.to_state
    if act == "close" and finding.conclusion == "keep":
        target = "exempted"
        _exempt(work, finding)
    _move(work, finding, target, words)
    if target in DONE_STATES:
        finding.closed_on = today()
    elif target in ("handed_out", "returned"):
        finding.due_on = work_calendar().after(today(), CHECK_DAYS)
    else:
        finding.due_on = work_calendar().after(today(), REVIEW_DAYS)
    return finding


def answer_finding(
    work: Work,
    scope: Scope,
    public_id: str,
    *,
    version: int,
    conclusion: str,
    explanation: str,
    keep_reason: str | None = None,
    checkers: str | None = None,
    checked_on: date | None = None,
    to_return_fen: int | None = None,
    again: bool = False,
) -> Finding:
    """The village's answer, with a reason as easy for 合理保留 as for 清退.

    `again`: two people answered; one of them saw both texts and says which stand, before anybody reviewed.
    """
    finding = _fetch(work, scope, public_id, version)
    if not (again and may_answer_again(finding.state)):
        step_for("answer", finding.state)
    if not work.actor.may("finding:answer"):
        raise NotAllowedError("finding:answer")
    check_answer(conclusion, keep_reason, explanation)
    finding.conclusion = conclusion
    finding.keep_reason = keep_reason if conclusion == "keep" else None
    finding.explanation = explanation.strip()
    finding.checkers = checkers
    finding.checked_on = checked_on or today()
    finding.to_return_fen = to_return_fen
    finding.due_on = work_calendar().after(today(), REVIEW_DAYS)
    _move(work, finding, "answered", explanation.strip())
    return finding


def note_finding(work: Work, scope: Scope, public_id: str, words: str) -> Finding:
    """Words for the story of a work order from somebody who works on it, whatever its state."""
    finding = _fetch(work, scope, public_id, None)
    if not any(work.actor.may(step.permission) for step in STEPS.values()):
        raise NotAllowedError("finding:answer")
    if not words.strip():
        raise InvalidInputError("E-WORDS", "没有写任何话，没有记。", way_out="请写清楚再记。")
    _move(work, finding, finding.state, words.strip())
    return finding


def _fetch(work: Work, scope: Scope, public_id: str, version: int | None) -> Finding:
    finding = work.session.scalar(select(Finding).where(scope.on(Finding), Finding.public_id == public_id))
    if finding is None:
        raise NotFoundError()
    if version is not None and finding.version != version:
        raise ConflictError("这条疑点刚才被别人办过一步。", current=finding)
    return finding


def _move(work: Work, finding: Finding, to_state: str, words: str) -> None:
    work.session.add(
        FindingStep(
            finding_id=finding.id,
            at=now(),
            actor_id=work.actor.id,
            from_state=finding.state,
            to_state=to_state,
            words=words or None,
            event_id=work.event_id,
        )
    )
    finding.state = to_state


def _exempt(work: Work, finding: Finding) -> None:
    day = today()
    work.session.add(
        Exemption(
            finding_id=finding.id,
            check_code=finding.check_code,
            household_id=finding.household_id,
            person_id=finding.person_id,
            reason=finding.keep_reason or "other",
            until_on=date(day.year + EXEMPT_MONTHS // 12, day.month, min(day.day, 28)),
        )
    )
