"""Planted cases of the checks on posts, work, loans, payments, disasters, visits and water."""

from typing import Any

import numpy as np

from app.demo.planting.chooser import Chooser
from app.demo.planting.listed_checks import rows
from app.demo.planting.settings import set_target
from app.demo.tables import said, told
from app.demo.windows import months_before


def plant_worked_checks(chooser: Chooser) -> None:
    """R09, R33 to R35, R37, R40 to R45."""
    _posts(chooser)
    _loans_and_cards(chooser)
    _disasters(chooser)
    _visits(chooser)
    _water(chooser)
    _income(chooser)
    _taxed(chooser)


def _posts(chooser: Chooser) -> None:
    draft = chooser.draft
    people, today = draft.people, draft.as_of.toordinal()
    idle = chooser.grown(30, 58) & (people["work_months"] == 0) & ~told(people["public_post"])
    post = {"kind": "cleaner", "amount_fen": 60_000, "starts_on": today - 100}

    def on_post(labor: str | None, *records: dict[str, Any]) -> Any:
        def change(i: int, turn: int) -> None:
            people["labor"][i] = labor
            for record in records:
                chooser.listed.add(
                    record.get("in", "public_post"), i, **{k: v for k, v in record.items() if k != "in"}
                )

        return change

    lists = "labor public_post forest_ranger"
    forest = {"in": "forest_ranger", "starts_on": today - 100, "amount_fen": 1_000_000}
    for role, total, change in (
        ("planted", 8, on_post("weak", post, post | {"kind": "road_keeper"})),
        ("planted", 6, on_post("weak", post, forest)),
        ("planted", 6, on_post("lost", post)),
        ("near", 20, on_post("weak", post)),
        ("unknown", 10, on_post(None, post)),
    ):
        chooser.members("R33", role, idle, change, total, write=lists)
    plain = chooser.grown(22, 58) & (people["tekun"] == "none") & (people["work_months"] == 0)
    work = {"kind": "county", "starts_on": today - 100, "details": {"channel": "alone"}}
    rows(chooser, "R34", "employment", plain, [
        ("planted", 10, [work | {"amount_fen": 39_999}]),
        ("planted", 10, [work | {"amount_fen": 3_000_001}]),
        ("near", 10, [work | {"amount_fen": 40_000}]),
        ("near", 10, [work | {"amount_fen": 3_000_000}]),
        ("unknown", 10, [work | {"amount_fen": None}]),
    ], read="labor")  # fmt: skip


def _loans_and_cards(chooser: Chooser) -> None:
    draft = chooser.draft
    today, grown = draft.as_of.toordinal(), chooser.grown(25, 58)
    loan = {"kind": "production", "level": "on_time", "amount_fen": 5_000_000, "starts_on": today - 300}
    rows(chooser, "R35", "small_loan", grown & chooser.poor, [
        ("planted", 8, [loan | {"kind": "house"}]),
        ("planted", 8, [loan | {"level": "overdue"}]),
        ("near", 14, [loan]),
        ("near", 6, [loan | {"kind": "house", "status": "settled"}]),
        ("unknown", 10, [loan | {"kind": None}]),
    ], read="police_death funeral death_certificate")  # fmt: skip
    rows(chooser, "R35", "small_loan", grown & ~chooser.poor, [("planted", 4, [loan])])
    card = {"kind": "industry", "starts_on": today - 60, "amount_fen": 50_000}
    rows(chooser, "R40", "benefit_card", grown, [
        ("planted", 20, [card | {"level": "outsider"}]),
        ("near", 10, [card | {"level": "guardian"}]),
        ("near", 10, [card | {"level": "outsider", "starts_on": months_before(draft.as_of, 12)}]),
        ("unknown", 10, [card | {"level": None}]),
    ])  # fmt: skip
    young = grown & (draft.people["disability_category"] == "none")
    aid = {"in": "disability_subsidy", "kind": "living", "amount_fen": 8000, "starts_on": today - 100}
    rows(chooser, "R41", "old_age", young, [
        ("planted", 10, [{"amount_fen": 5000, "starts_on": today - 100}]),
        ("planted", 10, [aid]),
        ("near", 10, [aid | {"status": "cancelled"}]),
        ("near", 10, [aid | {"starts_on": months_before(draft.as_of, 1) + 1}]),
        ("unknown", 10, [aid | {"kind": None}]),
    ], read="public_post disability")  # fmt: skip


def _heads(chooser: Chooser) -> Any:
    draft = chooser.draft
    head = draft.people["relation"] == "head"
    return lambda home: int(np.flatnonzero(head & (draft.home_of == home))[0])


def _disasters(chooser: Chooser) -> None:
    draft = chooser.draft
    today, head_of = draft.as_of.toordinal(), _heads(chooser)
    everyone = draft.homes["status"] == "active"

    def hit(role: str, total: int, day: int, *visits: int) -> None:
        def change(home: int, turn: int) -> None:
            chooser.listed.add("disaster", head_of(home), kind="hail", level="minor", starts_on=day)
            chooser.visits[home] = list(visits)

        chooser.homes("R42", role, everyone, change, total, write="disaster visits")

    hit("planted", 10, today - 7, today - 60)
    hit("planted", 10, today - 20)
    hit("near", 10, today - 6, today - 60)
    hit("near", 10, today - 20, today - 20)
    hit("unknown", 10, 0)


def _visits(chooser: Chooser) -> None:
    draft = chooser.draft
    today, head_of = draft.as_of.toordinal(), _heads(chooser)

    def seen(role: str, total: int, *visits: int) -> None:
        def change(home: int, turn: int) -> None:
            chooser.visits[home] = list(visits)

        chooser.homes("R43", role, chooser.helped, change, total, write="visits")

    seen("planted", 15, today - 31, today - 80)
    seen("planted", 5)
    seen("near", 20, today - 30)

    def doubtful(home: int, turn: int) -> None:
        set_target(draft, home, 2)
        chooser.visits[home] = [today - 45]
        chooser.listed.add("payroll", head_of(home), kind="village_cadre", starts_on=today - 500)

    chooser.homes("R43 R44 M44 M45", "unknown", ~chooser.helped, doubtful, write="*")

    def cadre(role: str, total: int, ends_on: int) -> None:
        def change(home: int, turn: int) -> None:
            chooser.listed.add(
                "payroll", head_of(home), kind="village_cadre", starts_on=today - 500, ends_on=ends_on
            )

        chooser.homes("R44", role, chooser.helped, change, total, write="payroll")

    cadre("planted", 20, 0)
    cadre("near", 20, today - 1)


def _water(chooser: Chooser) -> None:
    draft = chooser.draft
    today, head_of = draft.as_of.toordinal(), _heads(chooser)
    safe = said(draft.homes["water_is_safe"], True)
    for role, total, before, level in (
        ("planted", 10, "met", "unmet"),
        ("planted", 10, "unmet", "unmet"),
        ("near", 10, "basic", "basic"),
        ("near", 10, "unmet", "met"),
        ("unknown", 10, "unmet", None),
    ):

        def change(home: int, turn: int, grades: Any = ((200, before), (90, level))) -> None:
            for ago, grade in grades:
                chooser.listed.add(
                    "drinking_water", head_of(home), kind="treated_tap", level=grade, starts_on=today - ago
                )

        chooser.homes("R45", role, safe, change, total, write="drinking_water water")


def _income(chooser: Chooser) -> None:
    """R37: twice last year's income and a little more; exactly twice; last year not told."""
    draft = chooser.draft
    homes = draft.homes
    plain = (homes["dibao_y"] == 0) & ~draft.any_member(draft.people["tekun"] == "rural")
    counts = draft.count_members(draft.present)

    def sums(home: int, each: int, before: int) -> None:
        homes["net_y"][home], homes["net_p"][home] = (
            each * int(counts[home]) * 100,
            before * int(counts[home]) * 100,
        )

    def untold_last(home: int, turn: int) -> None:
        homes["told_p"][home] = False

    some = (counts > 0) & (counts < 7) & plain
    chooser.homes("R37", "planted", some, lambda home, turn: sums(home, 22_000, 10_900), write="income")
    chooser.homes("R37", "near", some, lambda home, turn: sums(home, 22_000, 11_000), write="income")
    chooser.homes("R37", "unknown", some, untold_last, write="income")


def _taxed(chooser: Chooser) -> None:
    """R09: half as much again as the wages of the ledger, a fen more, or the tax office names no amount."""
    draft = chooser.draft
    relief = told(draft.people["rec_dibao"]) | (draft.people["tekun"] != "none")
    plain = (
        chooser.poor
        & chooser.grown()
        & (~draft.any_member(relief) & (draft.homes["dibao_y"] == 0))[draft.home_of]
    )
    wage = 4_000_000
    for role, fen in (("planted", wage * 3 // 2 + 1), ("near", wage * 3 // 2), ("unknown", None)):

        def change(i: int, turn: int, fen: int | None = fen) -> None:
            home, rest = int(draft.home_of[i]), 6_000_000
            years = (draft.year, draft.year - 1)
            chooser.ledger[home] = [
                (y, k, n) for y in years for k, n in (("wage_work", wage), ("business", rest))
            ]
            draft.homes["net_y"][home] = draft.homes["net_p"][home] = wage + rest
            chooser.listed.add("tax", i, kind="wage", starts_on=draft.as_of.toordinal() - 100, amount_fen=fen)

        chooser.members("R09", role, plain, change, write="tax income selfpaid")
