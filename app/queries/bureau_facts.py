"""Facts about a person that are counted out of bureau records."""

from datetime import date
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, case, cast, extract, func, literal, or_, select

from app.domain.vocabulary.datasets import BY_KEY
from app.queries.row_kinds import Subjects
from app.queries.row_sources import covered

#: Lists in which a row says that somebody has died; the day of death stands in `starts_on`.
DEATH_LISTS = ("police_death", "funeral", "death_certificate")
CARD = "benefit_card"
#: Which lists a fact looks into.
LISTS_OF_FACT = {"person.died_on": DEATH_LISTS, "person.benefit_payments_same_month": (CARD,)}


def died_on(at: Subjects) -> ColumnElement[date]:
    """The earliest day of death that any bureau told; NULL where none did."""
    assert at.person is not None
    r = at.world.table("bureau_record")
    numbers = [BY_KEY[key].number for key in DEATH_LISTS]
    told = at.lookup(
        select(func.min(r.c.starts_on)).where(r.c.dataset.in_(numbers), r.c.person_id == at.person.c.id)
    )
    named = [at.named[key] for key in DEATH_LISTS if key in at.named]
    return told if len(named) < len(DEATH_LISTS) else case((or_(*named), told))


def most_payments_in_a_month(at: Subjects) -> ColumnElement[Any]:
    """How often at most one item was paid for one month; 0 without payments, NULL where the bureau told nothing."""
    assert at.person is not None
    r = at.world.table("bureau_record")
    paid = (
        select(func.count().label("times"))
        .where(r.c.dataset == BY_KEY[CARD].number, r.c.person_id == at.person.c.id, r.c.status == "normal")
        .where(r.c.kind.is_not(None), r.c.starts_on.is_not(None))
        .group_by(r.c.kind, extract("year", r.c.starts_on), extract("month", r.c.starts_on))
        .correlate(*at.around)
        .subquery()
    )
    most = at.lookup(select(func.max(paid.c.times)))
    if CARD in at.named:
        most = case((at.named[CARD], most))
    return cast(case((most.is_not(None), most), (covered(at, CARD, at.area), literal(0))), BigInteger)
