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
from app.domain.registry import check_closing, check_monitoring, check_one_head, require_evidence
from app.domain.registry_fields import HOUSEHOLD, LIVING
from app.models import Area, Household, LivingCondition, Person
from app.queries.household_page import get_living
from app.queries.households import get_household
from app.queries.scope import Scope
from app.services.act_recording import record_act
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
_CLOSED = {"household_no", "evidence", "head_name", "status", "gone_on", "gone_reason", *SECRETS.values()}
#: What a household begins with and afterwards only acts change, with day, paper, preview and a way back.
BY_ACT = frozenset(
    (
        "area_code",
        "kind",
        "exit_state",
        "monitoring_kind",
        "monitored_month",
        "risk_cleared",
        "cleared_month",
        "clear_mode",
    )
)
_FIRST = frozenset(HOUSEHOLD) - _CLOSED
EDITABLE = _FIRST - BY_ACT
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

    InvalidInputError E-AREA outside the actor's area, E-NO-HEAD / E-HEADS, E-EXISTS for an id that is taken,
    E-RECOGNISE for a kind or a monitoring that is not the actor's to decide.
    """
    check_village(work, scope, household.area_code)
    _check_decided(work, household.changes)
    check_one_head(member.changes.get("relation") for member in members)
    public_id = own_public_id(work, Household, household.public_id)
    row = Household(
        public_id=public_id,
        household_no=f"N{household.area_code}{work.event_id:08d}",
        area_code=household.area_code,
        kind=household.changes.get("kind") or "ordinary",
    )
    _apply(work, row, {k: v for k, v in household.changes.items() if k not in ("kind", "area_code")}, _FIRST)
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
    work: Work, scope: Scope, public_id: str, *, version: int, changes: Mapping[str, Any]
) -> Household:
    """Change what is registered about the household itself.

    ConflictError where somebody saved another version, InvalidInputError E-FIELD for what an act changes.
    """
    row = get_household(work.session, scope, public_id)
    expect_version(row, version)
    _apply(work, row, changes, EDITABLE)
    work.session.flush()
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


def _check_decided(work: Work, changes: Mapping[str, Any]) -> None:
    """Whoever may not recognise registers an ordinary household: no way round an act (2.15, 5.2)."""
    told = {key for key in BY_ACT - {"area_code"} if changes.get(key) not in (None, False)}
    if changes.get("kind") == "ordinary":
        told.discard("kind")
    if told and not work.actor.may("household:recognise"):
        raise InvalidInputError(
            "E-RECOGNISE",
            "户类型和监测由乡镇或县里认定，登记时先按一般农户。",
            fields=dict.fromkeys(sorted(told), "这一项由乡镇或县里认定。"),
            way_out="先按一般农户登记，再报乡镇在“办变动”里办。",
        )


def _apply(work: Work, row: Household, changes: Mapping[str, Any], allowed: frozenset[str]) -> None:
    for key, value in changes.items():
        if key in SECRETS:
            keep_clear(work, row, SECRETS[key], SECRET_KINDS.get(key, key), value)
        elif key in allowed:
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
    label = HOUSEHOLD[key].label if key in HOUSEHOLD else key
    way_out = "请在“办变动”里办。" if key in BY_ACT else "请在对应的页面上改。"
    return InvalidInputError("E-FIELD", f"“{label}”不能这样改。", way_out=way_out)
