"""Gathers problem codes of all columns into one table with addresses and sentences."""

import re
from collections.abc import Iterable

import polars as pl

from app.domain.importing.outcome import PROBLEM_COLUMNS, SheetReading
from app.domain.importing.problems import PROBLEMS, level_of
from app.domain.importing.profile import Profile
from app.domain.importing.raw import column_letter

_LONGEST_SHOWN = 40


def cell_problems(
    marks: Iterable[tuple[str, pl.DataFrame]], sheets: Iterable[SheetReading], profile: Profile
) -> pl.DataFrame:
    """`marks` are (key, frame of sheet, row_no, code, shown); addresses and headers come from the sheets."""
    places = _places(sheets)
    frames = []
    for key, frame in marks:
        column = profile.column(key)
        if not frame.height:
            continue
        levels = {
            code: level_of(code, required=column.insists(code))
            for code in frame.get_column("code").unique().to_list()
        }
        frames.append(
            frame.with_columns(
                pl.lit(key).alias("key"),
                pl.col("code").replace_strict(levels, return_dtype=pl.String).alias("level"),
                (pl.lit(None, dtype=pl.String) if column.personal else _shown()).alias("shown"),
            )
        )
    if not frames:
        return pl.DataFrame(schema=PROBLEM_COLUMNS)
    table = pl.concat(frames).join(places, on=["sheet", "key"], how="left")
    table = table.with_columns((pl.col("letter") + pl.col("row_no").cast(pl.String)).alias("cell"))
    return _with_sentences(table).select(list(PROBLEM_COLUMNS)).cast(PROBLEM_COLUMNS)  # type: ignore[arg-type]


def _shown() -> pl.Expr:
    text = (
        pl.col("shown")
        .str.replace_all(r"[\x00-\x1f\x7f\u200b-\u200f\u2028-\u202e\ufeff]", " ")
        .str.strip_chars()
    )
    return (
        pl.when(text.str.len_chars() > _LONGEST_SHOWN)
        .then(text.str.slice(0, _LONGEST_SHOWN) + "…")
        .otherwise(text)
    )


def _places(sheets: Iterable[SheetReading]) -> pl.DataFrame:
    rows = [
        (s.index, m.key, m.column + 1, m.letter, m.header)
        for s in sheets
        for m in s.mapping
        if m.key is not None
    ]
    schema = {
        "sheet": pl.UInt16,
        "key": pl.String,
        "column_no": pl.UInt16,
        "letter": pl.String,
        "header": pl.String,
    }
    return pl.DataFrame(rows, schema=schema, orient="row")


def _with_sentences(table: pl.DataFrame) -> pl.DataFrame:
    sentence = pl.lit("")
    for code in table.get_column("code").unique().to_list():
        sentence = (
            pl.when(pl.col("code") == code).then(_sentence(PROBLEMS[code].sentence)).otherwise(sentence)
        )
    return table.with_columns(sentence.alias("message"))


def _sentence(template: str) -> pl.Expr:
    """A sentence with gaps as an expression over the table's columns."""
    gaps = {
        "{row}": pl.col("row_no").cast(pl.String),
        "{cell}": pl.col("cell"),
        "{header}": pl.col("header"),
        "{shown}": pl.col("shown"),
    }
    parts = [p for p in re.split(r"(\{\w+\})", template) if p]
    return pl.concat_str([gaps[p].fill_null("…") if p in gaps else pl.lit(p) for p in parts])


def sheet_problem(
    code: str,
    sheet: int,
    *,
    shown: str = "",
    header: str | None = None,
    key: str | None = None,
    column: int | None = None,
) -> dict[str, object]:
    """One problem about a whole sheet or column (0-based) as a row of the table."""
    kind = PROBLEMS[code]
    return {
        "sheet": sheet,
        "row_no": None,
        "column_no": None if column is None else column + 1,
        "cell": None if column is None else column_letter(column),
        "key": key,
        "header": header,
        "code": code,
        "level": kind.level,
        "shown": shown[:_LONGEST_SHOWN],
        "message": kind.sentence.format(shown=shown[:_LONGEST_SHOWN], header=header or ""),
    }


def joined(sheet_level: list[dict[str, object]], cells: pl.DataFrame) -> pl.DataFrame:
    """Both kinds of problems in the order of the sheets."""
    table = pl.concat([pl.DataFrame(sheet_level, schema=PROBLEM_COLUMNS), cells])
    return table.sort("sheet", "row_no", "column_no", nulls_last=False, maintain_order=True)
