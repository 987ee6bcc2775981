"""The way of one work order: steps, the village's answer, words for its story."""

from datetime import date

from sqlalchemy import select

from app.domain.clock import now, today
from app.domain.errors import ConflictError, InvalidInputError, NotAllowedError, NotFoundError
from app.domain.number_text import yuan
from app.domain.work_orders import DONE_STATES, STEPS, check_answer, may_answer_again, step_deadline, step_for
from app.models import Exemption, Finding, FindingStep
from app.queries.days import earlier
from app.queries.scope import Scope
from app.services.deadlines import due_after, figure
from app.services.finding_facts import note_facts
from app.unit_of_work import Work


def take_step(
    work: Work, scope: Scope, public_id: str, act: str, *, version: int, words: str = ""
) -> Finding:
    """Move a work order by one step that needs no form: hand out, review, return, close, postpone."""
    finding = fetch_finding(work, scope, public_id, version)
    step = step_for(act, finding.state)
    if not work.actor.may(step.permission):
        raise NotAllowedError(step.permission)
    target = step.to_state
    if act == "close" and finding.conclusion == "keep":
        target = "exempted"
        _exempt(work, finding)
    if act == "close":
        _refuse_unpaid(finding)
    move(work, finding, target, words)
    if target in DONE_STATES:
        finding.closed_on = today()
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
    finding = fetch_finding(work, scope, public_id, version)
    if not (again and may_answer_again(finding.state)):
        step_for("answer", finding.state)
    if not work.actor.may("finding:answer"):
        raise NotAllowedError("finding:answer")
    check_answer(conclusion, keep_reason, explanation)
    if checked_on is not None and checked_on > today():
        raise InvalidInputError(
            "E-DATE-FUTURE", "核查日期还没到。", fields={"checked_on": "这一天还没到，请填实际去的那天。"}
        )
    finding.conclusion = conclusion
    finding.keep_reason = keep_reason if conclusion == "keep" else None
    finding.explanation = explanation.strip()
    finding.checkers = checkers
    finding.checked_on = checked_on or today()
    finding.to_return_fen = to_return_fen
    note_facts(work, finding)
    move(work, finding, "answered", explanation.strip())
    return finding


def note_finding(work: Work, scope: Scope, public_id: str, words: str) -> Finding:
    """Words for the story of a work order from somebody who works on it, whatever its state."""
    finding = fetch_finding(work, scope, public_id, None)
    if not any(work.actor.may(step.permission) for step in STEPS.values()):
        raise NotAllowedError("finding:answer")
    if not words.strip():
        raise InvalidInputError("E-WORDS", "没有写任何话，没有记。", way_out="请写清楚再记。")
    move(work, finding, finding.state, words.strip())
    return finding


def fetch_finding(work: Work, scope: Scope, public_id: str, version: int | None = None) -> Finding:
    """The work order inside the scope; NotFoundError outside, ConflictError where it moved since `version`."""
    finding = work.session.scalar(select(Finding).where(scope.on(Finding), Finding.public_id == public_id))
    if finding is None:
        raise NotFoundError()
    if version is not None and finding.version != version:
        raise ConflictError("这条疑点刚才被别人办过一步。", current=finding)
    return finding


def move(work: Work, finding: Finding, to_state: str, words: str) -> None:
    """Write the step into the story; a new state begins a new deadline, and nobody above is told any more."""
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
    if to_state == finding.state:
        return
    finding.state = to_state
    finding.escalated_to = finding.escalated_on = None
    deadline = step_deadline(to_state, finding.severity)
    if deadline:
        finding.due_on = due_after(work.session, deadline, today(), finding.area_code)


def _refuse_unpaid(finding: Finding) -> None:
    """Money that should come back keeps a work order open: 挂账 is the state for it."""
    remaining = (finding.to_return_fen or 0) - (finding.returned_fen or 0)
    if remaining > 0:
        raise InvalidInputError(
            "E-UNPAID",
            f"还有 {yuan(remaining, 2, grouped=True)} 元没有退回，不能销号。",
            way_out="请先登记退款收据；一时退不了的，先挂账。",
        )


def _exempt(work: Work, finding: Finding) -> None:
    months = figure(work.session, "finding_exempt_months", today(), finding.area_code)
    work.session.add(
        Exemption(
            finding_id=finding.id,
            check_code=finding.check_code,
            household_id=finding.household_id,
            person_id=finding.person_id,
            reason=finding.keep_reason or "other",
            until_on=earlier(today(), -months, "months"),
        )
    )
