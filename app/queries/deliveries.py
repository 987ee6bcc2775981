"""Which lists came when and how good they were: applied batches and what they covered, without a word of their rows."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.models import Area, DatasetCoverage, ImportBatch, StoredFile, User
from app.queries.scope import Scope


@dataclass(frozen=True, slots=True)
class Newest:
    """The newest period of a list, when something of it came last, and how many batches are in force."""

    period: str | None
    at: datetime | None
    batches: int


@dataclass(frozen=True, slots=True)
class Delivery:
    """One batch as its history tells it."""

    public_id: str
    profile: str
    area_code: str
    area: str
    period: str
    state: str
    at: datetime
    who: str
    file_name: str
    counts: dict[str, object]


def newest_by_list(session: Session, scope: Scope) -> dict[str, Newest]:
    """Applied batches by code of the list, those for areas around the reader's counted too."""
    b = ImportBatch
    rows = session.execute(
        select(b.profile, func.max(b.period), func.max(b.applied_at), func.count())
        .where(scope.over(b), b.state == "applied", b.profile.is_not(None))
        .group_by(b.profile)
        .order_by(b.profile)
    )
    return {str(code): Newest(period, at, number) for code, period, at, number in rows}


def newest_covered(session: Session, scope: Scope) -> dict[int, str]:
    """The newest period by number of the data set that a bureau's list covered somewhere in the reader's areas."""
    c = DatasetCoverage
    overlaps = [(c.area_low < high) & (c.area_high > low) for low, high in scope.ranges]
    if not overlaps:
        return {}
    rows = session.execute(
        select(c.dataset, func.max(c.period)).where(or_(*overlaps)).group_by(c.dataset).order_by(c.dataset)
    )
    return dict(iter(rows))


def list_deliveries(
    session: Session, scope: Scope, codes: Collection[str], *, applied_only: bool = True, limit: int = 400
) -> list[Delivery]:
    """Batches of these lists within the scope, newest first."""
    b = ImportBatch
    wanted = (
        select(
            b.public_id, b.profile, b.area_code, func.coalesce(Area.name, b.area_code), func.coalesce(b.period, ""),
            b.state, func.coalesce(b.applied_at, b.created_at), func.coalesce(User.display_name, ""),
            StoredFile.name, b.counts,
        )
        .join(StoredFile, StoredFile.id == b.file_id)
        .outerjoin(Area, Area.code == b.area_code)
        .outerjoin(User, User.id == b.created_by)
        .where(scope.on(b), b.profile.in_(sorted(codes)), b.state != "dropped")
        .order_by(b.id.desc())
        .limit(limit)
    )  # fmt: skip
    if applied_only:
        wanted = wanted.where(b.state == "applied")
    return [Delivery(*row) for row in session.execute(wanted)]
