"""The truth of the criteria: guarantees (G), exits (E) and the groups of the yearly sweep (S)."""

from collections.abc import Callable

import numpy as np

from app.demo.standards import MONITORING_LINE, income_year, line_of
from app.demo.tables import Column, is_one_of, said, told, untold
from app.demo.threefold import (
    UNKNOWN,
    all_of,
    among,
    answer,
    any_of,
    at_least,
    count_reaches,
    known,
    opposite,
    where_told,
)
from app.demo.truth_measures import has_labor, some_labor, watched
from app.demo.truth_register import monitored_for
from app.demo.windows import Rows
from app.demo.world import World
from app.domain.vocabulary.schooling import COMPULSORY

_EXCUSED = ("illness", "disability", "home_teaching", "elsewhere")
_UNSCHOOLED = ("not_in_school", "preschool_age", *COMPULSORY)
_GRADED = ("met", "basic")


def above_line(world: World, back: int = 0, tenths: int = 10) -> Column:
    """Whether the income per head of a year reaches so many tenths of this year's monitoring line."""
    line = line_of(MONITORING_LINE, income_year(world.as_of))
    each, is_told = world.per_head(back)
    if line is None:
        return np.full(len(each), UNKNOWN, dtype=np.int8)
    return np.where(is_told, known(10 * each >= line * 100 * tenths), UNKNOWN).astype(np.int8)


def visit_says(world: World, name: str) -> Column:
    """What the last visit says; unknown where nobody ever came or it was not asked."""
    homes = len(world.homes)
    visits = world.visits
    last = np.full(homes, -1)
    for row in np.argsort(visits["on_day"], kind="stable").tolist():
        last[visits["household"][row]] = row
    seen = last >= 0
    found = np.full(homes, UNKNOWN, dtype=np.int8)
    found[seen] = answer(visits[name][last[seen]])
    return found


def schooled(world: World) -> Column:
    """义务教育有保障: nobody of 6 to 15 out of school without a reason that counts."""
    people = world.people
    reason = people["dropout_reason"]
    bare = any_of(known(untold(reason)), where_told(reason, ~is_one_of(reason, _EXCUSED)))
    lost = all_of(world.age(6, 15), among(people["school"], ("not_in_school",)), bare)
    return opposite(world.any_member(lost))


def _medical(world: World) -> tuple[Column, Column]:
    return answer(world.people["resident_medical"]), answer(world.people["employee_medical"])


def insured(world: World) -> Column:
    """基本医疗有保障: everybody in one of the two insurances; soldiers and newborns aside."""
    people, (resident, employee) = world.people, _medical(world)
    soldier = people["is_soldier"]
    civil = any_of(known(untold(soldier)), where_told(soldier, said(soldier, False)))
    born = people["born"]
    grown = known((born == 0) | (world.today - born >= 90))
    neither = all_of(opposite(resident), opposite(employee))
    return opposite(world.any_member(all_of(civil, grown, any_of(neither, all_of(resident, employee)))))


def housed(world: World) -> Column:
    """住房安全有保障: level A or B, or rebuilt or moved for good."""
    done = any_of(*(world.home_grant(m, states=("delivered",), always=True) for m in ("M18", "M19")))
    return any_of(among(world.homes["house_level"], ("A", "B")), done)


def three_guarantees(world: World) -> Column:
    """义务教育、基本医疗、住房和饮水有保障, as exits ask it."""
    resident, employee = _medical(world)
    bare = world.any_member(all_of(opposite(resident), opposite(employee)))
    return all_of(schooled(world), opposite(bare), housed(world), answer(world.homes["water_is_safe"]))


def e01(world: World) -> Column:
    """贫困户退出."""
    fed = all_of(visit_says(world, "food_ok"), visit_says(world, "clothing_ok"))
    return all_of(above_line(world), fed, three_guarantees(world))


def e02(world: World) -> Column:
    """监测对象风险消除."""
    lasting = all_of(watched(world), monitored_for(world, 6), some_labor(world))
    return all_of(lasting, above_line(world), three_guarantees(world))


def e03(world: World) -> Column:
    """贫困村出列: less than three of a hundred people poor, road and clinic there."""
    villages, homes = world.villages, world.homes
    poor = world.home_counts & is_one_of(homes["kind"], ("poor", "returned"))
    heads = np.bincount(world.village_of[poor], weights=world.members[poor], minlength=len(villages))
    persons = np.where(told(villages["persons"]), villages["persons"], 0).astype(np.int64)
    few = where_told(villages["persons"], 100 * heads < 3 * persons)
    return all_of(few, answer(villages["road_to_township"]), at_least(villages["clinics"], 1))


def s01(world: World) -> Column:
    """脱贫较晚的脱贫户."""
    return all_of(among(world.homes["kind"], ("out_of_poverty",)), at_least(world.homes["exit_year"], 2019))


def s02(world: World) -> Column:
    """收入低或者下降的户."""
    (now, now_told), (before, before_told) = world.per_head(), world.per_head(1)
    less = np.where(now_told & before_told, known(now < before), UNKNOWN).astype(np.int8)
    return any_of(opposite(above_line(world, tenths=11)), less)


def s04(world: World) -> Column:
    """新纳入低保的家庭: in the last six months."""
    rows = Rows(world, "dibao")
    return world.any_member(rows.any(rows.all & (world.records["status"] == "normal"), rows.recent(6)))


def s05(world: World) -> Column:
    """重度残疾、新残疾和一户多残."""
    rows = Rows(world, "disability")
    severe = world.any_member(rows.any(rows.live(), rows.among("level", "1", "2")))
    return any_of(
        severe, count_reaches(rows.any(rows.live()), 2, world.counts, world.home_of, len(world.homes))
    )


def s06(world: World) -> Column:
    """非义务教育阶段学生多的家庭."""
    school = world.people["school"]
    beyond = where_told(school, ~is_one_of(school, _UNSCHOOLED))
    return count_reaches(beyond, 2, world.counts, world.home_of, len(world.homes))


def s07(world: World) -> Column:
    """务工不稳定的家庭: one to five months of work."""
    people = world.people
    months = np.where(told(people["work_months"]), people["work_months"], 0).astype(np.int64)
    short = where_told(people["work_months"], (months >= 1) & (months <= 5))
    return world.any_member(all_of(among(people["labor"], ("ordinary", "skilled")), short))


def s08(world: World) -> Column:
    """刚性支出大的家庭: two fifths of the net income."""
    spent = world.spent(("self_paid_medical", "self_paid_schooling", "self_paid_other"))
    net, is_told = world.net()
    return np.where(is_told, known(10 * spent >= 4 * net), UNKNOWN).astype(np.int8)


def s09(world: World) -> Column:
    """失能老人、留守和困境儿童."""
    orphan = Rows(world, "orphan")
    helpless = world.any_member(all_of(world.age(60), among(world.people["labor"], ("lost",))))
    alone = all_of(world.any_member(world.age(0, 15)), opposite(world.any_member(world.age(18, 59))))
    return any_of(helpless, world.any_member(orphan.any(orphan.live())), alone)


def s10(world: World) -> Column:
    """监测满一年没有消除、又有劳动力的户."""
    return all_of(watched(world), monitored_for(world, 12), world.any_member(has_labor(world)))


def _graded(name: str) -> Callable[[World], Column]:
    return lambda world: among(world.homes[name], _GRADED)


CRITERIA: dict[str, Callable[[World], Column]] = {
    "G01": lambda world: visit_says(world, "food_ok"),
    "G02": lambda world: visit_says(world, "clothing_ok"),
    "G03": schooled, "G04": insured, "G05": housed, "G06": _graded("water_amount"),
    "G07": _graded("water_quality"), "G08": _graded("water_convenience"), "G09": _graded("water_reliability"),
    "G10": lambda world: all_of(above_line(world), above_line(world, 1, 9)),
    "E01": e01, "E02": e02, "E03": e03, "S01": s01, "S02": s02,
    "S03": lambda world: world.any_member(among(world.people["tekun"], ("rural", "urban"))),
    "S04": s04, "S05": s05, "S06": s06, "S07": s07, "S08": s08, "S09": s09, "S10": s10,
}  # fmt: skip
