"""What the register of data assets says of a list beside its deliveries: rows kept, who may see it, who used it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, case, func, literal, or_, select
from sqlalchemy.orm import Session

from app.domain.areas import ancestors_of
from app.domain.permissions import Grant, make_actor
from app.models import (
    Asset,
    BureauRecord,
    Event,
    FundFlow,
    Household,
    ImportBatch,
    MonitoringCase,
    Person,
    Project,
    ProjectBeneficiary,
    RoleGrant,
    User,
    VillageRecord,
    WorkPlan,
    WorkRecord,
)
from app.queries.scope import Scope

#: Acts by which something of a list leaves the house.
TAKEN_OUT = ("import.return", "register.export")


@dataclass(frozen=True, slots=True)
class Use:
    """Somebody's acts on a list: worked on it, took something out of it, last when."""

    who: str
    worked: int
    taken: int
    last: datetime


def count_records(session: Session, scope: Scope, datasets: Collection[int]) -> dict[int, int]:
    """Bureau records in the register about people of the scope, by number of the data set."""
    r = BureauRecord
    rows = session.execute(
        select(r.dataset, func.count())
        .join(Person, Person.id == r.person_id)
        .where(scope.on(Person), r.dataset.in_(sorted(datasets)))
        .group_by(r.dataset)
        .order_by(r.dataset)
    )
    found: dict[int, int] = dict(iter(rows))
    return {number: found.get(number, 0) for number in datasets}


def count_register(session: Session, scope: Scope, code: str) -> int | None:
    """Rows that the register's own list N01 to N06, P01 to P04 would have; None for another list."""
    counted = _REGISTER.get(code)
    return None if counted is None else session.scalar(counted(scope)) or 0


def _of(entity: Any) -> Any:
    return lambda scope: select(func.count()).select_from(entity).where(scope.on(entity))


def _by_person(entity: Any) -> Any:
    def counted(scope: Scope) -> Select[Any]:
        joined = select(func.count()).select_from(entity).join(Person, Person.id == entity.person_id)
        return joined.where(scope.on(Person))

    return counted


def _by_household(entity: Any) -> Any:
    def counted(scope: Scope) -> Select[Any]:
        joined = select(func.count()).select_from(entity).join(Household, Household.id == entity.household_id)
        return joined.where(scope.on(Household))

    return counted


def _by_project(entity: Any) -> Any:
    def counted(scope: Scope) -> Select[Any]:
        joined = select(func.count()).select_from(entity).join(Project, Project.id == entity.project_id)
        return joined.where(scope.on(Project))

    return counted


_REGISTER: dict[str, Any] = {
    "N01": _of(Household),
    "N02": _of(Person),
    "N03": _by_household(MonitoringCase),
    "N04": _by_person(WorkRecord),
    "N05": _by_person(WorkPlan),
    "N06": _of(VillageRecord),
    "P01": _of(Project),
    "P02": _by_project(FundFlow),
    "P03": _by_project(ProjectBeneficiary),
    "P04": _of(Asset),
}


def count_readers(session: Session, scope: Scope, bureau: str, on: date) -> list[tuple[str, str | None, int]]:
    """Accounts that may see a list of this bureau in the reader's areas: role, bureau (of bureau staff), how many."""
    g = RoleGrant
    above = {code for low, _ in scope.ranges for code in ancestors_of(low)}
    here = [(g.area_code >= low) & (g.area_code < high) for low, high in scope.ranges]
    own = or_(g.role != "bureau_staff", g.bureau == bureau)
    rows = session.execute(
        select(g.role, g.bureau, func.count(User.id.distinct()))
        .join(User, User.id == g.user_id)
        .where(User.is_active, or_(g.ends_on.is_(None), g.ends_on >= on), own)
        .where(or_(g.area_code.in_(sorted(above)), *here))
        .group_by(g.role, g.bureau)
        .order_by(g.role, g.bureau)
    )
    return [(role, at, number) for role, at, number in rows if _may_see(role, on)]


def _may_see(role: str, on: date) -> bool:
    return make_actor(0, "", (Grant(role, "520000000000"),), on).may("import:read")


def list_uses(session: Session, scope: Scope, code: str, since: datetime, limit: int = 20) -> list[Use]:
    """Who worked on a list or took something out of it since a moment, most often first."""
    b, e = ImportBatch, Event
    of_batches = (
        select(e.actor_id, e.act, e.at)
        .join(b, e.subject == literal("import_batch:") + b.public_id)
        .where(scope.on(b), b.profile == code, e.at >= since)
    )
    places = [(e.area_code >= low) & (e.area_code < high) for low, high in scope.ranges]
    exports = select(e.actor_id, e.act, e.at).where(
        e.act == "register.export", e.at >= since, e.payload["profile"].as_string() == code, or_(*places)
    )
    acts = of_batches.union_all(exports).subquery() if places else of_batches.subquery()
    taken = func.sum(case((acts.c.act.in_(TAKEN_OUT), 1), else_=0))
    rows = session.execute(
        select(User.display_name, func.count() - taken, taken, func.max(acts.c.at))
        .join(User, User.id == acts.c.actor_id)
        .group_by(User.id, User.display_name)
        .order_by(func.count().desc(), User.display_name)
        .limit(limit)
    )
    return [Use(who, int(worked), int(out), last) for who, worked, out, last in rows]
