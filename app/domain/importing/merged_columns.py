"""Columns of several facts in one cell: 姓名/身份证号, 姓名（电话）, 起止日期. The header says which; they are split.

What a header of several known names does not let us split is reported, never guessed.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import lru_cache

import polars as pl

from app.domain.importing.profile import Column

_JOINTS = re.compile(r"[/、,，;；|+＋&()（）\[\]【】\n]+|(?<=[\u4e00-\u9fff])[和及与](?=[\u4e00-\u9fff])")
_BETWEEN = re.compile(r"[/、,，;；|+＋&()（）\[\]【】:：\s]+")
_NUMBER = re.compile(r"(?<![0-9A-Za-z])\d{17}[\dXx](?:\d{2}|\d[Bb]\d)?(?![0-9A-Za-z])|(?<!\d)\d{15}(?!\d)")
_DAY = re.compile(
    r"\d{4}\s*年\s*\d{1,2}\s*月(?:\s*\d{1,2}\s*[日号])?|\d{4}([-/.])\d{1,2}(?:\1\d{1,2})?(?!\d)|(?<!\d)\d{8}(?!\d)"
)
_SPAN = re.compile(r"起止|起讫|起迄")
_IDENTITY = frozenset(("id_number", "certificate"))


def keys_of(header: str, columns: Iterable[Column], find: Callable[[str], str | None]) -> tuple[str, ...]:
    """Keys of the facts a header names, in the order of the cell; empty where it names one or is not understood.

    `find` gives the key of a text that is exactly an accepted header.
    """
    if _SPAN.search(header):
        return _span(columns)
    parts = _parts(header)
    if len(parts) < 2:
        return ()
    keys = tuple(filter(None, map(find, parts)))
    return keys if len(keys) == len(parts) == len(set(keys)) else ()


def names_several(header: str, find: Callable[[str], str | None]) -> bool:
    """Whether a header holds two known names and something that nobody knows: not to be split."""
    parts = _parts(header)
    return len(parts) > 1 and len({key for key in map(find, parts) if key}) > 1


@lru_cache(maxsize=20_000)
def _parts(header: str) -> tuple[str, ...]:
    """What stands between the joints of a header; every list asks about every header."""
    return tuple(p.strip() for p in _JOINTS.split(unicodedata.normalize("NFKC", header)) if p.strip())


def _span(columns: Iterable[Column]) -> tuple[str, ...]:
    """The list's first and last day, where it has exactly one of each."""
    days = [c for c in columns if c.converter == "date"]
    first = [c.key for c in days if c.target.endswith((".starts_on", ".contract_from"))]
    last = [c.key for c in days if c.target.endswith((".ends_on", ".contract_to"))]
    return (first[0], last[0]) if len(first) == len(last) == 1 else ()


def split_texts(text: pl.Series, converters: tuple[str, ...], part: int) -> pl.Series:
    """One fact of each cell. What cannot be split stays whole with the first fact, and the others are empty."""
    distinct = text.drop_nulls().unique()
    parts = [_split(value, converters)[part] for value in distinct.to_list()]
    if not parts:
        return text
    answers = pl.Series(parts, dtype=pl.String)
    return text.replace_strict(distinct, answers, default=None, return_dtype=pl.String)


def _split(value: str, converters: tuple[str, ...]) -> list[str | None]:
    words = unicodedata.normalize("NFKC", value).strip()
    if set(converters) == {"date"}:
        return _days(words, len(converters))
    found = _numbers(words, converters) or _pieces(words, converters)
    return found or [value, *[None] * (len(converters) - 1)]


def _days(words: str, count: int) -> list[str | None]:
    """Days as written; 至今 and 长期 leave the last one open."""
    found = [m.group() for m in _DAY.finditer(words)][:count]
    if not found:
        return [words, *[None] * (count - 1)]
    return [*found, *[None] * (count - len(found))]


def _numbers(words: str, converters: tuple[str, ...]) -> list[str | None]:
    """An identity number is known by its shape wherever it stands; the rest is the other fact."""
    places = [i for i, c in enumerate(converters) if c in _IDENTITY]
    met = list(_NUMBER.finditer(words))
    if len(converters) != 2 or len(places) != 1 or len(met) != 1:
        return []
    rest = _BETWEEN.sub(" ", words[: met[0].start()] + " " + words[met[0].end() :]).strip()
    pair: list[str | None] = [rest or None, rest or None]
    pair[places[0]] = met[0].group()
    return pair


def _pieces(words: str, converters: tuple[str, ...]) -> list[str | None]:
    pieces: list[str | None] = [p for p in _BETWEEN.split(words) if p]
    return pieces if len(pieces) == len(converters) else []
