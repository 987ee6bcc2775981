"""Views of supervision over the register: measures and their hands, kin of cadres, shared phones and accounts."""

from datetime import date
from typing import Any

from sqlalchemy import Date, Select, cast, func, null, or_, select, union_all
from sqlalchemy.orm import aliased

from app.domain.vocabulary.datasets import BY_KEY
from app.domain.vocabulary.grants import LIVE_GRANT_STATES
from app.models import (
    BureauRecord,
    Event,
    Household,
    MeasureGrant,
    Person,
    Secret,
)
from app.queries.supervision_rows import View, name_of, row_of
from app.queries.worlds import history_of

#: People whose families must not help themselves: those on the public payroll and village cadres.
CADRES = ("civil", "institution", "village_cadre")


def grant_hands(_today: date, since: date) -> Select[Any]:
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
    row = row_of(
        hands.c.actor_id, MeasureGrant.household_id, MeasureGrant.area_code, name_of("grant", MeasureGrant.public_id),
        MeasureGrant.delivered_on, hands=hands.c.hands,
    )  # fmt: skip
    return row.join(hands, hands.c.id == MeasureGrant.id).where(
        MeasureGrant.state == "delivered", MeasureGrant.delivered_on >= since, hands.c.stages >= 2
    )


def kin_grants(today: date, _since: date) -> Select[Any]:
    """Measures that run for families with somebody on the public payroll or a village cadre."""
    cadres = (  # one list of families: looked up grant by grant, the whole payroll was read for each of them
        select(Person.household_id)
        .join(BureauRecord, BureauRecord.person_id == Person.id)
        .where(
            BureauRecord.dataset == BY_KEY["payroll"].number,
            BureauRecord.kind.in_(CADRES),
            or_(BureauRecord.status.is_(None), BureauRecord.status == "normal"),
            or_(BureauRecord.ends_on.is_(None), BureauRecord.ends_on >= today),
        )
    )
    row = row_of(
        null(), MeasureGrant.household_id, MeasureGrant.area_code, name_of("grant", MeasureGrant.public_id),
        MeasureGrant.starts_on,
    )  # fmt: skip
    return row.where(
        MeasureGrant.state.in_(sorted(LIVE_GRANT_STATES)),
        MeasureGrant.starts_on <= today,
        or_(MeasureGrant.ends_on.is_(None), MeasureGrant.ends_on >= today),
        MeasureGrant.household_id.in_(cadres),
    )


def same(column: str) -> View:
    """Active families that share a phone or an account (`column`) with others: how many others."""

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
        row = row_of(
            null(), Household.id, Household.area_code, name_of("household", Household.public_id), cast(null(), Date),
            others=shared.c.homes - 1,
        )  # fmt: skip
        return (
            row.select_from(Household)
            .join(Secret, Secret.id == getattr(Household, column))
            .join(shared, shared.c.blind == Secret.blind)
            .where(Household.status == "active")
        )

    return view
