"""Sums of today: those that the worker has kept for every area, else counted at once.

The kept ones are exact as long as the contents are those that were counted. Once somebody has changed something, a
register that is counted within a second is counted anew; a larger one shows the newest count and says of when it is.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.domain.areas import LEVELS, range_of
from app.domain.clock import LOCAL
from app.models import Area, DayArea, DayCount
from app.queries.areas import COUNTY
from app.queries.content_revision import content_revision
from app.queries.effectiveness import period_of
from app.queries.rules_in_force import line_on
from app.queries.scope import Scope, unscoped
from app.queries.tallies import added, tallies_at
from app.queries.tally_basis import Period
from app.queries.tally_lines import rolled_up

#: A count that takes no longer is made again for a reader, so that he sees his own change at once.
QUICK_SECONDS = 1.0


@dataclass(frozen=True)
class DaySums:
    """Sums of an area and of its parts. `until`: when they were counted, where something has changed since."""

    total: Mapping[str, int]
    parts: Mapping[str, Mapping[str, int]]
    as_of: date
    until: datetime | None = None

    @property
    def words(self) -> str:
        """今天, or the moment up to which changes are in the sums."""
        if self.until is None:
            return "今天"
        at = self.until.astimezone(LOCAL)
        return f"{at.month}月{at.day}日 {at:%H:%M}"


def sums_of_day(session: Session, scope: Scope, area: str, level: int, day: date) -> DaySums:
    """Sums of the area and of its parts of `level`; of an area that the scope holds in part, of that part."""
    kept = _kept(session, scope, area, level, day)
    if kept is not None:
        return kept
    digits = LEVELS[level - 1][1]
    parts = tallies_at(session, scope, area, digits, period_of(session, area, day.year, day))
    return DaySums(added(parts), parts, day)


def newest_count(session: Session, scope: Scope, day: date) -> DayCount | None:
    """The kept count of the day or of the evening before, in the same year. It tells nothing about anybody."""
    return session.scalar(
        select(DayCount)
        .where(DayCount.as_of >= max(day - timedelta(days=1), date(day.year, 1, 1)), DayCount.as_of <= day)
        .order_by(DayCount.id.desc())
        .limit(1)
    )


def contents(session: Session, scope: Scope, day: date) -> tuple[str, datetime | None]:
    """From what a page of sums is drawn: as long as this stays, so does the page.

    The moment of the count tells it from the one before; its number does not, SQLite gives the same one again.
    """
    count = newest_count(session, scope, day)
    return content_revision(session, scope), count.counted_at if count else None


def _kept(session: Session, scope: Scope, area: str, level: int, day: date) -> DaySums | None:
    if not scope.covers(area) or scope.bureaus is not None:
        return None
    count = newest_count(session, scope, day)
    if count is None:
        return None
    is_exact = count.as_of == day and count.revision == content_revision(session, scope)
    if not is_exact and count.seconds <= QUICK_SECONDS:
        return None
    low, high = range_of(area)
    zeros = "0" * (12 - LEVELS[level - 1][1])
    rows = session.execute(
        select(DayArea.area_code, DayArea.sums)
        .where(scope.on(DayArea), DayArea.area_code >= low, DayArea.area_code < high)
        .where(or_(DayArea.area_code == area, DayArea.area_code.endswith(zeros)))
        .order_by(DayArea.area_code)
    )
    found: dict[str, dict[str, int]] = {row.area_code: row.sums for row in rows}
    return DaySums(found.get(area, {}), found, count.as_of, None if is_exact else count.counted_at)


def count_day(session: Session, scope: Scope, day: date) -> dict[str, dict[str, int]]:
    """Sums of every area there is, counted now over the scope, county by county with its own line."""
    sums: dict[str, dict[str, int]] = {}
    year_end = date(day.year, 12, 31)
    with unscoped("the day is counted for everybody; who reads it is asked then"):
        for area, level in _places(session, scope):
            period = Period(day, day.year, line_on(session, "monitoring_line", year_end, area))
            inside = scope if level == COUNTY else _alone(area)
            for code, found in tallies_at(session, inside, area, LEVELS[-1][1], period).items():
                whole = sums.setdefault(code, {})
                for name, value in found.items():
                    whole[name] = whole.get(name, 0) + value
    totals = rolled_up(sums, [digits for _, digits in LEVELS])
    nothing = dict.fromkeys({name for one in totals.values() for name in one}, 0)
    empty = (code for code in session.scalars(select(Area.code)) if code not in totals)
    return {**dict.fromkeys(empty, nothing), **totals}


def _places(session: Session, scope: Scope) -> list[tuple[str, int]]:
    """Counties, and what is above them."""
    rows = session.execute(select(Area.code, Area.level).where(Area.level <= COUNTY).order_by(Area.code))
    return [(code, level) for code, level in rows if scope.covers(code)]


def _alone(code: str) -> Scope:
    """Rows of a wide area itself, such as a city's own project."""
    return Scope(((code, f"{int(code) + 1:012d}"),))
