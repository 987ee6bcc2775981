"""A sample of closed work orders is looked at a second time, by somebody who neither answered nor closed them."""

import hashlib
from datetime import date, timedelta

from sqlalchemy import func, select

from app.domain.clock import today
from app.domain.errors import ConflictError, InvalidInputError, NotAllowedError, NotFoundError
from app.domain.work_orders import DONE_STATES, MIN_EXPLANATION, refuse_own_recheck
from app.models import Exemption, Finding, FindingRecheck, FindingStep
from app.queries.days import earlier
from app.queries.scope import Scope
from app.services.deadlines import due_after, figure
from app.services.findings import move
from app.unit_of_work import Work


def draw_rechecks(work: Work, low: str, high: str, day: date) -> int:
    """Once a month and county: so many percent (rounded up) of what was answered and closed in the month before.

    Which ones follows from the month and their ids alone, so that nobody can choose, and anybody can draw again.
    """
    first = day.replace(day=1)
    drawn = select(FindingRecheck.id).where(
        FindingRecheck.area_code >= low, FindingRecheck.area_code < high, FindingRecheck.drawn_on >= first
    )
    if work.session.scalar(drawn.limit(1)) is not None:
        return 0
    closed = select(Finding.id, Finding.public_id).where(
        Finding.area_code >= low,
        Finding.area_code < high,
        Finding.state.in_(DONE_STATES),
        Finding.conclusion.is_not(None),
        Finding.closed_on >= earlier(first, 1, "months"),
        Finding.closed_on < first,
    )
    ids = {public_id: number for number, public_id in work.session.execute(closed.order_by(Finding.id))}
    percent = figure(work.session, "recheck_percent", day, low)
    count = -(-len(ids) * percent // 100)
    chosen = sorted(ids, key=lambda one: hashlib.sha256(f"{first.isoformat()}:{one}".encode()).digest())[
        :count
    ]
    due = due_after(work.session, "recheck_days", day, low)
    _write(work, [ids[one] for one in chosen], day, due)
    return count


def judge_recheck(
    work: Work, scope: Scope, public_id: str, *, version: int, upheld: bool, words: str
) -> FindingRecheck:
    """The second look says: rightly closed, or not, in which case the village checks again. Names its grounds."""
    found = work.session.execute(
        select(FindingRecheck, Finding)
        .join(Finding, Finding.id == FindingRecheck.finding_id)
        .where(scope.on(Finding), Finding.public_id == public_id, FindingRecheck.state == "drawn")
        .order_by(FindingRecheck.id.desc())
    ).first()
    if found is None:
        raise NotFoundError()
    recheck, finding = found
    if not work.actor.may("finding:review"):
        raise NotAllowedError("finding:review")
    if recheck.version != version:
        raise ConflictError("这条复核刚才被别人办过。", current=recheck)
    refuse_own_recheck(work.actor.id, recheck.closed_by, recheck.answered_by)
    if len("".join(words.split())) < MIN_EXPLANATION:
        sentence = f"请写清楚看到了什么，至少 {MIN_EXPLANATION} 个字。"
        raise InvalidInputError("E-WORDS", "复核要写依据。", fields={"words": sentence})
    recheck.state = "upheld" if upheld else "reopened"
    recheck.checked_by, recheck.checked_on, recheck.words = work.actor.id, today(), words.strip()
    if upheld:
        move(work, finding, finding.state, f"复核无误：{words.strip()}")
    else:
        _reopen(work, finding, words.strip())
    return recheck


def _reopen(work: Work, finding: Finding, words: str) -> None:
    move(work, finding, "returned", f"复核有误：{words}")
    finding.closed_on = None
    yesterday = today() - timedelta(days=1)
    exemptions = select(Exemption).join(Finding, Finding.id == Exemption.finding_id)
    for row in work.session.scalars(
        exemptions.where(
            Scope.everything().on(Finding), Finding.id == finding.id, Exemption.until_on > yesterday
        )
    ):
        row.until_on = yesterday


def _write(work: Work, finding_ids: list[int], day: date, due: date) -> None:
    last = (
        select(FindingStep.finding_id, FindingStep.to_state, func.max(FindingStep.id).label("step"))
        .where(FindingStep.finding_id.in_(finding_ids), FindingStep.from_state != FindingStep.to_state)
        .group_by(FindingStep.finding_id, FindingStep.to_state)
        .subquery()
    )
    told = select(FindingStep.finding_id, last.c.to_state, FindingStep.actor_id).join(
        last, last.c.step == FindingStep.id
    )
    who = {(number, state): actor for number, state, actor in work.session.execute(told)}
    for row in work.session.scalars(select(Finding).where(Finding.id.in_(finding_ids)).order_by(Finding.id)):
        work.session.add(
            FindingRecheck(
                event_id=work.event_id,
                finding_id=row.id,
                household_id=row.household_id,
                area_code=row.area_code,
                bureau=row.bureau,
                drawn_on=day,
                due_on=due,
                closed_by=who.get((row.id, row.state)),
                answered_by=who.get((row.id, "answered")),
            )
        )
    work.session.flush()
