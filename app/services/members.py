"""Members come, change and go: named acts with reason, date and evidence. One head is kept through all of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.domain.clock import today
from app.domain.errors import ConflictError, InvalidInputError
from app.domain.household_acts import ACTS
from app.domain.identifiers import Identity, parse_id
from app.domain.names import clean_name, name_keys
from app.domain.registry import (
    EVIDENCE_OF_REASON,
    check_joining,
    check_leaving,
    check_one_head,
    require_evidence,
    require_past,
)
from app.domain.registry_checks import Remark, remarks_on_member
from app.domain.registry_fields import PERSON
from app.models import Household, Membership, Person, Secret
from app.queries.blind_index import id_blind, last4_blind
from app.queries.duplicates import Duplicate, find_duplicate
from app.queries.households import get_household
from app.queries.people import get_member
from app.queries.scope import Scope
from app.services.act_recording import record_act
from app.services.household_members import appoint_head, current_stay, index_name, present_of
from app.services.public_ids import own_public_id
from app.services.rules import run_household
from app.services.secrets import keep_secret
from app.unit_of_work import Work

_CLOSED = {"person_no", "status", "gone_on", "gone_reason", "id_ref", "disability_ref", "phone_ref"}
EDITABLE = frozenset(PERSON) - _CLOSED


@dataclass(frozen=True, slots=True)
class MemberInput:
    """A person to be entered. `changes` holds columns; `number` is the typed ID or certificate (None = leave)."""

    changes: Mapping[str, Any]
    number: str | None = None
    phone: str | None = None
    public_id: str | None = None
    joined_reason: str | None = None
    joined_on: date | None = None
    evidence: str | None = None


def add_member(work: Work, scope: Scope, household_id: str, member: MemberInput) -> Person:
    """Somebody joins the household: born, married in, moved in, adopted, released."""
    household = get_household(work.session, scope, household_id)
    check_joining(member.joined_reason)
    if member.joined_reason is not None:
        require_past(member.joined_on, today(), "joined_on")
        require_evidence(member.evidence, EVIDENCE_OF_REASON[member.joined_reason])
    person = add_person(work, scope, household, member)
    _check_heads(work, scope, household)
    if member.joined_reason in ACTS:
        record_act(
            work,
            household,
            member.joined_reason,
            member.joined_on,
            person=person,
            reason=member.joined_reason,
            evidence=member.evidence,
        )
    run_household(work, household.id)
    return person


def add_person(work: Work, scope: Scope, household: Household, member: MemberInput) -> Person:
    """The rows of a new person: person, membership, keys for searching. The caller runs the rules."""
    row = Person(
        person_no=f"N{work.event_id:010d}{new_number(work):02d}",
        household_id=household.id,
        area_code=household.area_code,
        joined_month=today().strftime("%Y-%m"),
    )
    if member.public_id:
        row.public_id = own_public_id(work, Person, member.public_id)
    _apply(work, scope, row, member)
    work.session.add(row)
    work.session.flush()
    work.session.add(
        Membership(
            person_id=row.id,
            household_id=household.id,
            relation=row.relation,
            from_on=member.joined_on,
            joined_reason=member.joined_reason,
            evidence=(member.evidence or "")[:120] or None,
        )
    )
    index_name(work, scope, row)
    work.session.flush()
    return row


def edit_member(
    work: Work, scope: Scope, household_id: str, person_id: str, *, version: int, member: MemberInput
) -> Person:
    """Change what is registered about a member; the head's name follows on the household."""
    household = get_household(work.session, scope, household_id)
    row = get_member(work.session, scope, household, person_id).person
    if row.version != version:
        raise ConflictError(current=row)
    named = (row.name, row.former_name)
    _apply(work, scope, row, member)
    work.session.flush()
    _check_heads(work, scope, household)
    if named != (row.name, row.former_name):
        index_name(work, scope, row)
    run_household(work, household.id)
    return row


def remove_member(
    work: Work,
    scope: Scope,
    household_id: str,
    person_id: str,
    *,
    version: int,
    reason: str | None,
    on: date | None,
    evidence: str | None,
    new_head: str | None = None,
) -> Person:
    """Somebody leaves. Where the head leaves and others stay, `new_head` takes over in the same act."""
    household = get_household(work.session, scope, household_id)
    row = get_member(work.session, scope, household, person_id).person
    if row.status != "present":
        gone = f"{row.name}已经减少了，不用再减。"
        raise InvalidInputError("E-GONE", gone, fields={"person": gone}, way_out="登错了就在“办变动”里撤回。")
    if row.version != version:
        raise ConflictError(current=row)
    stay = current_stay(work, scope, row)
    check_leaving(reason, on, today(), stay.from_on if stay else None)
    assert reason is not None
    paper = require_evidence(evidence, EVIDENCE_OF_REASON[reason])[:120]
    row.status, row.gone_on, row.gone_reason = "gone", on, reason
    if stay is None:
        stay = Membership(person_id=row.id, household_id=household.id, relation=row.relation)
        work.session.add(stay)
    stay.to_on, stay.left_reason, stay.evidence = on, reason, paper
    work.session.flush()
    _after_leaving(work, scope, household, row, new_head)
    record_act(work, household, reason, on, person=row, reason=reason, evidence=paper)
    run_household(work, household.id)
    return row


def change_head(
    work: Work,
    scope: Scope,
    household_id: str,
    person_id: str,
    *,
    version: int,
    on: date | None,
    evidence: str | None,
) -> Household:
    """Another member becomes the head; relations to be asked again become 其他 and are named on the page."""
    household = get_household(work.session, scope, household_id)
    if household.version != version:
        raise ConflictError(current=household)
    day, paper = require_past(on, today()), require_evidence(evidence, ACTS["change_head"].evidence)
    chosen = get_member(work.session, scope, household, person_id).person
    appoint_head(work, scope, household, chosen)
    record_act(work, household, "change_head", day, person=chosen, evidence=paper)
    run_household(work, household.id)
    return household


def new_number(work: Work) -> int:
    """1, 2, 3 … for the persons that one act enters."""
    number: int = work.session.info.get(("persons", work.event_id), 0) + 1
    work.session.info["persons", work.event_id] = number
    return number


def _apply(work: Work, scope: Scope, row: Person, member: MemberInput) -> None:
    said_by_number = {"sex", "born_on"} if row.id_ref else set()
    for key, value in member.changes.items():
        if key not in EDITABLE:
            raise InvalidInputError("E-FIELD", f"“{key}”不能这样改。", way_out="请在对应的页面上改。")
        if key not in said_by_number:
            setattr(row, key, value)
    if "name" in member.changes:
        row.name = clean_name(row.name or "")
    if not row.name:
        raise InvalidInputError("E-NAME-MISSING", "姓名没有填。", fields={"name": "请写身份证上的姓名。"})
    keys = name_keys(row.name, row.former_name)
    row.name_key, row.name_pinyin, row.name_initials = keys.key, keys.pinyin, keys.initials
    if member.number:
        _apply_number(work, scope, row, member)
    if member.phone is not None:
        row.phone_ref = keep_secret(work, "phone", member.phone or None, row.phone_ref)
    _refuse_musts(row)


def _apply_number(work: Work, scope: Scope, row: Person, member: MemberInput) -> None:
    """The typed number: birth date and sex follow from it, a certificate says category and level too."""
    assert member.number is not None
    told = parse_id(member.number)
    blind = id_blind(told.number18)
    current = work.session.get(Secret, row.id_ref) if row.id_ref else None
    if current is None or current.blind != blind:
        _refuse_duplicate(find_duplicate(work.session, scope, blind, row.household_id, row.id))
        row.id_ref = keep_secret(work, "id_no", told.number18, row.id_ref)
        row.id_last4_blind = last4_blind(row.area_code, told.number18)
    row.born_on, row.sex, row.no_id_reason = told.birth_on, told.sex, None
    row.certificate_kind = "disability_card" if told.kind == "disability_card" else "resident"
    if told.kind == "disability_card":
        _apply_card(work, row, told, member.number)


def _apply_card(work: Work, row: Person, told: Identity, number: str) -> None:
    row.disability_ref = keep_secret(work, "certificate", number, row.disability_ref)
    row.disability_category = told.disability_category
    row.disability_level = int(told.disability_level or 0) or None
    row.health_disabled = True


def _refuse_duplicate(found: Duplicate | None) -> None:
    """In the same household nobody can stand twice; elsewhere the rule of duplicates takes it up."""
    if found is not None and found.same_household:
        raise InvalidInputError(
            "E-ID-TWICE",
            "这个证件号码在这一户已经登记过。",
            fields={"number": f"这个证件号码已经是{found.name}的，请对一下户口簿。"},
            way_out="请对一下户口簿，或改已有的那个人。",
        )


def _refuse_musts(row: Person) -> None:
    musts: list[Remark] = [r for r in remarks_on_member(vars(row), None, today()) if r.level == "must"]
    if musts:
        raise InvalidInputError(f"E-{musts[0].code}", musts[0].text, fields={r.field: r.text for r in musts})


def _check_heads(work: Work, scope: Scope, household: Household) -> None:
    """One head, and the household names the same one."""
    people = present_of(work, scope, household)
    check_one_head(person.relation for person in people)
    head = next(person for person in people if person.relation == "head")
    if (household.head_id, household.head_name) != (head.id, head.name):
        household.head_id, household.head_name = head.id, head.name


def _after_leaving(
    work: Work, scope: Scope, household: Household, gone: Person, new_head: str | None
) -> None:
    left = present_of(work, scope, household)
    if not left:
        household.head_id = None
        return
    if household.head_id == gone.id or gone.relation == "head":
        chosen = next((p for p in left if p.public_id == new_head), None)
        if chosen is None:
            raise InvalidInputError(
                "E-NO-HEAD",
                "走的是户主，要在同一步里选好新户主。",
                fields={"new_head": "请选一位留下的成员做户主。"},
                way_out="请选一位留下的成员做户主。",
            )
        appoint_head(work, scope, household, chosen)
