"""Planted cases of the bindings between a household's risk and the measures that answer it, and of 特困供养."""

from collections.abc import Iterable

import numpy as np

from app.demo.planting.chooser import Chooser
from app.demo.planting.people import set_disability, set_school, set_work
from app.demo.planting.settings import set_monitored
from app.demo.standards import DIBAO_LINE, drawn_line
from app.demo.tables import Column, is_one_of, told
from app.demo.truth_measures import MORE_HOUSEHOLD_MEASURES
from app.demo.truth_work import CARE, HEALTH, SCHOOLING
from app.domain.vocabulary.schooling import COMPULSORY

_HOME_MEASURES = frozenset((*MORE_HOUSEHOLD_MEASURES, "M18", "M19", "M35"))


def plant_bindings(chooser: Chooser) -> None:
    """K01 to K07, K11 to K13, K15, M36."""
    Bindings(chooser).plant()


class Bindings:
    """Families of their own, put under monitoring with one risk."""

    def __init__(self, chooser: Chooser) -> None:
        self.chooser, self.draft = chooser, chooser.draft
        draft = self.draft
        relief = draft.any_member(
            is_one_of(draft.people["tekun"], ("rural",)) | told(draft.people["rec_dibao"])
        )
        self.calm = ~relief & (draft.count_members(draft.present) > 0)
        self.plain = self.calm & ~chooser.helped

    def plant(self) -> None:
        self._children()
        self._vocational()
        self._special_care()
        self._risks()
        self._uninsured()
        self._disabled()
        self._workers()

    def watch(self, home: int, risk: str | None = "other", second: str | None = None) -> None:
        """Monitored, the risk not cleared."""
        set_monitored(self.draft, home, "marginal")
        self.draft.homes["risk_main"][home], self.draft.homes["risk_2"][home] = risk, second

    def bar(self, home: int, measures: Iterable[str]) -> None:
        """Nobody in the family receives any of these."""
        members = np.flatnonzero(self.draft.home_of == home).tolist()
        for measure in measures:
            if measure in _HOME_MEASURES:
                self.chooser.planter.grant(measure, "household", home, "none")
            else:
                for i in members:
                    self.chooser.planter.grant(measure, "person", i, "none")

    def head(self, home: int) -> int:
        """The position of the head."""
        return int(np.searchsorted(self.draft.home_of, home))

    def _risks(self) -> None:
        for kind, risk, group, answer in (
            ("K01", "illness", HEALTH, "M33"),
            ("K02", "schooling", SCHOOLING, "M44"),
            ("K03", "disability", CARE, "M40"),
            ("K04", "housing", ("M19",), "M19"),
            ("K05", "water", ("M20",), "M20"),
        ):
            for role in ("planted", "near"):
                self._risk(kind, role, risk, group, answer if role == "near" else None)

        def untold(home: int, turn: int) -> None:
            self.watch(home, None)
            self.bar(home, {*HEALTH, *SCHOOLING, *CARE, "M19", "M20"})

        settled = self.plain & (self.draft.homes["relocation"] == "none")
        self.chooser.homes("K01 K02 K03 K04 K05", "unknown", settled, untold, write="*")

    def _risk(self, kind: str, role: str, risk: str, group: Iterable[str], answer: str | None) -> None:
        def change(home: int, turn: int) -> None:
            self.watch(home, *((risk, None) if turn % 2 else ("unstable_work", risk)))
            self.bar(home, group)
            if answer in _HOME_MEASURES:
                self.chooser.planter.grant(answer, "household", home, "live")
            elif answer is not None:
                self.chooser.planter.grant(answer, "person", self.head(home), "live")

        settled = self.plain & (self.draft.homes["relocation"] == "none")
        self.chooser.homes(kind, role, settled, change, write="*")

    def _children(self) -> None:
        draft, people = self.draft, self.draft.people
        child = is_one_of(people["school"], COMPULSORY) & (people["rec_pupil"] == "normal")
        child &= (draft.ages >= 7) & (draft.ages <= 14) & draft.present
        others = is_one_of(people["school"], ("not_in_school",)) & (draft.ages >= 6) & (draft.ages < 16)
        for role, school in (("planted", "not_in_school"), ("near", "same"), ("unknown", None)):

            def change(home: int, turn: int, school: str | None = school) -> None:
                self.watch(home)
                i = int(np.flatnonzero(child & (draft.home_of == home))[0])
                self.bar(home, ("M21", "M22", "M29"))
                if school != "same":
                    people["school"][i], people["rec_pupil"][i], people["is_boarder"][i] = school, None, None

            fits = self.plain & draft.any_member(child) & ~draft.any_member(others)
            self.chooser.homes("K06", role, fits, change, write="*")

    def _uninsured(self) -> None:
        people = self.draft.people
        for role, resident, granted in (
            ("planted", False, False),
            ("near", False, True),
            ("unknown", None, False),
        ):

            def change(
                home: int, turn: int, resident: bool | None = resident, granted: bool = granted
            ) -> None:
                self.watch(home)
                for i in np.flatnonzero(self.draft.home_of == home).tolist():
                    people["resident_medical"][i], people["employee_medical"][i] = True, False
                i = self.head(home)
                people["resident_medical"][i] = people["serious_illness_insured"][i] = resident
                self.bar(home, HEALTH)
                if granted:
                    self.chooser.planter.grant("M30", "person", i, "live")

            self.chooser.homes("K07", role, self.plain, change, write="*")

    def _members(self, kind: str, role: str, mask: Column, change: object) -> None:
        assert callable(change)
        fits = mask & self.plain[self.draft.home_of]
        self.chooser.members(kind, role, fits, change, write="*")

    def _vocational(self) -> None:
        people, home_of = self.draft.people, self.draft.home_of
        young = (self.draft.ages >= 15) & (self.draft.ages <= 20) & (people["relation"] != "head")
        for role, state in (("planted", "none"), ("near", "live"), ("unknown", "none")):

            def change(i: int, turn: int, role: str = role, state: str = state) -> None:
                self.watch(int(home_of[i]))
                set_school(self.draft, i, "vocational_2", boarder=True)
                self.chooser.planter.grant("M26", "person", i, state)
                if role == "unknown":
                    people["school"][i], people["rec_pupil"][i], people["is_boarder"][i] = None, None, None

            fits = young & self.calm[home_of]
            self.chooser.members("K11", role, fits, change, write="*")

    def _disabled(self) -> None:
        people, home_of = self.draft.people, self.draft.home_of
        sound = self.chooser.grown(25, 58) & (people["disability_category"] == "none")
        for role, level, tekun in (("planted", 2, "none"), ("near", 3, "none"), ("unknown", 1, None)):

            def change(i: int, turn: int, level: int = level, tekun: str | None = tekun) -> None:
                self.watch(int(home_of[i]))
                set_disability(self.draft, i, "vision", level, None)
                people["tekun"][i] = tekun
                self.bar(int(home_of[i]), ("M37", "M38"))

            self._members("K12", role, sound, change)

    def _workers(self) -> None:
        draft, people, home_of = self.draft, self.draft.people, self.draft.home_of
        able = (
            self.chooser.grown(25, 56) & is_one_of(people["labor"], ("ordinary", "skilled")) & draft.present
        )
        for kind, role, region, months, measure in (
            ("K13", "planted", None, 0, "M14"),
            ("K13", "near", "county", 8, "M14"),
            ("K13", "unknown", "county", None, "M14"),
            ("K15", "planted", "county", 8, "M10"),
            ("K15", "near", "province", 8, "M10"),
            ("K15", "unknown", None, 8, "M10"),
        ):

            def change(
                home: int,
                turn: int,
                region: str | None = region,
                months: int | None = months,
                measure: str = measure,
            ) -> None:
                i = int(np.flatnonzero(able & (home_of == home))[0])
                for member in np.flatnonzero(home_of == home).tolist():
                    set_work(draft, member, people["labor"][member], None, 0)
                set_work(draft, i, "ordinary", region, months)
                self.chooser.planter.grant(measure, "person", i, "live")

            self.chooser.homes(kind, role, self.calm & draft.any_member(able), change, write="*")

    def _special_care(self) -> None:
        """M36: an old person alone who cannot work and has next to nothing."""
        draft, people = self.draft, self.draft.people
        alone = draft.count_members(draft.present) == 1
        tekun = draft.any_member(is_one_of(people["tekun"], ("rural",)) | told(people["rec_dibao"]))
        old = (people["relation"] == "head") & (draft.ages >= 60) & (alone & ~tekun)[draft.home_of]
        line = drawn_line(DIBAO_LINE, draft.year)
        for role, each, is_told in (("planted", 2500, True), ("near", line, True), ("unknown", 2500, False)):

            def change(i: int, turn: int, each: int = each, is_told: bool = is_told) -> None:
                home = int(draft.home_of[i])
                set_work(draft, i, "none", None, 0)
                draft.homes["net_y"][home] = draft.homes["net_p"][home] = each * 100
                draft.homes["told_y"][home] = is_told

            self.chooser.members("M36", role, old, change, write="*")
