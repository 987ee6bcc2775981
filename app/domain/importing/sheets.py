"""One sheet at a time: header taken, rows told apart, columns converted, what is odd about the sheet reported."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import polars as pl

from app.domain.importing import raw as r
from app.domain.importing.conversion import Converted, convert_sheet
from app.domain.importing.header_fixes import fixed_header, with_title_unit
from app.domain.importing.headers import Header, plain
from app.domain.importing.outcome import SKIPPED_COLUMNS, ColumnMatch, SheetReading
from app.domain.importing.problem_table import sheet_problem
from app.domain.importing.profile import Profile
from app.domain.importing.raw import RawSheet, RawWorkbook, column_letter
from app.domain.importing.recognition import SheetHead
from app.domain.importing.row_kinds import numbering_columns, row_kinds

_UNUSED = frozenset(map(plain, ("备注", "序号", "说明", "签字", "签名", "签章", "问题说明")))
_IDENTITY = frozenset(("id_number", "certificate", "long_number"))


@dataclass
class Taken:
    """What came out of one sheet; `converted` None = not read."""

    reading: SheetReading
    problems: list[dict[str, object]] = field(default_factory=list)
    skipped: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=SKIPPED_COLUMNS))
    converted: Converted | None = None


def take_hidden(sheet: RawSheet) -> Taken:
    """A hidden sheet is named, not read."""
    reading = SheetReading(sheet.name, sheet.index, hidden=True, skipped="hidden_sheet")
    return Taken(reading, [sheet_problem("hidden_sheet", sheet.index, shown=sheet.name)])


def take_sheet(
    head: SheetHead,
    raw: RawWorkbook,
    profile: Profile,
    today: date,
    by_hand: Mapping[str, int],
    *,
    only: bool,
) -> Taken:
    """Read one visible sheet as the profile's list. `only`: no other sheet can hold it."""
    sheet, header = head.sheet, head.headers.get(profile.code)
    if header is not None:
        header = with_title_unit(fixed_header(header, by_hand), head.rows)
    if header is None:
        empty = not any(any(row) for row in head.rows) and sheet.height <= len(head.rows)
        code = "sheet_empty" if empty else ("header_missing" if only else "sheet_other")
        return Taken(
            SheetReading(sheet.name, sheet.index, skipped=code),
            [sheet_problem(code, sheet.index, shown=sheet.name)],
        )
    reading = SheetReading(
        sheet.name,
        sheet.index,
        tuple(range(header.first + 1, header.last + 2)),
        _mapping(header),
        skipped=None,
    )
    if missing := _missing(header, profile):
        faults = [
            sheet_problem("column_missing", sheet.index, header=title, key=key) for key, title in missing
        ]
        if not only:
            faults = [sheet_problem("sheet_other", sheet.index, shown=sheet.name)]
        return Taken(
            SheetReading(
                sheet.name, sheet.index, reading.header_rows, reading.mapping, skipped="column_missing"
            ),
            faults,
        )
    return _take_rows(sheet, header, reading, raw, profile, today)


def _missing(header: Header, profile: Profile) -> list[tuple[str, str]]:
    found = {m.key for m in header.matches}
    return [(c.key, c.title) for c in profile.columns if c.required and c.key not in found]


def _mapping(header: Header) -> tuple[ColumnMatch, ...]:
    found = []
    for i, text in enumerate(header.texts):
        here = [m for m in header.matches if m.column == i]
        found += [ColumnMatch(i, column_letter(i), text, m.key, m.confidence, m.part) for m in here]
        if text and not here:
            found.append(ColumnMatch(i, column_letter(i), text, None, 0.0))
    return tuple(found)


def _take_rows(
    sheet: RawSheet, header: Header, reading: SheetReading, raw: RawWorkbook, profile: Profile, today: date
) -> Taken:
    identity = [m.column for m in header.matches if profile.column(m.key).converter in _IDENTITY]
    kinds = row_kinds(sheet, header, identity)
    first = header.last + 1
    places = (kinds == "data").arg_true().cast(pl.UInt32) + first
    skipped = pl.DataFrame({"reason": kinds}).with_row_index("row_no", first + 1)
    skipped = skipped.filter(~pl.col("reason").is_in(["data", "blank"]))
    skipped = skipped.select(pl.lit(sheet.index).alias("sheet"), "row_no", "reason").cast(SKIPPED_COLUMNS)  # type: ignore[arg-type]
    converted = convert_sheet(sheet, header, places, profile, today, date1904=raw.date1904)
    return Taken(reading, _oddities(sheet, header, profile, places), skipped, converted)


def _shared_cells(sheet: RawSheet, header: Header, profile: Profile) -> list[dict[str, object]]:
    """Columns of several facts: which were split into what, and which could not be."""
    split = {
        m.column: "、".join(profile.column(k).title for k in m.together)
        for m in header.matches
        if m.part == 0
    }
    found = [
        sheet_problem("column_split", sheet.index, shown=header.texts[i], header=titles, column=i)
        for i, titles in split.items()
    ]
    return found + [
        sheet_problem("column_crowded", sheet.index, shown=header.texts[i], column=i) for i in header.crowded
    ]


def _oddities(
    sheet: RawSheet, header: Header, profile: Profile, places: pl.Series
) -> list[dict[str, object]]:
    found = []
    if len(header.twice) >= 2:
        found.append(sheet_problem("side_by_side", sheet.index, shown=sheet.name))
    found += [sheet_problem(code, sheet.index, shown=sheet.name) for code in sheet.notes]
    if set(sheet.hidden_rows) & set(places.to_list() if sheet.hidden_rows else ()):
        found.append(sheet_problem("hidden_rows", sheet.index, shown=sheet.name))
    found += _shared_cells(sheet, header, profile)
    for match in header.matches:
        title, text = profile.column(match.key).title, header.texts[match.column]
        if match.confidence < 0.9:
            found.append(
                sheet_problem(
                    "column_doubtful",
                    sheet.index,
                    shown=text,
                    header=title,
                    key=match.key,
                    column=match.column,
                )
            )
        kinds = (
            set(sheet.kinds(match.column).unique().to_list())
            if f"k{match.column}" in sheet.cells.columns
            else set()
        )
        if {r.PERCENT, r.NUMBER} <= kinds:
            found.append(
                sheet_problem("percent_mixed", sheet.index, header=text, key=match.key, column=match.column)
            )
    used = {m.column for m in header.matches} | set(numbering_columns(header))
    found += [
        sheet_problem("column_unknown", sheet.index, shown=text, column=i)
        for i, text in enumerate(header.texts)
        if text and i not in used and i not in header.crowded and plain(text) not in _UNUSED
    ]
    return found
