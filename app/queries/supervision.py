"""Holds conditions of supervision against the trail and the registers, and reads the cases that came of it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from operator import eq, ge, lt
from typing import Any

from sqlalchemy import Integer, Select, String, cast, func, literal, select
from sqlalchemy.orm import Session

from app.domain.areas import range_of
from app.domain.supervision import OPEN_STATES, Limit, Supervision
from app.models import Area, Household, RoleGrant, SupervisionCase, SupervisionStep, User
from app.queries.scope import Scope, ScopeClause
from app.queries.supervision_views import VIEWS

_COMPARE: dict[str, Callable[[Any, Any], Any]] = {"eq": eq, "ge": ge, "lt": lt}
PAGE = 50


@dataclass(frozen=True, slots=True)
class Hit:
    """What one condition met: its key, the place, whom it concerns, the figure and what it was held against."""

    fact_key: str
    area_code: str | None
    user_id: int | None
    household_id: int | None
    subject: str | None
    seen: int | None
    allowed: int | None


def hits_of(
    session: Session,
    scope: Scope,
    condition: Supervision,
    today: date,
    since: date,
    figure: Callable[[str], int],
) -> list[Hit]:
    """Every case of one condition, one statement. `figure` gives the value of a dated standard.

    The scope is everything: supervision looks at the whole register and shows each reader the own part.
    """
    view = VIEWS[condition.over][0](today, since).subquery()
    fitting = [_holds(view.c[str(limit.field)], limit, figure) for limit in condition.where]
    statement = _gathered(condition, view).where(*fitting)
    count, share = condition.count, condition.share
    if count is not None:
        statement = statement.having(_holds(func.count(), count, figure))
    if share is not None:
        statement = statement.having(_COMPARE[share.op](_percent(view, share), _value(share, figure)))
    if share is not None:
        shown: Any = _percent(view, share)
    else:
        shown = func.count() if condition.shows == "count" else func.max(view.c[condition.shows])
    limits = [one for one in (share, count, *condition.where) if one is not None]
    allowed = _value(limits[0], figure) if limits else None
    return [
        Hit(
            f"{condition.code}:{r.key}"[:120],
            r.area_code,
            r.user_id,
            r.household_id,
            r.subject,
            r.seen,
            allowed,
        )
        for r in session.execute(statement.add_columns(shown.label("seen")).order_by("key"))
    ]


def _gathered(condition: Supervision, view: Any) -> Select[Any]:
    """One row a case: the record itself, a family, an official, or an official's day."""
    first_area, user, home = func.min(view.c.area_code), view.c.user_id, view.c.household_id
    columns: tuple[Any, ...]
    if condition.by == "row":
        columns = (view.c.subject, first_area, func.max(user), func.max(home), view.c.subject)
        keys: tuple[Any, ...] = (view.c.subject,)
    elif condition.by == "household":
        columns = (cast(home, String), first_area, literal(None, Integer), home, literal(None, String))
        keys = (home,)
    else:
        key: Any = cast(user, String)
        keys = (user,)
        if condition.by == "official_day":
            key, keys = key.concat(":").concat(cast(view.c.on_day, String)), (user, view.c.on_day)
        columns = (key, first_area, user, literal(None, Integer), literal(None, String))
    names = ("key", "area_code", "user_id", "household_id", "subject")
    return select(*(c.label(name) for c, name in zip(columns, names, strict=True))).group_by(*keys)


def _holds(value: Any, limit: Limit, figure: Callable[[str], int]) -> Any:
    return _COMPARE[limit.op](value, _value(limit, figure))


def _value(limit: Limit, figure: Callable[[str], int]) -> int:
    return limit.value if limit.value is not None else figure(str(limit.standard))


def _percent(view: Any, share: Limit) -> Any:
    return cast(func.sum(view.c[str(share.field)]) * 100, Integer) // func.count()


def role_areas(session: Session, scope: Scope) -> dict[int, str]:
    """Where each official works, for what names no place of its own. Accounts belong to nobody's place."""
    wanted = select(RoleGrant.user_id, func.min(RoleGrant.area_code)).group_by(RoleGrant.user_id)
    return dict(iter(session.execute(wanted.order_by(RoleGrant.user_id))))


@dataclass(frozen=True)
class CaseRow:
    """One line: the case, the official, the family's number and head, the place."""

    case: SupervisionCase
    official: str | None
    household_no: str | None
    household_id: str | None
    household_name: str | None
    place: str


def list_cases(
    session: Session,
    scope: Scope,
    *,
    state: str = "open",
    condition: str | None = None,
    area: str | None = None,
    itself: bool = False,
    after: int = 0,
) -> list[CaseRow]:
    """Cases inside the scope, up to 51: the last tells that there are more. `itself`: of the area's own offices, not
    of what lies in it."""
    wanted = _cases().where(scope.on(SupervisionCase), SupervisionCase.id > after)
    wanted = wanted.where(SupervisionCase.state.in_(OPEN_STATES if state == "open" else (state,)))
    if condition:
        wanted = wanted.where(SupervisionCase.condition == condition)
    if area:
        low, high = (area, f"{area}0") if itself else range_of(area)
        wanted = wanted.where(SupervisionCase.area_code >= low, SupervisionCase.area_code < high)
    return [CaseRow(*row) for row in session.execute(wanted.order_by(SupervisionCase.id).limit(PAGE + 1))]


def find_case(session: Session, scope: Scope, public_id: str) -> CaseRow | None:
    """One case inside the scope; None outside."""
    wanted = _cases().where(scope.on(SupervisionCase), SupervisionCase.public_id == public_id)
    row = session.execute(wanted).first()
    return CaseRow(*row) if row else None


def _cases() -> Any:
    rows: Any = (
        select(
            SupervisionCase,
            User.display_name,
            Household.household_no,
            Household.public_id,
            Household.head_name,
            Area.name,
        )
        .outerjoin(User, User.id == SupervisionCase.user_id)
        .outerjoin(Household, Household.id == SupervisionCase.household_id)
        .outerjoin(Area, Area.code == SupervisionCase.area_code)
    )
    return rows


def own_cases(session: Session, scope: Scope, user_id: int) -> list[CaseRow]:
    """What is asked of one official, open ones first, whatever the scope: nobody else's cases are among them."""
    done = SupervisionCase.closed_on.is_not(None)
    wanted = _cases().where(_of_official(user_id)).order_by(done, SupervisionCase.id)
    return [CaseRow(*row) for row in session.execute(wanted)]


def own_case(session: Session, scope: Scope, user_id: int, public_id: str) -> CaseRow | None:
    """One case of this official; None for the cases of others."""
    wanted = _cases().where(_of_official(user_id), SupervisionCase.public_id == public_id)
    row = session.execute(wanted).first()
    return CaseRow(*row) if row else None


def count_own(session: Session, scope: Scope, user_id: int) -> int:
    """Questions that wait for this official's explanation."""
    wanted = select(func.count()).where(_of_official(user_id), SupervisionCase.state == "opened")
    return session.scalar(wanted) or 0


def count_open(session: Session, scope: Scope) -> int:
    """Cases inside the scope that are not settled."""
    wanted = select(func.count()).where(scope.on(SupervisionCase), SupervisionCase.state.in_(OPEN_STATES))
    return session.scalar(wanted) or 0


def steps_of(
    session: Session, scope: Scope, case: SupervisionCase, own: int | None = None
) -> list[tuple[SupervisionStep, str]]:
    """What was done about one case (`own`: of this official), with the name of who did it."""
    wanted = (
        select(SupervisionStep, User.display_name)
        .join(SupervisionCase, SupervisionCase.id == SupervisionStep.case_id)
        .outerjoin(User, User.id == SupervisionStep.actor_id)
        .where(scope.on(SupervisionCase) if own is None else _of_official(own), SupervisionCase.id == case.id)
        .order_by(SupervisionStep.id)
    )
    return [(step, name or "系统") for step, name in session.execute(wanted)]


def _of_official(user_id: int) -> ScopeClause:
    """Everybody may see what is asked of the own person."""
    return ScopeClause(SupervisionCase.user_id == user_id)


def count_cases(
    session: Session, scope: Scope, area: str, digits: int
) -> dict[str, dict[str, tuple[int, int]]]:
    """Inside an area: part of it (code cut to `digits`, filled up) -> condition -> (open, all)."""
    low, high = range_of(area)
    part = func.substr(SupervisionCase.area_code, 1, digits)
    open_ = func.count().filter(SupervisionCase.state.in_(OPEN_STATES))
    counted = (
        select(part, SupervisionCase.condition, open_, func.count())
        .where(scope.on(SupervisionCase), SupervisionCase.area_code >= low, SupervisionCase.area_code < high)
        .group_by(part, SupervisionCase.condition)
        .order_by(part, SupervisionCase.condition)
    )
    found: dict[str, dict[str, tuple[int, int]]] = {}
    for place, condition, running, all_of_them in session.execute(counted):
        found.setdefault(place.ljust(12, "0"), {})[condition] = (running, all_of_them)
    return found


def count_by_month(session: Session, scope: Scope, area: str, since: date) -> dict[str, tuple[int, int]]:
    """Month -> (cases found, cases closed) inside an area."""
    low, high = range_of(area)
    here = (scope.on(SupervisionCase), SupervisionCase.area_code >= low, SupervisionCase.area_code < high)
    found: dict[str, list[int]] = {}
    for place, column in enumerate((SupervisionCase.found_on, SupervisionCase.closed_on)):
        month = func.substr(cast(column, String), 1, 7)
        counted = select(month, func.count()).where(*here, column >= since).group_by(month).order_by(month)
        for name, number in session.execute(counted):
            found.setdefault(name, [0, 0])[place] += number
    return {month: (opened, closed) for month, (opened, closed) in sorted(found.items())}
