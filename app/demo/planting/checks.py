"""Planted cases of the checks."""

import numpy as np

from app.demo.planting.people import set_age, set_disability, set_school, set_unborn, set_vehicle, set_work
from app.demo.planting.planter import Planter
from app.demo.planting.settings import heads, set_monitored, set_sums, set_unmonitored
from app.demo.standards import MONITORING_LINE, drawn_line
from app.demo.tables import Column, is_one_of, untold

_CHILDREN = ("son", "daughter", "grandson", "granddaughter")


def plant_checks(planter: Planter) -> None:
    """R03, R17, R18, R28, R29, R31, R32, R36, R38; R12 is planted with the numbers."""
    _r38(planter)
    _r36(planter)
    _r28(planter)
    _r29(planter)
    _r31(planter)
    _r32(planter)
    _r03(planter)
    _r17(planter)
    _r18(planter)


def _grown(planter: Planter, least: int = 20, most: int = 59) -> Column:
    draft = planter.draft
    fits = (draft.ages >= least) & (draft.ages <= most) & (draft.people["school"] == "not_in_school")
    return np.asarray(fits & untold(draft.people["no_id_reason"]))


def _r03(planter: Planter) -> None:
    draft, driver = planter.draft, _grown(planter)

    def owns(
        role: str, total: int | None, target: int, kind: str, fen: int | None, status: str = "normal"
    ) -> None:
        planter.members(
            "R03",
            role,
            driver,
            {"t": target, "veh": 9, "dibao": 0},
            lambda i, turn: set_vehicle(draft, i, kind, fen, status),
            total,
        )

    for role, kind, fen, status, total in (
        ("planted", "car", 3_000_000, "normal", 10),
        ("planted", "truck", 5_680_000, "normal", 10),
        ("near", "car", 2_999_999, "normal", 6),
        ("near", "motorcycle", 3_200_000, "normal", 5),
        ("near", "car", 8_900_000, "scrapped", 5),
        ("unknown", "car", None, "normal", 10),
    ):
        owns(role, total, 1, kind, fen, status)
    owns("near", 4, 0, "car", 9_900_000)


def _r17(planter: Planter) -> None:
    draft = planter.draft
    ages, relation = draft.ages, draft.people["relation"]
    child = is_one_of(relation, _CHILDREN)

    def pupil(role: str, total: int | None, school: str | None, years: int, day: int) -> None:
        def change(i: int, turn: int) -> None:
            set_age(draft, i, years, day=day)
            set_school(draft, i, school, boarder=False)

        planter.members("R17", role, child & (ages >= years - 3) & (ages <= years + 2), {}, change, total)

    for role, school, years, day, total in (
        ("planted", "primary", 15, 0, 6),
        ("planted", "grade_7", 12, 1, 5),
        ("planted", "senior_1", 15, 1, 4),
        ("planted", "higher_vocational_1", 18, 1, 5),
        ("near", "primary", 15, 1, 6),
        ("near", "grade_7", 12, 0, 5),
        ("near", "senior_3", 21, 1, 4),
        ("near", "higher_vocational_1", 18, 0, 5),
        ("unknown", None, 13, 0, 10),
    ):
        pupil(role, total, school, years, day)


def _r18(planter: Planter) -> None:
    draft = planter.draft
    people, ages = draft.people, draft.ages
    child = is_one_of(people["relation"], _CHILDREN)

    def away(
        role: str, total: int | None, years: int, day: int, reason: str | None, record: str | None
    ) -> None:
        def change(i: int, turn: int) -> None:
            set_age(draft, i, years, day=day)
            set_school(draft, i, "not_in_school" if years > 6 else "preschool_age")
            people["education"][i] = "primary" if years > 11 else None
            people["dropout_reason"][i] = reason
            people["rec_pupil"][i] = record

        planter.members("R18", role, child & (ages >= years - 3) & (ages <= years + 2), {}, change, total)

    for role, years, day, reason, record, total in (
        ("planted", 6, 0, "none", None, 6),
        ("planted", 16, 1, "none", "dropped", 7),
        ("planted", 12, 0, None, None, 7),
        ("near", 6, 1, "none", None, 5),
        ("near", 16, 0, "none", None, 5),
        ("near", 11, 0, "illness", None, 5),
        ("near", 10, 0, "none", "normal", 5),
    ):
        away(role, total, years, day, reason, record)

    def nameless(i: int, turn: int) -> None:
        set_school(draft, i, "not_in_school")
        set_unborn(draft, i)

    planter.members("R18", "unknown", child & (ages >= 6) & (ages <= 14), {}, nameless)


def _r28(planter: Planter) -> None:
    draft, old = planter.draft, _grown(planter, 60, 79)
    people = draft.people

    def relief(role: str, total: int | None, record: str, register: str, tekun: str | None) -> None:
        def change(i: int, turn: int) -> None:
            people["rec_dibao"][i], people["dibao"][i], people["tekun"][i] = record, register, tekun

        planter.members("R28", role, old, {"dibao": 9}, change, total)

    for role, record, register, tekun, total in (
        ("planted", "normal", "rural", "rural", 20),
        ("near", "ended", "none", "rural", 7),
        ("near", "cancelled", "none", "rural", 6),
        ("near", "normal", "rural", "none", 7),
        ("unknown", "normal", "rural", None, 10),
    ):
        relief(role, total, record, register, tekun)


def _r29(planter: Planter) -> None:
    draft, anyone = planter.draft, _grown(planter, 20, 79)
    people = draft.people

    def differs(role: str, total: int | None, record: str | None, register: str | None) -> None:
        def change(i: int, turn: int) -> None:
            people["rec_dibao"][i], people["dibao"][i] = record, register
            people["tekun"][i] = "none"

        planter.members("R29", role, anyone, {"dibao": 9}, change, total)

    for role, record, register, total in (
        ("planted", None, "rural", 11),
        ("planted", "normal", "none", 9),
        ("near", "ended", "rural", 4),
        ("near", "last_day", "rural", 6),
        ("near", "ended", "none", 10),
        ("unknown", "normal", None, 5),
        ("unknown", None, None, 5),
    ):
        differs(role, total, record, register)


def _r31(planter: Planter) -> None:
    draft, grown = planter.draft, _grown(planter, 18, 75)

    def paid(role: str, total: int | None, record: str, level: int | None, grants: dict[str, str]) -> None:
        def change(i: int, turn: int) -> None:
            set_disability(draft, i, ("limb", "intellectual")[turn % 2], level, record)
            set_work(draft, i, "lost", None, 0)
            for measure in ("M37", "M38"):
                planter.grant(measure, "person", i, grants.get(measure, "none"))

        planter.members("R31", role, grown, {"dibao": 0}, change, total)

    for role, record, level, grants, total in (
        ("planted", "cancelled", 2, {"M38": "live"}, 7),
        ("planted", "cancelled", 3, {"M37": "live"}, 6),
        ("planted", "normal", 3, {"M38": "live"}, 7),
        ("near", "normal", 2, {"M38": "live"}, 10),
        ("near", "cancelled", 2, {"M38": "ended"}, 5),
        ("near", "normal", 4, {"M37": "live"}, 5),
        ("unknown", "normal", None, {"M38": "live"}, 10),
    ):
        paid(role, total, record, level, grants)


def _r32(planter: Planter) -> None:
    draft, grown = planter.draft, _grown(planter)

    def able(role: str, total: int | None, category: str, level: int | None, labor: str | None) -> None:
        def change(i: int, turn: int) -> None:
            set_disability(draft, i, category, level, "normal")
            set_work(draft, i, labor, None, 0)

        planter.members("R32", role, grown, {"dibao": 0}, change, total)

    for role, category, level, labor, total in (
        ("planted", "limb", 1, "ordinary", 8),
        ("planted", "limb", 2, "skilled", 12),
        ("near", "limb", 3, "ordinary", 7),
        ("near", "vision", 1, "ordinary", 6),
        ("near", "limb", 2, "weak", 7),
        ("unknown", "limb", 2, None, 5),
        ("unknown", "limb", None, "ordinary", 5),
    ):
        able(role, total, category, level, labor)


def _r36(planter: Planter) -> None:
    draft = planter.draft
    everyone = draft.homes["status"] == "active"
    needs = {"dibao": 0, "income": 9}

    def fell(home: int, less: int) -> None:
        count = heads(draft, home)
        set_sums(draft, home, 14_000 * count - less, 20_000 * count)

    def untold_last(home: int, turn: int) -> None:
        draft.homes["told_p"][home] = False

    planter.homes("R36", "planted", everyone, needs, lambda home, turn: fell(home, 1 + turn * 200))
    planter.homes("R36", "near", everyone, needs, lambda home, turn: fell(home, -turn * 40))
    planter.homes("R36", "unknown", everyone, needs, untold_last)


def _r38(planter: Planter) -> None:
    draft = planter.draft
    line = drawn_line(MONITORING_LINE, draft.year)
    everyone = draft.homes["status"] == "active"
    needs = {"t": 1, "dibao": 0, "income": 9}

    def income(home: int, less: int, kind: str | None = None) -> None:
        count = heads(draft, home)
        set_sums(draft, home, line * count - less, line * count)
        set_unmonitored(draft, home)
        if kind:
            set_monitored(draft, home, kind)

    def untold_sum(home: int, turn: int) -> None:
        set_unmonitored(draft, home)
        draft.homes["told_y"][home] = False

    planter.homes("R38 C15", "planted", everyone, needs, lambda home, turn: income(home, 1 + turn * 90))
    planter.homes("R38 C15", "near", everyone, needs, lambda home, turn: income(home, 0), 10)
    planter.homes("R38 C15", "near", everyone, needs, lambda home, turn: income(home, 500, "unstable"), 10)
    planter.homes("R38 C15", "unknown", everyone, needs, untold_sum)
