"""Acts to be done, each at its moment and by its person; what is done may plan what follows."""

import heapq
from collections.abc import Callable
from datetime import date, datetime, time

from sqlalchemy.orm import Session

from app.domain.clock import LOCAL, standing_at, today
from app.domain.permissions import Actor
from app.queries.scope import Scope
from app.services.catalogue import work_calendar
from app.unit_of_work import Work, unit_of_work


class Agenda:
    """A queue by time; equal moments keep the order in which they were planned."""

    def __init__(self, session: Session) -> None:
        self.session, self.today = session, today()
        self._queue: list[tuple[datetime, int, Callable[[], object]]] = []
        self._planned = self._done = 0

    def ago(self, working_days: int, hour: int = 10, minute: int = 0) -> datetime:
        """The working day so many working days before today, at an hour of the offices there."""
        calendar, day = work_calendar(), self.today
        for _ in range(working_days):
            day = _day_before(day)
            while not calendar.is_working(day):
                day = _day_before(day)
        return datetime.combine(day, time(hour, minute), LOCAL)

    def at(self, moment: datetime, do: Callable[[], object]) -> None:
        """Something that opens its acts by itself."""
        self._planned += 1
        heapq.heappush(self._queue, (moment, self._planned, do))

    def plan(
        self,
        moment: datetime,
        who: Actor,
        act: str,
        do: Callable[[Work, Scope], object],
        *,
        subject: str | None = None,
    ) -> None:
        """One act of one person, within what this person may see."""

        def perform() -> None:
            with unit_of_work(self.session, who, act, subject=subject) as work:
                do(work, Scope.of(who))

        self.at(moment, perform)

    def run(self) -> int:
        """Everything, the earliest first, the clock standing at each moment; how many were done."""
        while self._queue:
            moment, _, do = heapq.heappop(self._queue)
            with standing_at(moment):
                do()
            self._done += 1
        return self._done


def _day_before(day: date) -> date:
    return date.fromordinal(day.toordinal() - 1)
