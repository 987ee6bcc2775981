"""The villages of a township year by year: what has to be filled for each, counted from its households."""

from dataclasses import dataclass

import numpy as np

from app.demo.draft import Draft
from app.demo.places import FULL, CountyPlan, Township
from app.demo.planting.planter import Plant
from app.demo.tables import Column, Table, blank, constant, is_one_of, join, pick_words, said
from app.demo.truth import judged_on

#: Which case each of ten villages is, counted through the county; the others are as nature drew them.
_ROLES = ("planted", "near", "", "unknown", "", "planted", "", "near", "", "")
#: The cases of a kind that a full county holds.
_ALL = 10 * tuple(role for role in _ROLES if role)


@dataclass(frozen=True, slots=True)
class VillageCase:
    """One planted village: rule, role and position within the township."""

    kind: str
    role: str
    position: int


def village_cases(plan: CountyPlan, township: Township) -> list[VillageCase]:
    """The planted villages of a township: M47 of the judgement day, E03 of its last year."""
    before = sum(len(t.villages) for t in plan.townships[: township.index])
    roles = _roles(plan)
    return [
        VillageCase(kind, role, i)
        for k, kind in enumerate(("M47", "E03"))
        for i in range(len(township.villages))
        if (role := roles[(before + i + 4 * k) % len(roles)])
    ]


def _roles(plan: CountyPlan) -> tuple[str, ...]:
    """Half of the villages are cases; in a full county without a hundred of them its first fifty."""
    count = sum(len(township.villages) for township in plan.townships)
    if plan.households < FULL or count >= 2 * len(_ALL):
        return _ROLES
    return _ALL + ("",) * (count - len(_ALL))


def plants_of(cases: list[VillageCase]) -> list[Plant]:
    """The same as planted cases of the county."""
    return [Plant(case.kind, case.role, "village", case.position) for case in cases]


def bare_villages(township: Township, cases: list[VillageCase]) -> frozenset[str]:
    """Villages whose case wants no project of rural construction."""
    return frozenset(
        township.villages[c.position].code for c in cases if c.kind == "M47" and c.role != "unknown"
    )


def draw_villages(draft: Draft, cases: list[VillageCase], rng: np.random.Generator) -> Table:
    """One row a village for the year of the judgement day, for the year before and for the last one of E03."""
    now, year = _records(draft, rng, draft.as_of.year), draft.as_of.year
    exits = judged_on("E03", draft.as_of).year
    years = {year: now, year - 1: _earlier(now, year - 1, 0.92)}
    years.setdefault(exits, _earlier(now, exits, 0.6))
    for case in cases:
        if case.kind == "E03":
            _exits(draft, years[exits], case)
        else:
            _lacks(draft, now, case)
    return join(list(years.values()))


def _earlier(now: Table, year: int, share: float) -> Table:
    """The same villages in an earlier year, with this share of the collective income."""
    rows = now.take(np.arange(len(now)))
    rows["year"] = np.full(len(now), year)
    rows["collective_income_fen"] = (now["collective_income_fen"] * share).astype(np.int64) // 100 * 100
    return rows


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
    """E03: so many people that the poor are a hair below three of a hundred, or just not; or nobody has counted.

    Where nobody is poor any more, one clinic settles it, or none.
    """
    i = case.position
    poor = is_one_of(draft.homes["kind"], ("poor", "returned"))[draft.home_of] & draft.present
    here = (draft.homes["area_code"] == rows["area_code"][i])[draft.home_of]
    heads = int((poor & here).sum())
    if case.role == "unknown":
        rows["persons"][i] = None
    elif heads:
        rows["persons"][i] = 100 * heads // 3 + (case.role == "planted")
    else:
        rows["clinics"][i] = int(case.role == "planted")
