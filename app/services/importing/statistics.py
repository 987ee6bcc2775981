"""PostgreSQL plans by statistics: after many new rows they are gathered at once instead of minutes later."""

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.services.importing.build import ORDER

#: Fewer rows do not change any plan.
MANY_ROWS = 2_000


def gather_statistics(session: Session, rows: int) -> None:
    """Look at the tables that a batch of so many rows has filled; nothing to do on SQLite."""
    if rows < MANY_ROWS or session.get_bind().dialect.name != "postgresql":
        return
    for table in ORDER:
        session.execute(text(f'ANALYZE "{table}"'))
    session.commit()
