"""Members: the list to work on, one person's form, who comes, who leaves, who is the head."""

from functools import partial
from typing import Any, NamedTuple

from flask import render_template, request, url_for
from flask_babel import gettext as _

from app.access import current_actor, current_scope, route, session
from app.domain.clock import new_public_id, today
from app.domain.errors import BangfuError
from app.domain.household_acts import ACTS
from app.domain.identifiers import IdentifierError, parse_id
from app.domain.registry import EVIDENCE_OF_REASON
from app.domain.registry_checks import Remark, age_on, remarks_on_member
from app.domain.registry_fields import PERSON
from app.models import Household, Person
from app.queries.duplicates import Duplicate
from app.queries.households import get_household
from app.queries.people import Member, get_member, list_members
from app.queries.told_apart import told_apart
from app.services.lookups import TooManyLooksError, asked_of, look_up_number
from app.services.members import MemberInput, add_member, edit_member
from app.unit_of_work import Work, perform
from app.web.households.act_preview import act_preview
from app.web.households.blueprint import bp
from app.web.households.checking import apart_remarks, as_message, checked, remarks_answer
from app.web.households.last_year import member_a_year_ago
from app.web.households.member_form import MemberForm
from app.web.households.offers import offers_of
from app.web.households.saving import Section, save

#: Answers that nearly every measure asks for -> ages at which they are asked (years).
MAIN = {
    "education": range(6, 150),
    "school": range(3, 25),
    "labor": range(16, 150),
    "resident_medical": range(150),
}
ILLS = ("chronic", "serious", "disabled")


@route(bp, "/<public_id>/members", permission="household:edit")
def members(public_id: str) -> Any:
    scope = current_scope()
    household = get_household(session(), scope, public_id)
    present = list_members(session(), scope, household.id)
    head = next((vars(m.person) for m in present if m.person.relation == "head"), None)
    notes = {m.person.id: remarks_on_member(vars(m.person), head, today()) for m in present}
    for one in told_apart(session(), scope, household.id):
        notes.get(one.person_id, []).append(Remark(one.check, one.field, "look", f"{one.words}。"))
    gone = list_members(session(), scope, household.id, present=False)
    return render_template(
        "households/members.html",
        h=household,
        members=present,
        gone=gone,
        notes=notes,
        lacks={m.person.id: _lacks(m.person) for m in present},
        today=today(),
        age_on=age_on,
    )


def _lacks(person: Person) -> list[str]:
    """Which of the answers that nearly every measure asks for nobody has given yet."""
    age = age_on(person.born_on, today())
    asked = [key for key, ages in MAIN.items() if age is None or age in ages]
    health = [] if any(getattr(person, f"health_{k}") is not None for k in ILLS) else [_("健康状况")]
    return health + [PERSON[key].label for key in asked if getattr(person, key) is None]


@route(bp, "/<public_id>/members/new", permission="household:edit")
def new_member(public_id: str) -> Any:
    household = get_household(session(), current_scope(), public_id)
    reason = request.args.get("joined_reason", "")
    form = MemberForm(public_id=new_public_id(), joined_reason=reason if reason in EVIDENCE_OF_REASON else "")
    if form.joined_reason.data:
        form.joined_on.data = today()
    if reason == "newborn":
        form.no_id_reason.data = "newborn"
    return _page(form, household, None)


@route(bp, "/<public_id>/members/new", permission="household:edit", methods=("POST",))
def save_new_member(public_id: str) -> Any:
    scope = current_scope()
    household = get_household(session(), scope, public_id)
    form = MemberForm()
    if not form.validate():
        return _page(form, household, None), 422

    def do(work: Work, _version: int = 0, _changes: Any = None) -> Person:
        return add_member(work, scope, public_id, form.member())

    act = ACTS.get(form.joined_reason.data or "")
    if act is not None and request.form.get("stage") != "do":
        return act_preview(household, act, do, [], partial(_refused, form))
    section = Section(
        "person", "member.add", _("新成员"), _("%(name)s 添进来了。", name=form.name.data),
        url_for("households.save_new_member", public_id=public_id), _next(public_id),
    )  # fmt: skip

    answer = save(section, form, household, lambda: None, {}, do)
    return answer or (_page(form, get_household(session(), scope, public_id), None), 422)


@route(bp, "/<public_id>/members/<person_id>", permission="household:edit")
def member(public_id: str, person_id: str) -> Any:
    household = get_household(session(), current_scope(), public_id)
    found = get_member(session(), current_scope(), household, person_id)
    form = MemberForm(obj=found.person)
    form.put_health(found.person)
    return _page(form, household, found)


@route(bp, "/<public_id>/members/<person_id>", permission="household:edit", methods=("POST",))
def save_member(public_id: str, person_id: str) -> Any:
    scope = current_scope()
    household = get_household(session(), scope, public_id)
    found = get_member(session(), scope, household, person_id)
    form = MemberForm()
    if not form.validate():
        return _page(form, household, found), 422
    section = Section(
        "person", "member.edit", found.person.name, _("%(name)s 的资料存好了。", name=form.name.data),
        url_for("households.save_member", public_id=public_id, person_id=person_id), _next(public_id),
    )  # fmt: skip

    def find() -> Person:
        house = get_household(session(), scope, public_id)
        return get_member(session(), scope, house, person_id).person

    def do(work: Work, version: int, changes: dict[str, Any]) -> Person:
        given = _settled(form.member(), changes)
        return edit_member(work, scope, public_id, person_id, version=version, member=given)

    answer = save(section, form, household, find, _mine(form), do)
    if answer is not None:
        return answer
    household = get_household(session(), scope, public_id)
    return _page(form, household, get_member(session(), scope, household, person_id)), 422


@route(bp, "/<public_id>/members/<person_id>/check", permission="household:edit", methods=("POST",))
def check_member(public_id: str, person_id: str) -> Any:
    """Checks of one person's form; `new` stands for somebody who is not there yet."""
    scope = current_scope()
    household = get_household(session(), scope, public_id)
    form = MemberForm()
    form.validate()
    if person_id == "new":
        if form.errors or not form.member().changes.get("relation"):
            return remarks_answer(form, _unsaved(form))

        def add(work: Work) -> Person:
            return add_member(work, scope, public_id, form.member())

        return remarks_answer(form, checked(form, household, add, lambda row: row))
    version = get_member(session(), scope, household, person_id).person.version

    def do(work: Work) -> Person:
        return edit_member(work, scope, public_id, person_id, version=version, member=form.member())

    return remarks_answer(form, checked(form, household, do, person=lambda row: row))


@route(bp, "/identity", permission="household:edit", methods=("POST",))
def identity() -> Any:
    """What a number says about its owner, and whether it is registered already. Posted: it stands in no log."""
    return render_template("households/_parsed.html", parsed=parsed(request.form.get("number", "")))


class Parsed(NamedTuple):
    """Sentences under the field of a number; state ok, owed (look at it) or danger (there is no such number)."""

    texts: list[str]
    state: str = "ok"


def parsed(number: str) -> Parsed:
    """Sentences under the field: born, age, sex, check digit, duplicate (whose only inside the own scope)."""
    if not number.strip():
        return Parsed([])
    try:
        told = parse_id(number)
    except IdentifierError as odd:
        return Parsed([odd.message, odd.way_out or ""], "danger")
    born = told.birth_on
    said = [
        _("%(y)s 年 %(m)s 月 %(d)s 日生", y=born.year, m=born.month, d=born.day),
        _("%(age)s 岁", age=age_on(born, today())),
        _("男") if told.sex == "male" else _("女"),
        _("15 位旧号已换成 18 位") if told.kind == "old15" else _("校验位对"),
    ]
    try:
        twin = _looked_up(told.number18)
    except TooManyLooksError as enough:
        return Parsed([*said, f"{enough.message}{enough.way_out}"], "owed")
    if twin is None:
        return Parsed([*said, _("没有重复登记")])
    if not twin.name:
        return Parsed([*said, _("已登记在别处")], "owed")
    return Parsed([*said, _("已登记：%(name)s（%(head)s 户）", name=twin.name, head=twin.head_name)], "owed")


def _looked_up(number18: str) -> Duplicate | None:
    return perform(
        session(),
        current_actor(),
        "person.look_up",
        lambda work: look_up_number(work, current_scope(), number18),
        payload={"asked": asked_of(number18)},
    )


def _unsaved(form: MemberForm) -> Any:
    """Remarks on a person who is not stored yet."""
    values = dict(form.member().changes)
    try:
        told = parse_id(form.number.data) if form.number.data else None
    except BangfuError:
        told = None
    if told is not None:
        values |= {"sex": told.sex, "born_on": told.birth_on}
    sent = bool(values.get("relation"))
    return [r for r in remarks_on_member(values, None, today()) if sent or r.field != "relation"]


def _mine(form: MemberForm) -> dict[str, Any]:
    given = form.member()
    return {**given.changes, **({} if given.phone is None else {"phone": given.phone})}


def _settled(given: MemberInput, changes: dict[str, Any]) -> MemberInput:
    """The form's input with what was chosen on the conflict page."""
    columns = {k: v for k, v in changes.items() if k != "phone"}
    return MemberInput(columns, number=given.number, phone=changes.get("phone"))


def _next(public_id: str) -> str:
    if request.form.get("next") == "another":
        return url_for("households.new_member", public_id=public_id)
    return url_for("households.members", public_id=public_id)


def _refused(form: MemberForm, household: Household, refused: BangfuError) -> tuple[str, int]:
    """The form as it was typed, with why an act is refused."""
    form.put_errors(getattr(refused, "fields", None) or {"": f"{refused.message}{refused.way_out or ''}"})
    return _page(form, household, None), 422


def _page(form: MemberForm, household: Household, found: Member | None) -> str:
    remarks: dict[str, list[Any]] = {}
    if found is not None and not form.errors:
        others = list_members(session(), current_scope(), household.id)
        head = next((vars(m.person) for m in others if m.person.relation == "head"), None)
        apart = apart_remarks(household.id, found.person.id)
        for remark in [*remarks_on_member(vars(found.person), head, today()), *apart]:
            remarks.setdefault(remark.field, []).append(as_message(remark))
    typed = form.number.data if form.number.raw_data else ""
    return render_template(
        "households/member.html",
        form=form,
        h=household,
        member=found,
        remarks=remarks,
        offers=offers_of(found) if found else {},
        hints=member_a_year_ago(household, found.person) if found else {},
        parsed=parsed(typed or ""),
        evidence=EVIDENCE_OF_REASON,
    )
