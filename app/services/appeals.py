"""A family disagrees with a refusal: the appeal is written down, and decided by somebody who did not refuse."""

from sqlalchemy import func, select

from app.domain.clock import today
from app.domain.errors import ConflictError, InvalidInputError, NotAllowedError, NotFoundError
from app.domain.grants import MIN_APPEAL, refuse_own_decision
from app.models import Event, GrantAppeal, MeasureGrant
from app.queries.scope import Scope
from app.queries.worlds import history_of
from app.services.deadlines import due_after
from app.unit_of_work import Work


def file_appeal(work: Work, scope: Scope, public_id: str, *, words: str) -> GrantAppeal:
    """Write down what the family says against a refusal; one appeal at a time."""
    grant = _grant(work, scope, public_id)
    if not work.actor.may("grant:propose"):
        raise NotAllowedError("grant:propose")
    if grant.state != "refused":
        raise InvalidInputError("E-APPEAL", "只有不予落实的才能申诉。", way_out="请刷新页面看最新进展。")
    _long_enough(words)
    if _open_appeal(work, scope, grant) is not None:
        raise InvalidInputError("E-APPEAL-TWICE", "这件事已经在复议。", way_out="请等复议结果。")
    appeal = GrantAppeal(
        grant_id=grant.id,
        household_id=grant.household_id,
        area_code=grant.area_code,
        bureau=grant.bureau,
        words=words.strip(),
        filed_on=today(),
        filed_by=work.actor.id,
        refused_by=_refused_by(work, grant),
        due_on=due_after(work.session, "appeal_days", today(), grant.area_code),
    )
    work.session.add(appeal)
    return appeal


def decide_appeal(
    work: Work, scope: Scope, public_id: str, *, version: int, changed: bool, words: str
) -> GrantAppeal:
    """Another person decides, with grounds: the refusal stands, or the measure goes back to the bureau as a task."""
    grant = _grant(work, scope, public_id)
    if not work.actor.may("grant:approve"):
        raise NotAllowedError("grant:approve")
    appeal = _open_appeal(work, scope, grant)
    if appeal is None:
        raise NotFoundError()
    if appeal.version != version:
        raise ConflictError("这件申诉刚才被别人办过。", current=appeal)
    refuse_own_decision(work.actor.id, appeal.refused_by, appeal.filed_by)
    _long_enough(words)
    appeal.state = "changed" if changed else "upheld"
    appeal.decided_by, appeal.decided_on, appeal.decision = work.actor.id, today(), words.strip()
    if changed:
        grant.state, grant.refusal, grant.reason = "owed", None, f"复议改为落实：{words.strip()}"
        grant.due_on = due_after(work.session, "grant_accept_days", today(), grant.area_code)
        subject = grant.household_id if grant.person_id is None else grant.person_id
        grant.task_key = f"{grant.measure}:{subject}"
    return appeal


def _refused_by(work: Work, grant: MeasureGrant) -> int | None:
    """Who took the step to refused; words that others added to the grant afterwards are no refusal."""
    h = history_of("measure_grant")
    before = (
        select(func.max(h.c.event_id)).where(h.c.id == grant.id, h.c.state != "refused").scalar_subquery()
    )
    first = work.session.scalar(
        select(func.min(h.c.event_id)).where(
            h.c.id == grant.id, h.c.state == "refused", h.c.event_id > func.coalesce(before, 0)
        )
    )
    return work.session.scalar(select(Event.actor_id).where(Event.id == (first or grant.event_id)))


def _grant(work: Work, scope: Scope, public_id: str) -> MeasureGrant:
    grant = work.session.scalar(
        select(MeasureGrant).where(scope.on(MeasureGrant), MeasureGrant.public_id == public_id)
    )
    if grant is None:
        raise NotFoundError()
    return grant


def _open_appeal(work: Work, scope: Scope, grant: MeasureGrant) -> GrantAppeal | None:
    return work.session.scalar(
        select(GrantAppeal).where(
            scope.on(GrantAppeal), GrantAppeal.grant_id == grant.id, GrantAppeal.state == "open"
        )
    )


def _long_enough(words: str) -> None:
    if len("".join(words.split())) < MIN_APPEAL:
        sentence = f"请写清楚，至少 {MIN_APPEAL} 个字。"
        raise InvalidInputError("E-WORDS", "理由写得太短，没有记。", fields={"words": sentence})
