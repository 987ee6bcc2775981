"""Workbooks of four bureaus: the true rows, doubtful ones, outsiders, and rows that must be rejected."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from app.demo.county import County, Part
from app.demo.numbers import outsider_number
from app.demo.places import COUNTY_NAME
from app.demo.tables import is_one_of, told
from app.demo.workbooks import flaws
from app.demo.workbooks.office_lists import OFFICES, Office, Subject
from app.demo.workbooks.plan import Cell, Row, Workbook, in_order
from app.demo.workbooks.wording import other_name, variant_name
from app.domain.vocabulary import datasets as d

__all__ = ["OFFICES", "bureau_workbook"]


def _subject(part: Part, i: int) -> Subject:
    people, homes = part.tables["people"], part.tables["households"]
    person = {name: column[i] for name, column in people.columns.items()}
    head = int(homes["head"][person["household"]])
    village = next(v.name for v in part.township.villages if v.code == person["area_code"])
    keeper = {name: people[name][head] for name in ("name", "id_number")}
    members = int(((people["household"] == person["household"]) & (people["status"] == "present")).sum())
    return Subject(person, part.township.name, village, keeper, members)


def _written(rng: np.random.Generator, number: str, born: int, old_style: bool) -> str:
    """A sound number as people type it: with an apostrophe, gaps, a small x, or in its old form."""
    draw = rng.random()
    if old_style and draw < 0.02 and number[6:8] == "19":
        return number[:6] + number[8:17]
    if draw < 0.04:
        return f"'{number}"
    if draw < 0.06:
        return f"{number[:6]} {number[6:14]} {number[14:]}"
    return number.lower() if draw < 0.5 else number


def bureau_workbook(county: County, rng: np.random.Generator, office: Office) -> Workbook:
    """All records of a data set, with outsiders, doubtful rows and rows that must be rejected."""
    rows = list(_true_rows(county, rng, office))
    n = len(rows)
    rows += _doubtful(county, rng, office, max(n // 200, 3))
    rows += _outsiders(county, rng, office, max(n // 40, 5))
    count = flaws.bad_rows(len(rows))
    again = count // 9
    bad = _bad(county, rng, office, count - again)
    bad += flaws.repeat_key(rng, rows[:n], office.key, office.free_text, again)
    rows = in_order(rows + bad + flaws.repeat(rng, rows[:n], flaws.share(rows, 0.002)))
    if "序号" in office.headers:
        _number(rows)
    as_of = county.plan.as_of
    period = f"{as_of.year}-{as_of.month:02d}"
    titles = [title.format(county=COUNTY_NAME, year=as_of.year, month=as_of.month) for title in office.titles]
    total: dict[str, Cell] = {office.headers[0]: "合计", office.headers[-1]: f"{len(rows)}条"}
    return Workbook(
        office.code,
        office.filename,
        office.form,
        period,
        office.code,
        titles,
        list(office.headers),
        rows,
        total,
    )


def _number(rows: list[Row]) -> None:
    """Running numbers; an exact repetition keeps the number of its first row."""
    seen: dict[str, int] = {}
    for turn, row in enumerate(rows, 1):
        if row.fate == "skipped":
            row.cells["序号"] = seen[str(row.cells)]
        else:
            seen.setdefault(str(row.cells), turn)
            row.cells["序号"] = turn


def _true_rows(county: County, rng: np.random.Generator, office: Office) -> Iterator[Row]:
    number = d.BY_KEY[office.dataset].number
    turn = 0
    for part in county.parts:
        records = part.tables["records"]
        for r in np.flatnonzero(records["dataset"] == number).tolist():
            record = {name: column[r] for name, column in records.columns.items()}
            subject = _subject(part, int(record["person"]))
            yield _row(rng, office, subject, record, turn)
            turn += 1


def _row(
    rng: np.random.Generator, office: Office, subject: Subject, record: dict[str, Any], turn: int
) -> Row:
    person = subject.person
    cells = office.cells(subject, record, turn)
    cells[office.name] = variant_name(rng, person["name"])
    number = str(cells[office.number])
    problems = []
    if len(number) == 18 and office.number != "残疾人证号":
        cells[office.number] = _written(rng, number, person["born"], office.dataset == "dibao")
        problems = [(office.number, "id_old15")] if len(str(cells[office.number])) == 15 else []
    return Row(cells, person["person_no"], problems=problems, order=(person["area_code"], float(turn)))


def _free_people(county: County, rng: np.random.Generator, office: Office, count: int) -> Iterator[Subject]:
    """Grown members who stand in no list of this bureau and whose number belongs to them alone."""
    number = d.BY_KEY[office.dataset].number
    for turn in range(count):
        part = county.parts[turn % len(county.parts)]
        people, records = part.tables["people"], part.tables["records"]
        numbers = people["id_number"]
        listed = set(records["person"][records["dataset"] == number].tolist())
        seen, place, times = np.unique(
            np.where(told(numbers), numbers, "").astype(str), return_inverse=True, return_counts=True
        )
        born = (people["born"] > 722_000) & (people["born"] < 732_300)
        free = (people["status"] == "present") & (times[place] == 1) & (seen[place] != "") & born
        free &= ~is_one_of(people["disability_category"], ("limb", "vision", "hearing", "mental"))
        candidates = [i for i in np.flatnonzero(free).tolist() if i not in listed]
        yield _subject(part, candidates[int(rng.integers(len(candidates)))])


def _record_of(office: Office, county: County) -> dict[str, Any]:
    today = county.plan.as_of.toordinal()
    base: dict[str, Any] = {
        "kind": None,
        "level": None,
        "status": "normal",
        "amount_fen": None,
        "plate": None,
    }
    return base | {"starts_on": today - 900, "ends_on": 0} | office.neutral | _ended(office, today)


def _ended(office: Office, today: int) -> dict[str, Any]:
    return {"ends_on": today - 30} if office.dataset in ("dibao", "disability") else {}


def _doubtful(county: County, rng: np.random.Generator, office: Office, count: int) -> list[Row]:
    """Known numbers under a really different name; they carry nothing that any rule looks at."""
    rows, seen = [], set()
    for turn, subject in enumerate(_free_people(county, rng, office, count)):
        if subject.person["person_no"] in seen:
            continue
        seen.add(subject.person["person_no"])
        record = _record_of(office, county) | {"plate": f"贵Z{turn:04d}D"}
        cells = office.cells(subject, record, turn)
        cells[office.name] = other_name(subject.person["name"])
        rows.append(
            Row(
                cells,
                subject.person["person_no"],
                "doubtful",
                order=(subject.person["area_code"], 1e6 + turn),
            )
        )
    return rows


def _outsiders(county: County, rng: np.random.Generator, office: Office, count: int) -> list[Row]:
    """People whom the register does not know; some bear the name of somebody whom it does."""
    rows = []
    for turn, subject in enumerate(_free_people(county, rng, office, count)):
        man = turn % 2 == 0
        number = outsider_number(
            f"{1962 + turn % 40}{turn // 40 % 12 + 1:02d}{turn // 480 % 28 + 1:02d}", man, turn % 18
        )
        person = subject.person | {
            "id_number": number,
            "sex": "male" if man else "female",
            "disability_no": f"{number}14",
        }
        stranger = Subject(person, subject.township, subject.village, subject.head, subject.members)
        record = _record_of(office, county) | {"plate": f"贵Z{turn:04d}W", "status": "normal", "ends_on": 0}
        cells = office.cells(stranger, record, turn)
        cells[office.name] = person["name"] if turn % 3 == 0 else other_name(person["name"])
        rows.append(Row(cells, None, "none", order=(person["area_code"], 2e6 + turn)))
    return rows


def _bad(county: County, rng: np.random.Generator, office: Office, count: int) -> list[Row]:
    spare = []
    for turn, subject in enumerate(_free_people(county, rng, office, count)):
        record = _record_of(office, county) | {"plate": f"贵Z{turn:04d}B"}
        cells = office.cells(subject, record, turn)
        if office.number == "残疾人证号":
            cells[office.number] = subject.person["id_number"]
        spare.append(Row(cells, order=(subject.person["area_code"], 3e6 + turn)))
    spoiled = office.spoiled[: len(spare) // 3]
    cut = len(spare) - len(spoiled)
    # short lists have room for a flaw or two: not the same ones in all of them
    first = int(rng.integers(len(flaws.NUMBER_FLAWS)))
    bad = flaws.spoil_numbers(spare[:cut], office.number, first)
    for row, (header, value, code) in zip(spare[cut:], spoiled, strict=True):
        bad += flaws.spoil_cell([row], header, value, code)
    return bad
