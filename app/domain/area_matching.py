"""Which area does an outline belong to? Codes decide; names only where they leave no doubt.

The offices write codes with 6, 9 or 12 digits, as text or number, and names with or without the ending 镇/乡/村.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.domain.areas import AreaCodeError, full_code

_ENDINGS = (
    "街道办事处",
    "街道",
    "村民委员会",
    "村委会",
    "社区居委会",
    "居委会",
    "社区",
    "镇",
    "乡",
    "村",
    "县",
    "区",
    "市",
)


@dataclass(frozen=True, slots=True)
class Match:
    """Area code of each row, or None; `how` is code, name or none; `column` is the attribute that was read."""

    codes: tuple[str | None, ...]
    how: str
    column: str | None


def pad_code(text: str) -> str | None:
    """Digits as the 12-digit code; None where it is no division code (2, 4, 6, 9 or 12 digits)."""
    try:
        return full_code(text.strip())
    except AreaCodeError:
        return None


def match_areas(rows: Sequence[Mapping[str, str]], areas: Mapping[str, str]) -> Match:
    """Find the column whose values are codes of `areas` (code to name); failing that, the column of unique names.

    Two rows with one code are parts of one area; two rows with one name are a doubt, and neither gets it.
    """
    columns = list(rows[0]) if rows else []
    nothing = Match(tuple(None for _ in rows), "none", None)
    if not columns:
        return nothing
    by_code = [(column, [_known(pad_code(row[column]), areas) for row in rows]) for column in columns]
    best = max(by_code, key=lambda pair: _hits(pair[1]))
    if _hits(best[1]):
        return Match(tuple(best[1]), "code", best[0])
    full, short = _unique(areas, cut=False), _unique(areas, cut=True)
    by_name = [
        (column, [full.get(row[column]) or short.get(bare_name(row[column])) for row in rows])
        for column in columns
    ]
    named = max(by_name, key=lambda pair: _hits(pair[1]))
    if _hits(named[1]):
        return Match(_once(named[1]), "name", named[0])
    return nothing


def bare_name(name: str) -> str:
    """The name without its ending, so that 岚溪 and 岚溪镇 meet; names of two characters keep theirs."""
    for ending in _ENDINGS:
        if name.endswith(ending) and len(name) - len(ending) >= 2:
            return name.removesuffix(ending)
    return name


def _known(code: str | None, areas: Mapping[str, str]) -> str | None:
    return code if code in areas else None


def _hits(codes: Sequence[str | None]) -> int:
    return len({code for code in codes if code is not None})


def _once(codes: Sequence[str | None]) -> tuple[str | None, ...]:
    """An area that two rows claim by name belongs to neither until a person decides."""
    seen = list(codes)
    return tuple(code if code is not None and seen.count(code) == 1 else None for code in seen)


def _unique(areas: Mapping[str, str], *, cut: bool) -> dict[str, str]:
    found: dict[str, list[str]] = {}
    for code, name in areas.items():
        found.setdefault(bare_name(name) if cut else name, []).append(code)
    return {name: codes[0] for name, codes in found.items() if len(codes) == 1}
