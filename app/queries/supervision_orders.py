"""Views of supervision over work orders: how late, how fast, through whose hands, and what a second look came after."""

from datetime import date
from typing import Any

from sqlalchemy import Date, Select, and_, case, func, literal, null, or_, select
from sqlalchemy.orm import aliased

from app.domain.vocabulary.findings import CONFIRMING
from app.domain.work_orders import DONE_STATES, OPEN_STATES
from app.models import (
    Attachment,
    Event,
    Exemption,
    Finding,
    FindingRecheck,
    FindingStep,
    Household,
    Visit,
)
from app.queries.days import day_number
from app.queries.moments import local_day, minutes_between
from app.queries.supervision_rows import name_of, row_of
from app.queries.supervision_trail import EDITS


def open_orders(today: date, _since: date) -> Select[Any]:
    """Work orders that are late, with the days since they were due."""
    days = day_number(literal(today, Date)) - day_number(Finding.due_on)
    row = row_of(
        null(),
        Finding.household_id,
        Finding.area_code,
        name_of("finding", Finding.public_id),
        Finding.due_on,
        days=days,
    )
    return row.where(Finding.state.in_(OPEN_STATES), Finding.due_on < today)


def answers(_today: date, since: date) -> Select[Any]:
    """Answers with the minutes since the work order was handed out or came back."""
    step, before = aliased(FindingStep), aliased(FindingStep)
    given = (
        select(func.max(before.at))
        .where(
            before.finding_id == step.finding_id,
            before.id < step.id,
            before.to_state.in_(("handed_out", "returned")),
        )
        .scalar_subquery()
    )
    order = name_of("finding", Finding.public_id)
    row = row_of(
        step.actor_id, Finding.household_id, Finding.area_code, order, local_day(step.at),
        minutes=minutes_between(given, step.at),
    )  # fmt: skip
    answered = row.select_from(step).join(Finding, Finding.id == step.finding_id)
    return answered.where(
        step.to_state == "answered", step.actor_id.is_not(None), local_day(step.at) >= since
    )


def answer_outcomes(_today: date, since: date) -> Select[Any]:
    """Answers, and whether each found nothing true in the suspicion."""
    step = aliased(FindingStep)
    order = name_of("finding", Finding.public_id)
    row = row_of(
        step.actor_id, Finding.household_id, Finding.area_code, order, local_day(step.at),
        unconfirmed=case((Finding.conclusion.in_(CONFIRMING), 0), else_=1),
    )  # fmt: skip
    answered = row.select_from(step).join(Finding, Finding.id == step.finding_id)
    return answered.where(
        step.to_state == "answered",
        step.actor_id.is_not(None),
        Finding.conclusion.is_not(None),
        local_day(step.at) >= since,
    )


def closings(_today: date, since: date) -> Select[Any]:
    """Work orders closed by a person: visits and photos meanwhile, whether somebody signs for it, how many hands."""
    step, all_steps, newer = aliased(FindingStep), aliased(FindingStep), aliased(FindingStep)
    visits = (
        select(func.count(Visit.id))
        .where(
            Visit.household_id == Finding.household_id,
            Visit.on_day >= Finding.found_on,
            Visit.on_day <= Finding.closed_on,
        )
        .scalar_subquery()
    )
    photos = (
        select(func.count(Attachment.id))
        .where(
            Attachment.household_id == Finding.household_id,
            Attachment.kind == "photo",
            or_(
                Attachment.taken_on.is_(None),
                Attachment.taken_on.between(Finding.found_on, Finding.closed_on),
            ),
        )
        .scalar_subquery()
    )
    mine = (all_steps.finding_id == Finding.id, all_steps.actor_id.is_not(None))
    deciding = ("answered", "township_reviewed", "closed", "exempted")
    hands = (
        select(func.count(all_steps.actor_id.distinct()))
        .where(*mine, all_steps.to_state.in_(deciding), all_steps.from_state != all_steps.to_state)
        .scalar_subquery()
    )
    answered = select(all_steps.id).where(*mine, all_steps.to_state == "answered").exists()
    order = name_of("finding", Finding.public_id)
    row = row_of(
        step.actor_id, Finding.household_id, Finding.area_code, order, Finding.closed_on,
        visits=visits, photos=photos, has_checkers=case((Finding.checkers.is_(None), 0), else_=1),
        hands=case((answered, hands)),
    )  # fmt: skip
    later = select(newer.id).where(
        newer.finding_id == step.finding_id, newer.id > step.id, newer.from_state != newer.to_state
    )
    return (
        row.select_from(step)
        .join(Finding, Finding.id == step.finding_id)
        .where(
            step.to_state.in_(DONE_STATES),
            step.from_state != step.to_state,
            step.actor_id.is_not(None),
            Finding.state.in_(DONE_STATES),
            Finding.closed_on >= since,
            ~later.exists(),
        )
    )


def edits_before_recheck(today: date, since: date) -> Select[Any]:
    """Second looks: how often the family's record was changed after they were drawn and before they were done."""
    edits = (
        select(func.count(Event.id))
        .where(
            Event.subject == literal("household:").concat(Household.public_id),
            Event.act.in_(EDITS),
            local_day(Event.at) >= FindingRecheck.drawn_on,
            local_day(Event.at) <= func.coalesce(FindingRecheck.checked_on, literal(today, Date)),
        )
        .scalar_subquery()
    )
    row = row_of(
        null(), FindingRecheck.household_id, FindingRecheck.area_code, name_of("finding", Finding.public_id),
        FindingRecheck.drawn_on, edits=edits,
    )  # fmt: skip
    looks = row.select_from(FindingRecheck).join(Finding, Finding.id == FindingRecheck.finding_id)
    return looks.join(Household, Household.id == FindingRecheck.household_id).where(
        FindingRecheck.drawn_on >= since
    )


def exemptions(_today: date, since: date) -> Select[Any]:
    """Findings exempted from being found again, by who did it."""
    row = row_of(
        Event.actor_id,
        Exemption.household_id,
        Finding.area_code,
        name_of("finding", Finding.public_id),
        local_day(Event.at),
    )
    made = row.select_from(Exemption).join(Finding, Finding.id == Exemption.finding_id)
    return made.join(Event, Event.id == Exemption.event_id).where(
        and_(Event.actor_id.is_not(None), local_day(Event.at) >= since)
    )
