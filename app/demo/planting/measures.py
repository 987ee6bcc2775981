"""Planted cases of the measures that go to households and to working, sick, disabled and old members."""

import numpy as np

from app.demo.planting.people import set_age, set_disability, set_unborn, set_vehicle, set_work
from app.demo.planting.planter import Planter
from app.demo.planting.settings import heads, members_of, set_sums
from app.demo.standards import DIBAO_LINE, drawn_line
from app.demo.tables import Column, said, untold

T = {"t": 1}


def plant_measures(planter: Planter) -> None:
    """M09, M19, M30, M33, M35, M37, M38, M42."""
    _m35(planter)
    _m37(planter)
    _m38(planter)
    _m19(planter)
    _m42(planter)
    _m09(planter)
    _m30(planter)
    _m33(planter)


def _grown(planter: Planter, least: int = 20, most: int = 58) -> Column:
    ages = planter.draft.ages
    out = planter.draft.people["school"] == "not_in_school"
    fits = (ages >= least) & (ages <= most) & out
    return np.asarray(fits & untold(planter.draft.people["no_id_reason"]))


def _m09(planter: Planter) -> None:
    draft, able = planter.draft, _grown(planter)

    def works(i: int, turn: int) -> None:
        set_work(draft, i, ("ordinary", "skilled", "weak")[turn % 3], "other_province", (3, 4, 12)[turn % 3])

    def almost(i: int, turn: int) -> None:
        labor, region, months = (
            ("ordinary", "other_province", 2),
            ("ordinary", "province", 11),
            ("lost", "other_province", 6),
        )[turn % 3]
        set_work(draft, i, labor, region, months)

    def untold_part(i: int, turn: int) -> None:
        part = (("ordinary", "other_province", None), (None, "other_province", 8), ("ordinary", None, 8))[
            turn % 3
        ]
        set_work(draft, i, *part)

    planter.members("M09", "planted", able, T, works)
    planter.members("M09", "near", able, T, almost)
    planter.members("M09", "unknown", able, T, untold_part)
    planter.members("M09", "wrong", able, T, almost)


def _m30(planter: Planter) -> None:
    draft, grown = planter.draft, _grown(planter, 18, 75)

    def insured(role: str, answer: bool | None, other: bool) -> None:
        people = draft.people

        def change(i: int, turn: int) -> None:
            people["resident_medical"][i] = people["serious_illness_insured"][i] = answer
            people["employee_medical"][i] = other

        planter.members("M30", role, grown, T, change)

    for role, answer, other in (
        ("planted", True, False),
        ("near", False, True),
        ("unknown", None, False),
        ("wrong", False, True),
    ):
        insured(role, answer, other)


def _m33(planter: Planter) -> None:
    draft = planter.draft
    people = draft.people
    healthy = _grown(planter, 18, 85) & said(people["health_disabled"], False)

    def health(chronic: bool | None, serious: bool | None, disabled: bool | None, i: int) -> None:
        people["health_chronic"][i], people["health_serious"][i] = chronic, serious
        people["health_disabled"][i] = disabled
        people["disability_category"][i] = None if disabled is None else "limb" if disabled else "none"
        people["disability_level"][i] = 4 if disabled else None

    planter.members(
        "M33", "planted", healthy, T, lambda i, turn: health(turn % 2 == 0, turn % 2 == 1, False, i)
    )
    planter.members("M33", "near", healthy, T, lambda i, turn: health(False, False, turn % 2 == 0, i))
    planter.members("M33", "unknown", healthy, T, lambda i, turn: health(None, None, None, i))
    planter.members("M33", "wrong", healthy, T, lambda i, turn: health(False, False, False, i))


def _m35(planter: Planter) -> None:
    draft = planter.draft
    line = drawn_line(DIBAO_LINE, draft.year)
    everyone = draft.homes["status"] == "active"
    needs = {"dibao": 0, "veh": 0, "income": 9}

    def income(home: int, each: int, more: int = 0) -> None:
        count = heads(draft, home)
        set_sums(draft, home, each * count + more, line * count)

    def with_car(home: int, turn: int) -> None:
        income(home, line - 900)
        driver = next(i for i in members_of(draft, home) if draft.people["relation"][i] == "head")
        set_vehicle(draft, driver, ("car", "truck")[turn % 2], 2_500_000)

    def untold_sum(home: int, turn: int) -> None:
        draft.homes["told_y"][home] = False

    planter.homes("M35", "planted", everyone, needs, lambda home, turn: income(home, line, -1 - turn * 400))
    planter.homes("M35", "near", everyone, needs, lambda home, turn: income(home, line), 10)
    planter.homes("M35", "near", everyone, needs | {"veh": 9}, with_car, 10)
    planter.homes("M35", "unknown", everyone, needs, untold_sum)
    planter.homes(
        "M35", "wrong", everyone, {"dibao": 1, "income": 9}, lambda home, turn: income(home, line, turn * 300)
    )


def _m37(planter: Planter) -> None:
    draft, grown = planter.draft, _grown(planter, 18, 70)

    def disabled(role: str, total: int | None, needs: dict[str, int], record: str, level: int = 3) -> None:
        def change(i: int, turn: int) -> None:
            set_disability(draft, i, ("limb", "vision", "hearing", "mental")[turn % 4], level, record)
            set_work(draft, i, "weak", None, 0)
            if needs["dibao"] == 9:
                draft.people["rec_dibao"][i] = "ended"

        planter.members("M37", role, grown, needs, change, total)

    for role, needs, record, total in (
        ("planted", {"dibao": 1}, "normal", None),
        ("near", {"dibao": 1}, "cancelled", 7),
        ("near", {"dibao": 0}, "normal", 7),
        ("near", {"dibao": 9}, "normal", 6),
        ("wrong", {"dibao": 0}, "normal", None),
    ):
        disabled(role, total, needs, record)


def _m38(planter: Planter) -> None:
    draft, grown = planter.draft, _grown(planter, 18, 70)
    people = draft.people

    def change_to(role: str, total: int | None, level: int | None, tekun: str | None = "none") -> None:
        def change(i: int, turn: int) -> None:
            set_disability(draft, i, ("limb", "intellectual", "mental")[turn % 3], level, "normal")
            set_work(draft, i, "lost", None, 0)
            people["tekun"][i] = tekun

        # 特困 care would also entitle an ordinary family to M19
        needs = {"dibao": 0} if tekun == "none" else {"dibao": 0} | T
        planter.members("M38", role, grown, needs, change, total)

    for role, level, tekun, total in (
        ("planted", 2, "none", 12),
        ("planted", 1, "none", 8),
        ("near", 3, "none", 12),
        ("near", 2, "rural", 8),
        ("unknown", None, "none", 5),
        ("unknown", 1, None, 5),
        ("wrong", 3, "none", None),
    ):
        change_to(role, total, level, tekun)


def _m19(planter: Planter) -> None:
    draft = planter.draft
    homes = draft.homes
    in_care = draft.any_member(draft.people["tekun"] == "rural")
    lived_in = (homes["relocation"] == "none") & ~in_care

    def house(
        role: str, total: int | None, relocated: bool, level: str | None, needs: dict[str, int]
    ) -> None:
        def change(home: int, turn: int) -> None:
            homes["house_level"][home] = level if level != "CD" else "CD"[turn % 2]
            if relocated:
                homes["relocation"][home] = "concentrated"

        planter.homes("M19", role, lived_in, needs | {"house": 9}, change, total)

    for role, level, needs, total in (
        ("planted", "CD", T, 14),
        ("planted", "CD", {"t": 0, "dibao": 1}, 6),
        ("near", "B", T, 8),
        ("near", "CD", {"t": 0, "dibao": 0}, 7),
        ("unknown", None, T, 10),
        ("wrong", "B", T, 20),
    ):
        house(role, total, False, level, needs)
    house("near", 5, True, "CD", T)


def _m42(planter: Planter) -> None:
    draft = planter.draft
    old = (draft.ages >= 68) & (draft.ages <= 92)
    planter.members("M42", "planted", old, {}, lambda i, turn: set_age(draft, i, 80 + turn // 5 * 4))
    planter.members("M42", "near", old, {}, lambda i, turn: set_age(draft, i, 80, day=1))
    planter.members(
        "M42", "unknown", old & (draft.people["relation"] != "head"), {}, lambda i, turn: set_unborn(draft, i)
    )
    planter.members("M42", "wrong", old, {}, lambda i, turn: set_age(draft, i, 80, day=1 + turn * 30))
