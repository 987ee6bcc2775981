"""Areas to choose from in a form, indented by level."""

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.models import Area
from app.queries.scope import Scope

#: A select longer than this helps nobody; wide scopes offer counties and townships only.
MOST = 600


def list_choices(session: Session, scope: Scope) -> list[tuple[str, str]]:
    """Code and name of the areas inside the scope, villages only where they are few."""
    inside = [(Area.code >= low) & (Area.code < high) for low, high in scope.ranges]
    if not inside:
        return []
    wanted = select(Area).where(or_(*inside), Area.valid_to.is_(None)).order_by(Area.code).limit(MOST + 1)
    found = list(session.scalars(wanted))
    if len(found) > MOST:
        found = list(session.scalars(wanted.where(Area.level <= 4)))[:MOST]
    top = min((a.level for a in found), default=0)
    return [(a.code, "　" * (a.level - top) + a.name) for a in found]
