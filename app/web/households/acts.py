"""变动: which acts fit a household, one act with its preview, taking it back."""

from collections.abc import Callable
from functools import partial
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.access import current_actor, current_scope, route, session
from app.domain.errors import BangfuError, ConflictError, NotAllowedError, NotFoundError
from app.domain.household_acts import ACTS, Act, refusal
from app.models import Household, Person
from app.queries.area_search import place_names
from app.queries.effects import open_answers
from app.queries.household_acts import get_act, list_acts, standing_of
from app.queries.households import find_by_number, get_household
from app.queries.people import list_members
from app.services.acts.households import (
    CORRECTABLE,
    begin_monitoring,
    clear_monitoring,
    correct_monitoring,
    move_household,
    step_household,
)
from app.services.acts.members import bring_back, merge_households, split_household
from app.services.acts.undo import undo_act
from app.services.households import close_household
from app.services.members import change_head, remove_member
from app.unit_of_work import Work, perform
from app.web.households.act_form import ActForm, asked
from app.web.households.act_preview import act_preview
from app.web.households.act_seen import Meanwhile, meanwhile, stamp
from app.web.households.blueprint import bp
from app.web.households.procedure_forms import UndoForm
from app.web.households.saving import say_what_followed

#: Whoever recognises households, lets them exit, takes them into monitoring and clears them.
DECIDES = "household:recognise"
#: Households come and go by whoever registers them.
REGISTERS = "household:register"
#: The choices of the page in groups: heading -> acts.
GROUPS = {
    "join": ("newborn", "married_in", "adopted", "moved_in", "released"),
    "leave": (
        "death",
        "married_out",
        "moved_out",
        "imprisoned",
        "military_service",
        "settled_abroad",
        "lost_contact",
    ),
    "house": ("change_head", "split", "merged", "moved_home", "closed"),
    "register": (
        "recognise",
        "exit",
        "return",
        "exit_again",
        "remove_wrong",
        "monitor",
        "clear",
        "correct_monitoring",
    ),
}
_NEEDS = {
    **dict.fromkeys(GROUPS["register"], DECIDES),
    **dict.fromkeys(("split", "merged", "closed"), REGISTERS),
}


@route(bp, "/<public_id>/acts", permission="household:edit")
def acts(public_id: str) -> Any:
    """All acts that fit; `person` narrows them to what may happen to one member."""
    scope = current_scope()
    household = get_household(session(), scope, public_id)
    standing = standing_of(session(), scope, household)
    found = [m.person for m in list_members(session(), scope, household.id)]
    who = next((p for p in found if p.public_id == request.args.get("person")), None)
    groups = {
        key: [
            (ACTS[act], _not_mine(act) or refusal(act, standing))
            for act in keys
            if who is None or ACTS[act].whom == "member"
        ]
        for key, keys in GROUPS.items()
    }
    return render_template(
        "households/acts.html",
        h=household,
        who=who,
        groups={key: choices for key, choices in groups.items() if choices},
        lines=list_acts(session(), scope, household.id),
    )


@route(bp, "/<public_id>/acts/<act>", permission="household:edit")
def act(public_id: str, act: str) -> Any:
    household = get_household(session(), current_scope(), public_id)
    kind = _kind(act)
    if kind.whom == "new":
        return redirect(url_for("households.new_member", public_id=public_id, joined_reason=act))
    now = {key: getattr(household, key) for key in CORRECTABLE} if act == "correct_monitoring" else {}
    form = ActForm(person=request.args.get("person", ""), data=now)
    return _page(form, kind, household)


@route(bp, "/<public_id>/acts/<act>", permission="household:edit", methods=("POST",))
def save_act(public_id: str, act: str) -> Any:
    """First the preview; done only from the preview, with the same fields, on the family that it was drawn from."""
    scope, kind = current_scope(), _kind(act)
    household = get_household(session(), scope, public_id)
    form = ActForm()
    form.offer(act, household, *_people(household))
    if not form.validate() or not _told(form, kind, household):
        return _page(form, kind, household), 422
    if (others := meanwhile(household)).moved:
        return _page(form, kind, household, others), 409
    do = _doing(kind, household, form)
    if form.stage.data != "do":
        return act_preview(
            household, kind, do, _concerned(kind, household, form), partial(_again, form, kind)
        )
    before, household_id, area = (
        open_answers(session(), scope, household.id),
        household.id,
        household.area_code,
    )
    try:
        perform(
            session(), current_actor(), f"household.act_{act}", do, subject=f"household:{public_id}",
            area_code=area, request_key=form.request_key.data or None, payload={"act": act},
        )  # fmt: skip
    except ConflictError:
        return _page(form, kind, get_household(session(), scope, public_id), Meanwhile(True)), 409
    except BangfuError as refused:
        if refused.status not in (400, 422):
            raise
        return _again(form, kind, get_household(session(), scope, public_id), refused)
    flash(_("“%(act)s”办好了。办错了可以在下面撤回。", act=kind.label), "ok")
    if act == "change_head" or form.new_head.data:
        flash(_("户主换好了。请把每个人与新户主的关系看一遍。"), "info")
    say_what_followed(household_id, before)
    return redirect(url_for("households.acts", public_id=public_id, _anchor="done"))


@route(bp, "/<public_id>/acts/<act_id>/undo", permission="household:edit")
def undo(public_id: str, act_id: str) -> Any:
    household = get_household(session(), current_scope(), public_id)
    return _undo_page(UndoForm(), household, act_id)


@route(bp, "/<public_id>/acts/<act_id>/undo", permission="household:edit", methods=("POST",))
def save_undo(public_id: str, act_id: str) -> Any:
    scope, form = current_scope(), UndoForm()
    household = get_household(session(), scope, public_id)
    area = household.area_code
    try:
        perform(
            session(),
            current_actor(),
            "household.undo_act",
            lambda work: undo_act(work, scope, public_id, act_id, reason=form.reason.data),
            subject=f"household:{public_id}",
            area_code=area,
            request_key=form.request_key.data or None,
        )
    except BangfuError as refused:
        if refused.status not in (400, 409, 422):
            raise
        form.put_errors({"reason": f"{refused.message}{refused.way_out or ''}"})
        return _undo_page(form, get_household(session(), scope, public_id), act_id), 422
    flash(_("撤回了。资料回到办之前的样子，两次都留在来历里。"), "ok")
    return redirect(url_for("households.acts", public_id=public_id, _anchor="done"))


def _kind(act: str) -> Act:
    """The act; NotFoundError for none, NotAllowedError for what others decide."""
    if act not in ACTS:
        raise NotFoundError("没有这种变动。")
    if _not_mine(act):
        raise NotAllowedError(_NEEDS[act])
    return ACTS[act]


def _not_mine(act: str) -> str:
    """Recognising, exits, monitoring and clearance are decided above the village; an officer registers nobody."""
    needed = _NEEDS.get(act)
    if needed is None or current_actor().may(needed):
        return ""
    return str(_("由乡镇或县里认定后办理。") if needed == DECIDES else _("由村里或乡镇办理。"))


def _told(form: Any, kind: Act, household: Household) -> bool:
    """Whether the form names somebody of this family, and a household that there is; says so beside the field."""
    if kind.whom in ("member", "gone"):
        present, gone = _people(household)
        if form.person.data not in {p.public_id for p in (*present, *gone)}:
            form.put_errors({"person": _("请选是谁。")})
    if kind.key == "merged" and not find_by_number(session(), current_scope(), form.into.data or ""):
        form.put_errors({"into": _("没有这个户编号，或那一户不在您管的范围。请对一下那一户页面上的户编号。")})
    return not form.errors


def _again(form: Any, kind: Act, household: Household, refused: BangfuError) -> tuple[str, int]:
    """The form as it was typed, with why it was refused."""
    form.put_errors(getattr(refused, "fields", None) or {"": f"{refused.message}{refused.way_out or ''}"})
    return _page(form, kind, household), 422


def _people(household: Household) -> tuple[list[Person], list[Person]]:
    scope = current_scope()
    present = [m.person for m in list_members(session(), scope, household.id)]
    return present, [m.person for m in list_members(session(), scope, household.id, present=False)]


def _page(form: Any, kind: Act, household: Household, others: Meanwhile | None = None) -> str:
    form.offer(kind.key, household, *_people(household))
    form.evidence.description = _("要有：%(paper)s。写名称和日期。", paper=kind.evidence)
    code = form.area_code.data or ""
    place = place_names(session(), [code]).get(code, "") if code else ""
    return render_template(
        "households/act.html",
        form=form,
        act=kind,
        h=household,
        names=asked(kind.key, is_monitored=standing_of(session(), current_scope(), household).is_monitored),
        place=place,
        seen=stamp(household),
        others=others,
    )


def _undo_page(form: UndoForm, household: Household, act_id: str) -> str:
    found = get_act(session(), current_scope(), household.id, act_id)
    return render_template("households/undo.html", form=form, h=household, act=ACTS[found.act], done=found)


def _concerned(kind: Act, household: Household, form: Any) -> list[Person] | None:
    """The members whom the act is about; None = everybody."""
    present, gone = _people(household)
    chosen = {form.person.data} if kind.whom in ("member", "gone") else set(form.people.data or ())
    return None if kind.whom == "household" else [p for p in (*present, *gone) if p.public_id in chosen]


def _doing(kind: Act, household: Household, form: Any) -> Callable[[Work], Any]:
    """The service behind an act, bound to what was typed."""
    scope, here = current_scope(), household.public_id
    told: dict[str, Any] = {"on": form.on.data, "evidence": form.evidence.data}
    version = household.version
    present, gone = _people(household)
    person = next((p for p in (*present, *gone) if p.public_id == form.person.data), None)
    who, as_read = (person.public_id, person.version) if person else (form.person.data or "", 0)
    if kind.key == "released":
        relation = form.relation.code or "other"
        return lambda work: bring_back(work, scope, here, who, version=as_read, relation=relation, **told)
    if kind.key == "change_head":
        return lambda work: change_head(work, scope, here, who, version=version, **told)
    if kind.whom == "member":
        return lambda work: remove_member(
            work,
            scope,
            here,
            who,
            version=as_read,
            reason=kind.key,
            new_head=form.new_head.data or None,
            **told,
        )
    if kind.key == "split":
        return lambda work: split_household(
            work, scope, here, version=version, people=form.people.data or (), head=form.head.data or "",
            new_head_here=form.new_head.data or None, is_carried=form.is_carried.data, **told,
        )  # fmt: skip
    if kind.key == "merged":
        into = find_by_number(session(), scope, form.into.data or "")
        return lambda work: merge_households(
            work, scope, here, into, version=version, is_carried=form.is_carried.data, **told
        )
    if kind.key == "moved_home":
        return lambda work: move_household(
            work, scope, here, version=version, area_code=form.area_code.data or "",
            group_name=form.group_name.data or None, **told,
        )  # fmt: skip
    if kind.key == "closed":
        return lambda work: close_household(
            work, scope, here, version=version, reason=form.reason.data, **told
        )
    if kind.key == "monitor":
        return lambda work: begin_monitoring(work, scope, here, form.monitoring(), version=version, **told)
    if kind.key == "correct_monitoring":
        return lambda work: correct_monitoring(work, scope, here, form.corrected(), version=version, **told)
    if kind.key == "clear":
        return lambda work: clear_monitoring(
            work, scope, here, version=version, mode=form.mode.code or "", facts=form.facts(), **told
        )
    return lambda work: step_household(
        work, scope, here, kind.key, version=version, cause=form.cause.code, **told
    )
