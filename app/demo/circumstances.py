"""Circumstances that bureaus know too: who left, relief, cars, certificates, pupils, and what a household lives on."""

import numpy as np

from app.demo.draft import Draft
from app.demo.standards import DIBAO_LINE, MONITORING_LINE, drawn_line
from app.demo.tables import (
    Column,
    answers,
    blank,
    chance,
    constant,
    is_one_of,
    pick_words,
    said,
    told,
    untold,
)
from app.domain.vocabulary.schooling import COMPULSORY

_VEHICLE_PRICES = {"car": (4, 14), "truck": (3, 12), "motorcycle": (0.3, 1.1), "three_wheel": (0.8, 2.4)}


def add_circumstances(draft: Draft) -> None:
    """Statuses, certificates, relief, vehicles, school records and the sums of two ledger years."""
    _add_statuses(draft)
    _add_certificates(draft)
    _add_relief(draft)
    _add_vehicles(draft)
    _add_pupils(draft)
    _add_sums(draft)


def helped(draft: Draft) -> Column:
    """帮扶对象 before planting: a registered household, or a monitored one whose risk stays."""
    homes = draft.homes
    watched = told(homes["monitoring_kind"]) & said(homes["risk_cleared"], False)
    return np.asarray((homes["kind"] != "ordinary") | watched, dtype=bool)


def _add_statuses(draft: Draft) -> None:
    people, rng, n = draft.people, draft.rng, len(draft.people)
    left = (people["relation"] != "head") & chance(rng, n, 0.012)
    left |= (draft.homes["status"] != "active")[draft.home_of]
    people["status"] = np.where(left, constant(n, "gone"), constant(n, "present"))
    people["gone_on"] = np.where(left, draft.as_of.toordinal() - rng.integers(20, 700, n), 0)
    reason = pick_words(rng, n, {"death": 5, "moved_out": 2, "split": 1, "married_out": 2})
    reason[(reason == "married_out") & ((draft.ages < 20) | (people["sex"] == "male"))] = "moved_out"
    people["gone_reason"] = np.where(left, reason, blank(n))


def _add_certificates(draft: Draft) -> None:
    people, rng, n = draft.people, draft.rng, len(draft.people)
    newborn = (draft.ages == 0) & chance(rng, n, 0.15)
    people["no_id_reason"] = np.where(newborn, constant(n, "newborn"), blank(n))
    holder = (people["disability_category"] != "none") & chance(rng, n, 0.94)
    people["rec_dis"] = np.where(holder, constant(n, "normal"), blank(n))
    people["rec_dis_level"] = people["disability_level"].copy()
    people["kept_day"] = np.zeros(n, dtype=bool)
    people["paper"] = blank(n)
    for name in ("rec_dibao_from", "rec_dis_from"):
        people[name] = np.zeros(n, dtype=np.int64)


def _add_relief(draft: Draft) -> None:
    people, homes, rng, n = draft.people, draft.homes, draft.rng, len(draft.people)
    alone = (draft.count_members(draft.present) == 1)[draft.home_of] & draft.present
    tekun = alone & (draft.ages >= 60) & chance(rng, n, 0.14)
    share = np.where(helped(draft), 0.085, 0.012)
    dibao = chance(rng, len(homes), share) & ~draft.any_member(tekun) & (homes["status"] == "active")
    member = draft.present & dibao[draft.home_of] & untold(people["no_id_reason"])
    people["tekun"] = np.where(tekun, constant(n, "rural"), constant(n, "none"))
    people["dibao"] = np.where(member, constant(n, "rural"), constant(n, "none"))
    people["rec_dibao"] = np.where(member, constant(n, "normal"), blank(n))
    homes["attribute"][dibao & (homes["kind"] != "ordinary")] = "dibao"
    homes["attribute"][draft.any_member(tekun) & (homes["kind"] != "ordinary")] = "tekun"


def _add_vehicles(draft: Draft) -> None:
    people, rng, n = draft.people, draft.rng, len(draft.people)
    driver = draft.present & (draft.ages >= 20) & (draft.ages < 65) & (people["sex"] == "male")
    driver &= untold(people["no_id_reason"]) & untold(people["rec_dibao"])
    poor = helped(draft)[draft.home_of]
    kind = pick_words(rng, n, {"car": 45, "truck": 8, "motorcycle": 40, "three_wheel": 7})
    owner = driver & chance(rng, n, 0.3)
    costly = is_one_of(kind, ("car", "truck"))
    owner &= ~(costly & poor) | chance(rng, n, 0.25)
    people["rec_veh"] = np.where(
        owner, pick_words(rng, n, {"normal": 94, "scrapped": 4, "cancelled": 2}), blank(n)
    )
    people["rec_veh_kind"] = np.where(owner, kind, blank(n))
    price = np.zeros(n)
    for word, (low, high) in _VEHICLE_PRICES.items():
        price = np.where(kind == word, rng.uniform(low, high, n), price)
    low_price = poor & costly & ~chance(rng, n, 0.04)
    price = np.where(low_price, rng.uniform(1.2, 2.9, n), price)
    fen = (np.round(price, 2) * 1_000_000).astype(int)
    people["rec_veh_fen"] = np.where(owner, fen.astype(object), blank(n))


def _add_pupils(draft: Draft) -> None:
    people, rng, n = draft.people, draft.rng, len(draft.people)
    pupil = ~is_one_of(people["school"], ("not_in_school", "preschool_age")) & draft.present
    pupil &= untold(people["no_id_reason"])
    lost = is_one_of(people["school"], COMPULSORY) & chance(rng, n, 0.006)
    taught_at_home = lost & chance(rng, n, 0.6)
    people["school"][lost & pupil] = "not_in_school"
    people["is_boarder"][lost & pupil] = None
    people["dropout_reason"][taught_at_home & pupil] = "home_teaching"
    people["rec_pupil"] = np.where(pupil & ~lost, constant(n, "normal"), blank(n))


def _add_sums(draft: Draft) -> None:
    """Net income without 低保 and the 低保 itself, per household and year, in fen."""
    homes, rng, n = draft.homes, draft.rng, len(draft.homes)
    heads = np.maximum(draft.count_members(draft.present), 1)
    monitoring = drawn_line(MONITORING_LINE, draft.year)
    relief_line = drawn_line(DIBAO_LINE, draft.year)
    watched = told(homes["monitoring_kind"]) & said(homes["risk_cleared"], False)
    dibao = draft.any_member(draft.people["rec_dibao"] == "normal")
    each = rng.lognormal(9.62, 0.33, n).clip(monitoring + 250, 60_000)
    each = np.where(watched, rng.uniform(monitoring * 0.8, monitoring * 1.15, n), each)
    each = np.where(dibao, rng.uniform(relief_line * 0.35, relief_line * 0.97, n), each)
    improved = dibao & chance(rng, n, 0.04)
    each = np.where(improved, rng.uniform(monitoring + 500, monitoring + 4000, n), each)
    each = np.where(draft.any_member(draft.people["tekun"] == "rural"), monitoring + 200 + each % 1500, each)
    aid = np.where(dibao, np.maximum(monitoring + 120 - each, 2400), 0)
    growth = rng.uniform(0.97, 1.16, n)
    fell = chance(rng, n, 0.002)
    growth[fell] = rng.uniform(0.45, 0.66, int(fell.sum()))
    homes["net_y"] = (each * heads).astype(int) * 100
    homes["net_p"] = (each * heads / growth).astype(int) * 100
    homes["dibao_y"] = (aid * heads).astype(int) * 100
    homes["dibao_p"] = (aid * heads * 0.95).astype(int) * 100
    homes["told_y"] = np.ones(n, dtype=bool)
    homes["told_p"] = np.ones(n, dtype=bool)
    homes["has_no_labor"] = answers(
        ~draft.any_member(is_one_of(draft.people["labor"], ("ordinary", "skilled", "weak")))
    )
