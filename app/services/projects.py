"""The project bank: entered with its mandatory contents, paid, accepted, closed."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from app.domain.clock import today
from app.domain.errors import ConflictError, InvalidInputError, NotFoundError
from app.domain.vocabulary.projects import FUND_FLOW_KIND, FUND_SOURCE
from app.models import Area, FundFlow, Household, Project, ProjectBeneficiary, ProjectPlace
from app.queries.scope import Scope
from app.services.public_ids import own_public_id
from app.unit_of_work import Work


@dataclass(frozen=True)
class ProjectChanges:
    """What a form says of a project; money in fen."""

    name: str
    area_code: str
    year: int
    category: str
    nature: str | None = None
    state: str = "proposed"
    bureau: str | None = None
    builder: str | None = None
    content: str | None = None
    budget_fen: int | None = None
    mechanism: str | None = None
    target: str | None = None
    planned_from: date | None = None
    planned_to: date | None = None


def open_project(
    work: Work, scope: Scope, changes: ProjectChanges, *, public_id: str | None = None
) -> Project:
    """A new entry of the bank. No performance target, no entry (domain 9.1)."""
    _check(work, scope, changes)
    key = own_public_id(work, Project, public_id)
    project = Project(public_id=key, project_no=_number(work, changes), **vars(changes))
    work.session.add(project)
    work.session.flush()
    work.session.add(ProjectPlace(project_id=project.id, area_code=project.area_code))
    return project


def edit_project(work: Work, scope: Scope, public_id: str, version: int, changes: ProjectChanges) -> Project:
    """Change an entry; ConflictError where somebody saved meanwhile."""
    project = _fetch(work, scope, public_id, version)
    if project.state == "closed":
        raise InvalidInputError("E-PROJECT-CLOSED", "这个项目已经办结，不能再改。")
    _check(work, scope, changes)
    for name, value in vars(changes).items():
        setattr(project, name, value)
    return project


def add_fund(
    work: Work,
    scope: Scope,
    public_id: str,
    *,
    kind: str,
    source: str,
    amount_fen: int,
    on_day: date | None = None,
    document_no: str | None = None,
) -> FundFlow:
    """One row of money: planned, arrived, allocated, paid, reimbursed (fen)."""
    project = _fetch(work, scope, public_id, None)
    if kind not in FUND_FLOW_KIND or source not in FUND_SOURCE:
        raise InvalidInputError("E-FUND", "资金环节或来源不对。", fields={"kind": "请选资金环节。"})
    if on_day and on_day > today():
        raise InvalidInputError("E-FUTURE", "日期不能晚于今天。", fields={"on_day": "请改成今天或以前。"})
    flow = FundFlow(
        project_id=project.id,
        kind=kind,
        source=source,
        amount_fen=amount_fen,
        on_day=on_day,
        document_no=document_no,
    )
    work.session.add(flow)
    return flow


def add_beneficiary(
    work: Work, scope: Scope, public_id: str, household_id: int, share_fen: int | None = None
) -> ProjectBeneficiary:
    """A household that the project serves, once; both must lie in the actor's scope."""
    project = _fetch(work, scope, public_id, None)
    household = work.session.scalar(
        select(Household).where(scope.on(Household), Household.id == household_id)
    )
    if household is None:
        raise NotFoundError()
    known = work.session.scalar(
        select(ProjectBeneficiary.id)
        .join(Household, Household.id == ProjectBeneficiary.household_id)
        .where(
            scope.on(Household),
            ProjectBeneficiary.project_id == project.id,
            ProjectBeneficiary.household_id == household.id,
        )
    )
    if known is not None:
        raise InvalidInputError("E-TWICE", "这一户已经在受益名单里。", fields={"household": "已经在名单里。"})
    row = ProjectBeneficiary(
        project_id=project.id, household_id=household.id, share_fen=share_fen, from_on=today()
    )
    work.session.add(row)
    return row


def close_project(
    work: Work,
    scope: Scope,
    public_id: str,
    version: int,
    *,
    accepted_on: date,
    acceptance: str,
    again: bool = False,
) -> Project:
    """Accepted and closed: with the day and the conclusion of the acceptance.

    `again`: somebody who saw two conclusions side by side puts the right one over the other.
    """
    project = _fetch(work, scope, public_id, version)
    if project.state == "closed" and not again:
        raise InvalidInputError("E-PROJECT-CLOSED", "这个项目已经办结。")
    if accepted_on > today():
        raise InvalidInputError(
            "E-FUTURE", "验收日期不能晚于今天。", fields={"accepted_on": "请改成今天或以前。"}
        )
    if len(acceptance.strip()) < 2:
        raise InvalidInputError("E-ACCEPTANCE", "办结要写验收结论。", fields={"acceptance": "请写验收结论。"})
    project.accepted_on, project.acceptance = accepted_on, acceptance.strip()
    project.finished_on = project.finished_on or accepted_on
    project.closed_on, project.state = project.closed_on or today(), "closed"
    return project


def _fetch(work: Work, scope: Scope, public_id: str, version: int | None) -> Project:
    project = work.session.scalar(select(Project).where(scope.on(Project), Project.public_id == public_id))
    if project is None:
        raise NotFoundError()
    if version is not None and project.version != version:
        raise ConflictError("这个项目刚才被别人改过。", current=project)
    return project


def _check(work: Work, scope: Scope, changes: ProjectChanges) -> None:
    fields = {}
    if work.session.get(Area, changes.area_code) is None or not scope.covers(changes.area_code):
        fields["area"] = "请选您管的地方。"
    if not changes.target or len(changes.target.strip()) < 4:
        fields["target"] = "没有绩效目标的项目不能入库。"
    if changes.planned_from and changes.planned_to and changes.planned_to < changes.planned_from:
        fields["planned_to"] = "计划完工早于计划开工。"
    if fields:
        raise InvalidInputError("E-PROJECT", "还差几项没有填好。", fields=fields)


def _number(work: Work, changes: ProjectChanges) -> str:
    """`YYYY-county-serial` (domain 9.1). The event's number is the serial: unique without counting rows."""
    return f"{changes.year}-{changes.area_code[:6]}-{work.event_id:06d}"
