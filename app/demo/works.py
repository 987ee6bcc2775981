"""Projects of a township with money, places and the households they serve; and visits."""

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np

from app.demo.circumstances import helped
from app.demo.draft import Draft
from app.demo.tables import Column, Table, answers, chance, constant, pick_words

#: Name, category, sub-category, bureau, mechanism, unit, yuan per unit, units, target in the officials' words.
_KINDS = (
    (
        "食用菌种植项目",
        "industry",
        "生产项目",
        "NY",
        "direct_grant",
        "亩",
        6800,
        (20, 160),
        "亩产值达到1万元以上",
    ),
    ("生态鸡养殖项目", "industry", "生产项目", "NY", "orders", "羽", 60, (3000, 20000), "户均增收2000元"),
    ("茶叶加工厂建设项目", "industry", "加工流通项目", "NY", "shares", "座", 960_000, (1, 2), "带动务工30人"),
    (
        "产业路硬化项目",
        "industry",
        "配套设施项目",
        "NY",
        "public_benefit",
        "公里",
        420_000,
        (1, 6),
        "受益群众满意度95%",
    ),
    (
        "外出务工交通补助项目",
        "employment",
        "务工补助",
        "RS",
        "direct_grant",
        "人",
        800,
        (40, 200),
        "补助到位率100%",
    ),
    (
        "农村饮水安全巩固提升项目",
        "rural_construction",
        "农村基础设施",
        "SW",
        "public_benefit",
        "处",
        350_000,
        (1, 3),
        "供水保证率95%",
    ),
    (
        "人居环境整治项目",
        "rural_construction",
        "人居环境整治",
        "NY",
        "labor",
        "户",
        3200,
        (30, 150),
        "卫生厕所普及率提高5个百分点",
    ),
    ("危房改造项目", "guarantees", "住房", "ZJ", "direct_grant", "户", 21_000, (5, 30), "验收合格率100%"),
    ("雨露计划项目", "guarantees", "教育", "NY", "direct_grant", "人", 3000, (20, 90), "应补尽补"),
)


def draw_projects(draft: Draft, shares: Mapping[int, str], bare: frozenset[str]) -> dict[str, Table]:
    """Tables `projects`, `places`, `funds`, `beneficiaries`; `project` and `household` are positions.

    `shares` names the mechanism of the one project in which some households have a share; villages in `bare` get no
    project of rural construction.
    """
    rows = [_project(draft, serial, bare) for serial in range(max(4, len(draft.township.villages)))]
    projects = Table({name: _column([row[name] for row in rows]) for name in rows[0]})
    villages = [draft.township.villages[i % len(draft.township.villages)] for i in range(len(rows))]
    places = Table(
        {
            "project": np.arange(len(rows)),
            "area_code": np.array([village.code for village in villages], dtype=object),
        }
    )
    return {
        "projects": projects,
        "places": places,
        "funds": _funds(draft, projects),
        "beneficiaries": _beneficiaries(draft, projects, places, shares),
    }


def _column(values: list[object]) -> Column:
    column = np.empty(len(values), dtype=object)
    column[:] = values
    return column


def _project(draft: Draft, serial: int, bare: frozenset[str]) -> dict[str, object]:
    rng, township = draft.rng, draft.township
    village = township.villages[serial % len(township.villages)]
    kinds = [k for k in _KINDS if k[1] != "rural_construction"] if village.code in bare else _KINDS
    name, category, sub, bureau, mechanism, unit, price, bounds, target = kinds[serial % len(kinds)]
    year = draft.year - serial % 2
    quantity = int(rng.integers(bounds[0], bounds[1] + 1))
    begun = date(year, 3, 1).toordinal() + int(rng.integers(0, 60))
    done = begun + 120 + int(rng.integers(0, 60))
    finished = done <= draft.as_of.toordinal()
    return {
        "project_no": f"{year}-520199-{township.code[6:9]}{serial + 1:03d}",
        "name": f"{township.name}{village.name}{year}年{name}",
        "area_code": village.code,
        "year": year,
        "category": category,
        "sub_category": sub,
        "nature": "new" if serial % 3 else "extended",
        "state": "accepted" if finished else "under_way",
        "bureau": bureau,
        "builder": f"{township.name}人民政府",
        "content": f"在{village.name}实施{name}，规模{quantity}{unit}。",
        "quantity": float(quantity),
        "unit": unit,
        "budget_fen": quantity * price * 100,
        "mechanism": mechanism,
        "target": target,
        "planned_from": begun,
        "planned_to": begun + 180,
        "started_on": begun if begun <= draft.as_of.toordinal() else 0,
        "finished_on": done if finished else 0,
        "accepted_on": done + 10 if finished and done + 10 <= draft.as_of.toordinal() else 0,
        "acceptance": "合格" if finished else None,
    }


def _funds(draft: Draft, projects: Table) -> Table:
    rows: list[tuple[int, str, str, int, int]] = []
    for i, (budget, begun, done) in enumerate(
        zip(projects["budget_fen"], projects["started_on"], projects["finished_on"], strict=True)
    ):
        central = int(budget * (0.6 + 0.05 * (i % 4))) // 100 * 100
        for source, amount in (("central", central), ("province", budget - central)):
            rows.append((i, "arrived", source, amount, int(projects["planned_from"][i]) - 20))
            if begun:
                share = 1.0 if done else 0.5
                rows.append((i, "paid", source, int(amount * share), (done or begun + 40)))
    names = ("project", "kind", "source", "amount_fen", "on_day")
    return Table({name: _column([row[k] for row in rows]) for k, name in enumerate(names)})


def _beneficiaries(draft: Draft, projects: Table, places: Table, shares: Mapping[int, str]) -> Table:
    rng, poor = draft.rng, helped(draft) & (draft.homes["status"] == "active")
    project, household, share, since = [], [], [], []
    for i, code in enumerate(places["area_code"]):
        near = np.flatnonzero(poor & (draft.homes["area_code"] == code))
        chosen = near[chance(rng, len(near), 0.35)]
        chosen = chosen[~np.isin(chosen, list(shares))]
        here = [h for h, word in shares.items() if _first_of(projects, word) == i]
        chosen = np.concatenate([chosen, np.array(here, dtype=chosen.dtype)])
        each = 0 if not len(chosen) else int(projects["budget_fen"][i] * 0.2 / len(chosen)) // 100 * 100
        project += [i] * len(chosen)
        household += chosen.tolist()
        share += [min(each, 600_000)] * len(chosen)
        since += [int(projects["planned_from"][i])] * len(chosen)
    return Table(
        {
            "project": np.array(project, dtype=int),
            "household": np.array(household, dtype=int),
            "share_fen": np.array(share, dtype=int),
            "from_on": np.array(since, dtype=int),
        }
    )


def _first_of(projects: Table, mechanism: str) -> int:
    return int(np.flatnonzero(projects["mechanism"] == mechanism)[0])


def draw_visits(
    draft: Draft, fixed: Mapping[int, Sequence[int]], said: Mapping[int, Sequence[bool | None]]
) -> Table:
    """One or two visits to each helped household in the last half year, nearly always one within four weeks.

    `fixed` names the days of some households (ordinals) in place of the drawn ones, `said` whether they had enough
    to eat and to wear on each of these days.
    """
    rng = draft.rng
    active = np.flatnonzero(draft.homes["status"] == "active")
    poor = helped(draft)[active]
    times = np.where(poor, 1 + chance(rng, len(active), 0.5), chance(rng, len(active), 0.15)).astype(int)
    home = np.repeat(active, times)
    ago = rng.integers(1, 180, len(home))
    first = np.concatenate([[True], home[1:] != home[:-1]]) if len(home) else np.zeros(0, dtype=bool)
    ago = np.where(first & (home % 33 != 0), ago % 27 + 1, ago)
    named = [(h, day) for h, days in fixed.items() for day in days]
    kept = ~np.isin(home, list(fixed))
    home = np.concatenate([home[kept], np.array([h for h, _ in named], dtype=home.dtype)])
    days = np.concatenate(
        [draft.as_of.toordinal() - ago[kept], np.array([day for _, day in named], dtype=int)]
    )
    n = len(home)
    enough = constant(n, True)
    enough[n - len(named) :] = [said[h][list(fixed[h]).index(day)] if h in said else True for h, day in named]
    return Table(
        {
            "household": home,
            "on_day": days,
            "visitors": pick_words(rng, n, {"驻村工作队": 5, "帮扶责任人": 4, "村两委": 3}),
            "purpose": pick_words(rng, n, {"visit": 7, "income_check": 2, "monitoring": 1}),
            "food_ok": enough,
            "clothing_ok": enough.copy(),
            "satisfied": answers(~chance(rng, n, 0.03)),
        }
    )
