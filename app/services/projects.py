"""The project bank: entered with its mandatory contents, its money and whom it serves. Steps: project_steps."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from app.domain.clock import today
from app.domain.errors import ConflictError, InvalidInputError, NotFoundError
from app.domain.fund_ledger import ledger_of
from app.domain.number_text import yuan
from app.domain.registry import require_evidence
from app.domain.vocabulary.projects import FUND_FLOW_KIND, FUND_SOURCE, PROJECT_STATE
from app.models import Area, BudgetLine, FundFlow, Household, Project, ProjectBeneficiary, ProjectPlace
from app.queries.budget_lines import line_for_project, taken_of_line
from app.queries.project_life import list_flows, part_of
from app.queries.scope import Scope
from app.services.public_ids import own_public_id
from app.unit_of_work import Work


@dataclass(frozen=True)
class ProjectChanges:
    """What a form says of a project; money in fen. The state is told at the beginning only, later it follows steps."""

    name: str
    area_code: str
    year: int
    category: str
    nature: str | None = None
    state: str | None = None
    bureau: str | None = None
    builder: str | None = None
    content: str | None = None
    budget_fen: int | None = None
    mechanism: str | None = None
    participation: str | None = None
    planned_households: int | None = None
    planned_persons: int | None = None
    target: str | None = None
    planned_from: date | None = None
    planned_to: date | None = None


def open_project(
    work: Work, scope: Scope, changes: ProjectChanges, *, public_id: str | None = None
) -> Project:
    """A new entry of the bank. No performance target, no entry (domain 9.1)."""
    _check(work, scope, changes)
    key = own_public_id(work, Project, public_id)
    values = {**vars(changes), "state": changes.state or "need"}
    project = Project(public_id=key, project_no=_number(work, changes), **values)
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
        if name != "state":
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
    budget_line: str | None = None,
    reason: str | None = None,
) -> FundFlow:
    """One row of money: planned, arrived, allocated, paid, reimbursed (fen).

    E-FUND-OVER where more would be paid than arrived, or more would arrive than the budget line holds, without words.
    """
    project = _fetch(work, scope, public_id, None)
    if kind not in FUND_FLOW_KIND or source not in FUND_SOURCE:
        raise InvalidInputError("E-FUND", "资金环节或来源不对。", fields={"kind": "请选资金环节。"})
    if on_day and on_day > today():
        raise InvalidInputError("E-FUTURE", "日期不能晚于今天。", fields={"on_day": "请改成今天或以前。"})
    line = line_for_project(work.session, scope, project, budget_line) if budget_line else None
    if line is not None and line.source != source:
        said = f"这笔指标是{FUND_SOURCE.label(line.source)}，来源选的不一样。"
        raise InvalidInputError("E-FUND", said, fields={"budget_line": said})
    flow = FundFlow(
        project_id=project.id,
        kind=kind,
        source=source,
        amount_fen=amount_fen,
        on_day=on_day,
        document_no=document_no,
        budget_line_id=line.id if line is not None else None,
        reason=(reason or "").strip()[:200] or None,
    )
    over = _over(work, scope, project, flow, line)
    if over and len(flow.reason or "") < 4:
        raise InvalidInputError(
            "E-FUND-OVER", over, fields={"reason": f"{over}请写明原因。"}, way_out="写明原因才能记。"
        )
    work.session.add(flow)
    return flow


def _over(work: Work, scope: Scope, project: Project, flow: FundFlow, line: BudgetLine | None) -> str:
    """The sentence that says beyond what this flow goes; empty where it stays inside."""
    if flow.kind == "paid":
        flows = [*list_flows(work.session, scope, project.id), flow]
        for one in ledger_of(flows):
            if (one.source, one.line_id) == (flow.source, flow.budget_line_id) and one.rest < 0:
                return f"支付会比到位多 {yuan(-one.rest, 2, grouped=True)} 元。"
    if flow.kind == "arrived" and line is not None:
        rest = line.amount_fen - taken_of_line(work.session, scope, project, line) - flow.amount_fen
        if rest < 0:
            return f"这笔指标会超出 {yuan(-rest, 2, grouped=True)} 元。"
    return ""


def drop_fund(work: Work, scope: Scope, public_id: str, flow_id: str, *, reason: str | None) -> None:
    """Take a row of money out that was written by mistake; its versions and the reason stay in the history."""
    project = _fetch(work, scope, public_id, None)
    flow: FundFlow = part_of(work.session, scope, FundFlow, project, flow_id)
    flow.reason = f"撤掉：{require_evidence(reason, '为什么撤掉这一笔')}"[:200]
    work.session.flush()
    work.session.delete(flow)


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
    if changes.state is not None and changes.state not in PROJECT_STATE:
        fields["state"] = "请选项目现在到哪一步。"
    if changes.planned_from and changes.planned_to and changes.planned_to < changes.planned_from:
        fields["planned_to"] = "计划完工早于计划开工。"
    if fields:
        raise InvalidInputError("E-PROJECT", "还差几项没有填好。", fields=fields)


def _number(work: Work, changes: ProjectChanges) -> str:
    """`YYYY-county-serial` (domain 9.1). The event's number is the serial: unique without counting rows."""
    return f"{changes.year}-{changes.area_code[:6]}-{work.event_id:06d}"
