"""What is so on the judgement day, read off the finished columns: the ground on which the truth is decided."""

from datetime import date

import numpy as np

from app.demo.standards import income_year
from app.demo.tables import Column, Table, full_years, is_one_of, told, untold
from app.demo.threefold import NO, UNKNOWN, all_of, answer, any_of, gather, known, opposite, where_told
from app.domain.vocabulary.datasets import BY_KEY
from app.domain.vocabulary.grants import LIVE_GRANT_STATES

#: Lists that the demo's workbooks bring; the others are loaded by columns only.
WORKBOOKS = frozenset(("dibao", "disability", "vehicle", "pupil"))
ALL_DATASETS = frozenset(BY_KEY)


_NO_VISITS = Table({"household": np.zeros(0, dtype=int), "on_day": np.zeros(0, dtype=int)})


class World:
    """One township's tables on a day, with the data sets that bureaus have delivered.

    `people["household"]` and the `person` and `household` columns of other tables are positions. Only members who are
    present in active households count.
    """

    def __init__(
        self,
        tables: dict[str, Table],
        as_of: date,
        delivered: frozenset[str] = ALL_DATASETS,
        *,
        granted: bool = True,
    ) -> None:
        self.homes, self.people = tables["households"], tables["people"]
        self.income, self.records, self.grants = tables["income"], tables["records"], tables["grants"]
        self.visits = tables.get("visits", _NO_VISITS)
        self.as_of, self.today, self.delivered, self.granted = as_of, as_of.toordinal(), delivered, granted
        self.home_of = self.people["household"]
        self.home_counts = self.homes["status"] == "active"
        self.counts = (self.people["status"] == "present") & self.home_counts[self.home_of]
        self.members = np.bincount(self.home_of[self.counts], minlength=len(self.homes))
        self.ages = full_years(self.people["born"], as_of)
        self.age_told = self.people["born"] > 0
        self.target = self._target()

    def age(self, least: int, most: int = 999) -> Column:
        """Whether the age lies within bounds, both included."""
        within = (self.ages >= least) & (self.ages <= most)
        return np.where(self.age_told, known(within), UNKNOWN).astype(np.int8)

    def any_member(self, part: Column) -> Column:
        """`any` over the members who count, by household."""
        return gather(part[self.counts], self.home_of[self.counts], len(self.homes))

    def _target(self) -> Column:
        """帮扶对象, by household."""
        homes = self.homes
        registered = known(is_one_of(homes["kind"], ("poor", "out_of_poverty", "returned")))
        watched = all_of(known(told(homes["monitoring_kind"])), opposite(answer(homes["risk_cleared"])))
        return any_of(registered, watched)

    @property
    def targeted(self) -> Column:
        """帮扶对象, by member."""
        return np.asarray(self.target[self.home_of])

    def live(self) -> Column:
        """Records in force on the day."""
        rows = self.records
        begun = (rows["starts_on"] == 0) | (rows["starts_on"] <= self.today)
        lasting = (rows["ends_on"] == 0) | (rows["ends_on"] >= self.today)
        return np.asarray((rows["status"] == "normal") & begun & lasting)

    def record(self, key: str, mask: Column, detail: Column | None = None) -> Column:
        """Whether a person has a record of the data set within the mask (and, three-valued, with the detail)."""
        if key not in self.delivered:
            return np.full(len(self.people), UNKNOWN, dtype=np.int8)
        here = (self.records["dataset"] == BY_KEY[key].number) & mask
        part = known(here) if detail is None else np.where(here, detail, NO).astype(np.int8)
        return gather(part, self.records["person"], len(self.people))

    def grant(self, measure: str) -> Column:
        """Members with a live grant of a measure."""
        return self._granted(measure, "person", len(self.people))

    def home_grant(self, measure: str) -> Column:
        """Households with a live grant of a measure."""
        return self._granted(measure, "household", len(self.homes))

    def _granted(self, measure: str, subject: str, size: int) -> Column:
        rows = self.grants
        begun = (rows["starts_on"] > 0) & (rows["starts_on"] <= self.today)
        lasting = (rows["ends_on"] == 0) | (rows["ends_on"] >= self.today)
        mask = is_one_of(rows["state"], tuple(LIVE_GRANT_STATES)) & begun & lasting
        mask &= (rows["measure"] == measure) & (rows[subject] >= 0) & self.granted
        found = np.zeros(size, dtype=bool)
        found[rows[subject][mask].astype(int)] = True
        return known(found)

    def last_visit(self) -> Column:
        """The day of the last visit by household, 0 where there was none."""
        last = np.zeros(len(self.homes), dtype=np.int64)
        seen = self.visits["on_day"] <= self.today
        np.maximum.at(last, self.visits["household"][seen], self.visits["on_day"][seen])
        return last

    def wages(self) -> tuple[Column, Column]:
        """Wage lines of the income year in fen by household, and where any line of the year was told."""
        rows = self.income
        this = rows["year"] == income_year(self.as_of)
        wage = np.array([str(kind).startswith("wage_") for kind in rows["kind"].tolist()], dtype=bool)
        total = np.zeros(len(self.homes), dtype=np.int64)
        np.add.at(total, rows["household"][this & wage], rows["amount_fen"][this & wage])
        return total, np.bincount(rows["household"][this], minlength=len(self.homes)) > 0

    def sums(self, back: int = 0, without: tuple[str, ...] = ()) -> tuple[Column, Column]:
        """Net income in fen of the income year (or years back) by household, and where any line was told."""
        rows = self.income
        this = rows["year"] == income_year(self.as_of) - back
        sign = np.where(rows["kind"] == "business_cost", -1, 1) * ~is_one_of(rows["kind"], without)
        total = np.zeros(len(self.homes), dtype=np.int64)
        np.add.at(total, rows["household"][this], (rows["amount_fen"] * sign)[this])
        lines = np.bincount(rows["household"][this], minlength=len(self.homes))
        return total, (lines > 0) & (self.members > 0)

    def below(self, total_and_told: tuple[Column, Column], line: int | None) -> Column:
        """Whether the sum per head lies below a line in yuan."""
        total, is_told = total_and_told
        if line is None:
            return np.full(len(self.homes), UNKNOWN, dtype=np.int8)
        return np.where(is_told, known(total < line * 100 * self.members), UNKNOWN).astype(np.int8)

    def worth(self, least_fen: int) -> Column:
        """Records whose told amount reaches a limit."""
        amounts = self.records["amount_fen"]
        numbers = np.where(untold(amounts), 0, amounts).astype(np.int64)
        return where_told(amounts, numbers >= least_fen)
