"""Runs each mapped column through its converter and gathers values and problems, all rows at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from app.domain.importing import converters as c
from app.domain.importing import id_converters as ids
from app.domain.importing import raw
from app.domain.importing import word_converters as w
from app.domain.importing.headers import Header, Match
from app.domain.importing.merged_columns import split_texts
from app.domain.importing.profile import Column, Profile
from app.domain.importing.raw import RawSheet

CONVERTERS: Mapping[str, c.Converter] = {
    "id_number": ids.convert_id_number,
    "certificate": ids.convert_certificate,
    "name": w.convert_name,
    "text": w.convert_text,
    "address": w.convert_text,
    "area": w.convert_area,
    "phone": w.convert_phone,
    "account": w.convert_account,
    "long_number": w.convert_long_number,
    "plate": w.convert_plate,
    "date": c.convert_day,
    "month": c.convert_month,
    "year": c.convert_year,
    "semester": c.convert_semester,
    "percent": c.convert_percent,
    "money": c.convert_money,
    "number": c.convert_number,
    "count": c.convert_count,
    "yes_no": c.convert_yes_no,
    "codes": c.convert_codes,
    "codes_many": c.convert_codes_many,
    "health": c.convert_health,
}

_CONTROL = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u2028-\u202e\u2060\ufeff]"
_ODD = _CONTROL[:-1] + r"\p{M}\uf900-\ufaff]|^[\s'=]|\s$|^$"
_WRAPPED = r'^="(.*)"$'
_ID_LIKE = frozenset(("id_number", "certificate"))


@dataclass
class Converted:
    """Values by key, and problem codes by key; rows are those of `places` (0-based sheet rows)."""

    values: pl.DataFrame
    codes: dict[str, pl.Series]
    cleaned: dict[str, pl.Series]
    texts: dict[str, pl.Series]


def convert_sheet(
    sheet: RawSheet, header: Header, places: pl.Series, profile: Profile, today: date, *, date1904: bool
) -> Converted:
    """Convert the rows at `places` of all mapped columns."""
    result = Converted(pl.DataFrame({"row_no": (places + 1).cast(pl.UInt32)}), {}, {}, {})
    merged = _merged_down(sheet, header)
    for match in sorted(header.matches, key=lambda m: m.column):
        column = profile.column(match.key)
        text, kinds = sheet.text(match.column), sheet.kinds(match.column)
        if match.column in merged:
            text, kinds = _fill_merged(text, kinds, merged[match.column])
        if match.part is not None:
            sorts = tuple(profile.column(key).converter for key in match.together)
            text = split_texts(text, sorts, match.part)
            kinds = kinds.set(text.is_null(), raw.EMPTY)
        _convert_column(result, match, column, text.gather(places), kinds.gather(places), today, date1904)
    return result


def _convert_column(
    result: Converted,
    match: Match,
    column: Column,
    text: pl.Series,
    kinds: pl.Series,
    today: date,
    date1904: bool,
) -> None:
    tidy, cleaned = tidied(text)
    broken = kinds.is_in([raw.ERROR, raw.NO_VALUE])
    cells = c.Cells(tidy.set(broken, None), kinds, column, today, date1904, match.unit)
    found = CONVERTERS[column.converter](cells)
    codes = _with_gaps(found.codes, found.values, tidy, kinds, column)
    result.codes[column.key] = codes
    result.texts[column.key] = text
    result.cleaned[column.key] = cleaned
    new = [found.values.alias(column.key)]
    new += [series.alias(column.key + suffix) for suffix, series in found.extras.items()]
    if column.clears:  # blank, a dash or 无: told to be nothing; an unreadable cell is not that
        new.append((found.values.is_null() & codes.is_null()).alias(f"{column.key}_empty"))
    result.values = result.values.with_columns(new)


def tidied(text: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Texts without outer blanks, apostrophe, ="..." wrapper and control characters, and where the latter were met.

    Most columns hold nothing of the kind and come back untouched after one look.
    """
    if not text.str.contains(_ODD).any():
        return text, pl.repeat(False, len(text), dtype=pl.Boolean, eager=True)
    cleaned = text.str.contains(_CONTROL).fill_null(value=False)
    tidy = text.str.replace(_WRAPPED, "$1").str.replace_all(_CONTROL, "")
    tidy = tidy.str.strip_chars(" \t\r\n\u3000\u00a0").str.normalize("NFC").str.replace(r"^'+", "")
    return tidy.set(tidy == "", None), cleaned


def _with_gaps(
    codes: pl.Series, values: pl.Series, tidy: pl.Series, kinds: pl.Series, column: Column
) -> pl.Series:
    """Adds what the converter could not see: error values, empty formulas, and what is required but absent."""
    codes = codes.set(kinds == raw.ERROR, "cell_error")
    codes = codes.set(kinds == raw.NO_VALUE, "formula_no_value")
    if column.required:
        missing = "id_missing" if column.converter in _ID_LIKE else "required_missing"
        gap = values.is_null() & codes.is_null()
        codes = codes.set(gap & tidy.is_null(), missing).set(gap & tidy.is_not_null(), "required_missing")
    return codes


def _merged_down(sheet: RawSheet, header: Header) -> dict[int, list[tuple[int, int]]]:
    """Ranges of data rows that one merged cell spans, by column."""
    mapped = {m.column for m in header.matches}
    found: dict[int, list[tuple[int, int]]] = {}
    for first_row, first_column, last_row, last_column in sheet.merged:
        if (
            first_row > header.last
            and last_row > first_row
            and first_column == last_column
            and first_column in mapped
        ):
            found.setdefault(first_column, []).append((first_row, last_row))
    return found


def _fill_merged(
    text: pl.Series, kinds: pl.Series, ranges: list[tuple[int, int]]
) -> tuple[pl.Series, pl.Series]:
    """A merged cell speaks for all rows it spans."""
    places = [r for first, last in ranges for r in range(first + 1, min(last, len(text) - 1) + 1)]
    sources = [first for first, last in ranges for _ in range(first + 1, min(last, len(text) - 1) + 1)]
    return text.scatter(places, text.gather(sources)), kinds.scatter(places, kinds.gather(sources))
