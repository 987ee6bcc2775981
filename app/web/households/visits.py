"""Recording a visit and all that it clears; one visit with what it changed."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.access import current_actor, current_scope, route, session
from app.domain.clock import new_public_id, today
from app.domain.errors import ConflictError, InvalidInputError
from app.domain.registry_fields import TABLES, say
from app.domain.visit_questions import QUESTIONS, stamp
from app.domain.vocabulary.visits import READ_BACK
from app.models import Household
from app.queries.attachments import list_attachments
from app.queries.family_needs import list_needs
from app.queries.household_page import get_living, get_visit
from app.queries.households import get_household
from app.queries.people import list_members, masks
from app.queries.visit_page import cleared_by
from app.services.attachments import MOST_SENT, Given
from app.services.catalogue import work_calendar
from app.services.family_needs import seen_of
from app.services.visit_answers import ContestedAnswersError, Told
from app.services.visit_rounds import Round, make_round
from app.unit_of_work import perform
from app.web.households import visit_tasks as tasks
from app.web.households.blueprint import bp
from app.web.households.gallery import MOST_AT_ONCE, keep_one
from app.web.households.offers import living_offers
from app.web.households.visit_form import ASKED, SEEN, VisitForm

#: Questions whose answer is never shown.
_SECRET = frozenset(("phone_ref",))


@route(bp, "/<public_id>/visits/new", permission="visit:edit")
def visit(public_id: str) -> Any:
    household = get_household(session(), current_scope(), public_id)
    form = VisitForm(public_id=new_public_id(), visitors=current_actor().display_name)
    if request.args.get("read") == "back":
        form.topics.data = [READ_BACK]
        form.note.data = _("逐句念给户主听，都对，户主和两名走访人签了字。")
    needs = list_needs(session(), current_scope(), household.id)
    form.put_needs(needs, seen_of(needs))
    for key, value in _present(household).items():
        if key != "phone_ref":
            form[ASKED + key].process_data(value)
    return _page(form, household, tasks.parts_of(household))


@route(bp, "/<public_id>/visits/new", permission="visit:edit", methods=("POST",))
def save_visit(public_id: str) -> Any:
    scope = current_scope()
    household = get_household(session(), scope, public_id)
    area, number = household.area_code, household.id
    form, parts = VisitForm(), tasks.parts_of(household)
    if not all((form.validate(), tasks.are_whole(parts), _two_read(form))):
        return _page(form, household, parts), 422
    given = _round(form, parts, number)
    try:
        visit_id = perform(
            session(),
            current_actor(),
            "visit.record",
            lambda work: make_round(work, scope, public_id, given).public_id,
            subject=f"household:{public_id}",
            area_code=area,
            request_key=form.request_key.data or None,
            payload={"findings": len(given.findings), "documents": len(given.documents),
                     "explained": len(given.explanations), "needs": given.needs is not None},
        )  # fmt: skip
    except ContestedAnswersError as contested:
        return _contested(form, public_id, contested), 409
    except ConflictError as moved:
        form.put_errors({"": f"{moved.message}{_('您写的都在，请看一遍再存。')}"})
        return _again(form, public_id), 409
    except InvalidInputError as refused:
        household = get_household(session(), scope, public_id)
        parts = tasks.parts_of(household)
        tasks.put_refusal(form, parts, dict(refused.fields) or {"": refused.message})
        return _page(form, household, parts), 422
    flash(_said(given), "ok")
    _keep_photos(form, public_id, area, visit_id)
    return redirect(url_for("households.show_visit", public_id=public_id, visit_id=visit_id))


@route(bp, "/<public_id>/visits/<visit_id>", permission="household:read")
def show_visit(public_id: str, visit_id: str) -> Any:
    scope = current_scope()
    household = get_household(session(), scope, public_id)
    row = get_visit(session(), scope, household.id, visit_id)
    return render_template(
        "households/visit_page.html",
        h=household,
        v=row,
        cleared=cleared_by(session(), scope, household.id, row),
        photos=[
            one for one in list_attachments(session(), scope, household.id) if one.row.visit_id == row.id
        ],
    )


def _two_read(form: VisitForm) -> bool:
    """Whoever comes from reading the record back names the second person who signed (domain 1.5)."""
    if request.form.get("read") != "back" or form.second_visitor.data:
        return True
    form.put_errors({"second_visitor": _("念资料、签字要两个人一起去，两个人都签。请写第二个人。")})
    return False


def _round(form: VisitForm, parts: list[tasks.Part], household_id: int) -> Round:
    rows = list_needs(session(), current_scope(), household_id)
    return Round(
        visit=form.visit(),
        told=Told(form.answers(), form.on_day.data or today(), all_seen=bool(form.all_seen.data)),
        needs=form.needs(form.on_day.data) if form.were_told(rows) else None,
        findings=tasks.findings_of(parts),
        documents=tasks.documents_of(parts),
        explanations=tasks.explanations_of(parts),
    )


def _said(given: Round) -> str:
    count = len(given.findings) + len(given.documents) + len(given.explanations)
    words: str = _("走访记好了，一趟办了 %(n)s 件事。", n=count) if count else _("走访记好了。")
    return words


def _keep_photos(form: VisitForm, public_id: str, area: str, visit_id: str) -> None:
    """Each photo is an act of its own: the visit stands whatever becomes of one of them."""
    scope = current_scope()
    household = get_household(session(), scope, public_id)
    row_id = get_visit(session(), scope, household.id, visit_id).id
    sent = [one for one in form.photos.data or () if getattr(one, "filename", "")]
    for one in sent[:MOST_AT_ONCE]:
        given = Given(one.read(MOST_SENT + 1), one.filename or "", "visit", visit_id=row_id)
        try:
            keep_one(public_id, area, given)
        except InvalidInputError as refused:
            flash(f"{one.filename}：{refused.message}{refused.way_out or ''}", "danger")
    if len(sent) > MOST_AT_ONCE:
        flash(_("一次最多 %(n)s 份，后面的没有收，请到“照片和材料”再传。", n=MOST_AT_ONCE), "owed")


def _present(household: Household) -> dict[str, Any]:
    """What the register says of each question now."""
    living = get_living(session(), current_scope(), household.id)
    return {q.key: getattr(household if q.table == "household" else living, q.key, None) for q in QUESTIONS}


def _contested(form: VisitForm, public_id: str, contested: ContestedAnswersError) -> str:
    """My form again, each disputed question with what the register says now; the next press is my choice."""
    household = get_household(session(), current_scope(), public_id)
    for question in QUESTIONS:
        if question.key in contested.now:
            words = say(TABLES[question.table][question.key], contested.now[question.key]) or _("还不知道")
            form[ASKED + question.key].errors = [
                _(
                    "您打开以后，别人把这一项改成了“%(now)s”。要照您的改，再按一次存；要用那边的，按“用那边的”。",
                    now=words,
                )
            ]
    return _page(form, household, tasks.parts_of(household), dict(contested.now))


def _theirs(key: str, now: Any) -> dict[str, Any]:
    """What somebody else saved, to be taken by a button; pressing save keeps mine."""
    table = next(q.table for q in QUESTIONS if q.key == key)
    words = say(TABLES[table][key], now) or _("还不知道")
    return {"text": _("那边刚存的：%(now)s", now=words), "value": stamp(now), "label": _("用那边的")}


def _again(form: VisitForm, public_id: str) -> str:
    household = get_household(session(), current_scope(), public_id)
    form.needs_seen.data = seen_of(list_needs(session(), current_scope(), household.id))
    return _page(form, household, tasks.parts_of(household))


def _page(
    form: VisitForm, household: Household, parts: list[tasks.Part], moved: dict[str, Any] | None = None
) -> str:
    scope = current_scope()
    present = _present(household)
    seen = {}
    for key, value in present.items():
        sent = request.form.get(SEEN + key)
        seen[SEEN + key] = stamp(value) if sent is None or key in (moved or {}) else sent[:40]
    members = list_members(session(), scope, household.id)
    living = get_living(session(), scope, household.id)
    offers = {ASKED + key: one for key, one in living_offers(members, living).items()}
    offers |= {ASKED + key: _theirs(key, now) for key, now in (moved or {}).items() if key not in _SECRET}
    return render_template(
        "households/visit.html",
        form=form,
        h=household,
        parts=parts,
        refusals=tasks.refusals_of(parts),
        days_left=lambda due: work_calendar().left(today(), due),
        seen=seen,
        offers=offers,
        said={
            ASKED + q.key: say(TABLES[q.table][q.key], present[q.key])
            for q in QUESTIONS
            if q.key not in _SECRET
        },
        phone=masks(session(), [household.phone_ref]).get(household.phone_ref, "")
        if household.phone_ref
        else "",
        members=[m.person.name for m in members],
        surveyed_on=living.surveyed_on if living else None,
    )
