"""From rows of Python values to text columns with kinds, in pieces, so that a large sheet stays small in memory."""

from collections.abc import Callable, Iterable
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any

import polars as pl

from app.adapters.reading import limits
from app.adapters.reading.refusal import Refusal
from app.domain.importing.raw import BOOLEAN, DATE, EMPTY, ERROR, NO_VALUE, NUMBER, PERCENT, TEXT, TIME

_PIECE = 16_384

_KINDS: dict[type, int] = {
    str: TEXT,
    float: NUMBER,
    int: NUMBER,
    bool: BOOLEAN,
    date: DATE,
    datetime: DATE,
    time: TIME,
    timedelta: TIME,
}


def _number(value: float) -> str:
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)


def _moment(value: datetime) -> str:
    return value.isoformat(" ", "seconds") if value.time() != time() else value.date().isoformat()


_TEXTS: dict[type, Callable[[Any], str]] = {
    str: str,
    float: _number,
    int: str,
    bool: lambda value: "是" if value else "否",
    date: date.isoformat,
    datetime: _moment,
    time: time.isoformat,
    timedelta: str,
}


class Marks:
    """Notes of the scan, to be laid over the values of one sheet, row by row."""

    def __init__(
        self,
        errors: dict[tuple[int, int], str],
        no_value: Iterable[tuple[int, int]],
        percent: Iterable[tuple[int, int]],
    ) -> None:
        self.rows: dict[int, list[tuple[int, int, str | None]]] = {}
        for (row, column), text in errors.items():
            self.rows.setdefault(row, []).append((column, ERROR, text))
        for row, column in no_value:
            self.rows.setdefault(row, []).append((column, NO_VALUE, "公式"))
        for row, column in percent:
            self.rows.setdefault(row, []).append((column, PERCENT, None))


def sheet_frame(
    rows: Iterable[list[Any]], width: int, first_column: int, marks: Marks | None
) -> pl.DataFrame:
    """Columns c0.. (text, null = empty) and k0.. (kinds, where not all is text), rows from the top of the sheet."""
    if width > limits.MAX_COLUMNS:
        raise Refusal("file_too_wide", columns=str(width), limit=str(limits.MAX_COLUMNS))
    frames: list[pl.DataFrame] = []
    iterator = iter(rows)
    start = 0
    while piece := list(islice(iterator, _PIECE)):
        widest = max(map(len, piece))
        columns = zip(*(_padded(piece, widest)), strict=True)
        frames.append(_piece_frame(list(columns), first_column, start, marks))
        start += len(piece)
    return _joined(frames, width)


def _padded(piece: list[list[Any]], widest: int) -> list[list[Any]]:
    return [row if len(row) == widest else row + [""] * (widest - len(row)) for row in piece]


def _piece_frame(
    columns: list[tuple[Any, ...]], first_column: int, start: int, marks: Marks | None
) -> pl.DataFrame:
    height = len(columns[0]) if columns else 0
    marked = _marked(marks, start, height)
    data: dict[str, pl.Series] = {}
    inside = {first_column + place: values for place, values in enumerate(columns)}
    # formulas without results do not count for the reader's range, and are to be named all the same
    outside = {c: ("",) * height for c in marked if c not in inside and c < limits.MAX_COLUMNS}
    for column, values in (inside | outside).items():
        text, kinds = _column(values, marked.get(column, ()))
        data[f"c{column}"] = text
        if kinds is not None:
            data[f"k{column}"] = kinds
    return pl.DataFrame(data, height=height) if data else pl.DataFrame(height=height)


def _marked(marks: Marks | None, start: int, height: int) -> dict[int, list[tuple[int, int, str | None]]]:
    found: dict[int, list[tuple[int, int, str | None]]] = {}
    if marks is not None and marks.rows:
        for row in range(start, start + height):
            for column, kind, text in marks.rows.get(row, ()):
                found.setdefault(column, []).append((row - start, kind, text))
    return found


def _column(
    values: tuple[Any, ...], marked: Iterable[tuple[int, int, str | None]]
) -> tuple[pl.Series, pl.Series | None]:
    marked = list(marked)
    if set(map(type, values)) <= {str} and not marked:
        return _empty_to_null(pl.Series(values, dtype=pl.String)), None
    texts = [_TEXTS.get(type(v), str)(v) for v in values]
    kinds = [EMPTY if v == "" else _KINDS.get(type(v), TEXT) for v in values]
    for row, kind, text in marked:
        if kind != PERCENT or kinds[row] == NUMBER:
            kinds[row] = kind
            texts[row] = texts[row] if text is None else text
    return _empty_to_null(pl.Series(texts, dtype=pl.String)), pl.Series(kinds, dtype=pl.UInt8)


def _empty_to_null(series: pl.Series) -> pl.Series:
    return series.set(series == "", None)


def _joined(frames: list[pl.DataFrame], width: int) -> pl.DataFrame:
    frame = pl.concat(frames, how="diagonal") if frames else pl.DataFrame(schema={"c0": pl.String})
    width = max([width, *(int(name[1:]) + 1 for name in frame.columns)])
    missing = [
        pl.lit(None, dtype=pl.String).alias(f"c{i}") for i in range(width) if f"c{i}" not in frame.columns
    ]
    frame = frame.with_columns(missing)
    kinds = [name for name in frame.columns if name[0] == "k"]
    filled = [pl.col(name).fill_null(pl.col(f"c{name[1:]}").is_not_null().cast(pl.UInt8)) for name in kinds]
    return frame.with_columns(filled).select([f"c{i}" for i in range(width)] + kinds)
