"""A measure lands on a household or person: proposed, approved, delivered with proof, ended or refused."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from app.domain.clock import today
from app.domain.errors import ConflictError, InvalidInputError, NotAllowedError, NotFoundError
from app.domain.grants import OPEN_STATES, grant_step, refuse_own_approval
from app.domain.vocabulary.grants import LIVE_GRANT_STATES, REFUSAL_REASON
from app.models import Household, MeasureGrant, Person, Project
from app.queries.grants import proposers_of
from app.queries.scope import Scope, unscoped
from app.services.catalogue import work_calendar
from app.services.public_ids import own_public_id
from app.services.rules import run_household
from app.unit_of_work import Work

DELIVER_DAYS = 20


def propose_grant(
    work: Work,
    scope: Scope,
    *,
    household_id: int,
    measure: str,
    bureau: str,
    person_id: int | None = None,
    amount_fen: int | None = None,
    period: str | None = None,
    starts_on: date | None = None,
    ends_on: date | None = None,
    project_id: int | None = None,
    public_id: str | None = None,
) -> MeasureGrant:
    """Propose a measure for a household, or for one of its members where `person_id` is given. Amount in fen."""
    household = work.session.scalar(
        select(Household).where(
            scope.on(Household), Household.id == household_id, Household.status == "active"
        )
    )
    if household is None:
        raise NotFoundError()
    if person_id is not None and _member(work, scope, person_id, household.id) is None:
        raise NotFoundError()
    if project_id is not None and _project(work, scope, project_id) is None:
        raise NotFoundError()
    if scope.bureaus is not None and bureau not in scope.bureaus:
        raise NotAllowedError("grant:propose")
    _check_period(starts_on, ends_on)
    if _running(work, household.id, person_id, measure):
        raise InvalidInputError(
            "E-GRANT-TWICE",
            "这项措施已经在办或正在享受，没有再登记一次。",
            way_out="请在“帮扶落实”里接着办。",
        )
    grant = MeasureGrant(
        public_id=own_public_id(work, MeasureGrant, public_id),
        household_id=household.id,
        person_id=person_id,
        area_code=household.area_code,
        measure=measure,
        bureau=bureau,
        state="proposed",
        amount_fen=amount_fen,
        period=period,
        starts_on=starts_on,
        ends_on=ends_on,
        project_id=project_id,
        due_on=work_calendar().after(today(), DELIVER_DAYS),
    )
    work.session.add(grant)
    run_household(work, household.id)
    return grant


def take_grant_step(
    work: Work,
    scope: Scope,
    public_id: str,
    act: str,
    *,
    version: int,
    reason: str | None = None,
    refusal: str | None = None,
    on_day: date | None = None,
    proof_file_id: int | None = None,
) -> MeasureGrant:
    """Approve, start, deliver (with proof), end or refuse (with a reason of the closed list)."""
    grant = work.session.scalar(
        select(MeasureGrant).where(scope.on(MeasureGrant), MeasureGrant.public_id == public_id)
    )
    if grant is None:
        raise NotFoundError()
    if grant.version != version:
        raise ConflictError("这条帮扶刚才被别人办过一步。", current=grant)
    step = grant_step(act, grant.state)
    if not work.actor.may(step.permission):
        raise NotAllowedError(step.permission)
    if act == "refuse":
        _refuse(grant, refusal, reason)
    elif act == "deliver":
        _deliver(grant, on_day, reason, proof_file_id)
    elif act == "end":
        grant.ends_on = on_day or today()
        grant.reason = reason or grant.reason
    elif act == "approve":
        refuse_own_approval(proposers_of(work.session, scope, [public_id]).get(public_id), work.actor.id)
        grant.starts_on = grant.starts_on or on_day or today()
    grant.state = step.to_state
    run_household(work, grant.household_id)
    return grant


def note_grant(work: Work, scope: Scope, public_id: str, words: str) -> MeasureGrant:
    """Words added below what a grant says of itself, from somebody who works on it, whatever its state."""
    grant = work.session.scalar(
        select(MeasureGrant).where(scope.on(MeasureGrant), MeasureGrant.public_id == public_id)
    )
    if grant is None:
        raise NotFoundError()
    if not any(work.actor.may(p) for p in ("grant:propose", "grant:approve", "grant:deliver")):
        raise NotAllowedError("grant:propose")
    if not words.strip():
        raise InvalidInputError("E-WORDS", "没有写任何话，没有记。", way_out="请写清楚再记。")
    grant.reason = f"{grant.reason}\n{words.strip()}" if grant.reason else words.strip()
    return grant


def approve_all(work: Work, scope: Scope, public_ids: Sequence[str]) -> int:
    """Approve those among these that are only proposed, and by somebody else; returns how many."""
    if not work.actor.may("grant:approve"):
        raise NotAllowedError("grant:approve")
    wanted = select(MeasureGrant).where(
        scope.on(MeasureGrant), MeasureGrant.public_id.in_(public_ids), MeasureGrant.state == "proposed"
    )
    rows = list(work.session.scalars(wanted.order_by(MeasureGrant.id)))
    proposers = proposers_of(work.session, scope, public_ids)
    rows = [grant for grant in rows if proposers.get(grant.public_id, 0) != work.actor.id]
    for grant in rows:
        grant.state = "approved"
        grant.starts_on = grant.starts_on or today()
    for household_id in sorted({grant.household_id for grant in rows}):
        run_household(work, household_id)
    return len(rows)


def _refuse(grant: MeasureGrant, refusal: str | None, reason: str | None) -> None:
    if refusal not in REFUSAL_REASON:
        raise InvalidInputError("E-REFUSAL", "不予落实要选原因。", fields={"refusal": "请选原因。"})
    if refusal == "not_qualified" and not (reason or "").strip():
        raise InvalidInputError(
            "E-REFUSAL", "条件不符要注明哪一条。", fields={"reason": "请写明哪一条不符。"}
        )
    grant.refusal, grant.reason = refusal, reason


def _deliver(grant: MeasureGrant, on_day: date | None, reason: str | None, proof_file_id: int | None) -> None:
    """Delivered means shown: a file, or words that name the document."""
    if proof_file_id is None and len((reason or "").strip()) < 4:
        raise InvalidInputError(
            "E-PROOF", "登记已落实要有凭据。", fields={"reason": "请上传凭据，或写明发放凭证的名称和编号。"}
        )
    day = on_day or today()
    if day > today():
        raise InvalidInputError("E-FUTURE", "落实日期不能晚于今天。", fields={"on_day": "请改成今天或以前。"})
    grant.delivered_on, grant.starts_on = day, grant.starts_on or day
    grant.reason, grant.proof_file_id = reason, proof_file_id


def _check_period(starts_on: date | None, ends_on: date | None) -> None:
    if starts_on and ends_on and ends_on < starts_on:
        raise InvalidInputError(
            "E-PERIOD", "结束日期早于开始日期。", fields={"ends_on": "请改成开始日期以后。"}
        )


def _member(work: Work, scope: Scope, person_id: int, household_id: int) -> Person | None:
    return work.session.scalar(
        select(Person).where(scope.on(Person), Person.id == person_id, Person.household_id == household_id)
    )


def _project(work: Work, scope: Scope, project_id: int) -> Project | None:
    return work.session.scalar(select(Project).where(scope.on(Project), Project.id == project_id))


def _running(work: Work, household_id: int, person_id: int | None, measure: str) -> bool:
    """One measure once at a time for one subject, whoever entered it."""
    open_or_live = set(OPEN_STATES) | LIVE_GRANT_STATES
    with unscoped("the same measure is not granted twice, whoever entered the first"):
        found = work.session.scalar(
            select(MeasureGrant.id)
            .where(
                MeasureGrant.household_id == household_id,
                MeasureGrant.person_id.is_(None)
                if person_id is None
                else MeasureGrant.person_id == person_id,
                MeasureGrant.measure == measure,
                MeasureGrant.state.in_(open_or_live),
                (MeasureGrant.ends_on.is_(None)) | (MeasureGrant.ends_on >= today()),
            )
            .limit(1)
        )
    return found is not None
