"""A measure lands on a household or person: proposed, approved, delivered with proof, ended or refused."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from app.domain.clock import today
from app.domain.errors import ConflictError, InvalidInputError, NotAllowedError, NotFoundError
from app.domain.grants import OPEN_STATES, grant_deadline, grant_step, refuse_own_approval
from app.domain.vocabulary.grants import LIVE_GRANT_STATES, REFUSAL_REASON
from app.models import Household, MeasureGrant, Person, Project
from app.queries.grants import proposers_of
from app.queries.scope import Scope, unscoped
from app.services.deadlines import due_after
from app.services.places import Turn, pool_of, turns_of, wait_for_places
from app.services.public_ids import own_public_id
from app.services.rules import run_household
from app.unit_of_work import Work


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
    out_of_turn: str | None = None,
    turn: Turn | None = None,
) -> MeasureGrant:
    """Propose a measure for a household, or for one of its members where `person_id` is given. Amount in fen.

    Where places are few it is proposed in turn, or with the reason why not; `turn` = that was looked at already.
    """
    household = work.session.scalar(
        select(Household).where(
            scope.on(Household), Household.id == household_id, Household.status == "active"
        )
    )
    if household is None:
        raise NotFoundError()
    wait_for_places(work, measure, household.area_code)
    if person_id is not None and _member(work, scope, person_id, household.id) is None:
        raise NotFoundError()
    if project_id is not None and _project(work, scope, project_id) is None:
        raise NotFoundError()
    if scope.bureaus is not None and bureau not in scope.bureaus:
        raise NotAllowedError("grant:propose")
    _check_period(starts_on, ends_on)
    task_key = _take_over(work, household.id, person_id, measure)
    if _running(work, household.id, person_id, measure):
        raise InvalidInputError(
            "E-GRANT-TWICE",
            "这项措施已经在办或正在享受，没有再登记一次。",
            way_out="请在“帮扶落实”里接着办。",
        )
    if turn is None and (pool := pool_of(work.session, scope, measure, household.area_code)) is not None:
        subject = household.id if person_id is None else person_id
        turn = turns_of(pool, [subject], out_of_turn)[subject]
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
        due_on=due_after(work.session, "grant_deliver_days", today(), household.area_code),
        task_key=task_key,
        found_on=today() if task_key else None,
        ranked=turn.ranked if turn else None,
        out_of_turn=turn.out_of_turn if turn else None,
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
    amount_fen: int | None = None,
    period: str | None = None,
) -> MeasureGrant:
    """Accept, approve, start, deliver (proof, amount, period), ask for a document and bring it, end, or refuse with a
    reason of the closed list. Amount in fen."""
    grant = work.session.scalar(
        select(MeasureGrant).where(scope.on(MeasureGrant), MeasureGrant.public_id == public_id)
    )
    if grant is None:
        raise NotFoundError()
    if grant.version != version:
        raise ConflictError("这条帮扶刚才被别人办过一步。", current=grant)
    step_grant(
        work, scope, grant, act, reason=reason, refusal=refusal, on_day=on_day, proof_file_id=proof_file_id,
        amount_fen=amount_fen, period=period,
    )  # fmt: skip
    run_household(work, grant.household_id)
    return grant


def step_grant(
    work: Work,
    scope: Scope,
    grant: MeasureGrant,
    act: str,
    *,
    reason: str | None = None,
    refusal: str | None = None,
    on_day: date | None = None,
    proof_file_id: int | None = None,
    amount_fen: int | None = None,
    period: str | None = None,
) -> None:
    """One step of a grant that was fetched within the scope; the rules are run by whoever calls this."""
    step = grant_step(act, grant.state)
    if not work.actor.may(step.permission):
        raise NotAllowedError(step.permission)
    target = step.to_state
    if act == "refuse":
        _refuse(grant, refusal, reason)
    elif act == "deliver":
        _deliver(grant, on_day, reason, proof_file_id)
        grant.amount_fen = grant.amount_fen if amount_fen is None else amount_fen
        grant.period = period or grant.period
    elif act == "end":
        grant.ends_on = on_day or today()
        grant.reason = reason or grant.reason
    elif act in ("approve", "accept"):
        proposers = proposers_of(work.session, scope, [grant.public_id]) if act == "approve" else {}
        refuse_own_approval(proposers.get(grant.public_id), work.actor.id)
        grant.starts_on = grant.starts_on or on_day or today()
    elif act == "ask":
        _ask(grant, reason)
    elif act == "bring":
        target, grant.returns_to = grant.returns_to or target, None
        grant.reason = (
            f"{grant.reason}\n{reason.strip()}" if grant.reason and reason else reason or grant.reason
        )
    grant.state = target
    if target not in OPEN_STATES:
        grant.task_key = None
    deadline = grant_deadline(target)
    if deadline:
        grant.due_on = due_after(work.session, deadline, today(), grant.area_code)


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
    grant.found_on = today()  # asked and answered: the rules give no new task while it stays missing


def _ask(grant: MeasureGrant, wanted: str | None) -> None:
    if len((wanted or "").strip()) < 2:
        raise InvalidInputError(
            "E-DOCUMENT", "要什么材料没有写。", fields={"reason": "请写明要村里交什么材料。"}
        )
    grant.wanted, grant.returns_to = (wanted or "").strip()[:200], grant.state


def _take_over(work: Work, household_id: int, person_id: int | None, measure: str) -> str | None:
    """Somebody proposes what the rules had found missing: the task becomes that proposal; its key, None without one."""
    key = f"{measure}:{household_id if person_id is None else person_id}"
    with unscoped("the same measure is not granted twice, whoever entered the first"):
        task = work.session.scalar(
            select(MeasureGrant).where(MeasureGrant.task_key == key, MeasureGrant.state == "owed")
        )
    if task is None or task.household_id != household_id:
        return None
    task.state, task.task_key, task.reason = "lapsed", None, "已经另行登记办理"
    work.session.flush()
    return key


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
