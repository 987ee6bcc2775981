"""What waits for a person: one obvious next step and the numbers around it."""

from dataclasses import dataclass, field

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.permissions import Actor
from app.models import Household
from app.queries.scope import Scope


@dataclass(frozen=True)
class Home:
    """The parts of a home page; lists hold (text, url) pairs."""

    households: int
    is_empty_system: bool
    waiting: list[tuple[str, str]] = field(default_factory=list)


def get_home(session: Session, scope: Scope, actor: Actor) -> Home:
    """Counts inside the actor's scope."""
    households = session.scalar(
        select(func.count()).select_from(Household).where(scope.on(Household), Household.status == "active")
    )
    return Home(households or 0, not households)
