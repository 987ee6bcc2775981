"""Registering and editing households: each verb is one act, checked, with the version that was read.

`changes` holds column names with new values, and the clear texts `phone`, `address`, `bank` for the vault (None =
leave as it is, empty text = clear). Rules of the household are run again inside the same act.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.domain.areas import level_of
from app.domain.clock import today
from app.domain.errors import ConflictError, InvalidInputError
from app.domain.household_acts import ACTS
from app.domain.registry import (
    check_closing,
    check_monitoring,
    check_one_head,
    require_evidence,
    step_between,
)
from app.domain.registry_fields import HOUSEHOLD, LIVING
from app.models import Area, Household, LivingCondition, Person
from app.queries.household_page import get_living
from app.queries.households import get_household
from app.queries.scope import Scope
from app.services.act_recording import record_act
from app.services.household_members import move_people
from app.services.members import MemberInput, add_person
from app.services.public_ids import own_public_id
from app.services.rules import run_household
from app.services.secrets import keep_secret
from app.unit_of_work import Work

SECRETS = {
    "phone": "phone_ref",
    "address": "address_ref",
    "bank": "bank_ref",
    "collector_phone": "collector_phone_ref",
    "monitor_phone": "monitor_phone_ref",
}
#: What they are in the vault, where that is another word.
SECRET_KINDS = {"collector_phone": "phone", "monitor_phone": "phone"}
#: Columns that only an act of its own may change.
_CLOSED = {"household_no", "evidence", "head_name", "status", "gone_on", "gone_reason", *SECRETS.values()}
EDITABLE = frozenset(HOUSEHOLD) - _CLOSED
#: What a township or the county recognises; whoever may not, proposes it there.
RECOGNISED = frozenset(
    ("kind", "monitoring_kind", "monitored_month", "risk_cleared", "cleared_month", "clear_mode")
)
EDITABLE_LIVING = frozenset(LIVING)


@dataclass(frozen=True, slots=True)
class HouseholdInput:
    """A household to be registered; `public_id` may come from a device that was offline."""

    area_code: str
    changes: Mapping[str, Any]
    public_id: str | None = None


def register_household(
    work: Work, scope: Scope, household: HouseholdInput, members: Sequence[MemberInput]
) -> Household:
    """A new household with its first members, exactly one of them the head.

    InvalidInputError E-AREA outside the actor's area, E-NO-HEAD / E-HEADS, E-EXISTS for an id that is taken.
    """
    check_village(work, scope, household.area_code)
    check_one_head(member.changes.get("relation") for member in members)
    public_id = own_public_id(work, Household, household.public_id)
    row = Household(
        public_id=public_id,
        household_no=f"N{household.area_code}{work.event_id:08d}",
        area_code=household.area_code,
        kind=household.changes.get("kind") or "ordinary",
    )
    _apply(work, row, {k: v for k, v in household.changes.items() if k not in ("kind", "area_code")})
    check_monitoring(vars(row))
    work.session.add(row)
    work.session.flush()
    for member in members:
        person = add_person(work, scope, row, member)
        if person.relation == "head":
            row.head_id, row.head_name = person.id, person.name
    run_household(work, row.id)
    return row


def edit_household(
    work: Work,
    scope: Scope,
    public_id: str,
    *,
    version: int,
    changes: Mapping[str, Any],
    evidence: str | None = None,
) -> Household:
    """Change what is registered about the household itself.

    ConflictError where somebody saved another version; InvalidInputError E-STEP or E-EVIDENCE for a change of kind,
    E-EVIDENCE for a move to another village, E-RECOGNISE where that is not the actor's to decide.
    """
    row = get_household(work.session, scope, public_id)
    expect_version(row, version)
    turned = _turned(row, changes)
    _check_recognised(work, turned)
    moved = _moved(work, scope, row, changes)
    after = changes.get("kind", row.kind)
    step = step_between(row.kind, after) if after != row.kind else None
    if step is not None:
        row.evidence = require_evidence(evidence, step.evidence)[:120]
    _apply(work, row, changes)
    if turned:  # an old contradiction is shown by the rules of quality; it keeps nobody from writing the rest
        check_monitoring(vars(row))
    work.session.flush()
    if moved:
        paper = require_evidence(evidence, ACTS["moved_home"].evidence)[:120]
        move_people(work, scope, row)
        record_act(work, row, "moved_home", None, evidence=paper)
    if step is not None:
        record_act(work, row, step.key, None, evidence=row.evidence)
    run_household(work, row.id)
    return row


def edit_living(
    work: Work, scope: Scope, public_id: str, *, version: int, changes: Mapping[str, Any]
) -> LivingCondition:
    """Change how the household lives; `version` 0 where nobody had looked before."""
    household = get_household(work.session, scope, public_id)
    row = get_living(work.session, scope, household.id)
    if row is None:
        row = LivingCondition(household_id=household.id)
        work.session.add(row)
    else:
        expect_version(row, version)
    for key, value in changes.items():
        if key not in EDITABLE_LIVING:
            raise _not_editable(key)
        setattr(row, key, value)
    work.session.flush()
    run_household(work, household.id)
    return row


def close_household(
    work: Work,
    scope: Scope,
    public_id: str,
    *,
    version: int,
    reason: str,
    on: date | None,
    evidence: str | None,
) -> Household:
    """销户: the household is no longer cared for; everything about it stays readable.

    E-REASON, E-DATE-FUTURE and E-EVIDENCE where the reason, the day or the paper is missing.
    """
    row = get_household(work.session, scope, public_id)
    expect_version(row, version)
    check_closing(reason, on, today())
    row.evidence = require_evidence(evidence, "销户证明或会议记录")[:120]
    row.status, row.gone_on, row.gone_reason = "gone", on, reason
    work.session.flush()
    record_act(work, row, "closed", on, reason=reason, evidence=row.evidence)
    run_household(work, row.id)
    return row


def expect_version(row: Household | LivingCondition | Person, version: int) -> None:
    """ConflictError where the row is not the one that was read."""
    if row.version != version:
        raise ConflictError(current=row)


def check_village(work: Work, scope: Scope, area_code: str) -> None:
    """A village inside the actor's area."""
    area = work.session.get(Area, area_code)
    if area is None or level_of(area_code) != "village" or not scope.covers(area_code):
        raise InvalidInputError(
            "E-AREA",
            "住处要选到村，而且在您管的范围里。",
            fields={"area_code": "请从名单里选一个您管的村。"},
            way_out="请从名单里选一个您管的村。",
        )


def _turned(row: Household, changes: Mapping[str, Any]) -> list[str]:
    """What is recognised by the township or the county and would change."""
    return sorted(k for k in RECOGNISED & changes.keys() if changes[k] != getattr(row, k))


def _check_recognised(work: Work, turned: list[str]) -> None:
    """E-RECOGNISE where somebody without the right changes what the township or the county decides (2.15, 5.2)."""
    if turned and not work.actor.may("household:recognise"):
        raise InvalidInputError(
            "E-RECOGNISE",
            "户类型、监测和风险消除由乡镇或县里认定，这里改不了。",
            fields=dict.fromkeys(turned, "这一项由乡镇或县里认定。"),
            way_out="其余的可以先存；要改这一项，请报乡镇在“办变动”里办。",
        )


def _moved(work: Work, scope: Scope, row: Household, changes: Mapping[str, Any]) -> bool:
    village = changes.get("area_code", row.area_code)
    if village == row.area_code:
        return False
    check_village(work, scope, village)
    return True


def _apply(work: Work, row: Household, changes: Mapping[str, Any]) -> None:
    for key, value in changes.items():
        if key in SECRETS:
            keep_clear(work, row, SECRETS[key], SECRET_KINDS.get(key, key), value)
        elif key in EDITABLE:
            setattr(row, key, value)
        else:
            raise _not_editable(key)


def keep_clear(work: Work, row: Any, column: str, kind: str, clear: str | None) -> None:
    """Put a clear text into the vault and its number on the row; None leaves it, an empty text takes it off."""
    if clear is None:
        return
    number = keep_secret(work, kind, clear or None, getattr(row, column))
    if number != getattr(row, column):
        setattr(row, column, number)


def _not_editable(key: str) -> InvalidInputError:
    return InvalidInputError("E-FIELD", f"“{key}”不能这样改。", way_out="请在对应的页面上改。")
