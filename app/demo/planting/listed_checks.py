"""Planted cases of the checks over bureau lists: each is one row, or the want of one, in a family that agrees else."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from app.demo.planting.chooser import Chooser
from app.demo.planting.people import set_unborn, set_work
from app.demo.standards import DIBAO_LINE, drawn_line
from app.demo.tables import Column, is_one_of, said, told, untold
from app.demo.windows import months_before
from app.domain.vocabulary.schooling import HIGHER_VOCATIONAL, SENIOR, VOCATIONAL

Case = tuple[str, int, Sequence[dict[str, Any]]]


def rows(
    chooser: Chooser,
    kinds: str,
    dataset: str,
    mask: Column,
    cases: Sequence[Case],
    *,
    read: str = "",
    write: str = "",
) -> None:
    """Cases that differ only in the rows of one list (or, with the key `in`, of another)."""
    for role, total, records in cases:

        def change(i: int, turn: int, records: Sequence[dict[str, Any]] = records) -> None:
            chooser.listed.mute(dataset, i)
            for record in records:
                fields = {k: v for k, v in record.items() if k != "in"}
                chooser.listed.add(str(record.get("in", dataset)), i, **fields)

        places = {dataset} | {str(r["in"]) for r in records if "in" in r}
        written = " ".join([*sorted(places), write])
        chooser.members(kinds, role, mask, change, total, read=read, write=written)


def plant_listed_checks(chooser: Chooser) -> None:
    """R01, R04 to R10, R13, R14, R16, R21 to R27, R30."""
    _police(chooser)
    _property(chooser)
    _medical(chooser)
    _houses(chooser)
    _uncovered(chooser)


def _police(chooser: Chooser) -> None:
    draft = chooser.draft
    today, grown = draft.as_of.toordinal(), chooser.grown(30, 78)
    other = grown & (draft.people["relation"] != "head")
    for role, total, key, day in (
        ("planted", 10, "police_death", today - 30),
        ("planted", 10, "funeral", today - 200),
        ("near", 20, "police_death", today - 29),
        ("unknown", 10, "police_death", 0),
    ):
        rows(chooser, "R01", key, other, [(role, total, [{"starts_on": day}])], write="death")
    death = {"in": "police_death", "starts_on": today - 120}
    pay = {"kind": "industry", "level": "self", "amount_fen": 30_000}
    plain = other & (draft.people["rec_dibao"] != "normal")
    rows(chooser, "R02", "benefit_card", plain, [
        ("planted", 20, [death, pay | {"starts_on": today - 60}]),
        ("near", 10, [death, pay | {"starts_on": today - 120}]),
        ("near", 10, [death, pay | {"starts_on": today - 60, "status": "returned"}]),
        ("unknown", 10, [death | {"starts_on": 0}, pay | {"starts_on": today - 60}]),
    ], write="death")  # fmt: skip
    rows(chooser, "R39", "benefit_card", other, [
        ("planted", 10, [pay | {"starts_on": today - 60}, pay | {"starts_on": today - 60}]),
        ("planted", 10, [pay | {"starts_on": today - 60, "status": "returned"}]),
        ("near", 10, [pay | {"starts_on": today - 60}, pay | {"starts_on": today - 20}]),
        ("near", 10, [pay | {"starts_on": today - 60}, pay | {"kind": "other", "starts_on": today - 60}]),
        ("unknown", 10, [pay | {"starts_on": 0, "status": "returned"}]),
    ])  # fmt: skip
    book = {"level": "together", "starts_on": today - 4000}
    wrong = book | {"status": "cancelled", "details": {"name_agrees": "false"}}
    rows(chooser, "R10", "police_register", other, [
        ("planted", 20, [book | {"details": {"name_agrees": "false"}}]),
        ("near", 20, [book | {"details": {"name_agrees": "true"}}, wrong]),
        ("unknown", 10, [book | {"details": {}}]),
    ])  # fmt: skip
    settled = (draft.homes["relocation"] == "none")[draft.home_of]
    child = is_one_of(draft.people["relation"], ("son", "daughter")) & settled
    said_so = {"details": {"name_agrees": "true"}}
    rows(chooser, "R13", "police_register", child, [
        ("planted", 10, []),
        ("planted", 10, [said_so | {"level": "empty"}]),
        ("unknown", 10, [said_so | {"level": None}]),
    ], read="relocation")  # fmt: skip
    wife = (draft.people["relation"] == "daughter_in_law") & settled
    rows(chooser, "R13", "police_register", wife, [("near", 20, [])], read="relocation")
    head = draft.people["relation"] == "head"
    counts = draft.count_members(draft.present)
    for role, total, more in (("planted", 20, 1), ("near", 20, 0), ("unknown", 10, None)):

        def change(home: int, turn: int, more: int | None = more) -> None:
            i = int(np.flatnonzero(head & (draft.home_of == home))[0])
            details = (
                {}
                if more is None
                else {"house_persons": str(int(counts[home]) + more), "name_agrees": "true"}
            )
            chooser.listed.add(
                "police_register", i, level="together", starts_on=today - 4000, details=details
            )

        chooser.homes("R14", role, counts > 0, change, total, write="police_register")
    card = {
        "in": "benefit_card",
        "kind": "farmland",
        "level": "self",
        "starts_on": today - 20,
        "amount_fen": 9000,
    }
    rows(chooser, "R16", "custody", plain, [
        ("planted", 20, [{"kind": "prison", "starts_on": today - 400}, card]),
        ("near", 10, [{"kind": "prison", "starts_on": today - 900, "status": "released"}, card]),
        ("near", 10, [{"kind": "detention", "starts_on": today - 40}, card]),
        ("unknown", 10, [{"kind": None, "starts_on": today - 40}, card]),
    ])  # fmt: skip


def _property(chooser: Chooser) -> None:
    draft = chooser.draft
    today, year = draft.as_of.toordinal(), months_before(draft.as_of, 12)
    poor, rich = chooser.poor & chooser.grown(), ~chooser.poor & chooser.grown()
    flat = {"kind": "residence", "level": "purchase", "starts_on": today - 900}
    rows(chooser, "R04", "real_estate", poor, [
        ("planted", 12, [flat]),
        ("planted", 8, [{"in": "house_sale", "kind": "residence", "starts_on": today - 100}]),
        ("near", 6, [flat | {"level": "resettlement"}]),
        ("near", 5, [flat | {"details": {"share": "49"}}]),
        ("near", 5, [flat | {"status": "transferred"}]),
        ("unknown", 10, [flat | {"level": None}]),
    ])  # fmt: skip
    rows(chooser, "R04", "real_estate", rich, [("near", 4, [flat])])
    rows(chooser, "R05", "real_estate", poor, [
        ("planted", 10, [flat | {"kind": "shop"}]),
        ("planted", 10, [flat, flat | {"level": "inherited"}]),
        ("near", 10, [flat, flat | {"level": "returned"}]),
        ("near", 5, [flat, flat | {"kind": "homestead", "level": "self_built"}]),
        ("near", 5, [flat | {"kind": "shop", "details": {"share": "49"}}]),
        ("unknown", 10, [flat | {"kind": "shop", "level": None}]),
    ])  # fmt: skip
    shop = {"kind": "individual", "level": "legal_person", "amount_fen": 5_000_000, "starts_on": today - 200}
    rows(chooser, "R06", "business_entity", poor, [
        ("planted", 20, [shop]),
        ("near", 7, [shop | {"kind": "cooperative", "level": "member"}]),
        ("near", 4, [shop | {"details": {"small_shop": "true"}}]),
        ("near", 3, [shop | {"details": {"with_aid": "true"}}]),
        ("near", 6, [shop | {"amount_fen": 0}]),
        ("unknown", 10, [shop | {"level": None}]),
    ], read="tax")  # fmt: skip
    post = {"starts_on": today - 2000, "amount_fen": 480_000}
    rows(chooser, "R07", "payroll", poor, [
        ("planted", 12, [post | {"kind": "institution"}]),
        ("planted", 8, [post | {"kind": "temporary", "starts_on": year}]),
        ("near", 10, [post | {"kind": "temporary", "starts_on": year + 1}]),
        ("near", 10, [post | {"kind": "public_post"}]),
        ("unknown", 10, [post | {"kind": None}]),
    ])  # fmt: skip
    idle = poor & (draft.people["work_months"] == 0) & ~said(draft.people["employee_pension"], True)
    pension = {"kind": "employee", "amount_fen": 420_000, "starts_on": today - 500}
    rows(chooser, "R08", "pension_insurance", idle, [
        ("planted", 12, [pension]),
        ("planted", 8, [{"in": "housing_fund", "amount_fen": 420_000, "starts_on": today - 500}]),
        ("near", 20, [pension | {"kind": "resident"}]),
        ("unknown", 10, [pension | {"kind": None}]),
    ], read="labor income")  # fmt: skip


def _medical(chooser: Chooser) -> None:
    draft = chooser.draft
    today = draft.as_of.toordinal()
    plain = chooser.grown() & (draft.people["rec_dibao"] != "normal")
    poor, rich = chooser.poor & plain, ~chooser.poor & plain
    grown = poor | rich
    insured = {"kind": "resident", "level": "general", "amount_fen": 19_000, "starts_on": today - 40}
    rows(chooser, "R21", "medical_insurance", grown, [
        ("planted", 20, []),
        ("near", 10, [insured | {"ends_on": today}]),
    ], read="custody medical")  # fmt: skip
    away = {"in": "custody", "kind": "missing", "starts_on": today - 400}
    rows(chooser, "R21", "medical_insurance", grown, [("near", 10, [away])], read="medical")

    def nameless(i: int, turn: int) -> None:
        set_unborn(draft, i)

    child = (draft.ages >= 1) & (draft.ages < 5) & untold(draft.people["rec_dibao"])
    chooser.members("R21", "unknown", child, nameless, 16, write="papers medical_insurance")
    rows(chooser, "R22", "medical_insurance", grown, [
        ("planted", 20, [insured, insured | {"kind": "employee"}]),
        ("near", 10, [insured, insured | {"kind": "employee", "status": "suspended"}]),
        ("near", 10, [insured, insured | {"kind": "employee", "starts_on": today - draft.as_of.day + 1}]),
        ("unknown", 10, [insured, insured | {"kind": None}]),
    ])  # fmt: skip
    rows(chooser, "R23", "medical_insurance", poor, [
        ("planted", 20, [insured | {"amount_fen": 0}]),
        ("near", 20, [insured | {"amount_fen": 1}]),
        ("unknown", 10, [insured | {"amount_fen": None}]),
    ])  # fmt: skip
    bill = {"kind": "inpatient", "starts_on": today - 60}
    rows(chooser, "R24 C01", "medical_settlement", poor, [
        ("planted", 20, [bill | {"amount_fen": 300_000}, bill | {"amount_fen": 200_000}]),
        ("near", 20, [bill | {"kind": "special", "amount_fen": 499_999}]),
        ("unknown", 10, [bill | {"amount_fen": None}]),
    ])  # fmt: skip
    rows(chooser, "R24 C02", "medical_settlement", rich, [
        ("planted", 20, [bill | {"amount_fen": 1_000_000}]),
        ("near", 20, [bill | {"amount_fen": 999_999}]),
        ("unknown", 10, [bill | {"amount_fen": None}]),
    ])  # fmt: skip


def _houses(chooser: Chooser) -> None:
    draft = chooser.draft
    homes, today, due = draft.homes, draft.as_of.toordinal(), months_before(draft.as_of, 3)
    head = draft.people["relation"] == "head"
    safe = is_one_of(homes["house_level"], ("A", "B")) & (homes["relocation"] == "none")

    def house(kind: str, role: str, total: int, *records: dict[str, Any]) -> None:
        def change(home: int, turn: int) -> None:
            i = int(np.flatnonzero(head & (draft.home_of == home))[0])
            for record in records:
                chooser.listed.add(record["in"], i, **{k: v for k, v in record.items() if k != "in"})

        chooser.homes(
            kind, role, safe, change, total, read="house", write="dangerous_house house_repair relocation"
        )

    level = {"in": "dangerous_house", "starts_on": today - 50}
    done = {"in": "house_repair", "kind": "rebuilt", "starts_on": today - 20}
    moved = {"in": "relocation", "kind": "concentrated", "level": "removed", "starts_on": today - 2900}
    house("R25", "planted", 20, level | {"kind": "D"})
    house("R25", "near", 20, level | {"kind": "C"}, done)
    house("R25", "unknown", 10, level | {"kind": None})
    house("R26", "planted", 20, moved, done)
    house("R26", "near", 20, moved, done | {"status": "planned"})
    house("R27", "planted", 10, moved | {"status": "key_given", "starts_on": due})
    house("R27", "planted", 10, moved | {"level": "standing"})
    house("R27", "near", 10, moved | {"status": "key_given", "starts_on": due + 1})
    house("R27", "near", 10, moved | {"level": "kept"})
    house("R27", "unknown", 10, moved | {"level": None})


def plant_unpaid_pupils(chooser: Chooser) -> None:
    """R20."""
    draft = chooser.draft
    today = draft.as_of.toordinal()
    pupil = chooser.poor & is_one_of(draft.people["school"], SENIOR | VOCATIONAL | HIGHER_VOCATIONAL)
    aid = {"kind": "senior", "amount_fen": 100_000, "starts_on": today - 100}
    rows(chooser, "R20", "education_aid", pupil, [
        ("unknown", 14, [aid | {"kind": None}]),
        ("planted", 10, []),
        ("planted", 10, [aid | {"status": "returned"}]),
        ("near", 8, [aid]),
    ], read="school")  # fmt: skip
    last_year = chooser.poor & (draft.people["school"] == "grade_9")  # the aid begins a year later
    rows(chooser, "R20", "education_aid", last_year, [("near", 12, [])], read="school")


def _uncovered(chooser: Chooser) -> None:
    """R30: old people alone who cannot work and have less than the line."""
    draft = chooser.draft
    people, line = draft.people, drawn_line(DIBAO_LINE, draft.year)
    first = np.searchsorted(draft.home_of, np.arange(len(draft.homes)))
    small = (draft.count_members(draft.present) <= 3) & draft.present[first] & (draft.homes["dibao_y"] == 0)
    cars = draft.any_member(told(people["rec_veh"]))
    quiet = small & ~cars & ~draft.any_member(people["tekun"] == "rural")

    def alone(home: int, each: int, labor: str | None) -> None:
        inside = np.flatnonzero(draft.present & (draft.home_of == home))
        for i in inside.tolist():
            set_work(draft, i, labor, None, 0)
        draft.homes["net_y"][home] = draft.homes["net_p"][home] = each * len(inside) * 100

    for role, less, labor in (("planted", 1, "none"), ("near", 0, "none"), ("unknown", 500, None)):

        def change(home: int, turn: int, less: int = less, labor: str | None = labor) -> None:
            alone(home, line - less, labor)

        chooser.homes("R30", role, quiet, change, write="*")
