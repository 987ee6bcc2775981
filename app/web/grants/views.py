"""帮扶落实: what is on its way to whom, and the steps from proposed to delivered."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.access import current_actor, current_scope, route, session
from app.domain.clock import new_public_id, today
from app.domain.errors import InvalidInputError, NotFoundError
from app.domain.grants import GRANT_STEPS, grant_steps_open
from app.models import Household, MeasureGrant
from app.queries import grants as read
from app.queries.area_search import place_names
from app.queries.grant_tasks import appeals_of
from app.queries.missing_measures import count_missing
from app.queries.projects import choices_for_area
from app.queries.register import get_household, list_members
from app.queries.titles import measure_bureaus, rule_titles
from app.services.catalogue import work_calendar
from app.services.grants import approve_all, note_grant, propose_grant, take_grant_step
from app.unit_of_work import unit_of_work
from app.web.conflicts import save_contested
from app.web.formats import label
from app.web.grants import places, sheet, tasks  # noqa: F401 (their routes)
from app.web.grants.blueprint import bp
from app.web.grants.contests import grant_contest
from app.web.grants.forms import GrantForm, GrantStepForm
from app.web.lists import area_argument
from app.web.sent_key import sent_key


@route(bp, "", permission="measure:read")
def index() -> Any:
    group = request.args.get("group", "open")
    group = group if group in read.GROUPS else "open"
    area, measure = area_argument(), request.args.get("measure")
    scope = current_scope()
    return render_template(
        "grants/index.html",
        page=read.list_grants(
            session(), scope, group=group, area=area, measure=measure, after=request.args.get("after")
        ),
        group=group,
        area=area,
        measure=measure,
        counts=read.count_grants(session(), scope, area, measure),
        missing=count_missing(session(), scope, area, measure) if group in ("open", "owed") else None,
        place=place_names(session(), [area])[area] if area else "",
        titles=rule_titles(session(), "measure"),
        days_left=lambda grant: work_calendar().left(today(), grant.due_on),
        first=request.args.get("first", type=int) or 1,
    )


@route(bp, "", permission="grant:approve", methods=("POST",))
def approve() -> Any:
    chosen = request.form.getlist("chosen")[:500]
    with unit_of_work(
        session(), current_actor(), "grant.approve", request_key=sent_key(), payload={"asked": len(chosen)}
    ) as work:
        count = approve_all(work, current_scope(), chosen)
    left = len(set(chosen)) - count
    words = _("已批准 %(count)s 项。", count=count)
    if left:
        words += _("%(left)s 项没有批：自己登记的要由别人批准，或已经有人办过。", left=left)
    flash(words, "owed" if left else "ok")
    return redirect(url_for("grants.index", group="proposed"))


@route(bp, "/new/<household_id>", permission="grant:propose")
def new(household_id: str) -> Any:
    household = _household(household_id)
    form = _form(household)
    form.measure.data = request.args.get("measure") or form.measure.data
    form.who.data = request.args.get("who") or form.who.data
    form.public_id.data = new_public_id()
    return render_template("grants/new.html", form=form, household=household)


@route(bp, "/new/<household_id>", permission="grant:propose", methods=("POST",))
def create(household_id: str) -> Any:
    household = _household(household_id)
    form = _form(household)
    if not form.validate_on_submit():
        return render_template("grants/new.html", form=form, household=household), 422
    public_id = form.public_id.data or new_public_id()
    members = {m.public_id: m.id for m in list_members(session(), current_scope(), household.id)}
    projects = {p.public_id: p.id for p in choices_for_area(session(), current_scope(), household.area_code)}
    bureaus = measure_bureaus(session())
    household_key, area_code = household.id, household.area_code
    try:
        with unit_of_work(
            session(),
            current_actor(),
            "grant.propose",
            subject=f"grant:{public_id}",
            area_code=area_code,
            request_key=form.request_key.data or None,
            payload={"measure": form.measure.data},
        ) as work:
            propose_grant(
                work,
                current_scope(),
                household_id=household_key,
                person_id=members.get(form.who.data),
                project_id=projects.get(form.project.data),
                bureau=bureaus.get(form.measure.data, "QT"),
                public_id=public_id,
                **form.to_changes(),
            )
    except InvalidInputError as refused:
        if not refused.fields:
            form.measure.errors = [refused.message]
        for name, sentence in refused.fields.items():
            form[name].errors = [sentence]
        return render_template("grants/new.html", form=form, household=_household(household_id)), 422
    flash(_("已登记，等批准。"), "ok")
    return redirect(url_for("grants.show", public_id=public_id))


@route(bp, "/<public_id>", permission="measure:read")
def show(public_id: str) -> Any:
    return _page(public_id, None)


@route(bp, "/<public_id>/step", permission="measure:read", methods=("POST",))
def step(public_id: str) -> Any:
    """The service asks for the permission of the step itself."""
    form = GrantStepForm()
    if not form.validate_on_submit():
        return _page(public_id, form), 422
    act = form.act.data

    def write(version: int, key: str | None) -> None:
        with unit_of_work(
            session(), current_actor(), f"grant.{act}", subject=f"grant:{public_id}", request_key=key
        ) as work:
            take_grant_step(
                work,
                current_scope(),
                public_id,
                act,
                version=version,
                reason=form.reason.data or None,
                refusal=form.refusal.data or None,
                on_day=form.on_day.data,
                **(form.delivered() if act == "deliver" else {}),
            )

    try:
        contest = grant_contest(public_id, _title(_grant(public_id).grant), act)
        if (page := save_contested(contest, form, write)) is not None:
            return page
    except InvalidInputError as refused:
        if not refused.fields:
            raise
        for name, sentence in refused.fields.items():
            form[name].errors = [sentence]
        return _page(public_id, form), 422
    state = label(_grant(public_id).grant.state, "grant_state")
    done = {"done": GRANT_STEPS[act].label, "state": state}
    flash(_("“%(done)s”办好了，这项帮扶现在是“%(state)s”。", **done), "ok")
    return redirect(url_for("grants.show", public_id=public_id))


@route(bp, "/<public_id>/note", permission="measure:read", methods=("POST",))
def note(public_id: str) -> Any:
    """Words of somebody whose step came too late. The service asks for the permission."""
    key = sent_key()
    with unit_of_work(
        session(), current_actor(), "grant.note", subject=f"grant:{public_id}", request_key=key
    ) as work:
        note_grant(work, current_scope(), public_id, request.form.get("words", "")[:4000])
    flash(_("记进说明了。"), "ok")
    return redirect(url_for("grants.show", public_id=public_id))


def _grant(public_id: str) -> read.GrantRow:
    row = read.find_grant(session(), current_scope(), public_id)
    if row is None:
        raise NotFoundError()
    return row


def _title(grant: MeasureGrant) -> str:
    return rule_titles(session(), "measure").get(grant.measure, grant.measure)


def _page(public_id: str, form: GrantStepForm | None) -> str:
    row = _grant(public_id)
    actor = current_actor()
    steps = [s for s in grant_steps_open(row.grant.state) if actor.may(s.permission)]
    own = read.proposers_of(session(), current_scope(), [public_id]).get(public_id, 0) == actor.id
    if own:
        steps = [s for s in steps if s.act != "approve"]
    return render_template(
        "grants/show.html",
        row=row,
        grant=row.grant,
        steps=steps,
        waits_for_others=own and row.grant.state == "proposed" and actor.may("grant:approve"),
        forms={s.act: _step_form(s.act, row.grant.version, form) for s in steps},
        title=_title(row.grant),
        left=work_calendar().left(today(), row.grant.due_on),
        appeals=appeals_of(session(), current_scope(), row.grant),
        actor_id=actor.id,
    )


def _step_form(act: str, version: int, sent: GrantStepForm | None) -> GrantStepForm:
    """The form of one step: several stand on the page, so each has ids of its own."""
    ours = sent is not None and sent.act.data == act
    form = (
        sent if sent is not None and ours else GrantStepForm(formdata=None, version=version, on_day=today())
    )
    for field in form:
        field.id = f"{field.name}-{act}"
    return form


def _household(public_id: str) -> Household:
    household = get_household(session(), current_scope(), public_id)
    if household is None:
        raise NotFoundError()
    return household


def _form(household: Household) -> GrantForm:
    form = GrantForm()
    titles = rule_titles(session(), "measure")
    form.measure.choices = [("", _("请选")), *((code, f"{title}") for code, title in titles.items())]
    members = list_members(session(), current_scope(), household.id)
    form.who.choices = [("h", _("全户")), *((m.public_id, m.name) for m in members)]
    projects = choices_for_area(session(), current_scope(), household.area_code)
    form.project.choices = [("", _("没有，不是项目资金")), *((p.public_id, p.name) for p in projects)]
    return form
