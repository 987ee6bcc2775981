"""Which contents a number was counted from: as long as the revision stays, counting again gives the same."""

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from app.models import Event, EventLink, RuleRun
from app.queries.scope import Scope

#: Acts that change nothing that is counted: who signed in, what was printed, exported, kept as a list.
QUIET = ("account.", "export.", "report.", "paper.", "list.", "secret.")


def content_revision(session: Session, scope: Scope) -> str:
    """Newest act, newest act in the order of commits, newest finished run of the rules. Nobody's data.

    PostgreSQL gives numbers before it commits: an act that took long is told apart by the chain, which is linked in the
    order of commits a few seconds later. The moment stands with the number, so that a register that was put back from a
    backup and went on from there is told apart from the one before.
    """
    counted = and_(*(~Event.act.startswith(one) for one in QUIET))
    linked = (
        select(EventLink.event_id)
        .join(Event, Event.id == EventLink.event_id)
        .where(counted)
        .order_by(EventLink.seq.desc())
        .limit(1)
        .scalar_subquery()
    )
    run = (
        select(RuleRun.id)
        .where(RuleRun.finished_at.is_not(None))
        .order_by(RuleRun.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    newest = session.execute(
        select(Event.id, Event.at, linked, run).where(counted).order_by(Event.id.desc()).limit(1)
    ).first()
    if newest is None:
        return ""
    number, at, last, judged = newest
    return f"{number}.{at.timestamp():.6f}.{last or 0}.{judged or 0}"
