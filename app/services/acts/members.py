"""Members go over to a household of their own, into another one, or come back."""

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import select, update

from app.domain.clock import today
from app.domain.errors import ConflictError, InvalidInputError
from app.domain.household_acts import ACTS, require_possible
from app.domain.income import income_year
from app.domain.registry import check_one_head, require_evidence
from app.models import Household, IncomeEntry, MeasureGrant, Membership, Person
from app.queries.household_acts import standing_of
from app.queries.households import get_household
from app.queries.people import get_member, list_members
from app.queries.scope import Scope
from app.services.act_recording import record_act
from app.services.acts.carried import carry_monitoring
from app.services.household_members import appoint_head, current_stay, follow_house
from app.services.rules import run_household
from app.unit_of_work import Work


def bring_back(
    work: Work,
    scope: Scope,
    household_id: str,
    person_id: str,
    *,
    version: int,
    relation: str,
    on: date | None,
    evidence: str | None,
) -> Person:
    """Somebody who left (imprisoned, in service) is a member again from `on`."""
    household = get_household(work.session, scope, household_id)
    require_possible("released", standing_of(work.session, scope, household))
    person = get_member(work.session, scope, household, person_id).person
    if person.version != version:
        raise ConflictError(current=person)
    if person.status == "present" or person.gone_reason == "death":
        raise _refused("E-NOT-GONE", "person_id", "这个人没有走，或已经死亡，不能办回来。")
    day = _past(on, person.gone_on)
    paper = require_evidence(evidence, ACTS["released"].evidence)[:120]
    person.status, person.gone_on, person.gone_reason, person.relation = "present", None, None, relation
    work.session.add(
        Membership(
            person_id=person.id,
            household_id=household.id,
            relation=relation,
            from_on=day,
            joined_reason="released",
            evidence=paper,
        )
    )
    work.session.flush()
    check_one_head(m.person.relation for m in list_members(work.session, scope, household.id))
    record_act(work, household, "released", day, person=person, reason="released", evidence=paper)
    run_household(work, household.id)
    return person


def split_household(
    work: Work,
    scope: Scope,
    household_id: str,
    *,
    version: int,
    people: Sequence[str],
    head: str,
    relations: Mapping[str, str] | None = None,
    on: date | None,
    evidence: str | None,
    new_head_here: str | None = None,
    is_carried: bool | None = None,
) -> Household:
    """分户: some members begin a household of their own; both sides keep exactly one head.

    `is_carried`: whether the new household of a family under monitoring is monitored, too; has to be said then.
    """
    household = get_household(work.session, scope, household_id)
    if household.version != version:
        raise ConflictError(current=household)
    require_possible("split", standing_of(work.session, scope, household))
    paper = require_evidence(evidence, ACTS["split"].evidence)[:120]
    present = [m.person for m in list_members(work.session, scope, household.id)]
    going = [p for p in present if p.public_id in set(people)]
    if not going or len(going) == len(present):
        raise _refused("E-SPLIT", "people", "请选分出去的人，不能一个不选，也不能全选。")
    if head not in {p.public_id for p in going}:
        raise _refused("E-NO-HEAD", "head", "新户要从分出去的人里选一位户主。")
    day = _past(on, None)
    fresh = Household(
        household_no=f"N{household.area_code}{work.event_id:08d}",
        area_code=household.area_code,
        group_name=household.group_name,
        kind=household.kind,
        attribute=household.attribute,
        standard=household.standard,
        identified_month=household.identified_month,
        exit_year=household.exit_year,
        split_from_id=household.id,
    )
    work.session.add(fresh)
    work.session.flush()
    carry_monitoring(work, scope, household, fresh, is_carried=is_carried)
    said = relations or {}
    for person in going:
        relation = "head" if person.public_id == head else said.get(person.public_id, "other")
        _move(work, scope, person, fresh, relation, day, "split", paper)
    work.session.flush()
    chosen = next(p for p in going if p.public_id == head)
    fresh.head_id, fresh.head_name = chosen.id, chosen.name
    if household.head_id in {p.id for p in going}:
        stays = next((p for p in present if p.public_id == new_head_here and p not in going), None)
        if stays is None:
            raise _refused("E-NO-HEAD", "new_head", "分走的有户主，请为留下的一户选好新户主。")
        appoint_head(work, scope, household, stays)
    record_act(work, household, "split", day, person=chosen, other=fresh, reason="split", evidence=paper)
    run_household(work, household.id)
    run_household(work, fresh.id)
    return fresh


def merge_households(
    work: Work,
    scope: Scope,
    household_id: str,
    into_id: str,
    *,
    version: int,
    relations: Mapping[str, str] | None = None,
    on: date | None,
    evidence: str | None,
    is_carried: bool | None = None,
) -> Household:
    """并户: all members go over to another household, which keeps its head; this one is merged and stays readable.

    `is_carried`: whether a household that is not monitored is from now on, because this one was; has to be said then.
    """
    household = get_household(work.session, scope, household_id)
    into = get_household(work.session, scope, into_id)
    if household.version != version:
        raise ConflictError(current=household)
    require_possible("merged", standing_of(work.session, scope, household))
    if into.id == household.id or into.status != "active":
        raise _refused("E-MERGE", "into", "要并入的户不在册，或就是这一户自己。")
    paper = require_evidence(evidence, ACTS["merged"].evidence)[:120]
    day = _past(on, None)
    said = relations or {}
    for member in list_members(work.session, scope, household.id):
        relation = said.get(member.person.public_id, "other")
        _move(work, scope, member.person, into, relation, day, "merged", paper)
    household.status, household.gone_on, household.gone_reason = "merged", day, "merged_into_other"
    household.merged_into_id, household.head_id, household.evidence = into.id, None, paper
    work.session.flush()
    if into.monitoring_kind is None or (into.risk_cleared is True and household.risk_cleared is not True):
        carry_monitoring(work, scope, household, into, is_carried=is_carried)
    if into.head_id is None:
        raise _refused("E-NO-HEAD", "into", "要并入的户现在没有户主，请先给它选好户主。")
    record_act(work, household, "merged", day, other=into, reason="merged", evidence=paper)
    run_household(work, household.id)
    run_household(work, into.id)
    return into


def _move(
    work: Work, scope: Scope, person: Person, to: Household, relation: str, on: date, reason: str, paper: str
) -> None:
    """One person's stay ends here and begins there; what is paid to the person goes along."""
    stay = current_stay(work, scope, person)
    if stay is not None:
        if stay.from_on is not None and on < stay.from_on:
            raise _refused("E-DATE-ORDER", "on", f"日期早于{person.name}进户的日期，请对一下。")
        stay.to_on, stay.left_reason = on, reason
    was = person.household_id
    person.household_id, person.relation, person.area_code = to.id, relation, to.area_code
    work.session.add(
        Membership(
            person_id=person.id,
            household_id=to.id,
            relation=relation,
            from_on=on,
            joined_reason=reason,
            evidence=paper,
        )
    )
    work.session.flush()
    follow_house(work, scope, person)
    _carry(work, scope, person, was, to)


def _carry(work: Work, scope: Scope, person: Person, was: int, to: Household) -> None:
    """Grants of the person and the lines of this income year that name the person."""
    grants = work.session.scalars(
        select(MeasureGrant).where(
            scope.on(MeasureGrant), MeasureGrant.person_id == person.id, MeasureGrant.household_id == was
        )
    )
    for grant in grants:
        grant.household_id, grant.area_code = to.id, to.area_code
    mine = select(Household.id).where(scope.on(Household), Household.id == was)
    line = IncomeEntry
    work.session.execute(
        update(line)
        .where(line.household_id.in_(mine), line.person_id == person.id, line.year >= income_year(today()))
        .values(household_id=to.id, version=line.version + 1, event_id=work.event_id)
        .execution_options(synchronize_session=False)
    )


def _past(on: date | None, after: date | None) -> date:
    if on is None or on > today():
        raise _refused("E-DATE-FUTURE", "on", "日期还没到，或没有填。请填实际发生的日期。")
    if after is not None and on < after:
        raise _refused("E-DATE-ORDER", "on", "日期早于离开的那天，请对一下。")
    return on


def _refused(code: str, field: str, sentence: str) -> InvalidInputError:
    return InvalidInputError(code, sentence, fields={field: sentence}, way_out=sentence)
