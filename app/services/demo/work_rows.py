"""Columns of ledger, bureau records, grants, projects, visits and monitoring cases."""

from datetime import date

import numpy as np

from app.demo.county import Part
from app.demo.tables import Table, dates, is_one_of
from app.demo.watching import cases_of
from app.domain.areas import range_of
from app.domain.monitoring import EVIDENCE_OF_STEP
from app.domain.vocabulary.datasets import BY_KEY
from app.services.demo.numbering import Writer
from app.services.demo.register_rows import Columns, numbers_of


def _chosen(table: Table, names: str) -> Columns:
    return {name: table[name].tolist() for name in names.split()}


def write_ledger(writer: Writer, part: Part, first_household: int) -> None:
    """Income lines of two years."""
    rows = part.tables["income"]
    columns = _chosen(rows, "year kind amount_fen")
    columns["household_id"] = numbers_of(first_household, rows["household"])
    columns["origin"] = ["visit"] * len(rows)
    writer.write("income_entry", columns)


def write_records(
    writer: Writer, part: Part, first_person: int, datasets: tuple[str, ...], as_of: date
) -> None:
    """Bureau records of the delivered data sets, and that they were delivered for this township."""
    period = f"{as_of.year}-{as_of.month:02d}"
    wanted = [BY_KEY[key].number for key in datasets]
    rows = part.tables["records"]
    rows = rows.take(np.isin(rows["dataset"], wanted))
    columns = _chosen(rows, "dataset kind level status amount_fen")
    columns["person_id"] = numbers_of(first_person, rows["person"])
    columns["period"] = [period] * len(rows)
    columns["starts_on"], columns["ends_on"] = dates(rows["starts_on"]), dates(rows["ends_on"])
    columns["details"] = [
        details if plate is None else {"plate": plate}
        for plate, details in zip(rows["plate"].tolist(), rows["details"].tolist(), strict=True)
    ]
    writer.write("bureau_record", columns)
    sent = [(number, low, high) for number in wanted for low, high in _sent_for(part, number)]
    writer.write(
        "dataset_coverage",
        {
            "dataset": [number for number, _, _ in sent],
            "area_low": [low for _, low, _ in sent],
            "area_high": [high for _, _, high in sent],
            "period": [period] * len(sent),
        },
    )


def _sent_for(part: Part, number: int) -> list[tuple[str, str]]:
    """The ranges of a township for which a list was sent: all of it but the villages that were left out."""
    low, high = range_of(part.township.code)
    gaps = part.tables["gaps"]
    ranges = []
    for code in sorted(gaps["area_code"][gaps["dataset"] == number].tolist()):
        gap_low, gap_high = range_of(code)
        ranges.append((low, gap_low))
        low = gap_high
    return [*ranges, (low, high)]


def write_villages(writer: Writer, part: Part) -> None:
    """What is filled for each village and year."""
    rows = part.tables["villages"]
    columns = rows.lists()
    columns["filler"], columns["origin"] = ["驻村工作队"] * len(rows), ["visit"] * len(rows)
    writer.write("village_record", columns)


def write_grants(writer: Writer, part: Part, first_household: int, first_person: int) -> None:
    """Grants of measures."""
    rows, homes = part.tables["grants"], part.tables["households"]
    columns = _chosen(rows, "measure bureau state amount_fen period refusal")
    columns["household_id"] = numbers_of(first_household, rows["household"])
    columns["person_id"] = [None if p < 0 else p + first_person for p in rows["person"].tolist()]
    columns["area_code"] = homes["area_code"][rows["household"]].tolist()
    for name in ("starts_on", "ends_on", "delivered_on"):
        columns[name] = dates(rows[name])
    writer.write("measure_grant", columns)


def write_projects(writer: Writer, part: Part, first_household: int) -> None:
    """Projects with places, money and beneficiaries."""
    rows = part.tables["projects"]
    columns = _chosen(
        rows,
        "project_no name area_code year category sub_category nature state bureau builder content quantity unit "
        "budget_fen mechanism target acceptance",
    )
    for name in ("planned_from", "planned_to", "started_on", "finished_on", "accepted_on"):
        columns[name] = dates(rows[name])
    first = writer.write("project", columns).start
    places = part.tables["places"]
    writer.write(
        "project_place",
        {"project_id": numbers_of(first, places["project"]), "area_code": places["area_code"].tolist()},
    )
    funds = part.tables["funds"]
    columns = _chosen(funds, "kind source amount_fen")
    columns |= {"project_id": numbers_of(first, funds["project"]), "on_day": dates(funds["on_day"])}
    writer.write("fund_flow", columns)
    shares = part.tables["beneficiaries"]
    writer.write(
        "project_beneficiary",
        {
            "project_id": numbers_of(first, shares["project"]),
            "household_id": numbers_of(first_household, shares["household"]),
            "share_fen": shares["share_fen"].tolist(),
            "from_on": dates(shares["from_on"]),
        },
    )


def write_visits(writer: Writer, part: Part, first_household: int) -> None:
    """Visits, and the cases of monitored households."""
    rows, homes = part.tables["visits"], part.tables["households"]
    columns = _chosen(rows, "visitors purpose food_ok clothing_ok satisfied")
    columns["household_id"] = numbers_of(first_household, rows["household"])
    columns["area_code"] = homes["area_code"][rows["household"]].tolist()
    columns["on_day"] = dates(rows["on_day"])
    writer.write("visit", columns)
    watched = cases_of(homes)
    cases = homes.take(watched)
    cleared = is_one_of(cases["clear_mode"], ("by_help", "natural"))
    first = writer.write(
        "monitoring_case",
        {
            "household_id": numbers_of(first_household, watched),
            "area_code": cases["area_code"].tolist(),
            "kind": cases["monitoring_kind"].tolist(),
            "risk_main": cases["risk_main"].tolist(),
            "state": np.where(cleared, "cleared", "identified").tolist(),
            "identified_month": cases["monitored_month"].tolist(),
            "cleared_month": cases["cleared_month"].tolist(),
            "clear_mode": cases["clear_mode"].tolist(),
            "source": ["cadre"] * len(cases),
        },
    ).start
    for name, table in (("steps", "monitoring_step"), ("situations", "monitoring_situation")):
        _write_of_cases(
            writer, part.tables[name], table, first, (numbers_of(first_household, watched), cases)
        )


def _write_of_cases(
    writer: Writer, rows: Table, table: str, first: int, cases: tuple[list[int], Table]
) -> None:
    """Rows that belong to a case and repeat its household and place."""
    numbers, of = cases
    columns = rows.lists()
    places = columns.pop("case")
    columns |= {"case_id": numbers_of(first, places), "household_id": [numbers[i] for i in places]}
    columns["area_code"] = of["area_code"][places].tolist()
    columns["on_day"] = dates(rows["on_day"])
    if "until_on" in columns:
        columns["until_on"] = dates(rows["until_on"])
        columns["evidence"] = [EVIDENCE_OF_STEP[step] for step in columns["step"]]
    writer.write(table, columns)


def write_work(writer: Writer, part: Part, first_household: int, first_person: int) -> None:
    """Months of work and plans of members of monitored families."""
    people = part.tables["people"]
    for name, table in (("work", "work_record"), ("plans", "work_plan")):
        rows = part.tables[name]
        columns = rows.lists()
        places = columns.pop("person")
        columns["person_id"] = numbers_of(first_person, places)
        columns["household_id"] = numbers_of(first_household, people["household"][places])
        columns["area_code"] = people["area_code"][places].tolist()
        columns["origin"] = ["visit"] * len(rows)
        if name == "work":
            columns["is_working"] = [True] * len(rows)
        writer.write(table, columns)
