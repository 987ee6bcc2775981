"""Dry runs that were asked for: a person sees those of the own scope's areas."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import NotFoundError
from app.models import Area, Household, Person, RuleTrial
from app.queries.scope import Scope

#: Ranges of townships that a dry run is done in, one after another.
MOST_PIECES = 12


@dataclass(frozen=True)
class MovedRow:
    """A family that gains or loses, with the member whom it is about where it is about one."""

    household: Household
    person: Person | None
    village: str


def get_trial(session: Session, scope: Scope, public_id: str) -> RuleTrial:
    """One dry run; NotFoundError outside the scope, where its area is only partly inside, and for unknown ids."""
    found = session.scalar(select(RuleTrial).where(scope.on(RuleTrial), RuleTrial.public_id == public_id))
    if found is None or not scope.covers(found.area_code):
        raise NotFoundError
    return found


def list_trials(session: Session, scope: Scope, draft_id: int | None, limit: int = 20) -> list[RuleTrial]:
    """Dry runs of a draft (None = of standards), the newest first."""
    whose = RuleTrial.draft_id.is_(None) if draft_id is None else RuleTrial.draft_id == draft_id
    wanted = select(RuleTrial).where(scope.on(RuleTrial), whose).order_by(RuleTrial.id.desc()).limit(limit)
    return list(session.scalars(wanted))


def newest_trial(session: Session, scope: Scope, draft_id: int) -> RuleTrial | None:
    """The newest finished dry run of a draft."""
    return next((t for t in list_trials(session, scope, draft_id) if t.state == "ready"), None)


def townships_in(session: Session, scope: Scope, low: str, high: str) -> list[str]:
    """Townships of a range that the scope covers, in order."""
    wanted = select(Area.code).where(Area.level == 4, Area.code >= low, Area.code < high).order_by(Area.code)
    return [code for code in session.scalars(wanted) if scope.covers(code)]


def list_moved(session: Session, scope: Scope, pairs: Sequence[Sequence[int]], unit: str) -> list[MovedRow]:
    """Families (and members) by (subject, household), those in the scope only, in the order given."""
    homes = {
        home.id: (home, village)
        for home, village in session.execute(
            select(Household, Area.name)
            .join(Area, Area.code == Household.area_code, isouter=True)
            .where(scope.on(Household), Household.id.in_([pair[1] for pair in pairs]))
        )
    }
    people: dict[int, Person] = {}
    if unit == "person":
        wanted = select(Person).where(scope.on(Person), Person.id.in_([pair[0] for pair in pairs]))
        people = {p.id: p for p in session.scalars(wanted)}
    return [
        MovedRow(homes[home][0], people.get(subject), homes[home][1] or "")
        for subject, home in pairs
        if home in homes
    ]
