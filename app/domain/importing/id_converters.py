"""Converters of citizen and certificate numbers. A number cell is never turned into text: its last digits are gone."""

import re

import polars as pl

from app.domain.identifiers import IdentifierError, Identity, parse_id
from app.domain.importing import raw
from app.domain.importing.converters import Cells, Converted, no_codes

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = list("10X98765432")
_CODES = {
    "E-ID-MISSING": "id_missing",
    "E-ID-LENGTH": "id_length",
    "E-ID-CHARS": "id_characters",
    "E-ID-NUMERIC": "id_lost_digits",
    "E-ID-DATE": "id_birth_date",
    "E-ID-CHECK": "id_check_digit",
}
_SCIENTIFIC = re.compile(r"\d(\.\d*)?[eE]\+?\d{1,2}")


def sound_numbers(text: pl.Series, today: object) -> pl.Series:
    """Which texts are sound 18-character numbers as they stand: shape, day and check character (by columns)."""
    body = text.str.slice(0, 17)
    digits = [body.str.slice(i, 1).cast(pl.Int32, strict=False) for i in range(17)]
    total = pl.repeat(0, len(text), dtype=pl.Int32, eager=True)
    for digit, weight in zip(digits, _WEIGHTS, strict=True):
        total = total + digit * weight
    check = (total % 11).replace_strict(list(range(11)), _CHECKS, default=None, return_dtype=pl.String)
    born = text.str.slice(6, 8).str.to_date("%Y%m%d", strict=False)
    shape = text.str.contains(r"^[0-9]{17}[0-9X]$")
    frame = pl.DataFrame({"shape": shape, "check": check == text.str.slice(17, 1), "born": born})
    inside = pl.col("born").is_between(pl.date(1900, 1, 1), pl.lit(today))
    return frame.select((pl.col("shape") & pl.col("check") & inside).fill_null(value=False)).to_series()


def convert_id_number(cells: Cells) -> Converted:
    """Citizen numbers of 18 characters; certificate numbers give the number inside them, old ones are upgraded."""
    text = cells.text.str.normalize("NFKC").str.replace_all(r"[\s'’‘`\-]", "").str.to_uppercase()
    sound = sound_numbers(text, cells.today) & (cells.kinds == raw.TEXT)
    sound = sound & ~text.str.starts_with("999999")  # one placeholder in eleven has a fitting check character
    rest = cells.text.set(sound, None)
    places = rest.is_not_null().arg_true()
    answers = [_judge(t, k) for t, k in zip(rest.gather(places), cells.kinds.gather(places), strict=True)]
    values = text.set(~sound, None)
    codes = no_codes(len(text))
    if answers:
        values = values.scatter(places, pl.Series([a[0] for a in answers], dtype=pl.String))
        codes = codes.scatter(places, pl.Series([a[1] for a in answers], dtype=pl.String))
    return Converted(values, codes)


def _judge(text: str, kind: int) -> tuple[str | None, str | None]:
    found = _identity(text, kind)
    if isinstance(found, str):
        return None, found
    return found.number18, "id_old15" if found.kind == "old15" else None


def _identity(text: str, kind: int) -> Identity | str:
    if kind in (raw.NUMBER, raw.PERCENT) or _SCIENTIFIC.fullmatch(text.strip("'’ ")):
        return "id_lost_digits"
    if text.strip().startswith("999999"):
        return "id_placeholder"
    try:
        return parse_id(text)
    except IdentifierError as error:
        return _CODES.get(error.code, "id_characters")


def convert_certificate(cells: Cells) -> Converted:
    """Disability certificate numbers; the citizen number, category and level inside them stand beside as extras."""
    answers = [None if t is None else _identity(t, k) for t, k in zip(cells.text, cells.kinds, strict=True)]
    fine = [a if isinstance(a, Identity) else None for a in answers]
    numbers = cells.text.str.normalize("NFKC").str.replace_all(r"[\s'’‘`\-]", "").str.to_uppercase()
    values = numbers.set(pl.Series([a is None for a in fine], dtype=pl.Boolean), None)
    extras = {
        "_number18": pl.Series([a and a.number18 for a in fine], dtype=pl.String),
        "_category": pl.Series([a and a.disability_category for a in fine], dtype=pl.String),
        "_level": pl.Series([a and a.disability_level for a in fine], dtype=pl.String),
    }
    return Converted(
        values, pl.Series([a if isinstance(a, str) else None for a in answers], dtype=pl.String), extras
    )
