"""What a batch caused: suspicions and verdicts that began or ended in its area since it was applied."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.areas import range_of
from app.models import ImportBatch, RuleResult
from app.queries.scope import Scope


@dataclass
class Effects:
    """`suspicions`: check -> number of new ones; `owed`: measure -> newly owed; `settled`: owed no longer."""

    suspicions: dict[str, int] = field(default_factory=dict)
    owed: dict[str, int] = field(default_factory=dict)
    settled: dict[str, int] = field(default_factory=dict)


def effects_of(session: Session, scope: Scope, batch: ImportBatch) -> Effects:
    """Counted from the first to the next applied batch of the area, by the intervals of the results."""
    found = Effects()
    if batch.applied_at is None:
        return found
    low, high = range_of(batch.area_code)
    until = _next_applied(session, scope, batch, low, high)
    r = RuleResult
    here = (scope.on(r), r.area_code >= low, r.area_code < high, r.state == 1)
    began = [r.since_at >= batch.applied_at]
    ended = [r.until_at.is_not(None), r.until_at >= batch.applied_at]
    if until is not None:
        began.append(r.since_at < until)
        ended.append(r.until_at < until)
    wanted = select(r.rule, func.count()).group_by(r.rule).order_by(r.rule)
    for rule, count in session.execute(wanted.where(*here, *began)):
        if rule.endswith(".verdict.missing"):
            found.owed[rule.partition(".")[0]] = count
        elif rule.startswith("R"):
            found.suspicions[rule] = count
    for rule, count in session.execute(wanted.where(*here, *ended, r.rule.endswith(".verdict.missing"))):
        found.settled[rule.partition(".")[0]] = count
    return found


def _next_applied(session: Session, scope: Scope, batch: ImportBatch, low: str, high: str) -> datetime | None:
    b = ImportBatch
    later = select(func.min(b.applied_at)).where(
        scope.on(b), b.applied_at > batch.applied_at, b.area_code < high, b.area_code >= low
    )
    return session.scalar(later)
