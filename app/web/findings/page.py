"""The page of one work order: why, what may be done now, money, second look, its story."""

from flask import render_template

from app.access import current_actor, current_scope, session
from app.domain.clock import today
from app.domain.errors import NotFoundError
from app.domain.work_orders import VILLAGE_STATES, steps_open
from app.queries import findings as read
from app.queries.finding_money import list_receipts
from app.queries.finding_rechecks import rechecks_of
from app.queries.rule_answers import CheckAnswer
from app.queries.rules import household_answers
from app.queries.titles import rule_titles
from app.queries.told_apart import told_apart
from app.services.catalogue import work_calendar
from app.web.findings.forms import AnswerForm, ReceiptForm, StepForm


def order_page(
    public_id: str,
    form: AnswerForm | None = None,
    *,
    receipt_form: ReceiptForm | None = None,
    look_form: StepForm | None = None,
) -> str:
    """The page, with forms as they were sent where something of them was refused; NotFoundError outside the scope."""
    row = read.find_finding(session(), current_scope(), public_id)
    if row is None:
        raise NotFoundError()
    actor, finding = current_actor(), row.finding
    may_answer = actor.may("finding:answer") and finding.state in VILLAGE_STATES
    steps = [s for s in steps_open(finding.state) if s.act != "answer" and actor.may(s.permission)]
    steps.sort(key=lambda step: step.act == "return")  # the way on stands first
    remaining = (finding.to_return_fen or 0) - (finding.returned_fen or 0)
    looks = rechecks_of(session(), current_scope(), finding)
    drawn = next((look for look, _ in looks if look.state == "drawn"), None)
    return render_template(
        "findings/show.html",
        row=row,
        finding=finding,
        form=form or (AnswerForm(version=finding.version) if may_answer else None),
        steps=steps,
        step_form=StepForm(formdata=None),
        story=read.list_steps(session(), current_scope(), finding),
        title=rule_titles(session(), "check").get(finding.check_code, finding.check_code),
        left=work_calendar().left(today(), finding.due_on),
        apart=_apart(row),
        may_note=actor.may("finding:answer") and finding.state == "new",
        why=_reasons(row) if row.household.status == "active" else None,
        exempt=read.exemption_of(session(), current_scope(), finding),
        receipts=list_receipts(session(), current_scope(), finding),
        remaining=remaining,
        receipt_form=receipt_form or (ReceiptForm(formdata=None) if remaining > 0 else None),
        looks=looks,
        drawn=drawn,
        own_look=drawn is not None and actor.id in (drawn.closed_by, drawn.answered_by),
        look_form=look_form or StepForm(formdata=None),
    )


def _reasons(row: read.FindingRow) -> CheckAnswer | None:
    """The rule against this family today: what the reader has to look at. None where the rule is not in force."""
    finding = row.finding
    answers = household_answers(session(), current_scope(), finding.household_id, today())
    about = finding.person_id or finding.household_id
    return next((c for c in answers.checks if (c.code, c.subject_id) == (finding.check_code, about)), None)


def _apart(row: read.FindingRow) -> str:
    """The sentence of two sources that disagree; empty where the register agrees with the check."""
    finding = row.finding
    apart = told_apart(session(), current_scope(), finding.household_id)
    key = (finding.check_code, finding.person_id)
    return next((t.words for t in apart if (t.check, t.person_id) == key), "")
