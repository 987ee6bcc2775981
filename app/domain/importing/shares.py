"""Shares and half school years as offices write them."""

import re
import unicodedata

from app.domain.importing import raw

_FRACTION = re.compile(r"(\d{1,3})\s*/\s*(\d{1,3})")
_SHARE = re.compile(r"(\d{1,3}(?:\.\d+)?)\s*(%)?")
_SPAN = re.compile(r"(20\d{2})\s*[-—–~至/]\s*(20)?(\d{2})")
_YEAR = re.compile(r"(20\d{2})")
_SPRING = ("春", "第二学期", "下学期", "下半学年", "二学期")
_AUTUMN = ("秋", "第一学期", "上学期", "上半学年", "一学期")


def parse_share(text: str, kind: int) -> float | str:
    """Percent, 0 to 100, of 50%, 1/2, 0.5 or 50; a problem code otherwise. Up to 1 a bare number is a part of one."""
    words = unicodedata.normalize("NFKC", text).strip()
    if words in ("全部", "单独所有"):
        return 100.0
    if found := _FRACTION.fullmatch(words):
        return round(100 * int(found[1]) / int(found[2]), 4) if int(found[2]) else "number_unreadable"
    found = _SHARE.fullmatch(words)
    if found is None:
        return "number_unreadable"
    value = float(found[1])
    return value * 100 if not found[2] and (kind == raw.PERCENT or value <= 1) else value


def parse_semester(text: str) -> str | None:
    """First month of a half school year as YYYY-MM: spring begins in March, autumn in September; None = unreadable.

    2025-2026学年第二学期 is the spring of 2026, its first half the autumn of 2025.
    """
    words = unicodedata.normalize("NFKC", text).strip()
    spring = any(word in words for word in _SPRING)
    if spring == any(word in words for word in _AUTUMN):
        return None
    if span := _SPAN.search(words):
        year = int(span[1]) + spring
    elif found := _YEAR.search(words):
        year = int(found[1])
    else:
        return None
    return f"{year}-{'03' if spring else '09'}"
