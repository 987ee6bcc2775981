"""The truth of the invented county: who should receive each measure and where each check fires.

Written once more in plain code from the text of the rules, over columns. It knows nothing of facts, conditions or
readers; where it and the kernel disagree, one of them is wrong.
"""

from collections.abc import Callable
from datetime import date

import numpy as np

from app.demo.standards import CAR_WORTH_FEN, DIBAO_LINE, LEAST_AGES, MONITORING_LINE, income_year, line_of
from app.demo.tables import Column, told, untold
from app.demo.threefold import (
    UNKNOWN,
    all_of,
    among,
    answer,
    any_of,
    at_least,
    known,
    opposite,
    where_told,
)
from app.demo.truth_criteria import CRITERIA as _CRITERIA
from app.demo.truth_lists import LISTED, LISTED_HOUSEHOLD_CHECKS
from app.demo.truth_measures import (
    MORE_HOUSEHOLD_MEASURES,
    MORE_SHOULD,
    cars,
    has_labor,
    low_margin,
    modest,
    relief,
)
from app.demo.truth_register import (
    REGISTER_FIRES,
    REGISTER_HOUSEHOLD_CHECKS,
    REGISTER_SHOULD,
)
from app.demo.truth_relapse import RELAPSE, RELAPSE_OF_PERSONS
from app.demo.truth_work import WORKED, WORKED_HOUSEHOLD_CHECKS
from app.demo.windows import Rows, months_before
from app.demo.world import World
from app.domain.vocabulary.schooling import (
    COMPULSORY,
    HIGHER_VOCATIONAL,
    SENIOR,
    TECHNICIAN,
    UNDERGRADUATE,
    VOCATIONAL,
)

HOUSEHOLD_MEASURES = ("M03", "M18", "M19", "M35", *MORE_HOUSEHOLD_MEASURES)
HOUSEHOLD_CHECKS = (
    "R36", "R38", *LISTED_HOUSEHOLD_CHECKS, *WORKED_HOUSEHOLD_CHECKS, *REGISTER_HOUSEHOLD_CHECKS,
)  # fmt: skip
OF_VILLAGES = frozenset(("M47", "E03"))
#: Loans, posts, training and gifts: given on request or while places last.
ON_REQUEST = frozenset(
    ("M01", "M02", "M03", "M04", "M07", "M11", "M13", "M14", "M15", "M28", "M40", "M44", "M47")
)
EXCLUSIONS = (("M24", "M25"),)

_JUNIOR = COMPULSORY - {"primary"}
_ON_DIBAO = ("rural", "urban")


def _dibao(world: World) -> Column:
    return world.record("dibao", world.live())


def family_on_dibao(world: World) -> Column:
    """Somebody in the family is on 低保, by household."""
    return world.any_member(_dibao(world))


def m09(world: World) -> Column:
    """跨省务工交通补助: labour, working in another province for three months or more."""
    people = world.people
    return all_of(
        world.targeted,
        has_labor(world),
        among(people["work_region"], ("other_province",)),
        at_least(people["work_months"], 3),
    )


def m19(world: World) -> Column:
    """危房改造: house of level C or D, not relocated; in the register, on 低保 or near it, or somebody in 特困 care."""
    in_care = among(world.people["tekun"], ("rural", "urban"))
    entitled = any_of(world.target, family_on_dibao(world), world.any_member(in_care), low_margin(world))
    return all_of(entitled, among(world.homes["house_level"], ("C", "D")), opposite(world.home_grant("M18")))


def m21(world: World) -> Column:
    """寄宿生生活补助: boarder in grades 1-9."""
    pupil = all_of(world.age(LEAST_AGES["compulsory"]), among(world.people["school"], COMPULSORY))
    return all_of(world.targeted, pupil, answer(world.people["is_boarder"]))


def m23(world: World) -> Column:
    """学前教育资助: 3 to 6 years old and in kindergarten."""
    return all_of(world.targeted, world.age(3, 6), among(world.people["school"], ("preschool",)))


def _in_school(*stages: str) -> Callable[[World], Column]:
    return lambda world: all_of(
        world.targeted, world.age(LEAST_AGES["senior"]), among(world.people["school"], stages)
    )


def m30(world: World) -> Column:
    """居民医保缴费资助: a family in the register or a member on 低保 or in 特困 care, insured as a resident."""
    return all_of(any_of(world.targeted, relief(world)), answer(world.people["resident_medical"]))


def m33(world: World) -> Column:
    """家庭医生签约: a chronic or a serious illness."""
    ill = any_of(answer(world.people["health_chronic"]), answer(world.people["health_serious"]))
    return all_of(world.targeted, ill)


def m35(world: World) -> Column:
    """农村低保: income without 低保 below the line, no car and no truck, and not everybody in 特困 care."""
    line = line_of(DIBAO_LINE, income_year(world.as_of))
    return all_of(modest(world, line), world.any_member(among(world.people["tekun"], ("none",))))


def m37(world: World) -> Column:
    """残疾人生活补贴: a valid certificate in a family on 低保."""
    return all_of(world.record("disability", world.live()), family_on_dibao(world)[world.home_of])


def m38(world: World) -> Column:
    """重度残疾人护理补贴: a valid certificate of level 1 or 2, not in 特困 care."""
    severe = world.record("disability", world.live(), among(world.records["level"], ("1", "2")))
    return all_of(severe, among(world.people["tekun"], ("none",)))


def m42(world: World) -> Column:
    """高龄津贴: 80 and older."""
    return world.age(80)


def r03(world: World) -> Column:
    """有机动车: a car or truck worth 30,000 yuan or more in a helped family."""
    return all_of(world.targeted, world.record("vehicle", cars(world), world.worth(CAR_WORTH_FEN)))


def r12(world: World) -> Column:
    """重复建档: the same number twice among the members who count."""
    numbers = world.people["id_number"]
    has_number = told(numbers)
    seen, place, count = np.unique(
        np.where(has_number & world.counts, numbers, "").astype(str), return_inverse=True, return_counts=True
    )
    twice = (count[place] >= 2) & (seen[place] != "")
    return np.where(has_number, known(twice), UNKNOWN).astype(np.int8)


def r17(world: World) -> Column:
    """年龄与在校冲突: the stage does not fit the age."""
    school = world.people["school"]

    def conflict(stages: frozenset[str], least: int, most: int = 999) -> Column:
        return all_of(among(school, stages), opposite(world.age(least, most)))

    return any_of(
        conflict(frozenset(("primary",)), 6, 14),
        conflict(_JUNIOR, 12, 17),
        conflict(SENIOR | VOCATIONAL, 15, 20),
        conflict(HIGHER_VOCATIONAL | TECHNICIAN | UNDERGRADUATE, 18),
        conflict(frozenset(("master",)), 20),
    )


def r18(world: World) -> Column:
    """失学辍学: 6 to 15 years old, no pupil's record, no reason given."""
    reason = world.people["dropout_reason"]
    no_reason = known(untold(reason) | (reason == "none"))
    return all_of(world.age(6, 15), opposite(world.record("pupil", world.live())), no_reason)


def r28(world: World) -> Column:
    """低保与特困重复: both at once."""
    return all_of(_dibao(world), among(world.people["tekun"], ("rural", "urban")))


def r29(world: World) -> Column:
    """低保数据不一致: the register and the bureau say different things, for a month or longer."""
    register, rows = world.people["dibao"], Rows(world, "dibao")
    month_ago = months_before(world.as_of, 1)
    in_list = rows.live() | rows.ended_since(month_ago)
    return any_of(
        all_of(among(register, _ON_DIBAO), opposite(rows.any(in_list))),
        all_of(among(register, ("none",)), rows.any(rows.live() & (world.records["starts_on"] <= month_ago))),
    )


def r31(world: World) -> Column:
    """残疾补贴错享: a subsidy on a cancelled certificate, or the care subsidy on level 3 or 4."""
    live, rows = world.live(), world.records
    paid = any_of(world.grant("M37"), world.grant("M38"))
    cancelled = world.record("disability", rows["status"] == "cancelled")
    light = world.record("disability", live, among(rows["level"], ("3", "4")))
    return any_of(
        all_of(paid, cancelled, opposite(world.record("disability", live))), all_of(world.grant("M38"), light)
    )


def r32(world: World) -> Column:
    """残疾与劳动力矛盾: a severe limb disability and full labour."""
    people = world.people
    severe = where_told(people["disability_level"], np.isin(people["disability_level"], [1, 2]))
    limb = among(people["disability_category"], ("limb",))
    return all_of(limb, severe, among(people["labor"], ("ordinary", "skilled")))


def r36(world: World) -> Column:
    """收入突降: income per head below 70 % of last year's; a loss that became smaller is no fall."""
    now, now_told = world.sums()
    before, before_told = world.sums(back=1)
    fell = (10 * now < 7 * before) & (now < before)
    return np.where(now_told & before_told, known(fell), UNKNOWN).astype(np.int8)


def r38(world: World) -> Column:
    """收入低于线未监测: income per head below the monitoring line, not monitored."""
    below = world.below(world.sums(), line_of(MONITORING_LINE, income_year(world.as_of)))
    return all_of(below, known(untold(world.homes["monitoring_kind"])))


FIRST_SHOULD: dict[str, Callable[[World], Column]] = {
    "M09": m09,
    "M19": m19,
    "M21": m21,
    "M23": m23,
    "M24": _in_school(*SENIOR),
    "M25": _in_school("vocational_1", "vocational_2"),
    "M26": _in_school(*VOCATIONAL, *HIGHER_VOCATIONAL, *TECHNICIAN),
    "M30": m30,
    "M33": m33,
    "M35": m35,
    "M37": m37,
    "M38": m38,
    "M42": m42,
}
FIRST_FIRES: dict[str, Callable[[World], Column]] = {
    "R03": r03,
    "R12": r12,
    "R17": r17,
    "R18": r18,
    "R28": r28,
    "R29": r29,
    "R31": r31,
    "R32": r32,
    "R36": r36,
    "R38": r38,
}


SHOULD = FIRST_SHOULD | MORE_SHOULD | REGISTER_SHOULD
FIRES = FIRST_FIRES | LISTED | WORKED | REGISTER_FIRES
CRITERIA = _CRITERIA | RELAPSE
#: Rules of a programme that has ended, with its first and last day.
ENDED = {"M18": (date(2016, 1, 1), date(2020, 12, 31)), "E03": (date(2016, 4, 1), date(2020, 12, 31))}


def in_force(code: str, as_of: date) -> bool:
    """Whether a rule is judged on a day."""
    first, last = ENDED.get(code, (as_of, as_of))
    return first <= as_of <= last


def judged_on(code: str, as_of: date) -> date:
    """The day for which a county of this day says the truth of a rule: its last one where the programme has ended."""
    return min(as_of, ENDED.get(code, (as_of, as_of))[1])


def subject_of(code: str) -> str:
    """household, person or village."""
    if code in OF_VILLAGES:
        return "village"
    if code in _CRITERIA or (code in RELAPSE and code not in RELAPSE_OF_PERSONS):
        return "household"
    return "household" if code in (*HOUSEHOLD_MEASURES, *HOUSEHOLD_CHECKS) else "person"
