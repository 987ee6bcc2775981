"""Supervision as a closed loop: noticed by conditions, explained by the official, judged by discipline, closed."""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.adapters.catalogue_files import read_entries
from app.domain.areas import range_of
from app.domain.clock import new_public_id, now, today
from app.domain.errors import ConflictError, InvalidInputError, NotAllowedError, NotFoundError
from app.domain.permissions import SYSTEM, Actor
from app.domain.supervision import OPEN_STATES, Supervision, check_words, read_all, state_after
from app.models import Household, SupervisionCase, SupervisionStep
from app.queries.scope import Scope, unscoped
from app.queries.supervision import Hit, hits_of, role_areas
from app.queries.supervision_views import FIELDS
from app.services.catalogue import shipped_catalogue, work_calendar
from app.services.deadlines import figure
from app.unit_of_work import Work, perform

#: Who looks at cases; nobody else sees any but the own.
WATCHERS = ("auditor", "discipline_officer")


@cache
def conditions() -> Mapping[str, Supervision]:
    """The shipped conditions, read and checked against the views and the dated standards."""
    standards = frozenset(shipped_catalogue().standards)
    return read_all(read_entries("supervision"), FIELDS, standards)


def watch_officials(session: Session, *, as_of: date | None = None) -> dict[str, int]:
    """Hold every condition in force against the trail and the registers, one act; new cases by condition."""
    day = as_of or today()

    def do(work: Work) -> dict[str, int]:
        with unscoped("supervision looks at the whole register"):
            return {
                code: _notice(work, one, day)
                for code, one in conditions().items()
                if one.first_on <= day <= (one.last_on or date.max)
            }

    return perform(session, SYSTEM, "supervision.watch", do)


def supervision_scope(actor: Actor) -> Scope:
    """The areas in which somebody audits or disciplines; nothing for everybody else."""
    return Scope(tuple(sorted({range_of(g.area_code) for g in actor.grants if g.role in WATCHERS})))


def explain_case(work: Work, public_id: str, *, version: int, words: str) -> SupervisionCase:
    """The official whom a case concerns says how it came; cases of others are not found."""
    case = _own(work, public_id)
    _same_version(case, version)
    if case.state not in ("opened", "explained"):
        raise InvalidInputError("E-STEP", "这件事已经判断过了，不能再改说明。", way_out="请刷新页面看结果。")
    case.explanation, case.explained_on = check_words(words), today()
    _move(work, case, "explained", words)
    return case


def judge_case(
    work: Work, scope: Scope, public_id: str, *, version: int, judgement: str, words: str
) -> SupervisionCase:
    """Discipline judges with grounds: fine closes it, anything else has to be mended. Nobody judges the own case."""
    case = _of_scope(work, scope, public_id)
    if not work.actor.may("supervision:judge"):
        raise NotAllowedError("supervision:judge")
    _same_version(case, version)
    if case.user_id is not None and case.user_id == work.actor.id:
        raise InvalidInputError("E-OWN-CASE", "这是关于您自己的，不能自己判断。", way_out="请换一个人判断。")
    if case.state not in ("opened", "explained"):
        raise InvalidInputError("E-STEP", "这件事已经判断过了。", way_out="请刷新页面看结果。")
    target = state_after(judgement)
    case.judgement, case.judged_by, case.judged_on = judgement, work.actor.id, today()
    case.judged_words = check_words(words)
    case.closed_on = today() if target == "closed" else None
    _move(work, case, target, words)
    return case


def close_case(work: Work, scope: Scope, public_id: str, *, version: int, words: str) -> SupervisionCase:
    """What had to be mended is mended, and discipline says how it knows."""
    case = _of_scope(work, scope, public_id)
    if not work.actor.may("supervision:judge"):
        raise NotAllowedError("supervision:judge")
    _same_version(case, version)
    if case.state != "mending":
        raise InvalidInputError("E-STEP", "还没有判断要整改，不能了结。", way_out="请先判断。")
    case.closed_on = today()
    _move(work, case, "closed", check_words(words))
    return case


def _notice(work: Work, condition: Supervision, day: date) -> int:
    """New facts become cases, open ones are refreshed, closed ones stay closed: one fact is asked about once."""
    session, everywhere = work.session, Scope.everything()
    place = session.scalar(select(func.min(Household.area_code))) or "000000000000"
    since = day - timedelta(days=figure(session, "supervise_window_days", day, place))
    hits = hits_of(session, everywhere, condition, day, since, lambda code: figure(session, code, day, place))
    keyed = {_key(condition, hit, day): hit for hit in hits}
    known = set(
        session.scalars(select(SupervisionCase.fact_key).where(SupervisionCase.condition == condition.code))
    )
    _seen_again(work, condition, sorted(set(keyed) & known), day)
    due = work_calendar().after(day, figure(session, "supervise_explain_days", day, place))
    areas = role_areas(session, everywhere)
    fresh = [(key, hit) for key, hit in keyed.items() if key not in known]
    for key, hit in fresh:
        session.add(
            SupervisionCase(
                public_id=new_public_id(),
                event_id=work.event_id,
                condition=condition.code,
                fact_key=key,
                area_code=_place(condition, hit, areas, place),
                user_id=hit.user_id,
                household_id=hit.household_id,
                subject=hit.subject,
                seen=hit.seen,
                allowed=hit.allowed,
                found_on=day,
                last_seen_on=day,
                due_on=due,
            )
        )
    session.flush()
    return len(fresh)


#: Cases of one statement, which takes a limited number of values.
_AT_ONCE = 5000


def _seen_again(work: Work, condition: Supervision, keys: list[str], day: date) -> None:
    """Open cases whose facts hold still."""
    for start in range(0, len(keys), _AT_ONCE):
        work.session.execute(
            update(SupervisionCase)
            .where(
                SupervisionCase.condition == condition.code,
                SupervisionCase.state.in_(OPEN_STATES),
                SupervisionCase.fact_key.in_(keys[start : start + _AT_ONCE]),
                SupervisionCase.last_seen_on < day,
            )
            .values(last_seen_on=day, version=SupervisionCase.version + 1, event_id=work.event_id),
            execution_options={"synchronize_session": False},
        )


def _key(condition: Supervision, hit: Hit, day: date) -> str:
    """What an official does is asked about once a month anew; a record or a family once."""
    return f"{hit.fact_key}:{day:%Y-%m}" if condition.by == "official" else hit.fact_key


def _place(condition: Supervision, hit: Hit, areas: Mapping[int, str], otherwise: str) -> str:
    """The record's own place; for what an official does over time, where the official works."""
    if hit.user_id is not None and condition.by in ("official", "official_day"):
        return areas.get(hit.user_id) or hit.area_code or otherwise
    return hit.area_code or areas.get(hit.user_id or 0) or otherwise


def _own(work: Work, public_id: str) -> SupervisionCase:
    with unscoped("an official answers a question about the own work"):
        case = work.session.scalar(
            select(SupervisionCase).where(
                SupervisionCase.public_id == public_id, SupervisionCase.user_id == work.actor.id
            )
        )
    if case is None:
        raise NotFoundError()
    return case


def _of_scope(work: Work, scope: Scope, public_id: str) -> SupervisionCase:
    case = work.session.scalar(
        select(SupervisionCase).where(scope.on(SupervisionCase), SupervisionCase.public_id == public_id)
    )
    if case is None:
        raise NotFoundError()
    return case


def _same_version(case: SupervisionCase, version: int) -> None:
    if case.version != version:
        raise ConflictError("这件事刚才被别人办过一步。", current=case)


def _move(work: Work, case: SupervisionCase, to_state: str, words: str) -> None:
    work.session.add(
        SupervisionStep(
            case_id=case.id,
            at=now(),
            actor_id=work.actor.id,
            from_state=case.state,
            to_state=to_state,
            words=words.strip() or None,
            event_id=work.event_id,
        )
    )
    case.state = to_state
