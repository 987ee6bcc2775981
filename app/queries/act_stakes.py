"""What hangs on a household or its members when something happens to them: measures, money, tasks."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.number_text import yuan
from app.domain.vocabulary.findings import FINDING_STATE
from app.domain.vocabulary.grants import GRANT_STATE, LIVE_GRANT_STATES
from app.models import (
    Assignment,
    Finding,
    Household,
    IncomeEntry,
    MeasureGrant,
    Person,
    Project,
    ProjectBeneficiary,
    User,
)
from app.queries.scope import Scope
from app.queries.titles import rule_titles

_CLOSED = ("closed", "exempted")


@dataclass(frozen=True, slots=True)
class Stake:
    """One thing to look at: a measure that runs, money that is shared or booked, a task that is open."""

    kind: Literal["measure", "fund", "task"]
    what: str
    whose: str
    state: str


def stakes_of(
    session: Session, scope: Scope, household_id: int, people: Sequence[int] | None = None
) -> list[Stake]:
    """Everything of the named members; None = of the whole household."""
    return [
        *_grants(session, scope, household_id, people),
        *_booked(session, scope, household_id, people),
        *(_shares(session, scope, household_id) if people is None else ()),
        *_findings(session, scope, household_id, people),
        *(_officers(session, scope, household_id) if people is None else ()),
    ]


def _grants(session: Session, scope: Scope, household_id: int, people: Sequence[int] | None) -> list[Stake]:
    g = MeasureGrant
    wanted = (
        select(g, Person.name)
        .outerjoin(Person, Person.id == g.person_id)
        .where(
            scope.on(g), g.household_id == household_id, g.state.in_([*sorted(LIVE_GRANT_STATES), "proposed"])
        )
        .order_by(g.measure, g.id)
    )
    if people is not None:
        wanted = wanted.where(g.person_id.in_(people))
    titles = rule_titles(session, "measure")
    return [
        Stake(
            "measure",
            titles.get(grant.measure, grant.measure)
            + (f" {yuan(grant.amount_fen, 0, grouped=True)} 元" if grant.amount_fen else ""),
            name or "全户",
            GRANT_STATE.label(grant.state),
        )
        for grant, name in session.execute(wanted)
    ]


def _booked(session: Session, scope: Scope, household_id: int, people: Sequence[int] | None) -> list[Stake]:
    """Lines of the ledger that name the members: they stay with the year and are looked at again."""
    if not people:
        return []
    e = IncomeEntry
    wanted = (
        select(e.year, e.amount_fen, Person.name)
        .join(Household, Household.id == e.household_id)
        .join(Person, Person.id == e.person_id)
        .where(scope.on(Household), Household.id == household_id, e.person_id.in_(people))
        .order_by(e.year.desc(), e.id)
        .limit(5)
    )
    return [
        Stake("fund", f"{year} 年收入账 {yuan(fen, 0, grouped=True)} 元", name, "账还在，请看要不要改")
        for year, fen, name in session.execute(wanted)
    ]


def _shares(session: Session, scope: Scope, household_id: int) -> list[Stake]:
    b = ProjectBeneficiary
    wanted = (
        select(Project.name, b.share_fen)
        .join(b, b.project_id == Project.id)
        .join(Household, Household.id == b.household_id)
        .where(scope.on(Household), Household.id == household_id, b.to_on.is_(None))
        .order_by(b.id)
        .limit(10)
    )
    return [
        Stake("fund", name + (f" {yuan(fen, 0, grouped=True)} 元" if fen else ""), "全户", "项目受益")
        for name, fen in session.execute(wanted)
    ]


def _findings(session: Session, scope: Scope, household_id: int, people: Sequence[int] | None) -> list[Stake]:
    f = Finding
    wanted = (
        select(f, Person.name)
        .outerjoin(Person, Person.id == f.person_id)
        .where(scope.on(f), f.household_id == household_id, f.state.not_in(_CLOSED))
        .order_by(f.id)
        .limit(10)
    )
    if people is not None:
        wanted = wanted.where(f.person_id.in_(people))
    titles = rule_titles(session, "check")
    return [
        Stake(
            "task", titles.get(row.check_code, row.check_code), name or "全户", FINDING_STATE.label(row.state)
        )
        for row, name in session.execute(wanted)
    ]


def _officers(session: Session, scope: Scope, household_id: int) -> list[Stake]:
    wanted = (
        select(User.display_name)
        .join(Assignment, Assignment.user_id == User.id)
        .join(Household, Household.id == Assignment.household_id)
        .where(scope.on(Household), Household.id == household_id, Assignment.to_on.is_(None))
        .order_by(Assignment.id)
    )
    return [Stake("task", "帮扶责任人", name, "要不要交接") for name in session.scalars(wanted)]
