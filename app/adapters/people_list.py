"""A list of people in any workbook or text file, its columns known by header or by what stands in them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from app.adapters.workbook_reader import open_workbook
from app.domain.errors import InvalidInputError
from app.domain.identifiers import upgrade_15
from app.domain.importing.days import parse_day
from app.domain.importing.headers import SEARCHED_ROWS, bare, plain
from app.domain.importing.raw import NUMBER, RawSheet
from app.domain.names import name_key

#: What a column may be called: key, then headers; the first that a list has counts.
_WORDS = """
name 姓名 成员姓名 名字 人员姓名 居民姓名 户主姓名 name full_name fullname person_name xm
number 身份证号 身份证号码 身份证 证件号码 证件号 公民身份号码 id_number idnumber id_no idno idcard id_card
number national_id identity_number identity sfzh sfz number
born_on 出生日期 出生年月日 出生年月 生日 出生 birth_date birthdate date_of_birth dob birthday birth born_on
born_on born csrq
sex 性别 sex gender xb
village 村 行政村 所在村 村名 村居 村社区 村名称 村委会 村代码 行政区划代码 住址 地址 village village_name
village village_code area area_code address place 乡镇 township town
home 户编号 户号 家庭编号 户主身份证号 household household_id household_no hh_id hhid home family_id
truth 真值 真实编号 对应编号 正确编号 truth true_id true_match match_id matches label entity entity_id gold
truth ground_truth
id 编号 人员编号 人口编号 序号 行号 id no rec_id record_id row_id person_id person_no uid key
"""
HEADERS: dict[str, list[str]] = {}
for _line in _WORDS.split("\n")[1:-1]:
    _key, *_names = _line.split()
    HEADERS.setdefault(_key, []).extend(_names)
_SEXES = {"男": "male", "女": "female", "male": "male", "female": "female", "m": "male", "f": "female"}
_SEXES |= {"1": "male", "2": "female", "男性": "male", "女性": "female", "man": "male", "woman": "female"}
_VILLAGE_ENDS = r"(村民委员会|居民委员会|村委会|居委会|社区|村)$"


@dataclass(frozen=True)
class PeopleList:
    """`people`: id (place of the row), name_key, born_on, sex, village, number, home. `ids`: what the list itself calls
    its rows; `truth`: whom a row means, where the list tells; `columns`: key -> header; `notes`: what was not read."""

    people: pl.DataFrame
    ids: pl.Series
    truth: pl.Series | None
    columns: dict[str, str]
    notes: list[str] = field(default_factory=list)


def read_people(path: Path) -> PeopleList:
    """Read the first sheet that has a column of names.

    Raises ReadingRefusedError for files that cannot be opened, InvalidInputError E-PEOPLE-LIST without names or rows.
    """
    seen: list[str] = []
    for sheet in open_workbook(path).sheets:
        place, found = _header(sheet)
        if "name" in found:
            return _read(path, sheet, place, found)
        seen += [t for t in _texts(sheet, place) if t]
    heads = "、".join(dict.fromkeys(seen[:12])) or "（空）"
    raise InvalidInputError(
        "E-PEOPLE-LIST",
        f"没有找到姓名这一列，看到的列名是：{heads}。",
        place=path.name,
        way_out="请把姓名列的列名写成“姓名”或 name，出生日期、性别、村、身份证号有哪几列就带哪几列。",
    )


def _texts(sheet: RawSheet, row: int) -> list[str]:
    return [(sheet.text(c)[row] or "").strip() for c in range(sheet.width)] if row < sheet.height else []


def _header(sheet: RawSheet) -> tuple[int, dict[str, int]]:
    """The row with most known headers, and which column each of them is."""
    best: tuple[int, dict[str, int]] = (0, {})
    for row in range(min(sheet.height, SEARCHED_ROWS)):
        found = _known(_texts(sheet, row))
        if len(found) > len(best[1]):
            best = row, found
    return best


def _known(texts: list[str]) -> dict[str, int]:
    found: dict[str, tuple[int, int]] = {}
    for column, text in enumerate(texts):
        for key, words in HEADERS.items():
            names = [plain(w) for w in words]
            hit = next((names.index(t) for t in (plain(text), bare(text)) if t in names), None)
            if hit is not None and (key not in found or hit < found[key][0]):
                found[key] = hit, column
    return {key: column for key, (_hit, column) in found.items()}


def _read(path: Path, sheet: RawSheet, place: int, found: dict[str, int]) -> PeopleList:
    headers = _texts(sheet, place)
    cells = {key: _clean(sheet.text(column).slice(place + 1)) for key, column in found.items()}
    if "id" in cells and "number" not in cells and _looks_like_numbers(cells["id"]):
        found["number"], cells["number"] = found.pop("id"), cells.pop("id")
    filled = cells["name"].is_not_null()
    cells = {key: text.filter(filled) for key, text in cells.items()}
    if not filled.any():
        raise InvalidInputError("E-PEOPLE-LIST", "姓名这一列下面没有人。", place=path.name)
    notes: list[str] = []
    count = int(filled.sum())
    if nameless := int((~filled).sum()):
        notes.append(f"有 {nameless:,} 行没有姓名，没有用。")
    numbers = _numbers(cells.get("number"), count, notes)
    in_number = numbers.str.slice(6, 8).str.to_date("%Y%m%d", strict=False)
    days = _days(cells.get("born_on"), _kinds(sheet, found.get("born_on"), place, filled), count, notes)
    people = pl.DataFrame(
        {
            "id": pl.Series(range(count), dtype=pl.Int64),
            "name_key": _by_distinct(cells["name"], name_key, pl.String),
            "born_on": days.fill_null(in_number),
            "sex": _by_distinct(cells.get("sex", _none(count)), lambda t: _SEXES.get(t.lower()), pl.String),
            "village": cells.get("village", _none(count)).str.replace(_VILLAGE_ENDS, ""),
            "number": numbers,
            "home": cells.get("home", _none(count)),
        }
    )
    ids = cells.get("id")
    if ids is None or ids.null_count() or ids.n_unique() < count:
        if ids is not None:
            notes.append(f"“{headers[found['id']]}”一列有空格或重复，改用行的次序作编号。")
        ids = pl.Series([str(n + 1) for n in range(count)])
    return PeopleList(people, ids, cells.get("truth"), {k: headers[c] for k, c in found.items()}, notes)


def _none(count: int) -> pl.Series:
    return pl.Series([None], dtype=pl.String).new_from_index(0, count)


def _clean(text: pl.Series) -> pl.Series:
    """Half-width, without blanks and apostrophes around; empty cells null."""
    text = text.str.normalize("NFKC").str.replace_all(r"^[\s'’‘`]+|[\s'’‘`]+$", "")
    return text.set((text == "").fill_null(value=False), None)


def _looks_like_numbers(text: pl.Series) -> bool:
    told = text.drop_nulls()
    return 2 * int(told.str.contains(r"^\d{17}[\dXx]$|^\d{15}$").sum()) > len(told)


def _numbers(text: pl.Series | None, count: int, notes: list[str]) -> pl.Series:
    if text is None:
        return _none(count)
    text = text.str.replace_all(r"[\s\-]", "").str.to_uppercase()
    old = text.str.contains(r"^\d{15}$").fill_null(value=False)
    if old.any():
        text = text.zip_with(
            ~old,
            _by_distinct(text, lambda t: upgrade_15(t) if len(t) == 15 and t.isdigit() else t, pl.String),
        )
    fine = text.str.contains(r"^\d{17}[\dX]$").fill_null(value=False)
    if lost := int((~fine & text.is_not_null()).sum()):
        notes.append(f"有 {lost:,} 个证件号码不是 18 位，没有用。")
    return text.set(~fine, None)


def _kinds(sheet: RawSheet, column: int | None, place: int, filled: pl.Series) -> pl.Series | None:
    return None if column is None else sheet.kinds(column).slice(place + 1).filter(filled)


def _days(text: pl.Series | None, kinds: pl.Series | None, count: int, notes: list[str]) -> pl.Series:
    if text is None or kinds is None:
        return pl.Series([None], dtype=pl.Date).new_from_index(0, count)
    days = _by_distinct(text, lambda t: _day(t, counted=False), pl.Date)
    counted = kinds == NUMBER
    if counted.any():
        days = days.zip_with(~counted, _by_distinct(text, lambda t: _day(t, counted=True), pl.Date))
    if lost := int((days.is_null() & text.is_not_null()).sum()):
        notes.append(f"有 {lost:,} 个出生日期读不懂，按没有写算。")
    return days


def _day(text: str, *, counted: bool) -> date | None:
    found = parse_day(text, NUMBER) if counted else parse_day(text)
    return found if isinstance(found, date) else None


def _by_distinct(text: pl.Series, read: Callable[[str], Any], kind: type[pl.DataType]) -> pl.Series:
    """Each distinct text read once."""
    words = text.drop_nulls().unique()
    answers = pl.DataFrame({"t": words, "a": pl.Series([read(w) for w in words], dtype=kind)})
    return text.alias("t").to_frame().join(answers, on="t", how="left", maintain_order="left")["a"]
