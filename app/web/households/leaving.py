"""Who leaves and who is the head: the short ways from the list of members."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.access import current_actor, current_scope, route, session
from app.domain.clock import today
from app.domain.errors import InvalidInputError
from app.domain.registry import EVIDENCE_OF_REASON
from app.models import Household
from app.queries.effects import open_answers
from app.queries.households import get_household
from app.queries.people import Member, get_member
from app.services.households import edit_household
from app.services.members import change_head, remove_member
from app.unit_of_work import Work, perform
from app.web.conflicts import save_contested
from app.web.households.blueprint import bp
from app.web.households.contests import leaving_contest, offer_heads
from app.web.households.forms import LeaveForm
from app.web.households.saving import say_what_followed, sent_version

_WORDS_MOST = 600


@route(bp, "/<public_id>/members/<person_id>/leave", permission="household:edit")
def leave(public_id: str, person_id: str) -> Any:
    household = get_household(session(), current_scope(), public_id)
    found = get_member(session(), current_scope(), household, person_id)
    return _leave_page(LeaveForm(), household, found)


@route(bp, "/<public_id>/members/<person_id>/leave", permission="household:edit", methods=("POST",))
def save_leave(public_id: str, person_id: str) -> Any:
    scope = current_scope()
    household = get_household(session(), scope, public_id)
    found = get_member(session(), scope, household, person_id)
    name, form, household_id, area = found.person.name, LeaveForm(), household.id, household.area_code
    before = open_answers(session(), scope, household_id)
    contest = leaving_contest(household, found.person)

    def write(version: int, key: str | None) -> None:
        perform(
            session(),
            current_actor(),
            "member.remove",
            lambda work: remove_member(
                work,
                scope,
                public_id,
                person_id,
                version=version,
                reason=form.reason.data or None,
                on=form.on.data,
                evidence=form.evidence.data,
                new_head=form.new_head.data or None,
            ),
            subject=f"household:{public_id}",
            area_code=area,
            request_key=key,
            payload={"reason": form.reason.data},
        )

    if form.validate():
        try:
            if (page := save_contested(contest, form, write)) is not None:
                return page
            flash(_("%(name)s 已减少。", name=name), "ok")
            say_what_followed(household_id, before)
            return redirect(url_for("households.members", public_id=public_id))
        except InvalidInputError as refused:
            form.put_errors(refused.fields or {"": refused.message})
    household = get_household(session(), scope, public_id)
    return _leave_page(form, household, get_member(session(), scope, household, person_id)), 422


@route(bp, "/<public_id>/members/<person_id>/leave/words", permission="household:edit", methods=("POST",))
def keep_leaving_words(public_id: str, person_id: str) -> Any:
    """Somebody was faster with the same leaving: what I wrote goes into the remarks of the household, below theirs."""
    scope, actor = current_scope(), current_actor()
    household = get_household(session(), scope, public_id)
    name, area = get_member(session(), scope, household, person_id).person.name, household.area_code
    words = request.form.get("words", "").strip()[:_WORDS_MOST]

    def write(work: Work) -> None:
        row = get_household(work.session, scope, public_id)
        line = f"{today():%Y-%m-%d} {actor.display_name}补记，{name}减少：" + "；".join(words.splitlines())
        note = f"{row.note}\n{line}" if row.note else line
        edit_household(work, scope, public_id, version=row.version, changes={"note": note})

    if words:
        perform(
            session(),
            actor,
            "household.edit",
            write,
            subject=f"household:{public_id}",
            area_code=area,
            request_key=request.form.get("request_key", "")[:80] or None,
        )
        flash(_("您写的记在户的备注里了。"), "ok")
    return redirect(url_for("households.show", public_id=public_id))


@route(bp, "/<public_id>/members/<person_id>/head", permission="household:edit", methods=("POST",))
def make_head(public_id: str, person_id: str) -> Any:
    scope, version = current_scope(), sent_version()
    household = get_household(session(), scope, public_id)
    perform(
        session(),
        current_actor(),
        "member.head",
        lambda work: change_head(work, scope, public_id, person_id, version=version),
        subject=f"household:{public_id}",
        area_code=household.area_code,
    )
    flash(_("户主换好了。请把每个人与新户主的关系看一遍。"), "ok")
    return redirect(url_for("households.members", public_id=public_id))


def _leave_page(form: LeaveForm, household: Household, found: Member) -> str:
    stay = offer_heads(form, household, found.person.public_id)
    needs_head = found.person.relation == "head" and stay
    return render_template(
        "households/leave.html",
        form=form,
        h=household,
        person=found.person,
        needs_head=needs_head,
        evidence=EVIDENCE_OF_REASON,
    )
