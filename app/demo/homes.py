"""Households as the register knows them before anything is planted: kind, monitoring, causes, living conditions."""

from datetime import date

import numpy as np

from app.demo.places import Township
from app.demo.tables import Column, Table, answers, blank, chance, constant, pick_words

KIND_WEIGHTS = {"out_of_poverty": 56, "ordinary": 42, "poor": 1, "returned": 1}
_CAUSES = {
    "illness": 26,
    "disability": 9,
    "schooling": 16,
    "disaster": 2,
    "land": 4,
    "water": 1,
    "skill": 14,
    "labor": 9,
    "funds": 11,
    "transport": 3,
    "motivation": 4,
    "other": 1,
}
_RISKS = {
    "illness": 40,
    "schooling": 8,
    "disability": 14,
    "disaster": 5,
    "accident": 7,
    "unstable_work": 12,
    "labor": 10,
    "industry_failure": 4,
}


def draw_homes(rng: np.random.Generator, township: Township, as_of: date) -> Table:
    """One row a household, village by village."""
    n = township.households
    codes = [village.code for village in township.villages]
    counts = [village.households for village in township.villages]
    area = np.repeat(np.array(codes, dtype=object), counts)
    serial = np.concatenate([np.arange(1, count + 1) for count in counts])
    homes = Table({"area_code": area})
    homes["household_no"] = area + np.char.zfill(serial.astype(str), 5).astype(object)
    homes["group_name"] = pick_words(
        rng, n, {f"{word}组": 1 for word in ("一", "二", "三", "四", "五", "六")}
    )
    homes["kind"] = pick_words(rng, n, KIND_WEIGHTS)
    registered = homes["kind"] != "ordinary"
    homes["attribute"] = np.where(registered, constant(n, "general"), constant(n, "ordinary"))
    homes["standard"] = np.where(registered, constant(n, "national"), blank(n))
    homes["cause_main"] = np.where(registered, pick_words(rng, n, _CAUSES), blank(n))
    other = np.where(registered & chance(rng, n, 0.4), pick_words(rng, n, _CAUSES), blank(n))
    homes["cause_other_1"] = np.where(other == homes["cause_main"], blank(n), other)
    year = pick_words(rng, n, {2014: 70, 2015: 10, 2016: 8, 2017: 12})
    homes["identified_month"] = np.where(registered, year.astype(str).astype(object) + "-12", blank(n))
    out = homes["kind"] == "out_of_poverty"
    homes["exit_year"] = np.where(
        out, pick_words(rng, n, {2016: 1, 2017: 2, 2018: 3, 2019: 3, 2020: 1}), blank(n)
    )
    _add_monitoring(rng, homes, as_of)
    _add_status(rng, homes, as_of)
    _add_living(rng, homes, as_of)
    _add_contact(rng, homes)
    return homes


def _add_monitoring(rng: np.random.Generator, homes: Table, as_of: date) -> None:
    n = len(homes)
    monitored = chance(rng, n, np.where(homes["kind"] == "ordinary", 0.035, 0.045))
    outsider = pick_words(rng, n, {"marginal": 7, "sudden": 3})
    insider = pick_words(rng, n, {"unstable": 9, "sudden": 1})
    kind = np.where(homes["kind"] == "ordinary", outsider, insider)
    homes["monitoring_kind"] = np.where(monitored, kind, blank(n))
    months = month_texts(as_of, rng.integers(8, 50, n))
    homes["monitored_month"] = np.where(monitored, months, blank(n))
    homes["risk_main"], homes["risk_2"] = np.where(monitored, pick_words(rng, n, _RISKS), blank(n)), blank(n)
    cleared = chance(rng, n, 0.55)
    homes["risk_cleared"] = np.where(monitored, answers(cleared), blank(n))
    homes["cleared_month"] = np.where(
        monitored & cleared, month_texts(as_of, rng.integers(0, 3, n)), blank(n)
    )
    homes["clear_mode"] = np.where(
        monitored & cleared, pick_words(rng, n, {"by_help": 9, "natural": 1}), blank(n)
    )


def month_texts(as_of: date, ago: Column) -> Column:
    """`YYYY-MM` so many months before the judgement day."""
    months = as_of.year * 12 + as_of.month - 1 - ago
    texts = [f"{month // 12}-{month % 12 + 1:02d}" for month in months.tolist()]
    return np.array(texts, dtype=object)


def _add_status(rng: np.random.Generator, homes: Table, as_of: date) -> None:
    n = len(homes)
    gone = chance(rng, n, 0.008)
    homes["status"] = np.where(gone, constant(n, "gone"), constant(n, "active"))
    homes["gone_on"] = np.where(gone, as_of.toordinal() - rng.integers(20, 700, n), 0)
    homes["gone_reason"] = np.where(gone, pick_words(rng, n, {"moved_out": 6, "death": 4}), blank(n))


def _add_living(rng: np.random.Generator, homes: Table, as_of: date) -> None:
    n = len(homes)
    homes["surveyed_on"] = as_of.toordinal() - rng.integers(10, 300, n)
    homes["land_crop_mu"] = np.round(rng.gamma(2.2, 1.6, n), 1)
    homes["land_forest_mu"] = np.round(rng.gamma(1.2, 3, n), 1)
    homes["land_converted_mu"] = np.where(
        homes["land_forest_mu"] * 10 % 7 < 1, np.round(homes["land_forest_mu"] / 3, 1), 0.0
    )
    for name in ("land_crop_mu", "land_converted_mu"):
        homes[name] = homes[name].astype(object)
    homes["house_area_m2"] = np.round(rng.normal(115, 30, n).clip(28, 320))
    homes["house_level"] = pick_words(rng, n, {"A": 62, "B": 36.5, "C": 1.0, "D": 0.5})
    homes["house_structure"] = pick_words(
        rng, n, {"brick_concrete": 62, "brick_timber": 26, "reinforced_concrete": 9, "earth": 2, "other": 1}
    )
    homes["water_is_safe"] = answers(~chance(rng, n, 0.006))
    safe = homes["water_is_safe"] == True  # noqa: E712 (a column)
    for name in ("water_amount", "water_quality", "water_convenience", "water_reliability"):
        homes[name] = np.where(safe, pick_words(rng, n, {"met": 88, "basic": 12}), constant(n, "basic"))
    homes["water_quality"] = np.where(safe, homes["water_quality"], constant(n, "unmet"))
    homes["road_kind"] = pick_words(rng, n, {"cement": 86, "asphalt": 5, "gravel": 6, "earth": 3})
    homes["toilet"] = pick_words(rng, n, {"usable": 84, "broken": 4, "none": 12})
    homes["fuel"] = pick_words(rng, n, {"clean": 72, "coal": 16, "firewood": 12})
    homes["has_power"] = constant(n, True)
    homes["has_tv"] = answers(chance(rng, n, 0.96))
    homes["in_cooperative"] = answers(chance(rng, n, 0.45))
    homes["relocation"] = pick_words(rng, n, {"none": 93, "concentrated": 6, "scattered": 1})


def _add_contact(rng: np.random.Generator, homes: Table) -> None:
    n = len(homes)
    homes["phone"] = "199" + np.char.zfill(rng.integers(0, 10**8, n).astype(str), 8).astype(object)
    homes["address"] = homes["group_name"] + rng.integers(1, 90, n).astype(str).astype(object) + "号"
    homes["bank_name"] = constant(n, "云岭农商银行")
    homes["bank_account"] = "6229" + np.char.zfill(rng.integers(0, 10**15, n).astype(str), 15).astype(object)
