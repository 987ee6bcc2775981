"""Tells rows of data from what else offices put between and below them."""

import polars as pl

from app.domain.importing.headers import Header, plain
from app.domain.importing.raw import RawSheet

_TOTAL = r"^\s*[(（]?(合\s*计|总\s*计|小\s*计|共\s*计|累\s*计|总\s*数|.{1,12}(合计|小计|总计))[)）]?\s*[:：]?.{0,12}$"
_FOOT = (
    r"^\s*(备\s*注|注|说\s*明|填\s*表|填\s*报|制\s*表|审\s*核|经\s*办|单位(负责人|盖章|（盖章）)|负\s*责\s*人"
    r"|联\s*系\s*(人|电\s*话)|报送|签字|复核|统计员|分管领导|第\s*\d+\s*页)"
)
_NUMBERING = ("序号", "编号", "行号", "no", "序")


def numbering_columns(header: Header) -> list[int]:
    """Columns that only count the rows."""
    return [i for i, text in enumerate(header.texts) if plain(text) in _NUMBERING]


def row_kinds(sheet: RawSheet, header: Header, identity: list[int]) -> pl.Series:
    """One word a row below the header: data, blank, repeated_header, total, section, footnote.

    `identity` are the columns whose filling speaks for a real row (numbers of persons, households, projects). A row
    that lacks only its number stays data, so that it is reported and not lost.
    """
    body = sheet.cells.slice(header.last + 1)
    mapped = [m.column for m in header.matches]
    counting = set(numbering_columns(header)) - set(mapped)
    columns = [i for i in range(sheet.width) if i not in counting]
    texts = {i: pl.col(f"c{i}") for i in range(sheet.width)}
    filled = pl.sum_horizontal([_filled(texts[i]) for i in columns])
    filled_mapped = pl.sum_horizontal([_filled(texts[i]) for i in mapped])
    first = pl.coalesce([texts[i] for i in range(sheet.width)])
    first_word = pl.coalesce([texts[i] for i in columns] or [first])
    known = pl.any_horizontal(
        [texts[i].str.contains(r"\d{6}") for i in identity] or [pl.lit(False)]
    ).fill_null(value=False)
    total = (first.str.contains(_TOTAL) | first_word.str.contains(_TOTAL)) & ~known
    foot = (
        (first.str.contains(_FOOT) | first_word.str.contains(_FOOT))
        & ~known
        & (filled <= 4)
        & (filled_mapped <= 2)
    )
    lone = (filled <= 1) & ~known & (first.str.len_chars() > 0)
    numbered_only = (filled == 0) & ~first.str.contains(r"[\p{L}]").fill_null(value=False)
    kinds = (
        pl.when(numbered_only)
        .then(pl.lit("blank"))
        .when(_repeats(header, texts))
        .then(pl.lit("repeated_header"))
        .when(total.fill_null(value=False))
        .then(pl.lit("total"))
        .when(foot.fill_null(value=False))
        .then(pl.lit("footnote"))
        .when(lone.fill_null(value=False) & (len(mapped) > 2))
        .then(pl.lit("section"))
        .otherwise(pl.lit("data"))
    )
    return body.select(kinds.alias("kind")).to_series()


def _filled(text: pl.Expr) -> pl.Expr:
    """1 where a cell holds more than blanks."""
    return text.str.contains(r"\S").fill_null(value=False).cast(pl.UInt16)


def _repeats(header: Header, texts: dict[int, pl.Expr]) -> pl.Expr:
    wanted = {m.column: header.texts[m.column].rsplit("/", 1)[-1] for m in header.matches}
    same = pl.sum_horizontal(
        [
            (texts[c].str.strip_chars() == word).fill_null(value=False).cast(pl.UInt16)
            for c, word in wanted.items()
        ]
    )
    return same >= max(2, len(wanted) // 2)
