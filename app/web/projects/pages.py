"""The page of one project, drawn by every view that changes a part of it."""

from typing import Any

from flask import render_template

from app.access import current_scope, session
from app.domain.clock import today
from app.domain.fund_ledger import ledger_of
from app.domain.project_steps import needs_of, steps_from
from app.models import Project
from app.queries import project_life as life
from app.queries import projects as read
from app.queries.budget_lines import lines_for_project
from app.queries.project_alarms import list_alarms
from app.web.projects.blueprint import project_of
from app.web.projects.forms import BeneficiaryForm, FundForm

#: The usual way through a project's life, as the page draws it.
WAY = (
    "need", "proposed", "checked", "argued", "approved", "in_bank", "planned", "under_way", "finished", "accepted",
    "settled", "registered", "evaluated", "closed",
)  # fmt: skip


def fund_form(project: Project) -> FundForm:
    """An empty row of money with the lines to choose from."""
    return FundForm(formdata=None).offer(lines_for_project(session(), current_scope(), project))


def page_of(public_id: str, **forms: Any) -> str:
    """The page of one project; `forms` are those that were sent and not found in order."""
    project, scope = project_of(public_id), current_scope()
    flows = life.list_flows(session(), scope, project.id)
    ledger = ledger_of(flows)
    notices = life.list_notices(session(), scope, project.id)
    standing = life.standing_of(session(), scope, project, today())
    return render_template(
        "projects/show.html",
        project=project,
        flows=flows,
        ledger=ledger,
        lines=life.lines_named(session(), scope, {one.line_id for one in ledger if one.line_id}),
        sums={kind: sum(getattr(one, kind) for one in ledger) for kind in ("arrived", "paid")},
        places=read.list_places(session(), scope, project.id),
        households=read.list_beneficiaries(session(), scope, project.id),
        served=read.count_beneficiaries(session(), scope, project.id),
        steps=life.list_steps(session(), scope, project.id),
        next_steps=[(step, needs_of(step, standing)) for step in steps_from(project.state)],
        empty_words="、".join(standing.empty),
        way=WAY,
        notices=notices,
        assets=life.list_assets(session(), scope, project.id),
        points=life.points_of(session(), scope, project, today()),
        alarms=list_alarms(session(), scope, today(), project_id=project.id),
        fund_form=forms.get("fund") or fund_form(project),
        beneficiary_form=forms.get("beneficiary") or BeneficiaryForm(formdata=None),
    )
