"""监测: the steps of one household's case with their days and papers, and both sets of facts."""

from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.access import current_actor, current_scope, route, session
from app.domain.clock import today
from app.domain.errors import BangfuError
from app.domain.monitoring import (
    EVIDENCE_OF_DECLARATION,
    EVIDENCE_OF_STEP,
    NOTICES,
    OFFICE_OF,
    clearance_questions,
    next_steps,
    step_permission,
)
from app.domain.registry_fields import say_all
from app.domain.vocabulary.monitoring import MONITORING_STEP
from app.models import Household
from app.queries.household_acts import last_case, limits_on, situation_of, standing_of, steps_of
from app.queries.households import get_household
from app.queries.relapse import triggers_of
from app.queries.rules_in_force import line_on
from app.queries.scope import Scope
from app.services.acts.households import record_step
from app.services.catalogue import work_calendar
from app.unit_of_work import perform
from app.web.households.blueprint import bp
from app.web.households.procedure_forms import StepForm
from app.web.households.risk_plan import plan_of


@route(bp, "/<public_id>/monitoring", permission="household:read")
def monitoring(public_id: str) -> Any:
    household = get_household(session(), current_scope(), public_id)
    form = StepForm()
    if request.args.get("told") == "family":  # from the number on a declaration
        form.source.data, form.evidence.data = "own", EVIDENCE_OF_DECLARATION
    return _page(form, household)


@route(bp, "/<public_id>/monitoring", permission="household:edit", methods=("POST",))
def save_monitoring(public_id: str) -> Any:
    scope, form = current_scope(), StepForm()
    household = get_household(session(), scope, public_id)
    area = household.area_code
    if not form.validate():
        return _page(form, household), 422
    try:
        perform(
            session(),
            current_actor(),
            "monitoring.step",
            lambda work: record_step(
                work,
                scope,
                public_id,
                step=form.step.data or "",
                on=form.on_day.data,
                until=form.until_on.data,
                evidence=form.evidence.data,
                is_green_channel=bool(form.is_green_channel.data),
                source=form.source.data,
            ),
            subject=f"household:{public_id}",
            area_code=area,
            request_key=form.request_key.data or None,
            payload={"step": form.step.data},
        )
    except BangfuError as refused:
        if refused.status not in (400, 422):
            raise
        form.put_errors(getattr(refused, "fields", None) or {"": refused.message})
        return _page(form, get_household(session(), scope, public_id)), 422
    flash(_("“%(step)s”记好了。", step=MONITORING_STEP.label(form.step.data)), "ok")
    return redirect(url_for("households.monitoring", public_id=public_id))


def _page(form: StepForm, household: Household) -> str:
    scope = current_scope()
    case = last_case(session(), scope, household.id)
    is_open = case is not None and case.state not in ("cleared", "rejected")
    steps = steps_of(session(), scope, case.id) if case else []
    done: dict[str, date] = {s.step: s.on_day for s in steps} if is_open else {}
    standing = standing_of(session(), scope, household)
    coming = next_steps(
        done,
        green_channel=bool(form.is_green_channel.data or (is_open and case and case.is_green_channel)),
        monitored=standing.is_monitored,
    )
    mine = [s for s in coming if current_actor().may(step_permission(s))]
    form.step.choices = [(s, MONITORING_STEP.label(s)) for s in mine]
    triggers = triggers_of(session(), scope, household.id, today())
    if request.method == "GET" and triggers and not is_open and form.source.data != "own":
        form.source.data = "bureau"
        form.evidence.data = _("预警：%(what)s", what="、".join(triggers))[:120]
    limits = limits_on(session(), scope, today(), household.area_code)
    first = min((s.on_day for s in steps), default=None)
    return render_template(
        "households/monitoring.html",
        h=household,
        form=form,
        case=case,
        is_open=is_open,
        steps=steps,
        coming=mine,
        elsewhere=[
            (MONITORING_STEP.label(s), OFFICE_OF[step_permission(s)]) for s in coming if s not in mine
        ],
        triggers=triggers,
        evidence=EVIDENCE_OF_STEP,
        notices=NOTICES,
        limits=limits,
        used=work_calendar().between(first, today()) if first and is_open and "entry" not in done else None,
        standing=standing,
        check_by=work_calendar().after(done["clue"], limits.check_days)
        if "clue" in done and "check" not in done
        else None,
        plan=plan_of(household),
        today=today(),
        sets=_sets(scope, case.id) if case else [],
        questions=_questions(scope, household, case.id) if case and case.state == "cleared" else [],
    )


def _sets(scope: Scope, case_id: int) -> list[tuple[str, list[tuple[str, str]]]]:
    found = []
    for moment, title in (("identified", _("识别时的情况")), ("cleared", _("风险消除时的情况"))):
        row = situation_of(session(), scope, case_id, moment)
        if row is not None:
            told = say_all("monitoring_situation", vars(row))
            found.append((str(title), [(k, v) for k, v in told.items() if k != "哪个时候的"]))
    return found


def _questions(scope: Scope, household: Household, case_id: int) -> list[str]:
    """What the rules would ask about a clearance (2_11_002, 4_11_010); none of them blocks."""
    first, last = (situation_of(session(), scope, case_id, moment) for moment in ("identified", "cleared"))
    if last is None or last.on_day is None:
        return []
    limits = limits_on(session(), scope, last.on_day, household.area_code)
    line = line_on(session(), "monitoring_line", last.on_day, household.area_code)
    return clearance_questions(first.on_day if first else None, last.on_day, vars(last), limits, line)
