"""Planted cases of the guarantees (G) and of the exits (E) of households."""

import numpy as np

from app.demo.homes import month_texts
from app.demo.planting.chooser import Chooser
from app.demo.planting.people import set_school
from app.demo.planting.settings import heads, set_monitored
from app.demo.standards import MONITORING_LINE, drawn_line
from app.demo.tables import Column, is_one_of, said, told
from app.domain.vocabulary.schooling import COMPULSORY

_WATER = ("water_amount", "water_quality", "water_convenience", "water_reliability")


def plant_guarantees(chooser: Chooser) -> None:
    """G01, G02, G04 to G10."""
    cases = GuaranteeCases(chooser)
    cases.asked()
    cases.insured()
    cases.housed()
    cases.graded()
    cases.incomes()


def plant_children_and_exits(chooser: Chooser) -> None:
    """C06, E01, E02, G03: families that fit are few, so these come early."""
    cases = GuaranteeCases(chooser)
    cases.schooled()
    cases.exits()


class GuaranteeCases:
    """Families that are safe in every respect but the one the case is about."""

    def __init__(self, chooser: Chooser) -> None:
        self.chooser, self.draft = chooser, chooser.draft
        draft, people = self.draft, self.draft.people
        homes = draft.homes
        self.line = drawn_line(MONITORING_LINE, draft.year)
        relief = told(people["rec_dibao"]) | (people["tekun"] != "none")
        self.plain = (
            (draft.count_members(draft.present) > 0) & ~draft.any_member(relief) & (homes["dibao_y"] == 0)
        )
        child = (draft.ages >= 6) & (draft.ages < 16) & draft.present
        lost = child & ~is_one_of(people["school"], (*COMPULSORY, "senior_1", "vocational_1"))
        one = said(people["resident_medical"], True) ^ said(people["employee_medical"], True)
        self.safe = self.plain & ~draft.any_member(lost) & ~draft.any_member(draft.present & ~one)
        self.safe &= is_one_of(homes["house_level"], ("A", "B")) & said(homes["water_is_safe"], True)
        self.lost = lost

    def income(self, home: int, less: int = 0) -> None:
        """Both years at the line, less so many fen of this year for the whole family."""
        count = heads(self.draft, home)
        homes = self.draft.homes
        homes["net_y"][home] = self.line * count * 100 - less
        homes["net_p"][home] = self.line * count * 100

    def exits(self) -> None:
        """E01 by income at the line and a house that nobody has looked at; E02 by the months of monitoring."""
        chooser, homes, today = self.chooser, self.draft.homes, self.draft.as_of.toordinal()
        for role, less, house in (("planted", 0, "B"), ("near", 1, "B"), ("unknown", 0, None)):

            def leaves(home: int, turn: int, less: int = less, house: str | None = house) -> None:
                self.income(home, less)
                homes["house_level"][home] = house
                chooser.visits[home] = [today - 10]

            chooser.homes(
                "E01",
                role,
                self.safe & (homes["relocation"] == "none"),
                leaves,
                read="water school medical",
                write="income visits house selfpaid",
            )
        able = is_one_of(self.draft.people["labor"], ("ordinary", "skilled")) & self.draft.present
        ready = self.safe & (homes["kind"] != "ordinary") & self.draft.any_member(able)
        ready &= homes["net_y"] >= self.line * 100 * np.maximum(
            self.draft.count_members(self.draft.present), 1
        )
        for role, ago in (("planted", 6), ("near", 5), ("unknown", None)):

            def clears(home: int, turn: int, ago: int | None = ago) -> None:
                set_monitored(self.draft, home, "unstable")
                month = None if ago is None else month_texts(self.draft.as_of, np.array([ago]))[0]
                homes["monitored_month"][home] = month

            chooser.homes(
                "E02", role, ready, clears, read="income water school medical house labor", write="monitor"
            )

    def schooled(self) -> None:
        """G03 and C06: a child at home with one reason or another; those who begin late count for one of them."""
        draft, people = self.draft, self.draft.people
        child = (
            is_one_of(people["school"], COMPULSORY) & (draft.ages >= 7) & (draft.ages <= 14) & draft.present
        )
        fits = child & ~draft.any_member(self.lost)[draft.home_of]
        for kinds, total, reason in (
            ("G03:near C06:planted", 20, "school_weary"),
            ("G03:planted C06:near", 20, "illness"),
            ("G03:near C06:near", 5, "late_entry"),
            ("G03:unknown C06:unknown", 10, None),
        ):

            def change(i: int, turn: int, reason: str | None = reason) -> None:
                set_school(draft, i, None if reason is None else "not_in_school")
                people["education"][i] = None
                people["dropout_reason"][i] = reason or "none"

            self._of_member(kinds, fits, change, total, "school")

    def _of_member(self, kinds: str, mask: Column, change: object, total: int, write: str) -> None:
        """A case of a household rule and of a member at once: the household is the place of the first."""
        assert callable(change)
        chooser, home_of = self.chooser, self.draft.home_of
        homes = " ".join(k for k in kinds.split() if not k.startswith("C06"))
        people = " ".join(k for k in kinds.split() if k.startswith("C06"))
        members: dict[int, int] = {}
        for i in chooser.listed.rng.permutation(np.flatnonzero(mask)).tolist():
            members.setdefault(int(home_of[i]), i)

        def on_home(home: int, turn: int) -> None:
            change(members[home], turn)
            chooser.also(people, "person", members[home])

        chooser.homes(homes, "planted", self.draft.any_member(mask), on_home, total, write=write)

    def asked(self) -> None:
        """G01, G02: what the last of two visits says counts; it may not have been asked."""
        chooser, today = self.chooser, self.draft.as_of.toordinal()
        for role, before, last in (("planted", False, True), ("near", True, False), ("unknown", True, None)):

            def change(home: int, turn: int, before: bool = before, last: bool | None = last) -> None:
                chooser.visits[home] = [today - 60, today - 12]
                chooser.answers[home] = [before, last]

            everyone = self.draft.homes["status"] == "active"
            chooser.homes("G01 G02", role, everyone, change, write="visits")

    def insured(self) -> None:
        """G04: a soldier without insurance, somebody without and somebody with both, or not told."""
        people = self.draft.people
        for role, total, resident, employee, soldier in (
            ("planted", 20, False, False, True),
            ("near", 10, False, False, False),
            ("near", 10, True, True, False),
            ("unknown", 10, False, None, False),
        ):

            def change(
                home: int,
                turn: int,
                resident: bool = resident,
                employee: bool | None = employee,
                soldier: bool = soldier,
            ) -> None:
                inside = np.flatnonzero((self.draft.home_of == home) & self.draft.present)
                i = int(inside[0])
                people["resident_medical"][i], people["employee_medical"][i] = resident, employee
                people["serious_illness_insured"][i], people["is_soldier"][i] = resident, soldier

            self.chooser.homes("G04", role, self.safe, change, total, write="medical")

    def housed(self) -> None:
        """G05: a dangerous house, rebuilt or being rebuilt, or nobody has looked at it."""
        homes = self.draft.homes
        settled = self.safe & (homes["relocation"] == "none") & self.chooser.helped
        for role, level, state in (
            ("planted", "C", "delivered"),
            ("near", "C", "delivering"),
            ("unknown", None, "none"),
        ):

            def change(home: int, turn: int, level: str | None = level, state: str = state) -> None:
                homes["house_level"][home] = level
                self.chooser.planter.grant("M19", "household", home, state)

            self.chooser.homes("G05", role, settled, change, write="house relocation grants")

    def graded(self) -> None:
        """G06 to G09: one grade above the lowest, the lowest, or not graded; one family holds all four."""
        homes = self.draft.homes
        safe = said(homes["water_is_safe"], True) & (homes["status"] == "active")
        for role, grade in (("planted", "basic"), ("near", "unmet"), ("unknown", None)):

            def change(home: int, turn: int, grade: str | None = grade) -> None:
                for name in _WATER:
                    homes[name][home] = grade

            self.chooser.homes("G06 G07 G08 G09", role, safe, change, write="grades")

    def incomes(self) -> None:
        """G10: both years at their limits, a fen less this year, last year not told."""
        homes = self.draft.homes
        for role, less, is_told in (("planted", 0, True), ("near", 1, True), ("unknown", 0, False)):

            def change(home: int, turn: int, less: int = less, is_told: bool = is_told) -> None:
                self.income(home, less)
                homes["net_p"][home] = self.line * heads(self.draft, home) * 90
                homes["told_p"][home] = is_told

            self.chooser.homes("G10", role, self.plain, change, write="income selfpaid")
