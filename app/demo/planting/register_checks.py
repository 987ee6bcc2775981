"""Planted cases of rules about papers, dates of monitoring, measures of monitored families, shares and moves."""

from collections.abc import Iterable
from datetime import date

import numpy as np

from app.demo.homes import month_texts
from app.demo.planting.chooser import Chooser
from app.demo.planting.settings import set_monitored, set_target
from app.demo.tables import Column, is_one_of, told, untold
from app.demo.truth import SHOULD, subject_of
from app.demo.windows import month_days, months_before

_CHILDREN = ("son", "daughter", "grandson", "granddaughter")
_GRADES = (
    "preschool", "primary", "grade_7", "grade_8", "grade_9", "senior_1", "senior_2", "senior_3", "undergraduate_1",
)  # fmt: skip
_BEFORE = dict(zip(_GRADES[1:], _GRADES, strict=False)) | {
    "vocational_2": "vocational_1",
    "vocational_3": "vocational_2",
}
_MOVES_ENDED = date(2021, 1, 1).toordinal()
_GRANTED = tuple(code for code in SHOULD if code not in ("M18", "M35", "M36", "M45", "M47"))


def plant_register_checks(chooser: Chooser) -> None:
    """M03, M18, R11, R15, R19, K08, K09, K10, K14, S10."""
    cases = RegisterCases(chooser)
    cases.bare_families()
    cases.cleared()
    cases.papers()
    cases.shares()
    cases.moves()
    cases.splits()
    cases.pupils()


class RegisterCases:
    """Registered families put under monitoring since a given month; they stay 帮扶对象 all the time."""

    def __init__(self, chooser: Chooser) -> None:
        self.chooser, self.draft = chooser, chooser.draft
        homes, draft = self.draft.homes, self.draft
        relief = draft.any_member(draft.people["tekun"] == "rural") | draft.any_member(
            told(draft.people["rec_dibao"])
        )
        self.registered = (homes["kind"] != "ordinary") & (draft.count_members(draft.present) > 0)
        self.calm = self.registered & ~relief & (homes["relocation"] == "none")

    def watch(self, home: int, ago: int | None) -> int:
        """Monitored since so many months ago (None: not told), the risk not cleared. Returns the first day."""
        set_monitored(self.draft, home, "unstable")
        self.draft.homes["risk_main"][home] = "other"
        month = None if ago is None else month_texts(self.draft.as_of, np.array([ago]))[0]
        self.draft.homes["monitored_month"][home] = month
        return 0 if month is None else int(month_days(np.array([month], dtype=object))[0])

    def bar(self, home: int, measures: Iterable[str] = _GRANTED) -> None:
        """Neither the family nor any of its members receives one of these."""
        members = np.flatnonzero(self.draft.home_of == home).tolist()
        for measure in measures:
            subject = subject_of(measure)
            for position in [home] if subject == "household" else members:
                self.chooser.planter.grant(measure, subject, position, "none")

    def bare_families(self) -> None:
        """K08, K09, S10: monitored for some months, somebody can work, and nothing was done."""
        draft = self.draft
        able = is_one_of(draft.people["labor"], ("ordinary", "skilled")) & draft.present
        fits = self.calm & draft.any_member(able & self.chooser.grown(22, 56))
        for kinds, role, total, ago, helped in (
            ("S10 K08 K09", "planted", 20, 12, False),
            ("S10:near K08 K09", "planted", 20, 11, False),
            ("K08 K09", "planted", 10, 6, False),
            ("K08:near K09", "planted", 20, 5, False),
            ("K09", "planted", 10, 1, False),
            ("K09", "near", 10, 0, False),
            ("K08 K09", "near", 10, 7, True),
            ("S10 K08 K09", "unknown", 10, None, False),
        ):

            def change(home: int, turn: int, ago: int | None = ago, helped: bool = helped) -> None:
                self.watch(home, ago)
                self.bar(home)
                if helped:
                    head = int(np.searchsorted(draft.home_of, home))
                    self.chooser.planter.grant("M11", "person", head, "live")

            self.chooser.homes(
                kinds, role, fits, change, total, read="labor", write="grants monitor small_loan"
            )

    def cleared(self) -> None:
        """K10: cleared by help, and no measure was ever written down."""
        homes = self.draft.homes
        for role, mode, ended in (
            ("planted", "by_help", False),
            ("near", "by_help", True),
            ("unknown", None, False),
        ):

            def change(home: int, turn: int, mode: str | None = mode, ended: bool = ended) -> None:
                self.watch(home, 14)
                homes["risk_cleared"][home], homes["clear_mode"][home] = True, mode
                homes["cleared_month"][home] = month_texts(self.draft.as_of, np.array([2]))[0]
                self.bar(home)
                if ended:
                    self.chooser.planter.grant("M44", "household", home, "ended")

            self.chooser.homes("K10", role, self.calm, change, write="grants monitor small_loan")

    def papers(self) -> None:
        """R11: a small child without a number, registered with a citizen's paper or with none."""
        draft, people = self.draft, self.draft.people
        small = (draft.ages < 6) & is_one_of(people["relation"], _CHILDREN) & untold(people["rec_dibao"])
        for role, paper in (("planted", "resident"), ("near", "none"), ("unknown", "")):

            def change(i: int, turn: int, paper: str = paper) -> None:
                people["no_id_reason"][i], people["paper"][i] = "unregistered", paper

            self.chooser.members("R11", role, small, change, write="papers")

    def shares(self) -> None:
        """M03: a share in a project of shares, or a direct grant instead."""
        chooser = self.chooser
        for role, mechanism in (("planted", "shares"), ("near", "direct_grant")):

            def change(home: int, turn: int, mechanism: str = mechanism) -> None:
                chooser.shares[home] = mechanism

            chooser.homes("M03", role, chooser.helped, change, write="projects")

        def doubtful(home: int, turn: int) -> None:
            set_target(self.draft, home, 2)
            chooser.shares[home] = "shares"

        chooser.homes("M03", "unknown", ~chooser.helped, doubtful, write="*")

    def moves(self) -> None:
        """K14: moved after the programme had ended. M18, judged on its last day: in the plan and not moved yet."""
        homes, settled = self.draft.homes, self.registered & (self.draft.homes["relocation"] == "none")
        for role, total, month, begun in (
            ("planted", 10, "2021-01", _MOVES_ENDED),
            ("planted", 10, "2023-05", _MOVES_ENDED + 400),
            ("near", 10, "2023-05", _MOVES_ENDED - 1),
            ("near", 10, "2020-12", _MOVES_ENDED),
            ("unknown", 10, None, _MOVES_ENDED),
        ):

            def change(home: int, turn: int, month: str | None = month, begun: int = begun) -> None:
                self.watch(home, None)
                homes["monitored_month"][home] = month
                homes["relocation"][home] = "concentrated"
                self.chooser.moved[home] = begun

            self.chooser.homes(
                "K14", role, settled, change, total, write="monitor relocation house water grants"
            )
        self._moving(settled)

    def _moving(self, settled: Column) -> None:
        homes = self.draft.homes
        for role, total, mask, where in (
            ("planted", 20, settled, "concentrated"),
            ("near", 10, settled, "none"),
            ("near", 10, ~self.chooser.helped & (homes["relocation"] == "none"), "scattered"),
            ("unknown", 10, settled, None),
        ):

            def change(home: int, turn: int, where: str | None = where) -> None:
                homes["relocation"][home] = where

            self.chooser.homes("M18", role, mask, change, total, write="relocation house water")

    def splits(self) -> None:
        """R15: split off up to a year before monitoring began, a day earlier, a day after it, or nobody knows."""
        grown = self.chooser.grown(24, 58) & self.draft.present
        for role, total, ago, back, later in (
            ("planted", 20, 8, 12, 1),
            ("near", 10, 8, 12, 0),
            ("near", 10, 8, 0, 1),
            ("unknown", 10, None, 0, 0),
        ):

            def change(
                home: int, turn: int, ago: int | None = ago, back: int = back, later: int = later
            ) -> None:
                i = int(np.flatnonzero(grown & (self.draft.home_of == home))[0])
                began = self.watch(home, ago) or self.draft.as_of.toordinal()
                day = months_before(date.fromordinal(began), back) + later
                self.chooser.listed.add("police_move", i, kind="split", starts_on=day)

            fits = self.registered & self.draft.any_member(grown)
            self.chooser.homes("R15", role, fits, change, total, write="monitor police_move")

    def pupils(self) -> None:
        """R19: the school says the grade before, the same, has let the pupil go, or the register names no grade."""
        draft, people = self.draft, self.draft.people
        pupil = is_one_of(people["school"], tuple(_BEFORE)) & (people["rec_pupil"] == "normal")
        grown = pupil & (draft.ages >= 16)
        for role, total, mask, listed, status in (
            ("unknown", 20, pupil, "", "normal"),
            ("planted", 20, pupil, "before", "normal"),
            ("near", 10, pupil, "same", "normal"),
            ("near", 10, grown, "before", "transferred"),
        ):

            def change(i: int, turn: int, listed: str = listed, status: str = status) -> None:
                school = str(people["school"][i])
                kind = _BEFORE[school] if listed == "before" else school
                begun = draft.as_of.toordinal() - 70
                people["rec_pupil"][i] = None
                if listed == "":
                    people["school"][i] = people["is_boarder"][i] = None
                self.chooser.listed.add("pupil", i, kind=kind, status=status, starts_on=begun)

            locks = ("", "school pupil education_aid") if listed == "" else ("school", "pupil")
            self.chooser.members("R19", role, mask, change, total, read=locks[0], write=locks[1])
