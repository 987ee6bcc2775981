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


@dataclass(frozen=True, slots=True)
class ColumnMatch:
    """What one attribute says read as codes or as names: how many rows have one, and how many different areas."""

    match: Match
    rows: int
    areas: int

    @property
    def confidence(self) -> str:
        """high where nearly all rows meet an area, middle where most do; names never count as highly as codes."""
        found = sum(code is not None for code in self.match.codes)
        share = found / self.rows if self.rows else 0.0
        if share >= _NEARLY_ALL and self.match.how == "code":
            return "high"
        return "middle" if share >= _MOST else "low"


_NEARLY_ALL, _MOST = 0.95, 0.6


def column_matches(rows: Sequence[Mapping[str, str]], areas: Mapping[str, str]) -> list[ColumnMatch]:
    """Every attribute that meets at least one of `areas` (code to name), as codes and as names, best first.

    Codes come before names. Two rows with one code are parts of one area; two rows with one name are a doubt, and
    neither gets it.
    """
    columns = list(rows[0]) if rows else []
    full, short = _unique(areas, cut=False), _unique(areas, cut=True)
    found = []
    for column in columns:
        told = [row.get(column, "") for row in rows]
        by_code = tuple(_known(pad_code(text), areas) for text in told)
        by_name = _once([full.get(text) or short.get(bare_name(text)) for text in told])
        for how, codes in (("code", by_code), ("name", by_name)):
            if _hits(codes):
                found.append(ColumnMatch(Match(codes, how, column), len(rows), _hits(codes)))
    return sorted(
        found, key=lambda one: (one.match.how == "name", -one.areas, columns.index(one.match.column or ""))
    )


def match_areas(
    rows: Sequence[Mapping[str, str]],
    areas: Mapping[str, str],
    column: str | None = None,
    how: str | None = None,
) -> Match:
    """The best column of codes, failing that of names; or the one that a person chose (`column`, `how`)."""
    for one in column_matches(rows, areas):
        if column in (None, one.match.column) and how in (None, one.match.how):
            return one.match
    return Match(tuple(None for _ in rows), "none", None)


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
