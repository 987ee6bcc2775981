"""What further bureaus hold about the county: lists that follow from the register, and rows of planted cases.

Nearly all of it agrees with the register, so that the checks find what was planted and little else.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np

from app.demo.circumstances import helped
from app.demo.draft import Draft
from app.demo.tables import Column, Table, chance, constant, join, pick_words, said, told, untold
from app.domain.vocabulary.datasets import BY_KEY

_YUAN = 100


@dataclass
class Listed:
    """Rows to be written beside the first lists; `silent` members have no drawn row in that list."""

    draft: Draft
    rng: np.random.Generator
    rows: list[dict[str, Any]] = field(default_factory=list)
    silent: dict[str, set[int]] = field(default_factory=dict)

    def add(self, dataset: str, person: int, **fields: Any) -> None:
        """One row of a planted case; the drawn rows of this member in this list give way."""
        self.mute(dataset, person)
        self.rows.append({"dataset": dataset, "person": person, **fields})

    def mute(self, dataset: str, person: int) -> None:
        """No drawn row for this member in this list."""
        self.silent.setdefault(dataset, set()).add(person)

    def drawn(self, dataset: str, mask: Column) -> Column:
        """Positions of the members who get a drawn row: present, with a number, not silent."""
        people = self.draft.people
        chosen = mask & self.draft.present & untold(people["no_id_reason"])
        chosen[sorted(self.silent.get(dataset, ()))] = False
        return np.flatnonzero(chosen)

    def planted(self) -> Table:
        """The rows of planted cases."""
        return table(
            [BY_KEY[row["dataset"]].number for row in self.rows],
            np.array([row["person"] for row in self.rows], dtype=int),
            **{
                name: [row.get(name) for row in self.rows]
                for name in ("kind", "level", "amount_fen", "details")
            },
            status=[row.get("status", "normal") for row in self.rows],
            starts_on=[row.get("starts_on", 0) for row in self.rows],
            ends_on=[row.get("ends_on", 0) for row in self.rows],
        )


def table(dataset: int | list[int], person: Column, **fields: Any) -> Table:
    """Rows of one list; a field is one value for all or a column. Days default to 0, status to normal."""
    n = len(person)
    made = Table(
        {"dataset": np.full(n, dataset) if isinstance(dataset, int) else np.array(dataset, dtype=int)}
    )
    made["person"] = person
    for name in ("kind", "level", "status", "amount_fen", "starts_on", "ends_on", "plate", "details"):
        value = fields.get(name, "normal" if name == "status" else 0 if name.endswith("_on") else None)
        made[name] = _column(value, n, whole=name.endswith("_on"))
    return made


def _column(value: Any, n: int, *, whole: bool) -> Column:
    if isinstance(value, np.ndarray | list):
        column = np.empty(n, dtype=object)
        column[:] = value if isinstance(value, list) else value.tolist()
        return column.astype(np.int64) if whole else column
    return np.full(n, value, dtype=np.int64) if whole else constant(n, value)


def draw_lists(listed: Listed) -> Table:
    """Rows that follow from the register alone, and the planted ones."""
    parts = [
        *_police(listed), *_health(listed), *_insurance(listed), *_work(listed), *_homes(listed), *_relief(listed),
        *_business(listed), listed.planted(),
    ]  # fmt: skip
    return join(parts)


def _police(listed: Listed) -> list[Table]:
    draft = listed.draft
    chosen = listed.drawn("police_register", draft.present)
    heads = draft.count_members(draft.present)[draft.home_of[chosen]]
    details = [{"house_persons": str(n), "name_agrees": "true"} for n in heads.tolist()]
    started = draft.as_of.toordinal() - listed.rng.integers(900, 9000, len(chosen))
    return [table(1, chosen, level="together", starts_on=started, details=details)]


def _health(listed: Listed) -> list[Table]:
    draft, rng = listed.draft, listed.rng
    people, today = draft.people, draft.as_of.toordinal()
    serious = listed.drawn("serious_illness", said(people["health_serious"], True))
    chronic = listed.drawn("chronic_illness", said(people["health_chronic"], True))
    ill = said(people["health_serious"], True) | said(people["health_chronic"], True)
    bills = listed.drawn("medical_settlement", ill & chance(rng, len(people), 0.5))
    n = len(bills)
    kinds = pick_words(rng, n, {"outpatient": 6, "inpatient": 3, "special": 1})
    amount = np.where(kinds == "inpatient", rng.integers(400, 2800, n), rng.integers(20, 320, n)) * _YUAN
    return [
        table(901, serious, kind=pick_words(rng, len(serious), {"listed": 6, "other": 4}), level="treated",
              starts_on=today - rng.integers(60, 1500, len(serious))),
        table(902, chronic, kind=pick_words(rng, len(chronic), {"hypertension": 6, "diabetes": 3, "other": 1}),
              starts_on=today - rng.integers(60, 3000, len(chronic))),
        table(11, bills, kind=kinds, amount_fen=amount, starts_on=today - rng.integers(1, 500, n)),
    ]  # fmt: skip


def _insurance(listed: Listed) -> list[Table]:
    draft, rng = listed.draft, listed.rng
    people, year = draft.people, draft.as_of.year
    first, last = date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()
    poor = helped(draft)[draft.home_of]
    resident = said(people["resident_medical"], True)
    insured = listed.drawn("medical_insurance", resident | said(people["employee_medical"], True))
    aid = np.where(poor & resident, 190 * _YUAN, 0)[insured]
    kind = np.where(resident[insured], "resident", "employee").astype(object)
    pension = listed.drawn(
        "pension_insurance", said(people["resident_pension"], True) | said(people["employee_pension"], True)
    )
    scheme = np.where(said(people["employee_pension"], True)[pension], "employee", "resident").astype(object)
    fund = listed.drawn(
        "housing_fund", said(people["employee_pension"], True) & chance(rng, len(people), 0.5)
    )
    paid = listed.drawn("pension_payment", (draft.ages >= 60) & said(people["resident_pension"], True))
    return [
        table(10, insured, kind=kind, level="general", amount_fen=aid, starts_on=first, ends_on=last),
        table(15, pension, kind=scheme, amount_fen=np.where(scheme == "employee", 4200 * _YUAN, 200 * _YUAN),
              starts_on=first - 700),
        table(23, fund, amount_fen=4200 * _YUAN, starts_on=first - 400),
        table(1502, paid, kind="resident", amount_fen=128 * _YUAN, starts_on=first - 300),
    ]  # fmt: skip


def _work(listed: Listed) -> list[Table]:
    draft, rng = listed.draft, listed.rng
    people, today = draft.people, draft.as_of.toordinal()
    away = told(people["work_region"]) & (people["work_region"] != "other") & (draft.ages >= 16)
    away &= (people["tekun"] == "none") & (people["school"] == "not_in_school")
    at_work = listed.drawn("employment", away)
    forest = listed.drawn("forest_ranger", people["public_post"] == "forest_ranger")
    post = listed.drawn(
        "public_post", told(people["public_post"]) & (people["public_post"] != "forest_ranger")
    )
    n = len(at_work)
    channel = pick_words(rng, n, {"alone": 5, "acquaintance": 3, "government": 1, "recruitment": 1})
    return [
        table(16, at_work, kind=people["work_region"][at_work], amount_fen=rng.integers(22, 58, n) * 100 * _YUAN,
              starts_on=today - rng.integers(40, 400, n), details=[{"channel": word} for word in channel.tolist()]),
        table(1602, post, kind=people["public_post"][post], amount_fen=600 * _YUAN, starts_on=today - 200),
        table(25, forest, amount_fen=10_000 * _YUAN, starts_on=today - 200),
    ]  # fmt: skip


def _homes(listed: Listed) -> list[Table]:
    """Lists that stand in the name of the head."""
    draft, rng = listed.draft, listed.rng
    homes, today, home_of = draft.homes, draft.as_of.toordinal(), draft.home_of
    head = draft.people["relation"] == "head"
    level = homes["house_level"][home_of]
    house = listed.drawn("dangerous_house", head & told(level))
    moved = listed.drawn("relocation", head & (homes["relocation"] != "none")[home_of])
    forest = listed.drawn("public_forest", head & (homes["land_forest_mu"] > 6)[home_of])
    water = listed.drawn("drinking_water", head & said(homes["water_is_safe"], True)[home_of])
    items = {"quantity": "met", "quality": "met", "distance": "met", "reliability": "met", "cut_days": "6"}
    return [
        table(12, house, kind=level[house], starts_on=today - 900),
        table(26, moved, kind=homes["relocation"][home_of[moved]], level="removed", starts_on=today - 2900),
        table(2503, forest, amount_fen=rng.integers(8, 30, len(forest)) * 10 * _YUAN, starts_on=today - 700),
        table(
            18, water, kind="treated_tap", level="met", starts_on=today - 120, details=[items] * len(water)
        ),
    ]


def _relief(listed: Listed) -> list[Table]:
    draft, today = listed.draft, listed.draft.as_of
    people, month = draft.people, date(today.year, today.month, 1).toordinal()
    tekun = listed.drawn("tekun", people["tekun"] == "rural")
    dibao = listed.drawn("dibao_payment", people["rec_dibao"] == "normal")
    card = listed.drawn("benefit_card", people["relation"] == "head")
    return [
        table(501, tekun, kind="scattered", level="none", amount_fen=830 * _YUAN, starts_on=month - 800),
        table(402, dibao, kind="rural", amount_fen=310 * _YUAN, starts_on=month),
        table(22, card, kind="farmland", level="self", amount_fen=90 * _YUAN, starts_on=month - 150),
    ]


def _business(listed: Listed) -> list[Table]:
    draft, rng = listed.draft, listed.rng
    people, today = draft.people, draft.as_of.toordinal()
    rich = ~helped(draft)[draft.home_of]
    able = (draft.ages >= 22) & (draft.ages < 60) & (people["school"] == "not_in_school") & rich
    n = len(people)
    shops = listed.drawn("business_entity", able & chance(rng, n, 0.03))
    houses = listed.drawn("real_estate", able & chance(rng, n, 0.05))
    paid = listed.drawn("payroll", able & chance(rng, n, 0.01))
    loan = (
        ~rich & (people["relation"] == "head") & (draft.ages >= 20) & (draft.ages < 60) & chance(rng, n, 0.05)
    )
    loans = listed.drawn("small_loan", loan)
    return [
        table(
            19,
            shops,
            kind="individual",
            level="legal_person",
            amount_fen=60_000 * _YUAN,
            starts_on=today - 900,
        ),
        table(14, houses, kind="residence", level="purchase", starts_on=today - 1500),
        table(21, paid, kind="institution", amount_fen=5200 * _YUAN, starts_on=today - 3000),
        table(
            27, loans, kind="production", level="on_time", amount_fen=30_000 * _YUAN, starts_on=today - 300
        ),
    ]


def lists_of_grants(draft: Draft, grants: Table, listed: Listed) -> Table:
    """What the bureaus hold about measures in force: subsidies, allowances, school aid, signed doctors."""
    today = draft.as_of.toordinal()
    live = (grants["starts_on"] > 0) & (grants["starts_on"] <= today) & (grants["person"] >= 0)
    live &= (grants["ends_on"] == 0) | (grants["ends_on"] >= today)
    live &= (grants["state"] != "proposed") & (grants["state"] != "refused") & (grants["state"] != "ended")

    def of(measure: str, dataset: str, fits: Column | None = None, **fields: Any) -> Table:
        holders = np.unique(grants["person"][live & (grants["measure"] == measure)].astype(int))
        silent = sorted(listed.silent.get(dataset, ()))
        holders = holders[~np.isin(holders, silent)]
        holders = holders if fits is None else holders[fits[holders]]
        return table(BY_KEY[dataset].number, holders, **({"starts_on": today - 100} | fields))

    return join(
        [
            of("M37", "disability_subsidy", kind="living", amount_fen=80 * _YUAN),
            of("M38", "disability_subsidy", kind="care", amount_fen=80 * _YUAN),
            of("M42", "old_age", amount_fen=50 * _YUAN),
            of("M24", "education_aid", kind="senior", amount_fen=1000 * _YUAN),
            of("M25", "education_aid", kind="vocational", amount_fen=1000 * _YUAN),
            of("M26", "education_aid", kind="yulu", amount_fen=1500 * _YUAN),
            of("M33", "family_doctor", details=None),
            of(
                "M14",
                "public_post",
                untold(draft.people["public_post"]),
                kind="cleaner",
                amount_fen=600 * _YUAN,
            ),
        ]
    )
