"""What supervision looks at: the trail and the registers as rows with an official, a family, a place and figures.

Each view is one SELECT over the whole register, with the columns of BASE and its own fields; conditions of
`catalogue/supervision` are held against them by `queries.supervision`.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import (
    BigInteger,
    Date,
    Select,
    String,
    and_,
    case,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import aliased

from app.domain.vocabulary.datasets import BY_KEY
from app.domain.vocabulary.findings import CONFIRMING
from app.domain.vocabulary.grants import LIVE_GRANT_STATES
from app.domain.work_orders import DONE_STATES, OPEN_STATES
from app.models import (
    BureauRecord,
    Event,
    Exemption,
    Finding,
    FindingRecheck,
    FindingStep,
    Household,
    ImportBatch,
    MeasureGrant,
    Person,
    Secret,
    Visit,
)
from app.queries.days import day_number
from app.queries.moments import local_day, local_hour, minutes_between
from app.queries.worlds import history_of

BASE = ("user_id", "household_id", "area_code", "subject", "on_day")
#: People whose families must not help themselves: those on the public payroll and village cadres.
CADRES = ("civil", "institution", "village_cadre")
#: Acts that change what the register says of a family.
EDITS = (
    "household.edit",
    "household.edit_income",
    "household.edit_living",
    "member.edit",
    "member.add",
    "member.remove",
)
#: Acts that decide or change something, done at night.
NIGHT_ACTS = (
    *EDITS,
    "grant.approve",
    "grant.accept",
    "grant.deliver",
    "grant.bulk",
    "finding.answer",
    "finding.close",
)
NIGHT_FROM, NIGHT_TO = 22, 6
#: So many days after a clear value was seen something should have been done for that family.
FOLLOW_DAYS = 3
View = Callable[[date, date], Select[Any]]


def _base(user: Any, household: Any, area: Any, subject: Any, on_day: Any, **fields: Any) -> Select[Any]:
    columns = {
        "user_id": cast(user, BigInteger), "household_id": cast(household, BigInteger), "area_code": cast(area, String),
        "subject": subject, "on_day": on_day,
    }  # fmt: skip
    return select(*(value.label(name) for name, value in {**columns, **fields}.items()))


def _order(prefix: str, public_id: Any) -> Any:
    return literal(prefix + ":").concat(public_id)


def _open_orders(today: date, _since: date) -> Select[Any]:
    days = day_number(literal(today, Date)) - day_number(Finding.due_on)
    row = _base(
        null(),
        Finding.household_id,
        Finding.area_code,
        _order("finding", Finding.public_id),
        Finding.due_on,
        days=days,
    )
    return row.where(Finding.state.in_(OPEN_STATES), Finding.due_on < today)


def _answers(_today: date, since: date) -> Select[Any]:
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
    order = _order("finding", Finding.public_id)
    row = _base(
        step.actor_id, Finding.household_id, Finding.area_code, order, local_day(step.at),
        minutes=minutes_between(given, step.at),
    )  # fmt: skip
    answered = row.select_from(step).join(Finding, Finding.id == step.finding_id)
    return answered.where(
        step.to_state == "answered", step.actor_id.is_not(None), local_day(step.at) >= since
    )


def _closings(_today: date, since: date) -> Select[Any]:
    """Work orders closed by a person: visits meanwhile, whether somebody signs for it, through how many hands."""
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
    mine = (all_steps.finding_id == Finding.id, all_steps.actor_id.is_not(None))
    deciding = ("answered", "township_reviewed", "closed", "exempted")
    hands = (
        select(func.count(all_steps.actor_id.distinct()))
        .where(*mine, all_steps.to_state.in_(deciding), all_steps.from_state != all_steps.to_state)
        .scalar_subquery()
    )
    answered = select(all_steps.id).where(*mine, all_steps.to_state == "answered").exists()
    row = _base(
        step.actor_id, Finding.household_id, Finding.area_code, _order("finding", Finding.public_id), Finding.closed_on,
        visits=visits, has_checkers=case((Finding.checkers.is_(None), 0), else_=1), hands=case((answered, hands)),
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


def _grant_hands(_today: date, since: date) -> Select[Any]:
    """Delivered measures: how many people took them from approval to delivery."""
    now_, past = MeasureGrant.__table__, history_of("measure_grant")
    stages = ("approved", "delivering", "delivered")
    versions = union_all(
        *(select(t.c.id, t.c.state, t.c.event_id).where(t.c.state.in_(stages)) for t in (now_, past))
    ).subquery()
    hands = (
        select(
            versions.c.id,
            func.count(Event.actor_id.distinct()).label("hands"),
            func.count(versions.c.state.distinct()).label("stages"),
            func.max(Event.actor_id).label("actor_id"),
        )
        .join(Event, Event.id == versions.c.event_id)
        .where(Event.actor_id.is_not(None))
        .group_by(versions.c.id)
        .subquery()
    )
    row = _base(
        hands.c.actor_id, MeasureGrant.household_id, MeasureGrant.area_code, _order("grant", MeasureGrant.public_id),
        MeasureGrant.delivered_on, hands=hands.c.hands,
    )  # fmt: skip
    return row.join(hands, hands.c.id == MeasureGrant.id).where(
        MeasureGrant.state == "delivered", MeasureGrant.delivered_on >= since, hands.c.stages >= 2
    )


def _kin_grants(today: date, _since: date) -> Select[Any]:
    """Measures that run for families with somebody on the public payroll or a village cadre."""
    cadre = (
        select(BureauRecord.id)
        .join(Person, Person.id == BureauRecord.person_id)
        .where(
            Person.household_id == MeasureGrant.household_id,
            BureauRecord.dataset == BY_KEY["payroll"].number,
            BureauRecord.kind.in_(CADRES),
            or_(BureauRecord.status.is_(None), BureauRecord.status == "normal"),
            or_(BureauRecord.ends_on.is_(None), BureauRecord.ends_on >= today),
        )
    )
    row = _base(
        null(), MeasureGrant.household_id, MeasureGrant.area_code, _order("grant", MeasureGrant.public_id),
        MeasureGrant.starts_on,
    )  # fmt: skip
    return row.where(
        MeasureGrant.state.in_(sorted(LIVE_GRANT_STATES)),
        MeasureGrant.starts_on <= today,
        or_(MeasureGrant.ends_on.is_(None), MeasureGrant.ends_on >= today),
        cadre.exists(),
    )


def _same(column: str) -> View:
    """Active families that share a phone or an account with others: how many others."""

    def view(_today: date, _since: date) -> Select[Any]:
        home, key = aliased(Household), aliased(Secret)
        shared = (
            select(key.blind, func.count(home.id.distinct()).label("homes"))
            .join(home, getattr(home, column) == key.id)
            .where(home.status == "active", key.blind.is_not(None))
            .group_by(key.blind)
            .having(func.count(home.id.distinct()) > 1)
            .subquery()
        )
        row = _base(
            null(), Household.id, Household.area_code, _order("household", Household.public_id), cast(null(), Date),
            others=shared.c.homes - 1,
        )  # fmt: skip
        return (
            row.select_from(Household)
            .join(Secret, Secret.id == getattr(Household, column))
            .join(shared, shared.c.blind == Secret.blind)
            .where(Household.status == "active")
        )

    return view


def _answer_outcomes(_today: date, since: date) -> Select[Any]:
    step = aliased(FindingStep)
    order = _order("finding", Finding.public_id)
    row = _base(
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


def _edits_before_recheck(today: date, since: date) -> Select[Any]:
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
    row = _base(
        null(), FindingRecheck.household_id, FindingRecheck.area_code, _order("finding", Finding.public_id),
        FindingRecheck.drawn_on, edits=edits,
    )  # fmt: skip
    looks = row.select_from(FindingRecheck).join(Finding, Finding.id == FindingRecheck.finding_id)
    return looks.join(Household, Household.id == FindingRecheck.household_id).where(
        FindingRecheck.drawn_on >= since
    )


def _acts(acts: tuple[str, ...], *terms: Any) -> View:
    def view(_today: date, since: date) -> Select[Any]:
        row = _base(Event.actor_id, null(), Event.area_code, Event.subject, local_day(Event.at))
        return row.where(
            Event.act.in_(acts), Event.actor_id.is_not(None), local_day(Event.at) >= since, *terms
        )

    return view


def _reveals(_today: date, since: date) -> Select[Any]:
    """Clear values that were looked at, and whether the same person then did something for the same record."""
    later = aliased(Event)
    followed = (
        select(later.id)
        .where(
            later.subject == Event.subject,
            later.actor_id == Event.actor_id,
            later.id > Event.id,
            ~later.act.like("secret.%"),
            day_number(local_day(later.at)) - day_number(local_day(Event.at)) <= FOLLOW_DAYS,
        )
        .exists()
    )
    row = _base(
        Event.actor_id,
        null(),
        Event.area_code,
        Event.subject,
        local_day(Event.at),
        followed=case((followed, 1), else_=0),
    )
    return row.where(Event.act == "secret.reveal", Event.actor_id.is_not(None), local_day(Event.at) >= since)


def _exemptions(_today: date, since: date) -> Select[Any]:
    row = _base(
        Event.actor_id,
        Exemption.household_id,
        Finding.area_code,
        _order("finding", Finding.public_id),
        local_day(Event.at),
    )
    made = row.select_from(Exemption).join(Finding, Finding.id == Exemption.finding_id)
    return made.join(Event, Event.id == Exemption.event_id).where(
        and_(Event.actor_id.is_not(None), local_day(Event.at) >= since)
    )


def _undone_batches(_today: date, since: date) -> Select[Any]:
    row = _base(
        ImportBatch.created_by, null(), ImportBatch.area_code, _order("batch", ImportBatch.public_id),
        local_day(ImportBatch.undone_at),
    )  # fmt: skip
    return row.where(ImportBatch.created_by.is_not(None), local_day(ImportBatch.undone_at) >= since)


VIEWS: Mapping[str, tuple[View, frozenset[str]]] = {
    "open_orders": (_open_orders, frozenset({"days"})),
    "answers": (_answers, frozenset({"minutes"})),
    "closings": (_closings, frozenset({"visits", "has_checkers", "hands"})),
    "grant_hands": (_grant_hands, frozenset({"hands"})),
    "kin_grants": (_kin_grants, frozenset()),
    "same_phones": (_same("phone_ref"), frozenset({"others"})),
    "same_accounts": (_same("bank_ref"), frozenset({"others"})),
    "answer_outcomes": (_answer_outcomes, frozenset({"unconfirmed"})),
    "edits_before_recheck": (_edits_before_recheck, frozenset({"edits"})),
    "register_edits": (_acts(EDITS), frozenset()),
    "night_acts": (
        _acts(NIGHT_ACTS, or_(local_hour(Event.at) >= NIGHT_FROM, local_hour(Event.at) < NIGHT_TO)),
        frozenset(),
    ),
    "reveals": (_reveals, frozenset({"followed"})),
    "exemptions": (_exemptions, frozenset()),
    "undone_batches": (_undone_batches, frozenset()),
}
FIELDS: Mapping[str, frozenset[str]] = {name: fields for name, (_view, fields) in VIEWS.items()}
