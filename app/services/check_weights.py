"""A rule that cries wolf weighs less by itself, and a person puts it back with a reason."""

from datetime import date

from sqlalchemy import func, select, update

from app.domain.catalogue import Check
from app.domain.clock import now
from app.domain.errors import InvalidInputError, NotAllowedError, NotFoundError
from app.domain.work_orders import LIGHTER, VILLAGE_STATES
from app.models import CheckDemotion, Finding
from app.queries.check_shares import check_shares, lighter_checks
from app.queries.rules_in_force import rules_in_force
from app.queries.scope import Scope, unscoped
from app.services.deadlines import figure
from app.services.finding_refresh import set_all
from app.unit_of_work import Work


def lighten_noisy_checks(work: Work, day: date) -> list[str]:
    """Rules with enough answers whose share confirmed lies surely below the standard weigh one step less; their codes.

    Surely: the upper end of the Wilson interval. Answers from before a person put a rule back do not count again.
    """
    everywhere = Scope.everything()
    shares = check_shares(work.session, everywhere, since_restored=True)
    lighter = lighter_checks(work.session, everywhere)
    place = work.session.scalar(select(func.min(Finding.area_code))) or "000000000000"
    least = figure(work.session, "noisy_check_answers", day, place)
    limit = figure(work.session, "noisy_check_percent", day, place)
    noisy = []
    for code, check in rules_in_force(work.session, day).catalogue.checks.items():
        share = shares.get(code)
        if share is None or code in lighter or check.severity not in LIGHTER or share.answered < least:
            continue
        low, high = share.interval
        if high * 100 < limit:
            _lighten(work, check, share.answered, share.confirmed, (low, high))
            noisy.append(code)
    return noisy


def restore_weight(work: Work, code: str, *, reason: str) -> CheckDemotion:
    """A person puts a rule back to its own weight, with a reason; its open suspicions weigh what they did before."""
    if not work.actor.may("finding:close"):
        raise NotAllowedError("finding:close")
    row = work.session.scalar(
        select(CheckDemotion).where(CheckDemotion.check_code == code, CheckDemotion.ended_at.is_(None))
    )
    if row is None:
        raise NotFoundError()
    if len("".join(reason.split())) < 4:
        raise InvalidInputError("E-WORDS", "恢复规则要写原因。", fields={"reason": "请写明为什么恢复。"})
    work.session.execute(
        update(CheckDemotion)
        .where(CheckDemotion.id == row.id)
        .values(ended_at=now(), ended_by=work.actor.id, ended_reason=reason.strip()[:200])
    )
    with unscoped("a rule weighs the same for everybody"):
        _weigh(work, code, row.to_severity, row.from_severity)
    return row


def _lighten(work: Work, check: Check, answered: int, confirmed: int, share: tuple[float, float]) -> None:
    to_severity = LIGHTER[check.severity]
    work.session.add(
        CheckDemotion(
            check_code=check.code,
            from_severity=check.severity,
            to_severity=to_severity,
            answered=answered,
            confirmed=confirmed,
            share_low=share[0],
            share_high=share[1],
            since_at=now(),
            event_id=work.event_id,
        )
    )
    work.session.flush()
    _weigh(work, check.code, check.severity, to_severity)


def _weigh(work: Work, code: str, was: str, becomes: str) -> int:
    """What nobody has answered yet weighs as its rule does; deadlines that run already stay."""
    waiting = Finding.state.in_(("new", *VILLAGE_STATES))
    return set_all(work, [Finding.check_code == code, Finding.severity == was, waiting], severity=becomes)
