"""The truth of the triggers of a relapse (C): what a bureau's report says about a family."""

from collections.abc import Callable

import numpy as np

from app.demo.standards import LIMITS, MONITORING_LINE, income_year, line_of
from app.demo.tables import Column, is_one_of, untold
from app.demo.threefold import UNKNOWN, all_of, among, any_of, known, opposite, where_told
from app.demo.truth_lists import stay_paid
from app.demo.truth_measures import self_paid, watched
from app.demo.windows import Rows
from app.demo.world import World
from app.domain.vocabulary.schooling import SENIOR, VOCATIONAL

_EXCUSED = ("illness", "disability", "home_teaching", "elsewhere", "late_entry")


def _bills(world: World, who: str) -> Column:
    return any_of(
        self_paid(world, LIMITS[f"self_paid_year_{who}"]), stay_paid(world, LIMITS[f"self_paid_stay_{who}"])
    )


def c03(world: World) -> Column:
    """门诊和门特一个月自付过线."""
    rows = Rows(world, "medical_settlement")
    counted = rows.all & (world.records["status"] == "normal")
    kind = rows.among("kind", "outpatient", "special")
    reaches = rows.sum_reaches(LIMITS["outpatient_month_line"] * 100, counted, rows.recent(1), kind)
    return all_of(world.targeted, reaches)


def c04(world: World) -> Column:
    """新增大病患者."""
    rows = Rows(world, "serious_illness")
    return rows.any(rows.all, rows.recent(1), rows.among("kind", "listed"))


def c05(world: World) -> Column:
    """高中中职自付学费过线."""
    pupil = world.any_member(among(world.people["school"], SENIOR | VOCATIONAL))
    fees = world.spent(("self_paid_schooling",))
    return all_of(pupil, known(fees > LIMITS["school_fee_line"] * 100))


def c06(world: World) -> Column:
    """义务教育失学辍学."""
    rows, people = Rows(world, "pupil"), world.people
    reason = people["dropout_reason"]
    dropped = rows.any(rows.all & (world.records["status"] == "dropped"))
    bare = any_of(known(untold(reason)), where_told(reason, ~is_one_of(reason, _EXCUSED)))
    return all_of(world.age(6, 15), any_of(among(people["school"], ("not_in_school",)), dropped), bare)


def _happened(dataset: str, months: int, field: str = "", *words: str) -> Callable[[World], Column]:
    """Somebody in the family stands in a list with a day in the last months (and with one of these words)."""

    def told_lately(world: World) -> Column:
        rows = Rows(world, dataset)
        parts = [rows.recent(months)] + ([rows.among(field, *words)] if field else [])
        return world.any_member(rows.any(rows.all, *parts))

    return told_lately


def c09(world: World) -> Column:
    """饮水受严重影响: water cut on more days of a year than one may."""
    rows = Rows(world, "drinking_water")
    days = rows.number("cut_days")
    many = np.where(days >= 0, known(days > LIMITS["water_cut_days_most"]), UNKNOWN).astype(np.int8)
    return world.any_member(rows.any(rows.all, rows.recent(12), many))


def c10(world: World) -> Column:
    """务工返乡失业: left a month ago or more, less than half a year, and nothing new."""
    rows = Rows(world, "employment")
    since = all_of(rows.months(1, "ends_on"), opposite(rows.months(6, "ends_on")))
    left = rows.any(rows.all & (world.records["status"] == "left"), since)
    return all_of(world.targeted, left, opposite(rows.any(rows.live())))


def c12(world: World) -> Column:
    """意外事故和重大支出."""
    aid, court = Rows(world, "temporary_aid"), Rows(world, "court_enforcement")
    paid = aid.all & (world.records["status"] == "normal")
    accident = world.any_member(aid.any(paid, aid.recent(6), aid.among("kind", "accident")))
    sued = world.any_member(court.any(court.live()))
    return any_of(accident, _happened("disaster", 6, "kind", "fire")(world), sued)


def c13(world: World) -> Column:
    """新致残."""
    rows = Rows(world, "disability")
    valid = rows.all & (world.records["status"] == "normal")
    return rows.any(valid, rows.recent(3), rows.among("level", "1", "2"))


def c14(world: World) -> Column:
    """收入骤减: three tenths of the income gone, or half of the wages."""
    (now, now_told), (before, before_told) = world.per_head(), world.per_head(1)
    less = (10 * now < 7 * before) & (now < before)
    fell = np.where(now_told & before_told, known(less), UNKNOWN).astype(np.int8)
    (wage, told_now), (earlier, told_before) = world.wages(), world.wages(1)
    lost = np.where(told_now & told_before, known(10 * wage < 5 * earlier), UNKNOWN).astype(np.int8)
    return any_of(fell, lost)


def c15(world: World) -> Column:
    """收入低于监测线, not monitored."""
    below = world.below(world.sums(), line_of(MONITORING_LINE, income_year(world.as_of)))
    return all_of(below, opposite(watched(world)))


def _failed(world: World) -> Column:
    rows = Rows(world, "industry_aid")
    return world.any_member(rows.any(rows.all & (world.records["status"] == "failed"), rows.recent(12)))


RELAPSE: dict[str, Callable[[World], Column]] = {
    "C01": lambda world: all_of(world.targeted, _bills(world, "helped")),
    "C02": lambda world: all_of(opposite(world.targeted), _bills(world, "rural")),
    "C03": c03, "C04": c04, "C05": c05, "C06": c06,
    "C07": _happened("disaster", 3), "C08": _happened("dangerous_house", 3, "kind", "C", "D"),
    "C09": c09, "C10": c10, "C11": _failed, "C12": c12, "C13": c13, "C14": c14, "C15": c15,
}  # fmt: skip
RELAPSE_OF_PERSONS = frozenset(("C01", "C02", "C03", "C04", "C06", "C10", "C13"))
