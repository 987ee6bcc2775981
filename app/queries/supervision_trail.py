"""Views of supervision over the trail: acts at night, clear values looked at, batches taken back."""

from datetime import date
from typing import Any

from sqlalchemy import Select, case, null, select
from sqlalchemy.orm import aliased

from app.domain.vocabulary.household_acts import HOUSEHOLD_ACT
from app.models import (
    Event,
    ImportBatch,
)
from app.queries.days import day_number
from app.queries.moments import local_day
from app.queries.supervision_rows import View, name_of, row_of

#: Acts that change what the register says of a family.
EDITS = (
    "household.edit",
    "household.edit_income",
    "household.edit_living",
    "member.edit",
    "member.add",
    "member.remove",
    *(f"household.act_{act.code}" for act in HOUSEHOLD_ACT),
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


def acts(names: tuple[str, ...], *terms: Any) -> View:
    """Acts of these names by people, held to further terms."""

    def view(_today: date, since: date) -> Select[Any]:
        row = row_of(Event.actor_id, null(), Event.area_code, Event.subject, local_day(Event.at))
        return row.where(
            Event.act.in_(names), Event.actor_id.is_not(None), local_day(Event.at) >= since, *terms
        )

    return view


def reveals(_today: date, since: date) -> Select[Any]:
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
    row = row_of(
        Event.actor_id,
        null(),
        Event.area_code,
        Event.subject,
        local_day(Event.at),
        followed=case((followed, 1), else_=0),
    )
    return row.where(Event.act == "secret.reveal", Event.actor_id.is_not(None), local_day(Event.at) >= since)


def undone_batches(_today: date, since: date) -> Select[Any]:
    """Batches taken back, by who had brought them in."""
    row = row_of(
        ImportBatch.created_by, null(), ImportBatch.area_code, name_of("batch", ImportBatch.public_id),
        local_day(ImportBatch.undone_at),
    )  # fmt: skip
    return row.where(ImportBatch.created_by.is_not(None), local_day(ImportBatch.undone_at) >= since)
