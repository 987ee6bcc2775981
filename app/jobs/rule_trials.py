"""Tries a change of rules over an area, some townships a step, with the requester's rights as they are today."""

from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.domain.clock import now
from app.domain.errors import BangfuError, NotAllowedError
from app.domain.permissions import Actor
from app.domain.vocabulary.jobs import TRY_RULES
from app.jobs.tasks import Run, task
from app.models import RuleTrial, User
from app.queries.accounts import actor_of
from app.queries.scope import Scope, unscoped
from app.services.rule_trials import pieces_of, summed, try_piece
from app.unit_of_work import end_reads


@task(TRY_RULES, max_attempts=2, max_step_seconds=1800)
def try_rules(run: Run) -> None:
    """Each step reads one range of places and adds what it found; nothing but the trial's own row is written."""
    with Session(run.engine) as session:
        trial = _trial(session, run)
        wanted, as_of, area = dict(trial.wanted), trial.as_of, trial.area_code
        try:
            _check(session, trial)
            pieces = pieces_of(session, area)
            end_reads(session)
            for number in range(run.done, len(pieces)):
                found = try_piece(session, wanted, as_of, pieces[number])
                with run.step(f"{number + 1} / {len(pieces)}", total=len(pieces)) as writing:
                    told = summed(_trial(writing, run).found or {}, found)
                    _note(writing, run, found=told)
                    if number + 1 == len(pieces):
                        _note(writing, run, state="ready", ready_at=now())
        except BangfuError as refused:
            with run.step("没有算成") as writing:
                _note(writing, run, state="failed", words=refused.message[:200])


def _check(session: Session, trial: RuleTrial) -> None:
    """NotAllowedError where the role or the area was lost meanwhile."""
    user = session.get(User, trial.created_by)
    actor = actor_of(session, user) if user is not None and user.is_active else Actor(None, "")
    if not actor.may("rule:edit") or not Scope.of(actor).covers(trial.area_code):
        raise NotAllowedError("rule:edit")


def _note(session: Session, run: Run, **values: Any) -> None:
    with unscoped("a job reads the trial that it was made for"):
        session.execute(update(RuleTrial).where(RuleTrial.id == run.args["trial"]).values(**values))


def _trial(session: Session, run: Run) -> RuleTrial:
    with unscoped("a job reads the trial that it was made for"):
        return session.scalars(select(RuleTrial).where(RuleTrial.id == run.args["trial"])).one()
