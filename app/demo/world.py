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


#: Kinds of lines that do not count into the net income.
_NOTED = ("self_paid_medical", "self_paid_schooling", "self_paid_other")


def _nothing(*names: str) -> Table:
    return Table({name: np.zeros(0, dtype=int) for name in names})


_NO_ROWS = {
    "visits": _nothing("household", "on_day", "food_ok", "clothing_ok"),
    "projects": _nothing("mechanism", "category", "state", "area_code"),
    "places": _nothing("project", "area_code"),
    "beneficiaries": _nothing("project", "household"),
    "villages": _nothing(
        "area_code", "year", "persons", "road_to_township", "has_bus", "clinics", "unsafe_water_households"
    ),
}


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
        self.visits, self.projects, self.places, self.beneficiaries, records = (
            tables.get(name, nothing) for name, nothing in _NO_ROWS.items()
        )
        self.gaps = (
            tables.get("gaps", _nothing("dataset", "area_code"))
            if granted
            else _nothing("dataset", "area_code")
        )
        self.villages = records.take(records["year"] == as_of.year)
        self.as_of, self.today, self.delivered, self.granted = as_of, as_of.toordinal(), delivered, granted
        self.home_of = self.people["household"]
        self.home_counts = self.homes["status"] == "active"
        self.counts = (self.people["status"] == "present") & self.home_counts[self.home_of]
        self.members = np.bincount(self.home_of[self.counts], minlength=len(self.homes))
        self.ages = full_years(self.people["born"], as_of)
        self.age_told = self.people["born"] > 0
        self.target = self._target()

    @property
    def village_of(self) -> Column:
        """The position of each household's village."""
        order = {code: i for i, code in enumerate(self.villages["area_code"].tolist())}
        return np.array([order[code] for code in self.homes["area_code"].tolist()], dtype=np.int64)

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
        here = (self.records["dataset"] == BY_KEY[key].number) & mask
        part = known(here) if detail is None else np.where(here, detail, NO).astype(np.int8)
        return self.where_sent(key, gather(part, self.records["person"], len(self.people)))

    def where_sent(self, key: str, part: Column) -> Column:
        """An answer about members where the bureau's list was sent for their village, unknown elsewhere."""
        return np.where(self.sent(key), part, UNKNOWN).astype(np.int8)

    def sent(self, key: str) -> Column:
        """Members of whose village the bureau has sent this list."""
        if key not in self.delivered:
            return np.zeros(len(self.people), dtype=bool)
        codes = self.gaps["area_code"][self.gaps["dataset"] == BY_KEY[key].number]
        return np.asarray(~is_one_of(self.homes["area_code"], tuple(codes.tolist()))[self.home_of])

    def grant(self, measure: str, *, once: bool = False, begun_by: int = date.max.toordinal()) -> Column:
        """Members with a live grant of a measure, begun on that day or earlier; `once`: also where it has ended or not
        begun."""
        states = (*LIVE_GRANT_STATES, "ended") if once else tuple(LIVE_GRANT_STATES)
        mask = is_one_of(self.grants["state"], states) & (self._running() | once)
        mask &= self.grants["starts_on"] <= begun_by
        return self._subjects(mask & (self.grants["measure"] == measure), "person")

    def granted_until(self, measure: str, day: int) -> Column:
        """Members with a grant of a measure, whatever became of it, that ends after that day."""
        return self._subjects((self.grants["ends_on"] > day) & (self.grants["measure"] == measure), "person")

    def home_grant(
        self,
        measure: str,
        *,
        states: tuple[str, ...] = tuple(LIVE_GRANT_STATES),
        always: bool = False,
        since: int = 0,
    ) -> Column:
        """Households with a live grant of a measure; `always`: in these states whenever it began or ended; `since`:
        begun on that day or later."""
        mask = is_one_of(self.grants["state"], states) & (self._running() | always)
        return self._subjects(
            mask & (self.grants["measure"] == measure) & (self.grants["starts_on"] >= since)
        )

    def any_grant(self, states: tuple[str, ...] = ()) -> Column:
        """Households with any live grant, or with any grant in these states."""
        mask = is_one_of(self.grants["state"], states or tuple(LIVE_GRANT_STATES))
        return self._subjects(mask if states else mask & self._running())

    def _running(self) -> Column:
        rows = self.grants
        begun = (rows["starts_on"] > 0) & (rows["starts_on"] <= self.today)
        return np.asarray(begun & ((rows["ends_on"] == 0) | (rows["ends_on"] >= self.today)))

    def _subjects(self, mask: Column, subject: str = "household") -> Column:
        found = np.zeros(len(self.homes if subject == "household" else self.people), dtype=bool)
        found[self.grants[subject][mask & (self.grants[subject] >= 0) & self.granted].astype(int)] = True
        return known(found)

    def last_visit(self) -> Column:
        """The day of the last visit by household, 0 where there was none."""
        last = np.zeros(len(self.homes), dtype=np.int64)
        seen = self.visits["on_day"] <= self.today
        np.maximum.at(last, self.visits["household"][seen], self.visits["on_day"][seen])
        return last

    def wages(self, back: int = 0) -> tuple[Column, Column]:
        """Wage lines of the income year (or years back) in fen by household, and where any line of it was told."""
        rows = self.income
        wage = np.array([str(kind).startswith("wage_") for kind in rows["kind"].tolist()], dtype=bool)
        return self._total(wage, back), self._lines(back) > 0

    def spent(self, kinds: tuple[str, ...]) -> Column:
        """Lines of these kinds of the income year in fen, by household; nothing where there is none."""
        return self._total(is_one_of(self.income["kind"], kinds), 0)

    def net(self, back: int = 0, without: tuple[str, ...] = ()) -> tuple[Column, Column]:
        """Net income in fen of the income year (or years back) by household, and where any line was told."""
        kinds = self.income["kind"]
        sign = np.where(kinds == "business_cost", -1, 1) * ~is_one_of(kinds, (*without, *_NOTED))
        return self._total(sign, back), self._lines(back) > 0

    def sums(self, back: int = 0, without: tuple[str, ...] = ()) -> tuple[Column, Column]:
        """The same, told only where somebody lives there."""
        total, is_told = self.net(back, without)
        return total, is_told & (self.members > 0)

    def per_head(self, back: int = 0) -> tuple[Column, Column]:
        """Net income per head, cut to whole fen, and where it is told."""
        total, is_told = self.sums(back)
        return total // np.maximum(self.members, 1), is_told

    def _of_year(self, back: int) -> Column:
        return np.asarray(self.income["year"] == income_year(self.as_of) - back)

    def _lines(self, back: int) -> Column:
        return np.bincount(self.income["household"][self._of_year(back)], minlength=len(self.homes))

    def _total(self, sign: Column, back: int) -> Column:
        rows, this, total = self.income, self._of_year(back), np.zeros(len(self.homes), dtype=np.int64)
        np.add.at(total, rows["household"][this], (rows["amount_fen"] * sign)[this])
        return total

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
