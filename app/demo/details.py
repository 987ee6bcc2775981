"""What forms ask beyond the rules: land, house, water, stock, contacts. Drawn last, from what is already decided."""

import numpy as np

from app.demo.draft import Draft
from app.demo.tables import Column, blank, chance, constant, is_one_of, pick_words, said, told

_COLLECTORS = ("杨正光", "罗天学", "王秀英", "陈国平", "韦少云", "潘明珍", "吴朝富", "龙金花")


def add_details(draft: Draft, rng: np.random.Generator) -> None:
    """Fill the further columns of households and members."""
    _add_land(draft, rng)
    _add_house(draft, rng)
    _add_stock(draft, rng)
    _add_watching(draft, rng)
    _add_members(draft, rng)


def _mu(rng: np.random.Generator, n: int, share: float, most: float) -> Column:
    """Area in mu, nothing for most families."""
    return np.where(chance(rng, n, share), np.round(rng.uniform(0.2, most, n), 1), 0.0)


def _add_land(draft: Draft, rng: np.random.Generator) -> None:
    homes, n = draft.homes, len(draft.homes)
    crop = np.where(told(homes["land_crop_mu"]), homes["land_crop_mu"], 0.0).astype(float)
    homes["land_irrigated_mu"] = np.round(crop * rng.uniform(0.2, 0.6, n), 1)
    homes["land_fruit_mu"], homes["land_grass_mu"] = _mu(rng, n, 0.12, 2.5), _mu(rng, n, 0.05, 3)
    homes["water_area_mu"] = _mu(rng, n, 0.03, 1)
    homes["road_km"] = np.round(
        np.where(chance(rng, n, 0.7), rng.uniform(0, 0.3, n), rng.uniform(0.3, 2.5, n)), 2
    )
    homes["market_km"] = np.round(rng.uniform(0.8, 14, n), 1)
    homes["road_is_hardened"] = np.where(
        told(homes["road_kind"]),
        is_one_of(homes["road_kind"], ("cement", "asphalt")).astype(object),
        blank(n),
    )


def _add_house(draft: Draft, rng: np.random.Generator) -> None:
    homes, n = draft.homes, len(draft.homes)
    built = rng.integers(1988, draft.as_of.year - 1, n)
    homes["house_built_year"] = np.where(homes["house_structure"] == "earth", np.minimum(built, 1999), built)
    homes["house_tenure"] = pick_words(rng, n, {"own": 95, "children": 3, "rented": 1, "borrowed": 1})
    homes["house_repair"] = constant(n, "none")
    safe = said(homes["water_is_safe"], True)
    sources = pick_words(rng, n, {"treated_tap": 78, "protected_well": 22})
    homes["water_source"] = np.where(
        safe, sources, np.where(told(homes["water_is_safe"]), constant(n, "unprotected_well"), blank(n))
    )
    homes["water_is_hard"] = np.where(told(homes["water_is_safe"]), constant(n, False), blank(n))
    homes["has_production_power"] = chance(rng, n, 0.93).astype(object)
    homes["surroundings"] = pick_words(rng, n, {"clean": 55, "fair": 42, "dirty": 3})


def _add_stock(draft: Draft, rng: np.random.Generator) -> None:
    homes, n = draft.homes, len(draft.homes)
    crop = np.where(told(homes["land_crop_mu"]), homes["land_crop_mu"], 0.0).astype(float)
    homes["planting"] = np.where(
        crop > 0, pick_words(rng, n, {"ration": 5, "ration_and_cash": 4, "cash": 1}), "none"
    )
    homes["grain_kg"] = np.round(crop * rng.uniform(180, 420, n))
    for name, share, most in (
        ("pigs", 0.5, 5),
        ("cattle", 0.14, 3),
        ("sheep", 0.05, 8),
        ("poultry", 0.7, 25),
    ):
        homes[name] = np.where(chance(rng, n, share), rng.integers(1, most + 1, n), 0)
    homes["led_by_firm"], homes["led_by_person"] = (
        chance(rng, n, share).astype(object) for share in (0.12, 0.08)
    )
    homes["move_wish"] = constant(n, False)


def _add_watching(draft: Draft, rng: np.random.Generator) -> None:
    """Who collected the form and who looks after a monitored family; what a risk called 其他 is."""
    homes, n = draft.homes, len(draft.homes)
    watched = told(homes["monitoring_kind"])
    homes["exit_state"] = np.where(homes["kind"] == "out_of_poverty", constant(n, "long"), blank(n))
    homes["exit_state"][homes["kind"] == "poor"] = "not_out"
    homes["exit_state"][homes["kind"] == "returned"] = "returned"
    homes["collector"] = pick_words(rng, n, dict.fromkeys(_COLLECTORS, 1))
    homes["monitor_contact"] = np.where(watched, homes["collector"], blank(n))
    numbers = "197" + np.char.zfill(rng.integers(0, 10**8, n).astype(str), 8).astype(object)
    homes["monitor_phone"] = np.where(watched, numbers, blank(n))
    other = watched & (homes["risk_main"] == "other")
    homes["risk_note"] = np.where(other, constant(n, "家庭成员赡养、抚养负担重"), blank(n))
    able = draft.any_member(draft.present & is_one_of(draft.people["labor"], ("ordinary", "skilled")))
    homes["development_measures"] = np.where(watched & able, constant(n, "done"), blank(n))
    for name in ("is_martyr_family", "is_only_child_family", "is_two_daughters_family"):
        homes[name] = constant(n, False)


def _add_members(draft: Draft, rng: np.random.Generator) -> None:
    """Whoever works away has a phone, a trade and a way he found it."""
    people, n = draft.people, len(draft.people)
    works = told(people["work_region"]) & (draft.ages >= 16)
    numbers = "196" + np.char.zfill(rng.integers(0, 10**8, n).astype(str), 8).astype(object)
    people["phone"] = np.where(works & ~told(people["phone"]), numbers, people["phone"])
    trade = pick_words(
        rng,
        n,
        {"manufacturing": 34, "construction": 28, "service": 14, "catering": 12, "transport": 6, "trade": 6},
    )
    people["work_industry"] = np.where(works, trade, blank(n))
    channel = pick_words(rng, n, {"alone": 48, "acquaintance": 34, "government": 10, "recruitment": 8})
    people["work_channel"] = np.where(works, channel, blank(n))
    people["has_skill_certificate"] = np.where(
        is_one_of(people["labor"], ("ordinary", "skilled")),
        (people["labor"] == "skilled").astype(object),
        blank(n),
    )
    people["accident_insured"] = chance(rng, n, 0.35).astype(object)
    people["is_orphan"] = constant(n, False)
