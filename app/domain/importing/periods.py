"""Which month a workbook speaks for, as its titles, sheets, columns and file name tell: YYYY-MM.

A quarter, a half year and a year are named by their last month, a school term by its first (domain 7). A year that is
still running stands as the present month for lists that are brought again and again in it.
"""

import re
import unicodedata
from collections.abc import Iterable

import polars as pl

from app.domain.importing.days import find_period
from app.domain.importing.profile import Profile
from app.domain.importing.shares import parse_semester

_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_SPOKEN_YEAR = re.compile(r"[二2][〇○零0][〇○零一二三四五六七八九]{2}(?=\s*年)")
_SPOKEN_MONTH = re.compile(r"(?<=年)\s*(十[一二]?|[一二三四五六七八九])(?=\s*月)")
_MONTHS = {word: n for n, word in enumerate((*"一二三四五六七八九十", "十一", "十二"), 1)}
_COMPACT = re.compile(r"(?<!\d)(20\d{2})(0[1-9]|1[0-2])(?:[0-3]\d)?(?!\d)")
_YEAR = re.compile(r"(?<!\d)(20\d{2})(?!\d)")
_SPAN = re.compile(r"(20\d{2})\s*年\s*1?\d\s*月?\s*[-—–~～至到]\s*(1[0-2]|[1-9])\s*月")
#: A line that tells when the sheet was made, not what it is about.
_MADE_ON = re.compile(r"(制表|填表|填报|打印|导出|报送|上报|生成|下载)\s*(日期|时间|人)")
_QUARTER = re.compile(r"第?\s*([一二三四1-4])\s*季度|[Qq]([1-4])")
_HALVES = {"上半年": 6, "下半年": 12}


def told_period(
    profile: Profile, titles: Iterable[str], rows: pl.DataFrame, filename: str, this_month: str
) -> str | None:
    """The month that the titles tell, else a column of the rows, else the name of the file; None where nothing does."""
    found = _first(titles, profile.period) or _of_column(profile, rows) or period_in(filename, profile.period)
    if found is not None and profile.period == "year" and profile.subject != "record":
        return min(found, max(this_month, f"{found[:4]}-01"))
    return found


def _first(texts: Iterable[str], cadence: str) -> str | None:
    return next((found for text in texts if (found := period_in(text, cadence))), None)


def period_in(text: str, cadence: str) -> str | None:
    """The month a text speaks of: 2026年10月, 二〇二六年十月, 202610; for some lists a quarter or a year."""
    words = _SPOKEN_YEAR.sub(lambda m: m[0].translate(_DIGITS), text)
    words = unicodedata.normalize("NFKC", words)
    words = _SPOKEN_MONTH.sub(lambda m: str(_MONTHS[m[1]]), words)
    if _MADE_ON.search(words):
        return None
    if span := _SPAN.search(words):
        return f"{span[1]}-{int(span[2]):02d}"
    if found := find_period(words):
        return found
    if compact := _COMPACT.search(words):
        return f"{compact[1]}-{compact[2]}"
    return _of_cadence(words, cadence)


def _of_cadence(words: str, cadence: str) -> str | None:
    if cadence == "semester":
        return parse_semester(words)
    year = _YEAR.search(words)
    if year is None:
        return None
    if cadence == "quarter" and (quarter := _QUARTER.search(words)):
        number = quarter[1] or quarter[2]
        return f"{year[1]}-{3 * (_MONTHS.get(number) or int(number)):02d}"
    half = next((month for word, month in _HALVES.items() if word in words), None)
    if cadence == "half_year" and half:
        return f"{year[1]}-{half:02d}"
    return f"{year[1]}-12" if cadence == "year" else None


def _of_column(profile: Profile, rows: pl.DataFrame) -> str | None:
    """The newest month, term or (in yearly lists) year that the rows name in their own column for it."""
    wanted = {"month", "semester"} | ({"year"} if profile.period == "year" else set())
    for column in profile.columns:
        field = column.target.rpartition(".")[2]
        if field in wanted and column.converter == field and column.key in rows.columns:
            newest = rows.get_column(column.key).cast(pl.String).max()
            if isinstance(newest, str):
                return newest if field != "year" else f"{newest}-12"
    return None
