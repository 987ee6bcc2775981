"""The demo workbooks, written as files and read back: every row has the fate that the truth foretold."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from app.adapters.demo_workbooks import write_planned
from app.adapters.workbook_reader import open_workbook
from app.demo.county import County, generate
from app.demo.tables import dates
from app.demo.workbooks.county_books import truth, workbooks
from app.demo.workbooks.flaws import NUMBER_FLAWS
from app.domain.importing.outcome import Reading
from app.domain.importing.reading import read_workbook
from imports import load_profiles

AS_OF = date(2026, 11, 22)
FILES = (
    "N01_户信息_2025.xlsx",
    "N01_户信息_2026.xlsx",
    "N02_成员信息.xlsx",
    "P01_项目库.xlsx",
    "B04_民政低保花名册.xls",
    "B17_残联持证残疾人.csv",
    "B02_公安机动车.xlsx",
    "B07_教育学籍.csv",
)


@pytest.fixture(scope="module")
def county() -> County:
    return generate(700, 3, AS_OF)


@pytest.fixture(scope="module")
def foretold(
    county: County, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Path, dict[str, Any]]]:
    folder = tmp_path_factory.mktemp("workbooks")
    books = workbooks(county)
    for book in books:
        write_planned(book, folder)
    yield folder, json.loads(json.dumps(truth(county, books)))


def _read(folder: Path, name: str) -> Reading:
    return read_workbook(open_workbook(folder / name, filename=name), load_profiles(), today=AS_OF)


def test_all_workbooks_are_written_in_the_order_of_import(foretold: tuple[Path, dict[str, Any]]) -> None:
    folder, told = foretold
    assert told["import_order"] == list(FILES)
    assert {path.name for path in folder.iterdir()} == set(FILES)


@pytest.mark.parametrize("name", FILES)
def test_reading_finds_exactly_the_foretold_problems(
    foretold: tuple[Path, dict[str, Any]], name: str
) -> None:
    folder, told = foretold
    want = told["workbooks"][name]
    reading = _read(folder, name)
    must = reading.problems.filter(pl.col("level") == "must")
    found: dict[int, set[tuple[str, str]]] = {}
    for row, header, code in must.select("row_no", "header", "code").iter_rows():
        found.setdefault(row, set()).add((header, code))
    assert reading.profile is not None
    assert reading.profile.code == want["profile"]
    assert (reading.counts.read, reading.counts.accepted) == (want["rows"], want["accepted"])
    assert found == {r["row"]: {(p["column"], p["code"]) for p in r["problems"]} for r in want["rejected"]}
    assert sorted(reading.skipped.get_column("row_no").to_list()) == sorted(want["skipped"])


@pytest.mark.parametrize("name", FILES)
def test_bad_rows_are_one_to_three_in_a_hundred(foretold: tuple[Path, dict[str, Any]], name: str) -> None:
    want = foretold[1]["workbooks"][name]
    bad = len(want["rejected"])
    if want["rows"] >= 34:
        assert 0.01 <= bad / want["rows"] <= 0.03
    else:
        assert bad == 1


def test_bad_rows_are_bad_in_every_way(foretold: tuple[Path, dict[str, Any]]) -> None:
    codes = {
        problem["code"]
        for want in foretold[1]["workbooks"].values()
        for row in want["rejected"]
        for problem in row["problems"]
    }
    assert codes == {*NUMBER_FLAWS, "required_missing", "word_unknown", "duplicate_key"}


@pytest.mark.parametrize(
    "field",
    [
        "school",
        "is_boarder",
        "labor",
        "work_region",
        "work_months",
        "health_chronic",
        "health_serious",
        "health_disabled",
        "disability_category",
        "dropout_reason",
        "dibao",
        "tekun",
        "resident_medical",
        "status",
        "relation",
        "nation",
        "born_on",
        "id_number",
    ],
)
def test_members_are_read_back_as_the_register_has_them(
    county: County, foretold: tuple[Path, dict[str, Any]], field: str
) -> None:
    rows = _read(foretold[0], "N02_成员信息.xlsx").rows
    column = {"is_boarder": "boarder"}.get(field, field)
    read = dict(zip(rows["person_no"].to_list(), rows[column].to_list(), strict=True))
    for part in county.parts:
        people = part.tables["people"]
        told = dates(people["born"]) if field == "born_on" else people[field].tolist()
        wanted = {no: v for no, v in zip(people["person_no"].tolist(), told, strict=True) if no in read}
        assert {no: read[no] for no in wanted} == wanted


def test_sums_of_both_years_are_read_back_to_the_fen(
    county: County, foretold: tuple[Path, dict[str, Any]]
) -> None:
    for year in (2025, 2026):
        rows = _read(foretold[0], f"N01_户信息_{year}.xlsx").rows
        kinds = [name for name in rows.columns if name.startswith("income_") and name != "income_year"]
        read = {
            (no, kind.removeprefix("income_")): fen
            for kind in kinds
            for no, fen in zip(rows["household_no"].to_list(), rows[kind].to_list(), strict=True)
            if fen is not None
        }
        wanted: dict[tuple[str, str], int] = {}
        for part in county.parts:
            ledger, homes = part.tables["income"], part.tables["households"]
            for home, its_year, kind, fen in zip(
                *(ledger[n].tolist() for n in ("household", "year", "kind", "amount_fen")), strict=True
            ):
                # the national layout has no column for what a family paid itself
                if its_year == year and not kind.startswith("self_paid"):
                    key = (homes["household_no"][home], kind)
                    wanted[key] = wanted.get(key, 0) + fen
        assert read == wanted


@pytest.mark.parametrize(
    ("name", "dataset", "column"),
    [
        ("B04_民政低保花名册.xls", 4, "id_number"),
        ("B02_公安机动车.xlsx", 2, "id_number"),
        ("B07_教育学籍.csv", 7, "id_number"),
    ],
)
def test_every_record_of_a_bureau_is_read_back(
    county: County, foretold: tuple[Path, dict[str, Any]], name: str, dataset: int, column: str
) -> None:
    read = set(_read(foretold[0], name).rows[column].to_list())
    for part in county.parts:
        records, people = part.tables["records"], part.tables["people"]
        known = people["id_number"][records["person"][records["dataset"] == dataset]]
        assert set(known.tolist()) <= read


def test_vehicle_prices_are_read_back_to_the_fen(
    county: County, foretold: tuple[Path, dict[str, Any]]
) -> None:
    rows = _read(foretold[0], "B02_公安机动车.xlsx").rows
    read = dict(zip(rows["plate"].to_list(), rows["price"].to_list(), strict=True))
    for part in county.parts:
        records = part.tables["records"].take(part.tables["records"]["dataset"] == 2)
        assert {p: read[p] for p in records["plate"].tolist()} == dict(
            zip(records["plate"].tolist(), records["amount_fen"].tolist(), strict=True)
        )
