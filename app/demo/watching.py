"""Families under monitoring: the steps of their cases, their situation then and later, months of work, plans."""

import numpy as np

from app.demo.draft import Draft
from app.demo.tables import Column, Table, blank, chance, constant, is_one_of, join, pick_words, said, told
from app.demo.windows import month_days
from app.domain.vocabulary.monitoring import MONITORING_STEP

#: Days between the steps of a case; the notice lasts a week more.
_APART, _NOTICE = 4, 9
_MONTHS = 3
_WAGES = (230_000, 620_000)
#: Where people work, to the county.
_PLACE_CODES = {
    "浙江省义乌市": "330782000000", "广东省东莞市": "441900000000", "福建省晋江市": "350582000000",
    "江苏省昆山市": "320583000000", "贵阳市观山湖区": "520115000000", "遵义市红花岗区": "520302000000",
    "安顺市西秀区": "520402000000", "云岭县城": "520199000000", "本乡镇": "520199000000",
}  # fmt: skip
_EMPLOYERS = {
    "宏达制衣厂": 3,
    "安居建筑劳务队": 3,
    "好味道餐饮店": 2,
    "顺通物流园": 2,
    "鑫源电子厂": 3,
    "惠民超市": 1,
}
TRAVEL_MEASURES = ("M09", "M10")


def cases_of(homes: Table) -> Column:
    """Positions of the households with a case: monitored since a told month for a told reason."""
    asked = told(homes["monitoring_kind"]) & told(homes["risk_main"]) & told(homes["monitored_month"])
    return np.flatnonzero(asked)


def draw_watching(draft: Draft, grants: Table, rng: np.random.Generator) -> dict[str, Table]:
    """Tables `steps` and `situations` (`case` = position among `cases_of`), `work` and `plans` (`person`)."""
    cases = cases_of(draft.homes)
    cleared = said(draft.homes["risk_cleared"], True)[cases] & told(draft.homes["cleared_month"])[cases]
    return {
        "steps": _steps(draft, cases, cleared),
        "situations": _situations(draft, cases, cleared),
        "work": _work(draft, grants, rng),
        "plans": _plans(draft, rng),
    }


def _steps(draft: Draft, cases: Column, cleared: Column) -> Table:
    """Everybody went the whole way in; those who were cleared began the way out two months before."""
    homes, today = draft.homes, draft.as_of.toordinal()
    began = month_days(homes["monitored_month"][cases])
    ended = month_days(homes["cleared_month"][cases])
    parts = []
    ways = [
        (
            "",
            [c.code for c in MONITORING_STEP if not c.code.startswith("clear_")],
            began,
            np.ones(len(cases), bool),
        )
    ]
    ways.append(
        ("clear_", [c.code for c in MONITORING_STEP if c.code.startswith("clear_")], ended - 30, cleared)
    )
    for prefix, steps, first, mask in ways:
        rows = np.flatnonzero(mask & (first > 0))
        days = first[rows] - 31
        for step in steps:
            until = np.where(step == f"{prefix}notice", days + _NOTICE, 0)
            kept = np.flatnonzero((days <= today) & (until <= today))
            table = Table({"case": rows[kept], "step": constant(len(kept), step), "on_day": days[kept]})
            table["until_on"] = until[kept]
            parts.append(table)
            days = days + (_NOTICE + 1 if step == f"{prefix}notice" else _APART)
    return join(parts)


def _situations(draft: Draft, cases: Column, cleared: Column) -> Table:
    """The sums of the year before at identification, those of this year at clearance."""
    homes = draft.homes
    heads = np.maximum(draft.count_members(draft.present), 1)[cases]
    parts = []
    for moment, mark, month, rows in (
        ("identified", "p", "monitored_month", np.arange(len(cases))),
        ("cleared", "y", "cleared_month", np.flatnonzero(cleared)),
    ):
        of = cases[rows]
        # whoever was found to be at risk had little then
        most = (1_200_000 if moment == "identified" else 10**12) * heads[rows]
        net = np.minimum((homes[f"net_{mark}"] + homes[f"dibao_{mark}"])[of], most)
        wage, business = net * 6 // 10, net * 2 // 10
        table = Table({"case": rows, "moment": constant(len(rows), moment)})
        table["on_day"] = month_days(homes[month][of])
        table["net_fen"], table["net_per_head_fen"], table["wage_fen"] = net, net // heads[rows], wage
        table["business_fen"], table["property_fen"] = business, net * 0
        table["transfer_fen"], table["cost_fen"] = net - wage - business, net * 0
        for name in ("has_dropout", "house_damaged", "someone_uninsured", "water_damaged"):
            table[name] = constant(len(rows), False)
        ill = homes["risk_main"][of] == "illness"
        table["claim_fen"], table["self_paid_fen"] = net * 0, np.where(ill, 380_000, 0)
        table["members"] = heads[rows]
        parts.append(table)
    return join(parts)


def _work(draft: Draft, grants: Table, rng: np.random.Generator) -> Table:
    """The last months of the members of monitored families who work; travel is paid to whom it was granted."""
    people = draft.people
    watched = told(draft.homes["monitoring_kind"])[draft.home_of]
    works = np.flatnonzero(
        draft.present & watched & told(people["work_region"]) & (people["work_months"] != 0)
    )
    n, today = len(works), draft.as_of
    helped = grants["person"][is_one_of(grants["measure"], TRAVEL_MEASURES) & (grants["person"] >= 0)].astype(
        int
    )
    parts = []
    for back in range(_MONTHS):
        year, month = divmod(today.year * 12 + today.month - 2 - back, 12)
        table = Table({"person": works, "month": constant(n, f"{year}-{month + 1:02d}")})
        table["place"], table["industry"] = people["work_place"][works], people["work_industry"][works]
        codes = [_PLACE_CODES.get(str(place)) for place in table["place"].tolist()]
        table["place_code"] = np.array(codes, dtype=object)
        table["employer"], table["point_to_point"] = pick_words(rng, n, _EMPLOYERS), constant(n, False)
        table["wage_fen"] = rng.integers(*_WAGES, n) // 10_000 * 10_000
        table["channel"] = people["work_channel"][works]
        paid = np.isin(works, helped) if back == 0 else np.zeros(n, dtype=bool)
        table["travel_subsidy_fen"] = np.where(paid, 80_000, 0)
        parts.append(table)
    return join(parts)


def _plans(draft: Draft, rng: np.random.Generator) -> Table:
    """Who of the helped families means to go out for work this year."""
    people = draft.people
    asked = draft.present & is_one_of(people["labor"], ("ordinary", "skilled")) & (draft.ages >= 16)
    asked &= told(draft.homes["monitoring_kind"])[draft.home_of]
    rows = np.flatnonzero(asked)
    table = Table({"person": rows, "year": np.full(len(rows), draft.as_of.year)})
    goes = told(people["work_region"])[rows] | chance(rng, len(rows), 0.1)
    table["is_planned"] = goes.astype(object)
    table["place"] = np.where(goes, people["work_place"][rows], blank(len(rows)))
    table["service_need"] = pick_words(
        rng, len(rows), {"none": 60, "post": 18, "training": 14, "transport": 8}
    )
    return table
