"""Converters of names, plain texts, telephone, account and other long numbers."""

import polars as pl

from app.domain.importing import raw
from app.domain.importing.converters import Cells, Converted, by_distinct, no_codes

_LONGEST = 200
_LOST = r"^\d(\.\d+)?[eE]\+?\d+$"
_HAN = r"[\p{Han}〇]"


def convert_text(cells: Cells) -> Converted:
    """Any text, at most 200 characters or the column's maximum."""
    longest = int(cells.column.maximum or _LONGEST)
    too_long = (cells.text.str.len_chars() > longest).fill_null(value=False)
    return Converted(cells.text.set(too_long, None), no_codes(len(cells.text)).set(too_long, "text_too_long"))


def convert_name(cells: Cells) -> Converted:
    """A name: blanks between Chinese characters go, the separating dot becomes one; digits are no name."""
    text = cells.text
    text = text.str.replace_all(r"[•‧・﹒．∙⋅]", "·").str.replace_all(r"^·+|·+$", "")
    spaced = text.str.contains(_HAN).fill_null(value=False)
    text = text.zip_with(~spaced, text.str.replace_all(r"[\s　]+", "")).str.replace_all(r"\s+", " ")
    fine = (
        text.str.contains(r"^[\p{L}·\s.'〇\-()（）]+$")
        & text.str.contains(r"\p{L}|〇")
        & (text.str.len_chars() <= 60)
    )
    odd = (~fine).fill_null(value=False) | (cells.kinds == raw.NUMBER)
    return Converted(text.set(odd, None), no_codes(len(text)).set(odd, "name_unreadable"))


def convert_long_number(cells: Cells) -> Converted:
    """Household, person, pupil or project numbers: kept as text; a number of sixteen digits has lost some."""
    text = cells.text.str.normalize("NFKC").str.replace_all(r"^['’‘`]+|\s+", "")
    numeric = cells.kinds == raw.NUMBER
    lost = (numeric & (text.str.len_chars() > 15)) | text.str.contains(_LOST)
    lost = (lost | (numeric & text.str.contains(r"[.eE]"))).fill_null(value=False)
    return Converted(text.set(lost, None), no_codes(len(text)).set(lost, "number_lost_digits"))


def convert_account(cells: Cells) -> Converted:
    """A bank account: digits and letters only."""
    found = convert_long_number(cells)
    text = found.values.str.replace_all(r"[\s\-]", "")
    odd = (~text.str.contains(r"^[0-9A-Za-z]{6,34}$")).fill_null(value=False)
    codes = found.codes.zip_with(~odd, no_codes(len(text)).set(odd, "number_unreadable"))
    return Converted(text.set(odd, None), codes)


def convert_phone(cells: Cells) -> Converted:
    """A mobile number of eleven digits or a landline with or without its area number."""
    text = (
        cells.text.str.normalize("NFKC")
        .str.replace_all(r"[\s\-'’()]", "")
        .str.replace(r"^\+?86(1\d{10})$", "$1")
    )
    fine = text.str.contains(r"^(1[3-9]\d{9}|0\d{9,11}|[2-8]\d{6,7})$")
    odd = (~fine).fill_null(value=False)
    return Converted(text.set(odd, None), no_codes(len(text)).set(odd, "phone_invalid"))


def convert_area(cells: Cells) -> Converted:
    """The name or code of an area as written; which area it is, is asked of the register."""
    text = cells.text.str.replace_all(r"[\s　]+", "")
    return convert_text(Cells(text, cells.kinds, cells.column, cells.today))


def convert_plate(cells: Cells) -> Converted:
    """A number plate in capitals without blanks or dots."""

    def parse(text: str, _: int) -> tuple[str | None, str | None]:
        plate = "".join(c for c in text.upper() if c.isalnum())
        return (plate, None) if 5 <= len(plate) <= 10 else (None, "word_unknown")

    return by_distinct(cells, parse, pl.String)
