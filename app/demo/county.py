"""The generator's door: a county by households, seed and day, whole or township by township."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from app.demo.circumstances import add_circumstances
from app.demo.details import add_details
from app.demo.draft import Draft
from app.demo.families import draw_families
from app.demo.helping import draw_grants, draw_more_grants
from app.demo.homes import draw_homes
from app.demo.lists import Listed, draw_lists, lists_of_grants
from app.demo.lives import draw_lives
from app.demo.money import draw_ledger
from app.demo.names import draw_names
from app.demo.numbers import assign_numbers
from app.demo.offices import draw_records
from app.demo.places import CountyPlan, Township, plan_county
from app.demo.planting.bindings import plant_bindings
from app.demo.planting.checks import plant_checks
from app.demo.planting.chooser import Chooser
from app.demo.planting.doubles import plant_doubles
from app.demo.planting.gaps import gaps_of, plant_left_out, without_gaps
from app.demo.planting.guarantees import plant_children_and_exits, plant_guarantees
from app.demo.planting.listed_checks import plant_listed_checks, plant_unpaid_pupils
from app.demo.planting.measures import plant_measures
from app.demo.planting.more_measures import plant_more_measures, plant_scarce
from app.demo.planting.planter import Plant, Planter
from app.demo.planting.pupils import plant_pupils
from app.demo.planting.register_checks import plant_register_checks
from app.demo.planting.relapse import plant_fees, plant_relapse
from app.demo.planting.students import enrol, plant_open_pair, plant_students
from app.demo.planting.sweeps import plant_sweeps, plant_young_and_old
from app.demo.planting.worked_checks import plant_worked_checks
from app.demo.tables import Column, Table, blank, constant, join, told, untold
from app.demo.villages import bare_villages, draw_villages, plants_of, village_cases
from app.demo.watching import draw_watching
from app.demo.works import draw_projects, draw_visits
from app.domain.vocabulary.people import DISABILITY_CATEGORY

_RECORDS = ("rec_dibao", "rec_dis", "rec_veh", "rec_pupil")


@dataclass
class Part:
    """One township, finished: tables by name, and what was planted.

    Tables: households, people, income, records, grants, projects, places, funds, beneficiaries, visits,
    villages (one row a year), gaps (lists that a
    village was left out of), steps and situations of cases, work and plans of members. Columns that
    point elsewhere (`household`, `person`, `project`) are positions within the part; days are ordinals, 0 = not told.
    """

    township: Township
    tables: dict[str, Table]
    plants: list[Plant] = field(default_factory=list)


@dataclass
class County:
    """The whole invented county."""

    plan: CountyPlan
    parts: list[Part]


def generate(households: int, seed: int, as_of: date) -> County:
    """The county of so many households; equal arguments give equal columns."""
    plan = plan_county(households, seed, as_of)
    return County(plan, list(generate_parts(plan)))


def generate_parts(plan: CountyPlan) -> Iterator[Part]:
    """Township after township, each from its own random stream, so that memory holds only one."""
    for township in plan.townships:
        yield generate_part(plan, township)


def generate_part(plan: CountyPlan, township: Township) -> Part:
    """One township."""
    draft = _draft(plan, township)
    planter = Planter(draft)
    pairs = plant_doubles(planter)
    plant_measures(planter)
    plant_pupils(planter)
    plant_checks(planter)
    listed = Listed(draft, np.random.default_rng([plan.seed, 520199, township.index, 7]))
    chooser = Chooser(planter, listed)
    enrol(chooser)
    plant_fees(chooser)
    plant_bindings(chooser)
    plant_young_and_old(chooser)
    plant_children_and_exits(chooser)
    plant_open_pair(chooser)
    plant_unpaid_pupils(chooser)
    plant_students(chooser)
    plant_scarce(chooser)
    plant_register_checks(chooser)
    plant_listed_checks(chooser)
    plant_worked_checks(chooser)
    plant_more_measures(chooser)
    plant_sweeps(chooser)
    plant_guarantees(chooser)
    plant_relapse(chooser)
    villages = village_cases(plan, township)
    planter.plants += plants_of(villages)
    _name(draft, pairs)
    more = np.random.default_rng([plan.seed, 520199, township.index, 11])
    add_details(draft, more)
    tables = {"households": draft.homes, "people": draft.people, "gaps": gaps_of(plan, township)}
    tables["income"] = draw_ledger(draft, chooser.ledger, chooser.spent)
    tables["villages"] = draw_villages(draft, villages, listed.rng)
    tables["records"] = without_gaps(draft, join([draw_records(draft), draw_lists(listed)]))
    tables["grants"] = draw_grants(draft, tables, planter.granted, chooser.moved)
    tables |= draw_projects(draft, chooser.shares, bare_villages(township, villages))
    tables["visits"] = draw_visits(draft, chooser.visits, chooser.answers)
    tables["grants"] = draw_more_grants(draft, tables, planter.granted, listed.rng)
    tables["records"] = join([tables["records"], lists_of_grants(draft, tables["grants"], listed)])
    tables |= draw_watching(draft, tables["grants"], more)
    plant_left_out(planter)
    return Part(township, tables, planter.plants)


def _draft(plan: CountyPlan, township: Township) -> Draft:
    rng = np.random.default_rng([plan.seed, 520199, township.index])
    homes = draw_homes(rng, township, plan.as_of)
    people = draw_families(rng, township.households, plan.as_of)
    people["name"], people["nation"] = draw_names(rng, people, township.households)
    draw_lives(rng, people, plan.as_of)
    draft = Draft(plan, township, rng, homes, people)
    add_circumstances(draft)
    return draft


def _name(draft: Draft, pairs: list[tuple[int, int]]) -> None:
    """Numbers of members and households, certificates, heads; nobody who left is in a bureau's list."""
    people, homes, n = draft.people, draft.homes, len(draft.people)
    first = people["kept_day"].copy()
    known = people["born"] > 0
    numbers = blank(n)
    numbers[known], people["born"][known] = assign_numbers(
        people["born"][known], people["sex"][known], first[known], draft.township.index
    )
    numbers[told(people["no_id_reason"])] = None
    for one, other in pairs:
        numbers[other] = numbers[one]
    people["id_number"] = numbers
    for name in _RECORDS:
        people[name][~draft.present | untold(numbers)] = None
    people["disability_no"] = _certificates(people)
    _number_members(people, homes)


def _certificates(people: Table) -> Column:
    """Numbers of disability certificates: the citizen number, category digit, level digit."""
    digits = {code.code: code.national or "" for code in DISABILITY_CATEGORY}
    certificates = blank(len(people))
    for i in np.flatnonzero(told(people["rec_dis"]) & told(people["rec_dis_level"])):
        category, level = people["disability_category"][i], people["rec_dis_level"][i]
        certificates[i] = f"{people['id_number'][i]}{digits[category]}{level}"
    return certificates


def _number_members(people: Table, homes: Table) -> None:
    home = people["household"]
    starts = np.searchsorted(home, np.arange(len(homes)))
    turn = np.arange(len(people)) - starts[home] + 1
    people["person_no"] = homes["household_no"][home] + np.char.zfill(turn.astype(str), 2).astype(object)
    people["area_code"] = homes["area_code"][home]
    homes["head"] = starts
    homes["head_name"] = people["name"][starts]
    people["certificate_kind"] = np.where(
        untold(people["id_number"]), constant(len(people), "none"), constant(len(people), "resident")
    )
    asked = told(people["paper"])
    people["certificate_kind"][asked] = [paper or None for paper in people["paper"][asked].tolist()]
