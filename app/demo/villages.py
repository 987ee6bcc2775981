"""The villages of a township year by year: what has to be filled for each, counted from its households."""

from dataclasses import dataclass

import numpy as np

from app.demo.draft import Draft
from app.demo.places import CountyPlan, Township
from app.demo.planting.planter import Plant
from app.demo.tables import Column, Table, blank, constant, is_one_of, join, pick_words, said
from app.demo.truth import ENDED

#: Which case each of ten villages is, counted through the county; the others are as nature drew them.
_ROLES = ("planted", "near", "", "unknown", "", "planted", "", "near", "", "")


@dataclass(frozen=True, slots=True)
class VillageCase:
    """One planted village: rule, role and position within the township."""

    kind: str
    role: str
    position: int


def village_cases(plan: CountyPlan, township: Township) -> list[VillageCase]:
    """The planted villages of a township: M47, and E03 while it lasted."""
    before = sum(len(t.villages) for t in plan.townships[: township.index])
    first, last = ENDED["E03"]
    kinds = ("M47", "E03") if first <= plan.as_of <= last else ("M47",)
    return [
        VillageCase(kind, role, i)
        for k, kind in enumerate(kinds)
        for i in range(len(township.villages))
        if (role := _ROLES[(before + i + 4 * k) % len(_ROLES)])
    ]


def plants_of(cases: list[VillageCase]) -> list[Plant]:
    """The same as planted cases of the county."""
    return [Plant(case.kind, case.role, "village", case.position) for case in cases]


def bare_villages(township: Township, cases: list[VillageCase]) -> frozenset[str]:
    """Villages whose case wants no project of rural construction."""
    return frozenset(
        township.villages[c.position].code for c in cases if c.kind == "M47" and c.role != "unknown"
    )


def draw_villages(draft: Draft, cases: list[VillageCase], rng: np.random.Generator) -> Table:
    """One row a village for the year of the judgement day and for the year before."""
    now = _records(draft, rng, draft.as_of.year)
    before = now.take(np.arange(len(now)))
    before["year"] = now["year"] - 1
    before["collective_income_fen"] = (now["collective_income_fen"] * 0.92).astype(np.int64) // 100 * 100
    for case in cases:
        (_exits if case.kind == "E03" else _lacks)(draft, now, case)
    return join([now, before])


def _records(draft: Draft, rng: np.random.Generator, year: int) -> Table:
    people, homes, n = draft.people, draft.homes, len(draft.township.villages)
    codes = [village.code for village in draft.township.villages]
    order = {code: i for i, code in enumerate(codes)}
    of_home = np.array([order[code] for code in homes["area_code"].tolist()], dtype=np.int64)
    active = homes["status"] == "active"

    def homes_with(mask: Column) -> Column:
        return np.bincount(of_home[mask & active], minlength=n)

    def persons(mask: Column) -> Column:
        return np.bincount(of_home[draft.home_of[mask & draft.present]], minlength=n)

    dibao = is_one_of(people["dibao"], ("rural", "urban"))
    rows = Table({"area_code": np.array(codes, dtype=object), "year": np.full(n, year)})
    rows["attribute"] = pick_words(rng, n, {"left_poverty": 7, "ordinary": 3})
    left = rows["attribute"] == "left_poverty"
    rows["left_poverty_year"] = np.where(
        left, pick_words(rng, n, {2016: 2, 2017: 3, 2018: 3, 2019: 2}), blank(n)
    )
    rows["households"], rows["persons"] = homes_with(active), persons(draft.present).astype(object)
    rows["collective_income_fen"] = rng.integers(60, 420, n) * 100_000
    rows["pension_persons"] = persons(said(people["resident_pension"], True))
    rows["has_bus"] = constant(n, True)
    rows["road_to_township"] = constant(n, True)
    rows["clinics"] = constant(n, 1)
    rows["doctors"] = rng.integers(1, 3, n)
    rows["primary_schools"] = rng.integers(0, 2, n)
    rows["public_toilets"] = rng.integers(1, 4, n)
    rows["has_waste_site"] = constant(n, True)
    rows["libraries"] = np.ones(n, dtype=int)
    rows["dibao_households"] = homes_with(draft.any_member(dibao))
    rows["dibao_persons"], rows["tekun_persons"] = persons(dibao), persons(people["tekun"] == "rural")
    rows["disabled_persons"] = persons(said(people["health_disabled"], True))
    rows["unsafe_water_households"] = homes_with(said(homes["water_is_safe"], False)).astype(object)
    rows["dangerous_house_households"] = homes_with(is_one_of(homes["house_level"], ("C", "D")))
    return rows


def _lacks(draft: Draft, rows: Table, case: VillageCase) -> None:
    """M47: one family without safe water, none, or nobody has counted; every third planted one has no bus instead."""
    i = case.position
    water = {"planted": 1, "near": 0, "unknown": None}[case.role]
    if case.role == "planted" and i % 3 == 2:
        rows["has_bus"][i], water = False, 0
    rows["unsafe_water_households"][i] = water


def _exits(draft: Draft, rows: Table, case: VillageCase) -> None:
    """E03: so many people that the poor are a hair below three of a hundred, or just not; or nobody has counted."""
    i = case.position
    poor = is_one_of(draft.homes["kind"], ("poor", "returned"))[draft.home_of] & draft.present
    here = (draft.homes["area_code"] == rows["area_code"][i])[draft.home_of]
    heads = int((poor & here).sum())
    rows["persons"][i] = None if case.role == "unknown" else 100 * heads // 3 + (case.role == "planted")
    if case.role == "near" and heads == 0:
        rows["clinics"][i] = 0
