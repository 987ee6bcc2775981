"""The truth of the checks on posts, loans, payments, visits and of the bindings between risk and measure."""

from collections.abc import Callable
from datetime import date

import numpy as np

from app.demo.standards import LIMITS, income_year
from app.demo.tables import Column, is_one_of, told, untold
from app.demo.threefold import UNKNOWN, all_of, among, answer, any_of, gather, known, opposite, where_told
from app.demo.truth_measures import watched
from app.demo.windows import Rows, months_before
from app.demo.world import World
from app.domain.vocabulary.schooling import HIGHER_VOCATIONAL, VOCATIONAL

HEALTH = ("M30", "M31", "M32", "M33", "M34", "M43", "M44")
SCHOOLING = ("M21", "M22", "M23", "M24", "M25", "M26", "M27", "M28", "M29", "M43", "M44")
CARE = ("M35", "M36", "M37", "M38", "M39", "M40", "M41", "M42", "M43", "M44")
_AWAY = ("province", "other_province")
_DEATHS = ("police_death", "funeral", "death_certificate")
#: How the kinds of ledger lines begin that are no income.
_SPENT = ("business_cost", "self_paid_", "memo_")


def _posts(world: World) -> tuple[Column, Column]:
    posts, forest = Rows(world, "public_post"), Rows(world, "forest_ranger")
    return posts.any(posts.live()), forest.any(forest.live())


def _works_away(world: World) -> Column:
    people = world.people
    months = people["work_months"]
    working = where_told(months, np.where(told(months), months, 0).astype(np.int64) > 0)
    return all_of(working, among(people["work_region"], _AWAY))


def death_told(world: World) -> Column:
    """部门有死亡记录."""
    lists = [Rows(world, key) for key in _DEATHS]
    return any_of(*(rows.any(rows.all) for rows in lists))


def r02(world: World) -> Column:
    """死亡后仍在发放: paid for a month that began after the death."""
    died = np.zeros(len(world.people), dtype=np.int64)
    for key in _DEATHS:
        rows = Rows(world, key)
        for person, day in zip(
            world.records["person"][rows.all], world.records["starts_on"][rows.all], strict=True
        ):
            died[person] = min(died[person] or day, day or died[person])
    of_row = died[world.records["person"]]
    days = world.records["starts_on"]
    later = np.where((of_row > 0) & (days > 0), known(days > of_row), UNKNOWN).astype(np.int8)
    paid = [Rows(world, key) for key in ("benefit_card", "dibao_payment")]
    after = [rows.any(rows.all & (world.records["status"] == "normal"), later) for rows in paid]
    return all_of(death_told(world), any_of(*after))


def r39(world: World) -> Column:
    """一卡通重复发放或退回: one item twice for one month, or sent back."""
    rows = Rows(world, "benefit_card")
    records = world.records
    counted = rows.all & (records["status"] == "normal") & told(records["kind"]) & (records["starts_on"] > 0)
    seen: dict[tuple[int, str, int], int] = {}
    twice = np.zeros(len(world.people), dtype=bool)
    for person, kind, day in zip(
        records["person"][counted].tolist(), records["kind"][counted].tolist(), records["starts_on"][counted].tolist(),
        strict=True,
    ):  # fmt: skip
        month = date.fromordinal(day).replace(day=1).toordinal()
        seen[person, kind, month] = seen.get((person, kind, month), 0) + 1
        twice[person] |= seen[person, kind, month] > 1
    repeated = world.where_sent("benefit_card", known(twice))
    return any_of(repeated, rows.any(rows.all & (records["status"] == "returned"), rows.recent(12)))


def r33(world: World) -> Column:
    """一人多岗和公益岗矛盾."""
    rows = Rows(world, "public_post")
    post, forest = _posts(world)
    contradiction = any_of(
        _works_away(world), world.age(70), world.age(0, 15), among(world.people["labor"], ("none", "lost"))
    )
    return any_of(rows.twice(rows.live()), all_of(post, forest), all_of(any_of(post, forest), contradiction))


def r34(world: World) -> Column:
    """务工矛盾."""
    rows, people = Rows(world, "employment"), world.people
    at_work = rows.any(rows.live())
    amount, months = world.records["amount_fen"], people["work_months"]
    fen = np.where(untold(amount), 0, amount).astype(np.int64)
    low = rows.any(rows.live(), where_told(amount, fen < LIMITS["month_wage_least"] * 100))
    high = rows.any(rows.live(), where_told(amount, fen > LIMITS["month_wage_most"] * 100))
    pupil = where_told(people["school"], ~is_one_of(people["school"], ("not_in_school", "preschool_age")))
    odd = any_of(among(people["tekun"], ("rural", "urban")), pupil, world.age(0, 15))
    working = where_told(months, np.where(told(months), months, 0).astype(np.int64) > 0)
    return any_of(all_of(at_work, odd), low, high, all_of(working, known(untold(people["work_region"]))))


def r35(world: World) -> Column:
    """小额贷款违规: too old or too young, used for something else, overdue, a second loan, dead or not supported."""
    rows = Rows(world, "small_loan")
    wrong = any_of(
        world.age(66),
        world.age(0, 17),
        rows.any(rows.live(), opposite(rows.among("kind", "production"))),
        rows.any(rows.live(), rows.among("level", "overdue")),
        rows.twice(rows.live()),
        death_told(world),
        opposite(world.targeted),
    )
    return all_of(rows.any(rows.live()), wrong)


def r37(world: World) -> Column:
    """收入突增或虚高: a gain more than twice last year's, or one large line of income; what was spent is none."""
    now, now_told = world.per_head()
    before, before_told = world.per_head(back=1)
    doubled = np.where(now_told & before_told, known(now > 2 * before), UNKNOWN).astype(np.int8)
    gain = np.where(now_told, known(now > 0), UNKNOWN).astype(np.int8)
    rows = world.income
    large = (rows["year"] == income_year(world.as_of)) & (
        rows["amount_fen"] > LIMITS["single_income_line"] * 100
    )
    large &= ~np.array([kind.startswith(_SPENT) for kind in rows["kind"].tolist()], dtype=bool)
    return any_of(all_of(doubled, gain), gather(known(large), rows["household"], len(world.homes)))


def r40(world: World) -> Column:
    """补贴卡不是本人."""
    rows = Rows(world, "benefit_card")
    return rows.any(rows.all, rows.recent(12), rows.among("level", "outsider"))


def r41(world: World) -> Column:
    """措施与部门名册不符; what began or ended less than a month ago may still be on its way."""
    month_ago, begun = months_before(world.as_of, 1), world.records["starts_on"]
    aid, old = Rows(world, "disability_subsidy"), Rows(world, "old_age")
    differs = []
    for measure, rows, kind in (("M37", aid, "living"), ("M38", aid, "care"), ("M42", old, None)):
        fits = [rows.among("kind", kind)] if kind else []
        listed = rows.any(rows.live() | rows.ended_since(month_ago), *fits)
        long_listed = rows.any(rows.live() & (begun <= month_ago), *fits)
        granted = any_of(world.grant(measure), world.granted_until(measure, month_ago))
        differs += [all_of(world.grant(measure, begun_by=month_ago), opposite(listed))]
        differs += [all_of(opposite(granted), long_listed)]
    for measure, rows in (("M14", Rows(world, "public_post")), ("M15", Rows(world, "forest_ranger"))):
        listed = rows.any(rows.live() | rows.ended_since(month_ago))
        differs += [all_of(world.grant(measure, begun_by=month_ago), opposite(listed))]
    return any_of(*differs)


def r42(world: World) -> Column:
    """受灾后没有走访."""
    rows, last = Rows(world, "disaster"), world.last_visit()
    of_row = last[world.home_of][world.records["person"]]
    days = world.records["starts_on"]
    later = np.where(days > 0, known(days > of_row), UNKNOWN).astype(np.int8)
    unseen = any_of(known(of_row == 0), later)
    return world.any_member(rows.any(rows.all, rows.recent(12), rows.since(7), unseen))


def r43(world: World) -> Column:
    """超期没有走访."""
    last = world.last_visit()
    return all_of(world.target, known((last == 0) | (world.today - last > 30)))


def r44(world: World) -> Column:
    """村干部家庭."""
    rows = Rows(world, "payroll")
    return all_of(world.target, world.any_member(rows.any(rows.live(), rows.among("kind", "village_cadre"))))


def r45(world: World) -> Column:
    """饮水评价不达标，登记却安全: by the newest grading of the last twelve months."""
    rows = Rows(world, "drinking_water")
    graded = world.any_member(rows.newest(rows.recent(12), rows.among("level", "unmet")))
    return all_of(answer(world.homes["water_is_safe"]), graded)


def _risk(world: World, word: str) -> Column:
    """A risk of this kind, the main one or the one that goes with it."""
    return any_of(among(world.homes["risk_main"], (word,)), known(world.homes["risk_2"] == word))


def _none_of(world: World, measures: tuple[str, ...]) -> Column:
    """No grant in force of these, on the household or any of its members (also those who left)."""
    return opposite(any_of(*(world.home_grant(measure) for measure in measures)))


def _off_relief(world: World) -> Column:
    dibao, tekun = Rows(world, "dibao"), Rows(world, "tekun")
    return opposite(world.any_member(any_of(dibao.any(dibao.live()), tekun.any(tekun.live()))))


def k06(world: World) -> Column:
    """失学儿童没有义务教育保障."""
    helped = any_of(*(world.grant(m) for m in ("M21", "M22", "M29")))
    child = all_of(world.age(6, 15), among(world.people["school"], ("not_in_school",)), opposite(helped))
    return all_of(watched(world), world.any_member(child))


def k07(world: World) -> Column:
    """有人没参保却没有健康帮扶."""
    people = world.people
    bare = all_of(opposite(answer(people["resident_medical"])), opposite(answer(people["employee_medical"])))
    return all_of(watched(world), world.any_member(bare), _none_of(world, HEALTH))


def k11(world: World) -> Column:
    """监测户职校生没有雨露计划."""
    pupil = among(world.people["school"], VOCATIONAL | HIGHER_VOCATIONAL)
    return all_of(watched(world)[world.home_of], pupil, opposite(world.grant("M26")))


def k12(world: World) -> Column:
    """重残人员和残疾人补贴对不上."""
    people = world.people
    level, category = people["disability_level"], people["disability_category"]
    paid = any_of(world.grant("M37"), world.grant("M38"))
    severe = all_of(where_told(category, category != "none"), where_told(level, np.isin(level, [1, 2])))
    without = all_of(severe, among(people["tekun"], ("none",)), opposite(paid))
    return all_of(watched(world)[world.home_of], any_of(without, all_of(known(untold(level)), paid)))


def k13(world: World) -> Column:
    """有就业措施却没有人务工."""
    people = world.people
    months = people["work_months"]
    working = where_told(months, np.where(told(months), months, 0).astype(np.int64) > 0)
    wage, is_told = world.wages()
    idle = opposite(world.any_member(any_of(working, known(told(people["public_post"])))))
    no_wage = np.where(is_told, known(wage == 0), UNKNOWN).astype(np.int8)
    granted = any_of(*(world.home_grant(m) for m in ("M09", "M10", "M12", "M14", "M15")))
    return all_of(granted, any_of(no_wage, idle))


def k15(world: World) -> Column:
    """有外出务工补贴却没有人在县外务工."""
    granted = any_of(world.home_grant("M09"), world.home_grant("M10"))
    return all_of(granted, opposite(world.any_member(_works_away(world))))


WORKED: dict[str, Callable[[World], Column]] = {
    "R02": r02, "R39": r39,
    "R33": r33, "R34": r34, "R35": r35, "R37": r37, "R40": r40, "R41": r41, "R42": r42, "R43": r43, "R44": r44,
    "R45": r45,
    "K01": lambda w: all_of(watched(w), _risk(w, "illness"), _none_of(w, HEALTH)),
    "K02": lambda w: all_of(watched(w), _risk(w, "schooling"), _none_of(w, SCHOOLING)),
    "K03": lambda w: all_of(watched(w), _risk(w, "disability"), _none_of(w, CARE), _off_relief(w)),
    "K04": lambda w: all_of(watched(w), _risk(w, "housing"), _none_of(w, ("M18", "M19"))),
    "K05": lambda w: all_of(watched(w), _risk(w, "water"), _none_of(w, ("M20",))),
    "K06": k06, "K07": k07, "K11": k11, "K12": k12, "K13": k13, "K15": k15,
}  # fmt: skip
WORKED_HOUSEHOLD_CHECKS = (
    "R37", "R42", "R43", "R44", "R45", "K01", "K02", "K03", "K04", "K05", "K06", "K07", "K13", "K15",
)  # fmt: skip
