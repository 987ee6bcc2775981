"""Fill any sheet: another office's blank workbook is recognised, corrected by a person, filled from the register."""

import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from io import BytesIO
from pathlib import PurePath
from typing import Any

from sqlalchemy.orm import Session

from app.adapters.plain_copy import as_xlsx
from app.adapters.sheet_filling import Filling, fill_sheet
from app.adapters.workbook_reader import open_workbook
from app.domain.errors import InvalidInputError
from app.domain.fields.kinds import RegistryField
from app.domain.importing.headers import Header, plain
from app.domain.importing.raw import RawWorkbook, column_letter
from app.domain.importing.recognition import SheetHead, heads_of
from app.domain.importing.row_kinds import numbering_columns
from app.domain.income import income_year
from app.domain.number_text import round_half_up
from app.domain.papers.answers import printed
from app.domain.papers.compose import Record
from app.domain.papers.fields import field_of
from app.models import Secret
from app.queries.area_search import place_names
from app.queries.papers import get_material, households_of_village
from app.queries.scope import Scope
from app.services.importing.fill_columns import HOUSEHOLD, PERSON, fill_profiles
from app.services.paper_records import clear, record_of

#: Text in these, so that no digit is lost.
_TEXT_KINDS = frozenset(("secret", "text", "month", "day"))
_WAN = 1_000_000
#: The subject of a sheet that is no list.
CARD = "card"
_OLDER = frozenset(("xls", "xlsb", "ods"))
#: What an office leaves for its own remarks is never filled with ours.
REMARKS = frozenset(("备注", "备考", "说明", "其他", "其它", "签字", "签名"))


class NoListError(InvalidInputError):
    """A blank sheet that is not one line a household or member: it may be a card."""


@dataclass(frozen=True, slots=True)
class AskedColumn:
    """A column of the blank sheet: number (1-based), header, what it was taken for ("" = left empty), how surely.

    On a card the one cell where the answer stands: `row` (1-based) says in which row, 0 = a whole column.
    """

    number: int
    header: str
    key: str
    confidence: float
    unit: str = ""
    row: int = 0

    @property
    def letter(self) -> str:
        return f"{column_letter(self.number - 1)}{self.row or ''}"


@dataclass(frozen=True, slots=True)
class AskedSheet:
    """What a blank sheet asks for."""

    place: int
    name: str
    header_row: int
    subject: str
    serial: tuple[int, ...]
    columns: tuple[AskedColumn, ...]

    @property
    def is_card(self) -> bool:
        """One household a sheet: labels with blanks beside them."""
        return self.subject == CARD

    def as_json(self) -> dict[str, Any]:
        return {
            "place": self.place, "name": self.name, "header_row": self.header_row, "subject": self.subject,
            "serial": list(self.serial),
            "columns": [[c.number, c.header, c.key, c.confidence, c.unit, c.row] for c in self.columns],
        }  # fmt: skip

    @classmethod
    def of_json(cls, raw: Mapping[str, Any]) -> "AskedSheet":
        columns = tuple(AskedColumn(*entry) for entry in raw["columns"])
        return cls(
            raw["place"], raw["name"], raw["header_row"], raw["subject"], tuple(raw["serial"]), columns
        )

    def corrected(self, takes: Mapping[str, str]) -> "AskedSheet":
        """With a person's word on columns (letter -> key, "" = leave empty); unknown keys change nothing."""
        known = {c.key for c in fill_profiles()[HOUSEHOLD if self.is_card else self.subject].columns} | {""}
        columns = tuple(
            AskedColumn(c.number, c.header, takes[c.letter], 1.0 if takes[c.letter] else 0.0, c.unit, c.row)
            if takes.get(c.letter, c.key) != c.key and takes[c.letter] in known
            else c
            for c in self.columns
        )
        return AskedSheet(self.place, self.name, self.header_row, self.subject, self.serial, columns)


def fillable(source: bytes, name: str) -> tuple[RawWorkbook, bytes, str]:
    """The blank workbook as read, its bytes and name: of an older kind (.xls, .et, .xlsb, .ods) as an .xlsx of it.

    Raises ReadingRefusedError, E-FILL-SIZE.
    """
    book = open_workbook(source, filename=name)
    if book.kind not in _OLDER:
        return book, source, name
    copy, title = as_xlsx(book), f"{PurePath(name).stem}.xlsx"
    return open_workbook(copy, filename=title), copy, title


def recognise(book: RawWorkbook, subject: str | None = None) -> AskedSheet:
    """The sheet and columns to be filled; `subject` where a person says what a line is.

    E-FILL-KIND for another format than .xlsx, E-FILL-HEADER where no sheet has two known headers in its first 20 rows.
    """
    if book.kind != "xlsx":
        raise InvalidInputError(
            "E-FILL-KIND",
            "只能填 .xlsx、.xls、.et、.ods 的表。",
            way_out="请用 WPS 或 Excel 另存为 .xlsx 再传。",
        )
    profiles = {k: p for k, p in fill_profiles().items() if subject in (None, k)}
    found = [
        (header.exact, len(header.matches), code == HOUSEHOLD, head, header, code)
        for head in heads_of(book, profiles)
        for code, header in head.headers.items()
        if header is not None
    ]
    if not found:
        raise NoListError(
            "E-FILL-HEADER",
            "前 20 行里没有认出表头。",
            way_out="请看表头是不是“姓名、身份证号、住房面积”这样的字。",
        )
    related = [
        one for one in found if one[5] == PERSON and any(m.key == "member.relation" for m in one[4].matches)
    ]
    best = max(related or found, key=lambda one: one[:3])
    if _is_card(best[3], best[4], best[5]):
        raise NoListError(
            "E-FILL-CARD",
            "这像一户一张的卡片，可是没有认出几项。",
            way_out="请用“打印表格”印登记表、信息采集表，或者把卡片改成一行一户的表再传。",
        )
    return _asked(best[3], best[4], best[5])


def _is_card(head: SheetHead, header: Header, subject: str) -> bool:
    """Under the header further fields are named where the first answers would stand: labels with room beside them."""
    known = {plain(words) for column in fill_profiles()[subject].columns for words in column.headers}
    below = range(header.last + 1, min(header.last + 3, head.sheet.height))
    texts = (head.sheet.text(match.column)[row] for match in header.matches for row in below)
    return any(text and plain(text) in known for text in texts)


def _asked(head: SheetHead, header: Header, subject: str) -> AskedSheet:
    taken = {m.column: m for m in header.matches if m.part is None}
    serial = [n for n in numbering_columns(header) if n not in taken]
    columns = []
    for number, text in enumerate(header.texts):
        if not text or number in serial:
            continue
        match = taken.get(number) if plain(text.rsplit("/", 1)[-1]) not in REMARKS else None
        key, sure, unit = (match.key, match.confidence, match.unit or "") if match else ("", 0.0, "")
        columns.append(AskedColumn(number + 1, text.rsplit("/", 1)[-1][:60], key, round(sure, 2), unit))
    return AskedSheet(
        head.sheet.index,
        head.sheet.name,
        header.last + 1,
        subject,
        tuple(n + 1 for n in serial),
        tuple(columns),
    )


def fill_villages(
    session: Session,
    scope: Scope,
    source: bytes,
    name: str,
    asked: AskedSheet,
    villages: Sequence[str],
    *,
    on: date,
    with_numbers: bool,
) -> dict[str, bytes]:
    """File name -> filled workbook for each village that has households. Raises ReadingRefusedError."""
    places = place_names(session, villages)
    filled = {}
    for village in villages:
        rows = _rows(session, scope, asked, village, on, with_numbers=with_numbers)
        if rows:
            stem = f"{PurePath(name).stem[:80]} {places[village].replace(' ', '')}"
            filled[f"{stem}.xlsx"] = fill_sheet(source, name, _filling(asked), rows)
    if not filled:
        raise InvalidInputError("E-PAPER-NONE", "这里没有在册的户，没有东西可填。", way_out="请换一个村。")
    return filled


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Several workbooks as one archive."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, body in files.items():
            package.writestr(name, body)
    return out.getvalue()


def _filling(asked: AskedSheet) -> Filling:
    columns = tuple((c.number, is_text(c.key)) for c in asked.columns if c.key)
    last = max((*(c.number for c in asked.columns), *asked.serial))
    return Filling(asked.place, asked.header_row, columns, asked.serial, last)


def _rows(
    session: Session, scope: Scope, asked: AskedSheet, village: str, on: date, *, with_numbers: bool
) -> list[list[object]]:
    year = income_year(on)
    material = get_material(session, scope, households_of_village(session, scope, village), year, on)
    show = shown(with_numbers)
    keys = [c for c in asked.columns if c.key]
    rows = []
    for household in material.households:
        record = record_of(material, household, year, on, show)
        lines: Sequence[Mapping[str, object]] = ({},) if asked.subject == HOUSEHOLD else record.many["member"]
        rows += [[cell_of(column, record, line) for column in keys] for line in lines]
    return rows


def shown(with_numbers: bool) -> Callable[[Secret], str]:
    """How numbers stand in a filled sheet: in full or masked."""
    return clear if with_numbers else _mask


def is_text(key: str) -> bool:
    """Whether the field's cells are typed as text."""
    return field_of(key).kind in _TEXT_KINDS


def _mask(secret: Secret) -> str:
    return secret.masked


def cell_of(column: AskedColumn, record: Record, line: Mapping[str, object]) -> object:
    """What stands in a cell: a number where the field is one, else the office's words; None leaves it empty."""
    source, _, key = column.key.partition(".")
    field = field_of(column.key)
    value = line.get(key) if source == PERSON else record.one.get(source, {}).get(key)
    if value is None or value == "":
        return None
    if field.kind == "money":
        return _money(value, column.unit)
    if field.kind in ("number", "count") and isinstance(value, int | float):
        return value
    return _words(field, value)


def _words(field: RegistryField, value: object) -> str | None:
    return printed(field, value, short=True) or None


def _money(value: object, unit: str) -> float | None:
    """Yuan with two decimals, or 万元 where the header says so; the register keeps fen."""
    if not isinstance(value, int | float | Fraction):
        return None
    divisor, decimals = (_WAN, 4) if unit == "万元" else (100, 2)
    amount = float(round_half_up(float(Fraction(value) / divisor), decimals))
    return int(amount) if amount.is_integer() else amount
