"""Questions about bureau records in three values: in force, of the last months, how many, how much."""

from calendar import monthrange
from datetime import date

import numpy as np

from app.demo.tables import Column, is_one_of, told, untold
from app.demo.threefold import NO, UNKNOWN, YES, all_of, known, where_told
from app.demo.world import World
from app.domain.vocabulary.datasets import BY_KEY


def months_before(day: date, months: int) -> int:
    """The ordinal of the same day so many months earlier; the end of a shorter month stands for its missing days."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1])).toordinal()


def month_days(months: Column) -> Column:
    """The first days of months written YYYY-MM as ordinals, 0 where not told."""
    known_months = {
        text: date(int(text[:4]), int(text[5:7]), 1).toordinal() for text in set(months[told(months)])
    }
    return np.array([known_months.get(text, 0) for text in months.tolist()], dtype=np.int64)


def full_months(start: Column, end: Column) -> Column:
    """Full months from day to day (ordinals), rounded down also when `end` lies before; meaningless for day 0."""
    return np.asarray((_month_and_day(end) - _month_and_day(start)) // 100)


def _month_and_day(days: Column) -> Column:
    stamps = (days - date(1970, 1, 1).toordinal()).astype("datetime64[D]")
    months = stamps.astype("datetime64[M]")
    return np.asarray(months.astype(np.int64) * 100 + (stamps - months).astype(np.int64))


class Rows:
    """The records of one data set, asked by person. Unknown wherever the bureau has sent nothing."""

    def __init__(self, world: World, key: str) -> None:
        self.world, self.key = world, key
        self.all = world.records["dataset"] == BY_KEY[key].number
        self.size = len(world.people)

    def live(self) -> Column:
        """Rows in force."""
        return np.asarray(self.all & self.world.live())

    def ended_since(self, day: int) -> Column:
        """Rows with a told end after that day, in force or not."""
        return np.asarray(self.all & (self.world.records["ends_on"] > day))

    def among(self, field: str, *words: str) -> Column:
        """Whether the told code of a field is one of these."""
        column = self.world.records[field]
        return where_told(column, is_one_of(column, words))

    def detail(self, name: str, *words: str) -> Column:
        """The same for a further detail."""
        column = self.details(name)
        return where_told(column, is_one_of(column, words))

    def details(self, name: str) -> Column:
        """The texts of a further detail, None where not told."""
        texts = [None if d is None else d.get(name) for d in self.world.records["details"].tolist()]
        column = np.empty(len(texts), dtype=object)
        column[:] = texts
        return column

    def number(self, name: str) -> Column:
        """A further detail as a number, -1 where not told."""
        return np.array(
            [-1 if text is None else int(text) for text in self.details(name).tolist()], dtype=np.int64
        )

    def since(self, least: int, field: str = "starts_on") -> Column:
        """Whether a told day lies at least so many days back."""
        days = self.world.records[field]
        return np.where(days > 0, known(self.world.today - days >= least), UNKNOWN).astype(np.int8)

    def months(self, least: int, field: str = "starts_on") -> Column:
        """Whether a told day lies at least so many full months back."""
        days = self.world.records[field]
        return np.where(days > 0, known(days <= months_before(self.world.as_of, least)), UNKNOWN).astype(
            np.int8
        )

    def recent(self, months: int) -> Column:
        """Whether the day of the row lies in the last so many months."""
        days, today = self.world.records["starts_on"], self.world.today
        within = (days > months_before(self.world.as_of, months)) & (days <= today)
        return np.where(days > 0, known(within), UNKNOWN).astype(np.int8)

    def any(self, mask: Column, *parts: Column) -> Column:
        """Whether a person has a row of the mask for which all parts hold; unknown without the bureau's delivery."""
        found = np.zeros(self.size, dtype=np.int8)
        part = np.where(mask, all_of(*parts) if parts else known(mask), NO).astype(np.int8)
        np.maximum.at(found, self.world.records["person"], np.where(mask, part, NO).astype(np.int8))
        return self.world.where_sent(self.key, found)

    def newest(self, within: Column, part: Column) -> Column:
        """The answer of the newest row within a time, by person; a row without its day leaves it open."""
        found, person = np.zeros(self.size, dtype=np.int8), self.world.records["person"]
        rows = np.flatnonzero(self.all & (within == YES))
        for row in rows[np.argsort(self.world.records["starts_on"][rows], kind="stable")].tolist():
            found[person[row]] = part[row]
        found[person[self.all & (within == UNKNOWN)]] = UNKNOWN
        return self.world.where_sent(self.key, found)

    def twice(self, mask: Column, *parts: Column) -> Column:
        """Whether a person has two such rows or more."""
        part = all_of(*parts) if parts else known(mask)
        sure, open_ = self._count(mask & (part == YES)), self._count(mask & (part == UNKNOWN))
        return self.world.where_sent(
            self.key, np.where(sure >= 2, YES, np.where(sure + open_ >= 2, UNKNOWN, NO))
        )

    def sum_reaches(self, least_fen: int, mask: Column, *parts: Column) -> Column:
        """Whether the amounts of such rows add up to a limit; a doubtful row or a missing amount leaves it open."""
        amount, part = self.world.records["amount_fen"], all_of(*parts)
        open_ = self._count(mask & ((part == UNKNOWN) | ((part == YES) & untold(amount)))) > 0
        total = np.zeros(self.size, dtype=np.int64)
        counted = mask & (part == YES) & told(amount)
        np.add.at(total, self.world.records["person"][counted], amount[counted].astype(np.int64))
        return self.world.where_sent(self.key, np.where(open_, UNKNOWN, known(total >= least_fen)))

    def sums(self, mask: Column) -> tuple[Column, Column]:
        """Amounts of the rows in the mask by person, and where all of them are told."""
        amount = self.world.records["amount_fen"]
        total = np.zeros(self.size, dtype=np.int64)
        counted = mask & told(amount)
        np.add.at(total, self.world.records["person"][counted], amount[counted].astype(np.int64))
        return total, (self._count(mask & untold(amount)) == 0) & self.world.sent(self.key)

    def _count(self, mask: Column) -> Column:
        return np.bincount(self.world.records["person"][mask], minlength=self.size)
