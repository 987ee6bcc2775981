"""From texts of a column to values, all rows at once.

A converter takes a column of cleaned texts and kinds and gives values, and the code of at most one problem a cell.
Common notations go through polars expressions; whatever they leave goes once per distinct text through a plain parser.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import polars as pl

from app.domain.importing import amounts, days, lists, raw, shares
from app.domain.importing.profile import Column


@dataclass(frozen=True)
class Cells:
    """A column on its way: `text` is trimmed and null where empty."""

    text: pl.Series
    kinds: pl.Series
    column: Column
    today: date
    date1904: bool = False
    unit: str | None = None  # told by the header

    def keyed(self) -> pl.Series:
        """Texts told apart by kind: the number 202301 and the text 202301 may mean different things."""
        if self.kinds.max() is None or self.kinds.max() <= raw.TEXT:  # type: ignore[operator]
            return pl.select(pl.lit(f"{raw.TEXT}:") + self.text).to_series()
        return pl.select(self.kinds.cast(pl.String) + ":" + self.text).to_series()


@dataclass(frozen=True)
class Converted:
    """`codes` holds a problem code or null; `extras` are derived columns by suffix."""

    values: pl.Series
    codes: pl.Series
    extras: dict[str, pl.Series] = field(default_factory=dict)


Converter = Callable[[Cells], Converted]


def no_codes(length: int) -> pl.Series:
    """No problem in any row."""
    return pl.repeat(None, length, dtype=pl.String, eager=True)


def by_distinct(
    cells: Cells, parse: Callable[[str, int], Any], dtype: pl.DataType | type[pl.DataType]
) -> Converted:
    """Parse each distinct text once. A text answer is a problem code unless `dtype` is text and it has a value mark.

    `parse` answers (value, code).
    """
    keyed = cells.keyed()
    distinct = keyed.drop_nulls().unique()
    answers = [parse(key[2:], int(key[0])) for key in distinct.to_list()]
    values = pl.Series([a[0] for a in answers], dtype=dtype)
    codes = pl.Series([a[1] for a in answers], dtype=pl.String)
    return Converted(_mapped(keyed, distinct, values), _mapped(keyed, distinct, codes))


def _mapped(keyed: pl.Series, distinct: pl.Series, answers: pl.Series) -> pl.Series:
    if not len(distinct):
        return pl.repeat(None, len(keyed), dtype=answers.dtype, eager=True)
    return keyed.replace_strict(distinct, answers, default=None, return_dtype=answers.dtype)


def _split(answer: Any) -> tuple[Any, str | None]:
    return (None, answer) if isinstance(answer, str) else (answer, None)


def convert_day(cells: Cells) -> Converted:
    """Days; a month alone is its first day."""

    def parse(text: str, kind: int) -> tuple[date | None, str | None]:
        found = days.parse_day(text, kind, date1904=cells.date1904)
        if found == "date_unreadable" and cells.column.notation:
            found = days.parse_noted(text, cells.column.notation)
        day, code = _split(found)
        return (None, "date_future") if cells.column.past and day and day > cells.today else (day, code)

    return by_distinct(cells, parse, pl.Date)


def convert_semester(cells: Cells) -> Converted:
    """Half school years as the month they begin in."""

    def parse(text: str, _: int) -> tuple[str | None, str | None]:
        month = shares.parse_semester(text)
        return month, None if month else "date_unreadable"

    return by_distinct(cells, parse, pl.String)


def convert_percent(cells: Cells) -> Converted:
    """Shares in percent."""
    found = by_distinct(cells, lambda text, kind: _split(shares.parse_share(text, kind)), pl.Float64)
    return _ranged(found, cells.column)


def convert_month(cells: Cells) -> Converted:
    """Months as YYYY-MM."""

    def parse(text: str, kind: int) -> tuple[str | None, str | None]:
        month = days.parse_month(text, kind, date1904=cells.date1904)
        return (month, None) if month is None or "-" in month else (None, month)

    return by_distinct(cells, parse, pl.String)


def convert_year(cells: Cells) -> Converted:
    """Years."""
    return by_distinct(cells, lambda text, kind: _split(days.parse_year(text, kind)), pl.Int32)


def convert_money(cells: Cells) -> Converted:
    """Fen. Plain numbers by columns, everything else once per distinct text."""
    unit = cells.column.notation or cells.unit or cells.column.unit
    factor = 1_000_000 if unit == "万元" else 100
    quick = _plain_numbers(cells)
    quick = quick.set(quick.abs() > 1e11, None)
    rest = Cells(cells.text.set(quick.is_not_null(), None), cells.kinds, cells.column, cells.today)
    slow = by_distinct(rest, lambda text, _: _split(amounts.parse_fen(text, unit)), pl.Int64)
    fen = (quick * factor).round().cast(pl.Int64)
    values = pl.select(pl.coalesce(fen, slow.values)).to_series()
    negative = (values < 0).fill_null(value=False)
    return Converted(values.set(negative, None), slow.codes.set(negative, "amount_negative"))


def _plain_numbers(cells: Cells) -> pl.Series:
    """Texts that are nothing but a number; powers of ten are left to the careful reader, who refuses them."""
    numbers = cells.text.cast(pl.Float64, strict=False)
    return numbers.set(~numbers.is_finite() | cells.text.str.contains("[eE]").fill_null(value=True), None)


def convert_number(cells: Cells) -> Converted:
    """Numbers; outside the column's range they are kept and shown."""
    quick = _plain_numbers(cells)
    rest = Cells(cells.text.set(quick.is_not_null(), None), cells.kinds, cells.column, cells.today)
    slow = by_distinct(rest, lambda text, _: _split(amounts.parse_number(text)), pl.Float64)
    values = pl.select(pl.coalesce(quick, slow.values)).to_series()
    return _ranged(Converted(values, slow.codes), cells.column)


def convert_count(cells: Cells) -> Converted:
    """Whole numbers of at most nine digits."""
    found = convert_number(cells)
    whole = (found.values == found.values.floor()) & (found.values.abs() < 1e9)
    odd = (~whole).fill_null(value=False)
    return Converted(found.values.set(odd, None).cast(pl.Int32), found.codes.set(odd, "number_unreadable"))


def _ranged(found: Converted, column: Column) -> Converted:
    outside = pl.repeat(False, len(found.values), eager=True)
    if column.minimum is not None:
        outside |= (found.values < column.minimum).fill_null(value=False)
    if column.maximum is not None:
        outside |= (found.values > column.maximum).fill_null(value=False)
    return Converted(found.values, found.codes.set(outside, "number_range"))


_YES = frozenset(
    map(
        lists.plain,
        (
            "是",
            "有",
            "√",
            "✓",
            "✔",
            "1",
            "y",
            "yes",
            "对",
            "已",
            "true",
            "1.0",
            "享受",
            "参加",
            "已参加",
            "☑",
        ),
    )
)
_NO = frozenset(
    map(
        lists.plain,
        (
            "否",
            "无",
            "×",
            "✗",
            "✘",
            "x",
            "0",
            "n",
            "no",
            "没有",
            "未",
            "不",
            "false",
            "0.0",
            "不是",
            "未参加",
            "□",
        ),
    )
)


def convert_yes_no(cells: Cells) -> Converted:
    """Yes and no in the words of domain 7; the column's own words come first."""
    own = {lists.plain(word): code for word, code in cells.column.words.items()}

    def parse(text: str, _: int) -> tuple[bool | None, str | None]:
        word = lists.plain(text)
        if word in own:
            return (None if own[word] is None else own[word] == "yes"), None
        if word in _YES or word in _NO:
            return word in _YES, None
        return None, "yes_no_unknown"

    return by_distinct(cells, parse, pl.Boolean)


def word_reader(column: Column) -> Callable[[str], tuple[str | None, bool]]:
    """Gives (code, known) of a word: the column's own words first, then the vocabulary list."""
    own = {lists.plain(word): code for word, code in column.words.items()}

    def read(text: str) -> tuple[str | None, bool]:
        word = lists.plain(text)
        if word in own:
            return own[word], True
        code = lists.code_of(word, column.vocabulary) if column.vocabulary else None
        return (column.otherwise, column.otherwise is not None) if code is None else (code, True)

    return read


def convert_codes(cells: Cells) -> Converted:
    """One word of a code list."""
    read = word_reader(cells.column)

    def parse(text: str, _: int) -> tuple[str | None, str | None]:
        code, known = read(text)
        return code, None if known else "word_unknown"

    return by_distinct(cells, parse, pl.String)


def convert_codes_many(cells: Cells) -> Converted:
    """Several words in one cell, joined by commas in the order met."""
    read = word_reader(cells.column)

    def parse(text: str, _: int) -> tuple[str | None, str | None]:
        found = [read(word) for word in split_words(text)]
        if not all(known for _, known in found):
            return None, "word_unknown"
        return ",".join(dict.fromkeys(code for code, _ in found if code)) or None, None

    return by_distinct(cells, parse, pl.String)


def split_words(text: str) -> list[str]:
    """The parts of a multiple choice."""
    for mark in "，、;；/|+":
        text = text.replace(mark, ",")
    return [word for word in (part.strip() for part in text.split(",")) if word]


def convert_health(cells: Cells) -> Converted:
    """健康状况 as three answers: 健康 is a no to all of them, an empty cell tells nothing."""
    found = convert_codes_many(cells)
    extras = {
        f"_{part}": found.values.str.split(",").list.contains(part)
        for part in ("chronic", "serious", "disabled")
    }
    return Converted(found.values, found.codes, extras)
