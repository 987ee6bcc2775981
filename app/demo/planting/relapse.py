"""Planted cases of the triggers of a relapse (C03 to C14); C01, C02, C06 and C15 stand with the checks beside them."""

from typing import Any

import numpy as np

from app.demo.planting.chooser import Chooser
from app.demo.planting.listed_checks import rows
from app.demo.planting.people import set_disability
from app.demo.planting.settings import heads
from app.demo.tables import is_one_of, said, told
from app.demo.windows import months_before
from app.domain.vocabulary.schooling import SENIOR, VOCATIONAL


def plant_relapse(chooser: Chooser) -> None:
    """C03, C04, C07 to C14."""
    _wages(chooser)
    _of_members(chooser)
    _of_heads(chooser)


def _of_members(chooser: Chooser) -> None:
    draft = chooser.draft
    people, month = draft.people, months_before(draft.as_of, 1)
    half, quarter = months_before(draft.as_of, 6), months_before(draft.as_of, 3)
    grown = chooser.grown()
    bill = {"kind": "special", "starts_on": month + 1}
    rows(chooser, "C03", "medical_settlement", chooser.poor & grown, [
        ("planted", 20, [bill | {"amount_fen": 30_000}, bill | {"kind": "outpatient", "amount_fen": 20_000}]),
        ("near", 10, [bill | {"amount_fen": 49_999}]),
        ("near", 10, [bill | {"amount_fen": 50_000, "starts_on": month}]),
        ("unknown", 10, [bill | {"kind": None, "amount_fen": 50_000}]),
    ])  # fmt: skip
    ill = {"kind": "listed", "level": "treated"}
    rows(chooser, "C04", "serious_illness", grown, [
        ("planted", 20, [ill | {"starts_on": month + 1}]),
        ("near", 20, [ill | {"starts_on": month}]),
        ("unknown", 10, [ill]),
    ])  # fmt: skip
    left = {"kind": "other_province", "status": "left", "starts_on": half - 300}
    again = {
        "kind": "county",
        "starts_on": month + 10,
        "amount_fen": 300_000,
        "details": {"channel": "alone"},
    }
    idle = chooser.poor & grown & (people["tekun"] == "none")
    rows(chooser, "C10", "employment", idle, [
        ("planted", 10, [left | {"ends_on": month}]),
        ("planted", 10, [left | {"ends_on": half + 1}]),
        ("near", 7, [left | {"ends_on": month + 1}]),
        ("near", 7, [left | {"ends_on": half}]),
        ("near", 6, [left | {"ends_on": month}, again]),
        ("unknown", 10, [left]),
    ], read="labor")  # fmt: skip
    sound = grown & (people["disability_category"] == "none") & ~told(people["rec_dis"])
    for role, level, day in (
        ("planted", 2, quarter + 1),
        ("near", 2, quarter),
        ("near", 3, quarter + 1),
        ("unknown", None, quarter + 1),
    ):

        def change(i: int, turn: int, level: int | None = level, day: int = day) -> None:
            set_disability(draft, i, "hearing", level, "normal")
            people["rec_dis_from"][i] = day

        total = 10 if role == "near" else 0
        chooser.members("C13", role, sound, change, total, write="health disability")


def _of_heads(chooser: Chooser) -> None:
    """Lists in the name of the head: each case is a row within the window, on its edge, or with a gap."""
    draft = chooser.draft
    homes, head = draft.homes, draft.people["relation"] == "head"
    active = homes["status"] == "active"
    safe = is_one_of(homes["house_level"], ("A", "B")) & (homes["relocation"] == "none")
    quarter, half, year = (months_before(draft.as_of, n) for n in (3, 6, 12))
    hail, water = {"kind": "hail", "level": "none"}, {"kind": "treated_tap", "level": "basic"}
    accident, fire = {"kind": "accident", "amount_fen": 300_000}, {"kind": "fire", "level": "none"}
    cases: tuple[tuple[str, str, str, int, dict[str, Any]], ...] = (
        ("C07", "disaster", "planted", 20, hail | {"starts_on": quarter + 1}),
        ("C07", "disaster", "near", 20, hail | {"starts_on": quarter}),
        ("C07", "disaster", "unknown", 10, hail),
        ("C08", "dangerous_house", "planted", 20, {"kind": "C", "starts_on": quarter + 1}),
        ("C08", "dangerous_house", "near", 10, {"kind": "D", "starts_on": quarter}),
        ("C08", "dangerous_house", "near", 10, {"kind": "B", "starts_on": quarter + 1}),
        ("C08", "dangerous_house", "unknown", 10, {"starts_on": quarter + 1}),
        ("C09", "drinking_water", "planted", 20, water | {"starts_on": year + 1, "details": {"cut_days": "37"}}),
        ("C09", "drinking_water", "near", 10, water | {"starts_on": year + 1, "details": {"cut_days": "36"}}),
        ("C09", "drinking_water", "near", 10, water | {"starts_on": year, "details": {"cut_days": "37"}}),
        ("C09", "drinking_water", "unknown", 10, water | {"starts_on": year + 1, "details": {}}),
        ("C11", "industry_aid", "planted", 20, {"kind": "breeding", "status": "failed", "starts_on": year + 1}),
        ("C11", "industry_aid", "near", 10, {"kind": "breeding", "status": "failed", "starts_on": year}),
        ("C11", "industry_aid", "near", 10, {"kind": "breeding", "starts_on": year + 1}),
        ("C11", "industry_aid", "unknown", 10, {"kind": "breeding", "status": "failed"}),
        ("C12", "temporary_aid", "planted", 8, accident | {"starts_on": half + 1}),
        ("C12", "disaster", "planted", 6, fire | {"starts_on": half + 1}),
        ("C12", "court_enforcement", "planted", 6, {"kind": "any", "starts_on": year}),
        ("C12", "temporary_aid", "near", 7, accident | {"starts_on": half}),
        ("C12", "disaster", "near", 7, fire | {"starts_on": half}),
        ("C12", "court_enforcement", "near", 6, {"kind": "any", "status": "closed", "starts_on": year}),
        ("C12", "temporary_aid", "unknown", 10, {"starts_on": half + 1}),
    )  # fmt: skip
    beside = {
        "C08": "dangerous_house house_repair relocation",
        "C09": "drinking_water water",
        "C12": "disaster temporary_aid court_enforcement",
        "C07": "disaster temporary_aid",
    }
    masks = {"C08": safe, "C09": said(homes["water_is_safe"], True)}
    for kind, dataset, role, total, record in cases:

        def change(home: int, turn: int, dataset: str = dataset, record: dict[str, Any] = record) -> None:
            i = int(np.flatnonzero(head & (draft.home_of == home))[0])
            chooser.listed.add(dataset, i, **record)

        read = "house" if kind == "C08" else ""
        chooser.homes(
            kind, role, masks.get(kind, active), change, total, read=read, write=beside.get(kind, dataset)
        )


def plant_fees(chooser: Chooser) -> None:
    """C05: fees of a pupil a fen above the limit, at it, or nobody knows where the child learns."""
    draft, people = chooser.draft, chooser.draft.people
    pupil = is_one_of(people["school"], SENIOR | VOCATIONAL) & draft.present
    one = (draft.count_members(pupil) == 1) & (draft.homes["net_y"] > 4_000_000)
    for role, fen in (("planted", 1_000_001), ("near", 1_000_000), ("unknown", 1_200_000)):

        def change(home: int, turn: int, role: str = role, fen: int = fen) -> None:
            chooser.spent[home] = {"self_paid_schooling": fen}
            if role == "unknown":
                i = int(np.flatnonzero(pupil & (draft.home_of == home))[0])
                people["school"][i] = people["rec_pupil"][i] = people["is_boarder"][i] = None

        locks = ("", "school selfpaid") if role == "unknown" else ("school", "selfpaid")
        chooser.homes("C05", role, one, change, read=f"{locks[0]} income", write=locks[1])


def _wages(chooser: Chooser) -> None:
    """C14: the income a fen below seven tenths, or the wages a fen below the half; both at their limits; not told."""
    draft = chooser.draft
    homes, year = draft.homes, draft.year
    relief = told(draft.people["rec_dibao"]) | (draft.people["tekun"] != "none")
    plain = (draft.count_members(draft.present) > 0) & ~draft.any_member(relief) & (homes["dibao_y"] == 0)
    wage, total = 20_000_00, 20_000_00
    for role, places, earned, business in (
        ("planted", 10, wage // 2, total * 7 // 10 - wage // 2 - 1),
        ("planted", 10, wage // 2 - 1, total),
        ("near", 20, wage // 2, total * 7 // 10 - wage // 2),
        ("unknown", 10, wage, None),
    ):

        def change(home: int, turn: int, earned: int = earned, business: int | None = business) -> None:
            count = heads(draft, home)
            # a fen less for each head, so that the share per head, cut to whole fen, is one less
            chooser.ledger[home] = [(year - 1, "wage_work", wage * count)] if business is not None else []
            chooser.ledger[home] += [
                (year, "wage_work", earned * count),
                (year, "business", (business or 1) * count),
            ]
            homes["net_p"][home] = wage * count
            homes["net_y"][home] = (earned + (business or 1)) * count
            homes["told_p"][home] = business is not None

        chooser.homes("C14", role, plain, change, places, write="income selfpaid")
