"""Planted cases of the groups of the yearly sweep (S01 to S09)."""

import numpy as np

from app.demo.planting.chooser import Chooser
from app.demo.planting.people import set_age, set_disability, set_work
from app.demo.planting.settings import heads, members_of
from app.demo.standards import MONITORING_LINE, drawn_line
from app.demo.tables import is_one_of, told
from app.demo.windows import months_before
from app.domain.vocabulary.schooling import COMPULSORY


def plant_sweeps(chooser: Chooser) -> None:
    """S01 to S09; S10 stands with the families under monitoring."""
    cases = SweepCases(chooser)
    cases.newly_relieved()
    cases.disabled()
    cases.late_exits()
    cases.special_care()
    cases.workers()
    cases.incomes()
    cases.spending()


def plant_young_and_old(chooser: Chooser) -> None:
    """S06, S09: families that fit are few, so these come early."""
    cases = SweepCases(chooser)
    cases.pupils()
    cases.elders()


class SweepCases:
    """Families of which only one thing is changed."""

    def __init__(self, chooser: Chooser) -> None:
        self.chooser, self.draft = chooser, chooser.draft
        draft, people = self.draft, self.draft.people
        self.lived_in = draft.count_members(draft.present) > 0
        relief = told(people["rec_dibao"]) | (people["tekun"] != "none")
        self.plain = self.lived_in & ~draft.any_member(relief) & (draft.homes["dibao_y"] == 0)

    def late_exits(self) -> None:
        """S01."""
        homes = self.draft.homes
        out = homes["kind"] == "out_of_poverty"
        for role, year in (("planted", 2019), ("near", 2018), ("unknown", None)):

            def change(home: int, turn: int, year: int | None = year) -> None:
                homes["exit_year"][home] = year

            self.chooser.homes("S01", role, out, change, write="exit")

    def incomes(self) -> None:
        """S02: a fen less than last year, the same, or this year not told; and 1.1 lines to the fen."""
        draft, homes = self.draft, self.draft.homes
        line = drawn_line(MONITORING_LINE, draft.year)
        for role, total, least, less, is_told in (
            ("planted", 10, 20_000_00, 1, True),
            ("planted", 10, line * 110, 1, True),
            ("near", 10, 20_000_00, 0, True),
            ("near", 10, line * 110, 0, True),
            ("unknown", 10, 20_000_00, 0, False),
        ):

            def change(
                home: int, turn: int, least: int = least, less: int = less, is_told: bool = is_told
            ) -> None:
                count = heads(draft, home)
                homes["net_y"][home] = least * count - less
                homes["net_p"][home] = least * count if least == 20_000_00 else (least - 100) * count
                homes["told_y"][home] = is_told

            self.chooser.homes("S02", role, self.plain, change, total, write="income selfpaid")

    def special_care(self) -> None:
        """S03: an old man or woman on 特困 of the towns, on none, or not told."""
        people = self.draft.people
        old = (people["relation"] == "head") & (self.draft.ages >= 60) & self.plain[self.draft.home_of]
        for role, word in (("planted", "urban"), ("near", "none"), ("unknown", None)):

            def change(home: int, turn: int, word: str | None = word) -> None:
                people["tekun"][int(np.flatnonzero(old & (self.draft.home_of == home))[0])] = word

            self.chooser.homes("S03", role, self.draft.any_member(old), change, write="income tekun")

    def newly_relieved(self) -> None:
        """S04: taken in less than six months ago, on the day itself, or the day was not reported."""
        draft, people = self.draft, self.draft.people
        due = months_before(draft.as_of, 6)
        on_list = people["rec_dibao"] == "normal"
        for role, day in (("planted", due + 1), ("near", due), ("unknown", -1)):

            def change(home: int, turn: int, day: int = day) -> None:
                for i in members_of(draft, home):
                    people["rec_dibao_from"][i] = day

            self.chooser.homes("S04", role, draft.any_member(on_list), change, write="dibao_from")

    def disabled(self) -> None:
        """S05: two certificates of level 3, one, or one without a level."""
        draft, people = self.draft, self.draft.people
        grown = self.chooser.grown(30, 58) & draft.present & (people["disability_category"] == "none")
        sound = ~draft.any_member(told(people["rec_dis"])) & (draft.count_members(grown) >= 2)
        for role, levels in (("planted", (3, 4)), ("near", (3,)), ("unknown", (None,))):

            def change(home: int, turn: int, levels: tuple[int | None, ...] = levels) -> None:
                inside = np.flatnonzero(grown & (draft.home_of == home)).tolist()
                for i, level in zip(inside, levels, strict=False):
                    set_disability(draft, i, "vision", level, "normal")

            self.chooser.homes("S05", role, sound, change, write="health disability")

    def pupils(self) -> None:
        """S06: two beyond compulsory school; one and a child in it; one and a child of whom nobody says anything."""
        draft, people = self.draft, self.draft.people
        school = people["school"]
        child = is_one_of(school, COMPULSORY) & draft.present
        beyond = (
            ~is_one_of(school, (*COMPULSORY, "not_in_school", "preschool_age")) & told(school) & draft.present
        )
        two = draft.count_members(beyond) >= 2
        one = (draft.count_members(beyond) == 1) & draft.any_member(child)

        def nothing(home: int, turn: int) -> None:
            """The family is as nature drew it."""

        def untold(home: int, turn: int) -> None:
            i = int(np.flatnonzero(child & (draft.home_of == home))[0])
            people["school"][i] = people["rec_pupil"][i] = people["is_boarder"][i] = None

        self.chooser.homes("S06", "unknown", one, untold, write="school")
        self.chooser.homes("S06", "planted", two, nothing, read="school")
        self.chooser.homes("S06", "near", one, nothing, read="school")

    def workers(self) -> None:
        """S07: the only worker was at work for five months, six, or nobody knows how many."""
        draft, people = self.draft, self.draft.people
        able = (
            self.chooser.grown(22, 56) & draft.present & is_one_of(people["labor"], ("ordinary", "skilled"))
        )
        for role, months in (("planted", 5), ("near", 6), ("unknown", None)):

            def change(home: int, turn: int, months: int | None = months) -> None:
                for i in members_of(draft, home):
                    set_work(draft, i, people["labor"][i], None, 0)
                i = int(np.flatnonzero(able & (draft.home_of == home))[0])
                set_work(draft, i, people["labor"][i], "county", months)

            self.chooser.homes("S07", role, draft.any_member(able), change, write="labor public_post")

    def spending(self) -> None:
        """S08: two fifths of the net income paid for illness, a fen less, or no income told."""
        homes = self.draft.homes
        rich = self.plain & (homes["net_y"] > 0)
        for role, less in (("planted", 0), ("near", 1)):

            def change(home: int, turn: int, less: int = less) -> None:
                # rounded up: the least amount that is two fifths
                fen = -(-4 * (homes["net_y"][home] + homes["dibao_y"][home]) // 10) - less
                self.chooser.spent[home] = {"self_paid_medical": int(fen)}

            self.chooser.homes("S08", role, rich, change, read="income", write="selfpaid")

        def untold(home: int, turn: int) -> None:
            homes["told_y"][home] = False

        self.chooser.homes("S08", "unknown", rich, untold, write="income selfpaid")

    def elders(self) -> None:
        """S09: somebody of 60 who has lost all strength, tomorrow 60, or of whom nobody has told."""
        draft, people = self.draft, self.draft.people
        ages, present = draft.ages, draft.present
        old = present & (ages >= 55) & (ages <= 66)
        adult = draft.any_member(present & (ages >= 20) & (ages < 54))
        helpless = draft.any_member(present & (ages >= 58) & (people["labor"] == "lost"))
        fits = adult & ~helpless & draft.any_member(old)
        for role, day, labor in (("planted", 0, "lost"), ("near", 1, "lost"), ("unknown", 0, None)):

            def change(home: int, turn: int, day: int = day, labor: str | None = labor) -> None:
                i = int(np.flatnonzero(old & (draft.home_of == home))[0])
                set_age(draft, i, 60, day=day)
                set_work(draft, i, labor, None, 0)

            self.chooser.homes(
                "S09", role, fits, change, read="orphan pension", write="labor public_post age"
            )
