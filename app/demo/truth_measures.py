"""The truth of further measures: who should receive them. Plain code from the text of the rules, over columns."""

from collections.abc import Callable

import numpy as np

from app.demo.standards import DIBAO_LINE, LEAST_AGES, LIMITS, income_year, line_of
from app.demo.tables import Column, is_one_of, told
from app.demo.threefold import (
    all_of,
    among,
    answer,
    any_of,
    at_least,
    gather,
    known,
    opposite,
    where_told,
)
from app.demo.truth_pupils import m22, m27, m28
from app.demo.windows import Rows, months_before
from app.demo.world import World

_OUT = ("not_in_school",)


def has_labor(world: World) -> Column:
    """有劳动能力, by member: nobody below 16 has it."""
    return all_of(
        world.age(LEAST_AGES["work"]), among(world.people["labor"], ("skilled", "ordinary", "weak"))
    )


def some_labor(world: World) -> Column:
    """Somebody in the family can work."""
    return world.any_member(has_labor(world))


def watched(world: World) -> Column:
    """监测对象，风险没有消除, by household."""
    homes = world.homes
    return all_of(known(told(homes["monitoring_kind"])), opposite(answer(homes["risk_cleared"])))


def cars(world: World) -> Column:
    """Records in force of a car or a truck."""
    return np.asarray(world.live() & is_one_of(world.records["kind"], ("car", "truck")))


def modest(world: World, line: int | None) -> Column:
    """Income without 低保 below a line per head, no car and no truck in the family; by household."""
    poor = world.below(world.sums(without=("transfer_dibao",)), line)
    return all_of(poor, opposite(world.any_member(world.record("vehicle", cars(world)))))


def low_margin(world: World) -> Column:
    """低保边缘, by household: within one and a half times the line of 低保."""
    line = line_of(DIBAO_LINE, income_year(world.as_of))
    return modest(world, None if line is None else line * 3 // 2)


def relief(world: World) -> Column:
    """低保、特困或监测对象, by member."""
    people = world.people
    return any_of(
        among(people["tekun"], ("rural", "urban")),
        Rows(world, "dibao").any(Rows(world, "dibao").live()),
        watched(world)[world.home_of],
    )


def _severe(world: World) -> Column:
    people = world.people
    category = where_told(people["disability_category"], people["disability_category"] != "none")
    return all_of(
        category, where_told(people["disability_level"], np.isin(people["disability_level"], [1, 2]))
    )


def _not_working(world: World) -> Column:
    months = world.people["work_months"]
    return where_told(months, months == 0)


def _land(name: str) -> Callable[[World], Column]:
    def more_than_none(world: World) -> Column:
        told_land = world.homes[name]
        numbers = np.where(told(told_land), told_land, 0).astype(float)
        return where_told(told_land, numbers > 0)

    return more_than_none


def m01(world: World) -> Column:
    """种植业到户补助: somebody can work and there is land."""
    return all_of(world.target, some_labor(world), _land("land_crop_mu")(world))


def with_labor(world: World) -> Column:
    """M02, M04: somebody in a helped family can work."""
    return all_of(world.target, some_labor(world))


def m05(world: World) -> Column:
    """农业保险: insured crops or animals in the last twelve months."""
    rows = Rows(world, "industry_aid")
    insured = rows.any(rows.all, rows.recent(12), rows.among("kind", "insurance"))
    return all_of(world.target, world.any_member(insured))


def m06(world: World) -> Column:
    """产业技术指导: any other industry measure."""
    return all_of(world.target, any_of(*(world.home_grant(m) for m in ("M01", "M02", "M03", "M04", "M05"))))


def m07(world: World) -> Column:
    """小额信贷: somebody between 18 and 65 who can work, nobody with two open loans."""
    rows = Rows(world, "small_loan")
    able = all_of(world.age(18, 65), has_labor(world))
    twice = world.any_member(rows.twice(rows.live()))
    return all_of(world.target, world.any_member(able), opposite(twice))


def m08(world: World) -> Column:
    """贷款贴息: a small loan in force, nothing overdue."""
    rows = Rows(world, "small_loan")
    late = world.any_member(rows.any(rows.live(), rows.among("level", "overdue")))
    return all_of(world.home_grant("M07"), opposite(late))


def m10(world: World) -> Column:
    """省内县外务工交通补助: three months or more in the province, outside the county."""
    people = world.people
    place = among(people["work_region"], ("province",))
    return all_of(world.targeted, has_labor(world), place, at_least(people["work_months"], 3))


def m11(world: World) -> Column:
    """技能培训: 16 to 59, able, not at school; whoever works may learn too."""
    out = among(world.people["school"], _OUT)
    return all_of(world.targeted, world.age(16, 59), has_labor(world), out)


def m12(world: World) -> Column:
    """帮扶车间: three months in a workshop."""
    rows = Rows(world, "employment")
    return all_of(world.targeted, rows.any(rows.live(), rows.detail("channel", "workshop"), rows.months(3)))


def m13(world: World) -> Column:
    """创业补贴: an own business for a year."""
    rows = Rows(world, "business_entity")
    own = (rows.among("kind", "individual", "company"), rows.among("level", "legal_person"), rows.months(12))
    return all_of(world.targeted, rows.any(rows.live(), *own))


def m14(world: World) -> Column:
    """公益性岗位: 16 to 69, able to work, neither at school nor at work; weak labour comes first in the ranking."""
    out = among(world.people["school"], _OUT)
    return all_of(world.targeted, world.age(16, 69), has_labor(world), out, _not_working(world))


def m15(world: World) -> Column:
    """生态护林员: 18 to 60, sound, at home, no severe disability, no village cadre, no payroll in the family."""
    people = world.people
    cards, pay = Rows(world, "disability"), Rows(world, "payroll")
    severe = cards.any(cards.live(), cards.among("level", "1", "2"))
    cadre = pay.any(pay.live(), pay.among("kind", "village_cadre"))
    paid = pay.any(pay.live(), pay.among("kind", "civil", "institution", "retired"))
    return all_of(
        world.targeted,
        world.age(18, 60),
        has_labor(world),
        opposite(answer(people["health_serious"])),
        among(people["school"], _OUT),
        _not_working(world),
        opposite(severe),
        opposite(cadre),
        opposite(world.any_member(paid))[world.home_of],
    )


def m17(world: World) -> Column:
    """公益林补偿: somebody in the family owns public-benefit forest."""
    rows = Rows(world, "public_forest")
    return world.any_member(rows.any(rows.live()))


def m20(world: World) -> Column:
    """饮水: unsafe in the register, or below standard in the newest grading of a year."""
    rows = Rows(world, "drinking_water")
    graded = rows.newest(rows.recent(12), rows.among("level", "unmet"))
    return any_of(opposite(answer(world.homes["water_is_safe"])), world.any_member(graded))


def m29(world: World) -> Column:
    """控辍保学: 6 to 15 and no pupil's record."""
    return all_of(world.age(6, 15), opposite(world.record("pupil", world.live())))


def m31(world: World) -> Column:
    """大病保险倾斜: relief category, insured, in hospital within a year."""
    rows = Rows(world, "medical_settlement")
    stay = rows.any(
        rows.all, rows.recent(12), known(world.records["status"] == "normal"), rows.among("kind", "inpatient")
    )
    return all_of(relief(world), answer(world.people["serious_illness_insured"]), stay)


def self_paid(world: World, least_yuan: int) -> Column:
    """Self-paid bills of twelve months that reach a limit, by member."""
    rows = Rows(world, "medical_settlement")
    counted = rows.all & (world.records["status"] == "normal")
    return rows.sum_reaches(least_yuan * 100, counted, rows.recent(12))


def m32(world: World) -> Column:
    """医疗救助: relief category or near 低保, and self-paid bills above the line."""
    needy = any_of(relief(world), low_margin(world)[world.home_of])
    return all_of(needy, self_paid(world, LIMITS["medical_aid_line"]))


def m34(world: World) -> Column:
    """大病专项救治: an illness of the list; supported, or in a relief category."""
    rows = Rows(world, "serious_illness")
    return all_of(any_of(world.targeted, relief(world)), rows.any(rows.live(), rows.among("kind", "listed")))


def m36(world: World) -> Column:
    """特困供养: old, young or severely disabled; income below the line; nobody in the family can work."""
    people = world.people
    category, level = people["disability_category"], people["disability_level"]
    mind = all_of(among(category, ("intellectual", "mental")), where_told(level, np.isin(level, [1, 2])))
    limb = all_of(among(category, ("limb",)), where_told(level, level == 1))
    own = world.sums(without=("transfer_dibao", "transfer_tekun"))
    poor = world.below(own, line_of(DIBAO_LINE, income_year(world.as_of)))
    weak = any_of(world.age(60), world.age(0, 15), mind, limb)
    return all_of(weak, poor[world.home_of], opposite(some_labor(world))[world.home_of])


def m39(world: World) -> Column:
    """孤儿生活费: under 18 and in the list."""
    rows = Rows(world, "orphan")
    return all_of(world.age(0, 17), rows.any(rows.live()))


def m40(world: World) -> Column:
    """临时救助: a sudden hardship, or heavy damage by a disaster within three months."""
    rows = Rows(world, "disaster")
    sudden = known(world.homes["monitoring_kind"] == "sudden")
    damaged = rows.any(rows.all, rows.recent(3), rows.among("level", "serious", "collapsed"))
    open_risk = opposite(answer(world.homes["risk_cleared"]))
    return any_of(all_of(sudden, open_risk), world.any_member(damaged))


def m41(world: World) -> Column:
    """养老代缴: 16 to 59, no employee pension, relief category or severely disabled."""
    people = world.people
    needy = any_of(relief(world), _severe(world))
    outside = opposite(answer(people["employee_pension"]))
    return all_of(world.age(16, 59), among(people["school"], _OUT), outside, needy)


def m43(world: World) -> Column:
    """防贫保险: a member whose self-paid bills of a year reach the line."""
    return world.any_member(self_paid(world, LIMITS["poverty_insurance_line"]))


def m46(world: World) -> Column:
    """入户路和改厕: an earth or gravel path, or no toilet."""
    homes = world.homes
    return all_of(
        world.target,
        any_of(among(homes["road_kind"], ("earth", "gravel")), among(homes["toilet"], ("none",))),
    )


MORE_SHOULD: dict[str, Callable[[World], Column]] = {
    "M01": m01, "M02": with_labor, "M04": with_labor, "M05": m05, "M06": m06, "M07": m07, "M08": m08,
    "M10": m10, "M11": m11, "M12": m12, "M13": m13, "M14": m14, "M15": m15,
    "M16": _land("land_converted_mu"), "M17": m17, "M20": m20, "M22": m22, "M27": m27, "M28": m28,
    "M29": m29, "M31": m31, "M32": m32, "M34": m34, "M36": m36, "M39": m39, "M40": m40, "M41": m41,
    "M43": m43, "M44": lambda world: world.target, "M45": lambda world: world.target, "M46": m46,
}  # fmt: skip
MORE_HOUSEHOLD_MEASURES = (
    "M01", "M02", "M04", "M05", "M06", "M07", "M08", "M16", "M17", "M20", "M40", "M43", "M44", "M45", "M46",
)  # fmt: skip


def visited_lately(world: World) -> Column:
    """M45: the family was visited within a month."""
    visits = world.visits
    recent = (visits["on_day"] > months_before(world.as_of, 1)) & (visits["on_day"] <= world.today)
    return gather(known(recent), visits["household"], len(world.homes))
