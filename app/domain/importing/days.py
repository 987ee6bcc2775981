"""Days and months in every notation offices use."""

import re
import unicodedata
from datetime import date, timedelta

from app.domain.importing import raw

_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?")
_MONTH = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*月?份?")
_PLAIN_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})")
_PLAIN_MONTH = re.compile(r"(\d{4})(\d{2})")
_YEAR = re.compile(r"(\d{4})\s*年?度?")
_CLOCK = re.compile(r"[ T]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?(Z|\+08:?00)?$")
_SERIAL = re.compile(r"\d{5}(\.\d+)?")
_OPEN_ENDED = frozenset(
    ("长期", "永久", "至今", "长期有效", "无固定期限", "无", "/", "-", "—", "--", "——", "不详")
)
_EPOCH, _EPOCH_1904 = date(1899, 12, 30), date(1904, 1, 1)
#: Years of the Republic's count: by name, as 112年, 112.1.5, 112-01-05 or, written together, 1120105.
_MINGUO = re.compile(
    r"民[国國]|^1[01]\d\s*年|^1[01]\d\s*[-./]\s*\d{1,2}\s*[-./]\s*\d{1,2}$|^1[01]\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])$"
)
_FIRST_YEAR, _LAST_YEAR = 1900, 2100


def parse_day(text: str, kind: int = raw.TEXT, *, date1904: bool = False) -> date | str | None:
    """The day, or the code of a problem, or None where the office says that there is no end.

    A month alone means its first day. A number 2023.1 may have been 2023.10 and is not guessed; numbers from 20000
    to 80000 are Excel's count of days (from 1904 in old Macintosh files).
    """
    if kind == raw.TIME:
        return "date_unreadable"
    words = unicodedata.normalize("NFKC", text).strip().strip("'’")
    if words in _OPEN_ENDED:
        return None
    if _MINGUO.search(words):
        return "date_minguo"
    if kind in (raw.NUMBER, raw.PERCENT):
        return _of_number(words, date1904)
    words = _CLOCK.sub("", words)
    for pattern in (_DAY, _PLAIN_DAY, _MONTH, _PLAIN_MONTH):
        if found := pattern.fullmatch(words):
            return _made(*map(int, found.groups()))
    return _of_serial(words, date1904) if _SERIAL.fullmatch(words) else "date_unreadable"


#: Notations that mean different days to different offices: read only where somebody said which one it is.
NOTATIONS = {"dmy": "日/月/年", "mdy": "月/日/年", "yy": "两位年份（20xx）"}
_SHORT = re.compile(r"(\d{1,4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,4})\s*[日号]?")


def parse_noted(text: str, notation: str) -> date | str:
    """The day of 5/6/2023 or 23.5.6 in a notation of NOTATIONS; "date_unreadable" otherwise."""
    found = _SHORT.fullmatch(unicodedata.normalize("NFKC", text).strip().strip("'’"))
    if found is None or notation not in NOTATIONS:
        return "date_unreadable"
    a, b, c = (int(part) for part in found.groups())
    if notation == "yy":
        return _made(2000 + a, b, c) if a < 100 and c < 100 else "date_unreadable"
    day, month = (a, b) if notation == "dmy" else (b, a)
    return _made(c, month, day)


def _of_number(words: str, date1904: bool) -> date | str:
    if _SERIAL.fullmatch(words):
        return _of_serial(words, date1904)
    for pattern in (_PLAIN_DAY, _PLAIN_MONTH, re.compile(r"(\d{4})\.(0[1-9]|1[12])")):
        if found := pattern.fullmatch(words):
            return _made(*map(int, found.groups()))
    return "date_unreadable"


def _of_serial(words: str, date1904: bool) -> date | str:
    count = int(float(words))
    if not 20_000 <= count <= 80_000:
        return "date_unreadable"
    return (_EPOCH_1904 if date1904 else _EPOCH) + timedelta(days=count)


def _made(year: int, month: int, day: int = 1) -> date | str:
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        return "date_unreadable"
    try:
        return date(year, month, day)
    except ValueError:
        return "date_unreadable"


def parse_month(text: str, kind: int = raw.TEXT, *, date1904: bool = False) -> str | None:
    """`YYYY-MM`, or the code of a problem (never holds a hyphen), or None where nothing is meant."""
    day = parse_day(text, kind, date1904=date1904)
    return day.strftime("%Y-%m") if isinstance(day, date) else day


def parse_year(text: str, kind: int = raw.TEXT) -> int | str:
    """A year of four digits, alone or as part of a day or month; else the code of a problem."""
    words = unicodedata.normalize("NFKC", text).strip()
    if (found := _YEAR.fullmatch(words)) and _FIRST_YEAR <= int(found[1]) <= _LAST_YEAR:
        return int(found[1])
    day = parse_day(words, kind)
    return day.year if isinstance(day, date) else day or "date_unreadable"


def find_period(text: str) -> str | None:
    """The month a title speaks of, such as 2026年10月; None where it does not."""
    found = re.search(
        r"(20\d{2})\s*[-年./]\s*(1[0-2]|0?[1-9])(?!\d)\s*月?", unicodedata.normalize("NFKC", text)
    )
    return f"{found[1]}-{int(found[2]):02d}" if found else None
