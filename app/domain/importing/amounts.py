"""Money and numbers as offices write them."""

import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal

_AMOUNT = re.compile(
    r"[¥￥$]?\s*(\(?)\s*([-+]?)[¥￥]?\s*(\d[\d,]*(?:\.\d*)?|\.\d+)\s*(\)?)\s*(亿元|万元|千元|百元|元|万|亿|人民币)?(?:/[年月人户])?"
)
_NUMBER = re.compile(r"([-+]?\d[\d,]*(?:\.\d*)?|[-+]?\.\d+)\s*(%|[^\d\s.,]{0,5})")
_FACTORS = {"亿元": 10**8, "亿": 10**8, "万元": 10**4, "万": 10**4, "千元": 1000, "百元": 100}
_NOTHING = frozenset(("无", "/", "-", "—", "--", "——"))
_LARGEST = 10**15  # fen; ten thousand milliard yuan
_LONGEST = (
    60  # signs of a cell that is a number; patterns with many gaps take minutes for thousands of blanks
)


def _words(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).strip().strip("'’").split())


def parse_fen(text: str, unit: str | None = None) -> int | str | None:
    """Fen of 1,234.50, ￥300, 1.2万元, (500); the code of a problem; None for a dash.

    `unit` holds where the cell names none.
    """
    words = _words(text)
    if words in _NOTHING:
        return None
    found = _AMOUNT.fullmatch(words) if len(words) <= _LONGEST else None
    if found is None or bool(found[1]) != bool(found[4]):
        return "amount_unreadable"
    yuan = Decimal(found[3].replace(",", "")) * _FACTORS.get(found[5] or unit or "元", 1)
    fen = int((yuan * 100).to_integral_value(ROUND_HALF_UP))
    if fen > _LARGEST:
        return "amount_unreadable"
    return -fen if found[1] or found[2] == "-" else fen


def parse_number(text: str) -> float | str | None:
    """A number with or without its unit (3人, 5个月, 12.5%); the code of a problem; None for a dash."""
    words = _words(text)
    if words in _NOTHING:
        return None
    found = _NUMBER.fullmatch(words) if len(words) <= _LONGEST else None
    if found is None:
        return "number_unreadable"
    value = float(found[1].replace(",", ""))
    return value / 100 if found[2] == "%" else value
