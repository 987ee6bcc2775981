"""Planted cases of further measures: people who should receive one and do not, near misses, and gaps."""

from typing import Any

import numpy as np

from app.demo.planting.chooser import Chooser
from app.demo.planting.listed_checks import rows
from app.demo.planting.loans import plant_loans
from app.demo.planting.people import set_age, set_unborn, set_work
from app.demo.planting.settings import set_target
from app.demo.tables import Column, is_one_of, said, told, untold
from app.demo.windows import months_before


def plant_more_measures(chooser: Chooser) -> None:
    """M05, M07, M08, M12, M13, M16, M17, M20, M34, M40, M43 to M46."""
    _homes_as_they_are(chooser)
    _lists(chooser)


def plant_scarce(chooser: Chooser) -> None:
    """M01, M02, M04, M06, M10, M11, M14, M15, M31, M32, M39, M41: families that fit are few, so these come first."""
    _care(chooser)
    _work(chooser)
    _industry(chooser)


def nothing(position: int, turn: int) -> None:
    """The case is as nature drew it."""


def _care(chooser: Chooser) -> None:
    draft = chooser.draft
    people, today = draft.people, draft.as_of.toordinal()
    on_dibao = (people["rec_dibao"] == "normal") & chooser.grown(22, 58)
    free = on_dibao & said(people["employee_pension"], False)
    for role, answer in (("planted", False), ("near", True), ("unknown", None)):

        def change(i: int, turn: int, answer: bool | None = answer) -> None:
            people["employee_pension"][i] = answer
            chooser.listed.mute("housing_fund", i)

        chooser.members("M41", role, free, change, read="monitor", write="pension")
    watched = told(draft.homes["monitoring_kind"]) & said(draft.homes["risk_cleared"], False)
    relief = (people["rec_dibao"] == "normal") | watched[draft.home_of]
    insured = relief & said(people["serious_illness_insured"], True)
    bill = {"kind": "inpatient", "starts_on": today - 60, "amount_fen": 50_000}
    kept = "monitor medical papers"
    below, enough = bill | {"amount_fen": 299_999}, bill | {"kind": "outpatient", "amount_fen": 300_000}
    rows(chooser, "M31 M32:near", "medical_settlement", insured, [("planted", 20, [below])], read=kept)
    rows(chooser, "M31 M32:planted", "medical_settlement", insured, [("near", 20, [enough])], read=kept)
    unknown = [("unknown", 10, [bill | {"kind": None}])]
    rows(chooser, "M31", "medical_settlement", insured, unknown, read=kept)
    unknown = [("unknown", 10, [bill | {"amount_fen": None}])]
    rows(chooser, "M32", "medical_settlement", people["rec_dibao"] == "normal", unknown, read=kept)
    orphan = {"kind": "unsupported", "starts_on": today - 300, "amount_fen": 100_000}
    other = people["relation"] != "head"
    for role, total, least, most, day in (
        ("planted", 10, 5, 16, None),
        ("planted", 10, 16, 19, 1),
        ("near", 20, 16, 19, 0),
        ("unknown", 10, 1, 5, None),
    ):

        def left_alone(i: int, turn: int, role: str = role, day: int | None = day) -> None:
            chooser.listed.add("orphan", i, **orphan)
            if role == "unknown":
                set_unborn(draft, i)
            elif day is not None:
                set_age(draft, i, 18, day=day)

        fits = other & (draft.ages >= least) & (draft.ages <= most) & untold(people["rec_dibao"])
        chooser.members("M39", role, fits, left_alone, total, read="school", write="orphan papers age")


def _homes_as_they_are(chooser: Chooser) -> None:
    draft = chooser.draft
    homes, today, helped = draft.homes, draft.as_of.toordinal(), chooser.helped
    chooser.homes("M44", "planted", helped, nothing)
    chooser.homes("M44", "near", ~helped, nothing)

    def never(home: int, turn: int) -> None:
        chooser.visits[home] = []

    chooser.homes("M45", "near", ~helped, never, write="visits")

    def unseen(home: int, turn: int) -> None:
        chooser.visits[home] = [today - 40 - turn]

    chooser.homes("M45", "planted", helped, unseen, write="visits")
    sound = is_one_of(homes["road_kind"], ("cement", "asphalt")) & (homes["toilet"] == "usable")
    for role, road, toilet in (
        ("planted", "gravel", "usable"),
        ("near", "cement", "broken"),
        ("unknown", "cement", None),
    ):

        def change(home: int, turn: int, road: str = road, toilet: str | None = toilet) -> None:
            homes["road_kind"][home], homes["toilet"][home] = road, toilet

        chooser.homes("M46", role, helped & sound, change, write="road")
    for role, mu in (("planted", 0.1), ("near", 0.0), ("unknown", None)):

        def converts(home: int, turn: int, mu: float | None = mu) -> None:
            homes["land_converted_mu"][home] = mu

        chooser.homes("M16", role, homes["status"] == "active", converts, write="forest")
    safe = said(homes["water_is_safe"], True)
    for role, answer in (("planted", False), ("near", True), ("unknown", None)):

        def water(home: int, turn: int, answer: bool | None = answer) -> None:
            homes["water_is_safe"][home] = answer

        chooser.homes("M20", role, safe, water, write="water drinking_water")

    def repaired(home: int, turn: int) -> None:
        head = int(np.flatnonzero(draft.home_of == home)[0])
        for ago, level in ((200, "unmet"), (90, "met")):
            chooser.listed.add("drinking_water", head, kind="treated_tap", level=level, starts_on=today - ago)

    chooser.homes("M20", "near", safe, repaired, 10, write="water drinking_water")


def _industry(chooser: Chooser) -> None:
    draft = chooser.draft
    homes, people, helped = draft.homes, draft.people, chooser.helped
    able = draft.any_member(
        is_one_of(people["labor"], ("ordinary", "skilled")) & draft.present & chooser.grown(20, 60)
    )
    inside = {"planted": "ordinary", "near": "lost", "unknown": None}
    for role, labor in inside.items():

        def change(home: int, turn: int, labor: str | None = labor) -> None:
            homes["land_crop_mu"][home] = 3.5
            if labor == "ordinary":
                return
            for i in np.flatnonzero(draft.home_of == home).tolist():
                set_work(draft, i, labor, None, 0)

        write = "*" if role != "planted" else "land"
        # whoever cannot work has none of the three; whose labour is not told leaves all of them open
        kinds = "M01 M02 M04" if role == "planted" else "M01 M02 M04 M07"
        chooser.homes(kinds, role, helped & able, change, read="" if write == "*" else "labor", write=write)
    for role, mu in (("near", 0.0), ("unknown", None)):

        def land(home: int, turn: int, mu: float | None = mu) -> None:
            homes["land_crop_mu"][home] = mu

        chooser.homes("M01", role, helped & able, land, 5, read="labor", write="land")
    grant = chooser.planter.grant

    def grows(home: int, turn: int) -> None:
        grant("M01", "household", home, "live")

    def rests(home: int, turn: int) -> None:
        for measure in ("M01", "M02", "M03", "M04", "M05"):
            grant(measure, "household", home, "none")

    def maybe(home: int, turn: int) -> None:
        set_target(draft, home, 2)
        grant("M02", "household", home, "live")

    chooser.homes("M06", "planted", helped & able, grows, read="labor land", write="grants")
    chooser.homes("M06", "near", helped & able, rests, read="labor land", write="grants")
    chooser.homes("M06", "unknown", ~helped & able, maybe, write="*")


def _work(chooser: Chooser) -> None:
    draft = chooser.draft
    people, poor = draft.people, chooser.poor
    able = (
        poor
        & chooser.grown(24, 56)
        & is_one_of(people["labor"], ("ordinary", "weak"))
        & ~told(people["public_post"])
    )

    def works(
        kind: str, role: str, total: int, labor: str | None, region: str | None, months: int | None
    ) -> None:
        def change(i: int, turn: int) -> None:
            set_work(draft, i, labor, region, months)
            chooser.listed.mute("employment", i)
            people["health_serious"][i] = False

        chooser.members(kind, role, able, change, total, write="labor health")

    for kind, role, labor, region, months in (
        ("M10", "planted", "ordinary", "province", 3),
        ("M10", "near", "ordinary", "province", 2),
        ("M10", "unknown", "ordinary", "province", None),
        ("M11", "planted", "ordinary", None, 0),
        ("M11 M14", "near", "lost", None, 0),
        ("M11 M14", "unknown", None, None, 0),
        ("M14", "planted", "weak", None, 0),
    ):
        works(kind, role, 0, labor, region, months)
    calm = able & ~said(people["health_disabled"], True)

    def ranger(role: str, serious: bool | None) -> None:
        def change(i: int, turn: int) -> None:
            set_work(draft, i, "ordinary", None, 0)
            people["health_serious"][i] = serious
            if serious is None:  # health is told as a whole or not at all
                for name in ("health_chronic", "health_disabled", "disability_category", "disability_level"):
                    people[name][i] = None

        chooser.members("M15", role, calm, change, read="payroll", write="labor health")

    for role, serious in (("planted", False), ("near", True), ("unknown", None)):
        ranger(role, serious)


def _lists(chooser: Chooser) -> None:
    draft = chooser.draft
    people, poor = draft.people, chooser.poor
    today = draft.as_of.toordinal()
    due, year = months_before(draft.as_of, 3), months_before(draft.as_of, 12)
    grown, heads = chooser.grown(22, 58), people["relation"] == "head"
    work: dict[str, Any] = {
        "kind": "township",
        "amount_fen": 260_000,
        "starts_on": due,
        "details": {"channel": "workshop"},
    }
    rows(chooser, "M12", "employment", poor & grown & (people["tekun"] == "none"), [
        ("planted", 20, [work]),
        ("near", 20, [work | {"starts_on": due + 1}]),
        ("unknown", 10, [work | {"details": {}}]),
    ], read="labor")  # fmt: skip
    shop = {"kind": "individual", "level": "legal_person", "amount_fen": 3_000_000, "starts_on": year}
    rows(chooser, "M13", "business_entity", poor & grown, [
        ("planted", 20, [shop]),
        ("near", 20, [shop | {"starts_on": year + 1}]),
        ("unknown", 10, [shop | {"starts_on": 0}]),
    ])  # fmt: skip
    ill = {"kind": "listed", "level": "treated", "starts_on": today - 90}
    rows(chooser, "M34", "serious_illness", poor & grown, [
        ("planted", 20, [ill]), ("near", 20, [ill | {"status": "cured"}]), ("unknown", 10, [ill | {"kind": None}]),
    ])  # fmt: skip

    def of_head(
        kind: str, role: str, dataset: str, mask: Column, record: dict[str, Any], read: str = ""
    ) -> None:
        def change(home: int, turn: int) -> None:
            i = int(np.flatnonzero(heads & (draft.home_of == home))[0])
            chooser.listed.add(dataset, i, **record)

        chooser.homes(kind, role, mask, change, read=read, write=dataset)

    active, helped = draft.homes["status"] == "active", chooser.helped
    insured = {"kind": "insurance", "amount_fen": 20_000, "starts_on": today - 100}
    forest = {"amount_fen": 30_000, "starts_on": today - 400}
    hit = {"kind": "flood", "level": "collapsed", "starts_on": today - 5}
    bill = {"kind": "special", "amount_fen": 2_000_000, "starts_on": today - 60}
    calm = active & (draft.homes["monitoring_kind"] != "sudden")
    for kind, role, dataset, mask, record in (
        ("M05", "planted", "industry_aid", helped, insured),
        ("M05", "near", "industry_aid", helped, insured | {"starts_on": year}),
        ("M05", "unknown", "industry_aid", helped, insured | {"kind": None}),
        ("M17", "planted", "public_forest", active, forest),
        ("M17", "near", "public_forest", active, forest | {"status": "cancelled"}),
        ("M40", "planted", "disaster", active, hit),
        ("M40", "near", "disaster", calm, hit | {"level": "minor"}),
        ("M40", "unknown", "disaster", calm, hit | {"level": None}),
        ("M43", "planted", "medical_settlement", active, bill),
        ("M43", "near", "medical_settlement", active, bill | {"amount_fen": 1_999_999}),
        ("M43", "unknown", "medical_settlement", active, bill | {"amount_fen": None}),
    ):
        of_head(kind, role, dataset, mask, record)
    plant_loans(chooser)
