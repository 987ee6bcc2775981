"""Clues about people outside the register that a township has to look at; sealed, so only their ends are read here."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.clock import today
from app.domain.errors import NotFoundError
from app.models import Clue, Secret
from app.queries.scope import Scope


def list_clues(session: Session, scope: Scope, *, limit: int = 200) -> list[tuple[Clue, Secret]]:
    """Open clues within reach with what the vault holds of them, those that end soonest first."""
    wanted = (
        select(Clue, Secret)
        .join(Secret, Secret.id == Clue.secret_id)
        .where(scope.on(Clue), Clue.ends_on >= today(), Secret.key_no > 0)
        .order_by(Clue.ends_on, Clue.id)
        .limit(limit)
    )
    return [(clue, secret) for clue, secret in session.execute(wanted)]


def get_clue(session: Session, scope: Scope, public_id: str) -> tuple[Clue, Secret]:
    """One open clue. Raises NotFoundError."""
    wanted = (
        select(Clue, Secret)
        .join(Secret, Secret.id == Clue.secret_id)
        .where(scope.on(Clue), Clue.public_id == public_id, Clue.ends_on >= today(), Secret.key_no > 0)
    )
    found = session.execute(wanted).first()
    if found is None:
        raise NotFoundError()
    return found[0], found[1]
