"""12-digit division codes: two digits province, two city, two county, three township, three village.

A place is written with zeros behind its own digits (`520199101000` is a township). All places inside it are the
codes of one half-open range, which is how scopes and filters ask for them.
"""

from app.domain.errors import BangfuError

#: Levels from wide to narrow with the number of digits that name them.
LEVELS: tuple[tuple[str, int], ...] = (
    ("province", 2),
    ("city", 4),
    ("county", 6),
    ("township", 9),
    ("village", 12),
)
_DIGITS = dict(LEVELS)


class AreaCodeError(BangfuError):
    """Not a 12-digit division code."""

    def __init__(self, code: str) -> None:
        super().__init__("E-AREA-CODE", f"“{code}”不是 12 位行政区划代码。", way_out="请从区划列表中选择。")


def full_code(code: str) -> str:
    """A code of 2, 4, 6, 9 or 12 digits as 12 digits. Raises AreaCodeError for anything else."""
    if not (code.isascii() and code.isdigit()) or len(code) not in _DIGITS.values():
        raise AreaCodeError(code)
    return code.ljust(12, "0")


def level_of(code: str) -> str:
    """province, city, county, township or village. Raises AreaCodeError for anything but 12 digits."""
    if len(code) != 12 or not (code.isascii() and code.isdigit()) or code.startswith("00"):
        raise AreaCodeError(code)
    return next(level for level, digits in LEVELS if set(code[digits:]) <= {"0"})


def level_number(code: str) -> int:
    """1 province, 2 city, 3 county, 4 township, 5 village."""
    return [name for name, _ in LEVELS].index(level_of(code)) + 1


def short_code(code: str) -> str:
    """The digits that name the place, without the zeros of lower levels: `520199101`."""
    return code[: _DIGITS[level_of(code)]]


def parent_of(code: str) -> str | None:
    """The code one level up; None for a province."""
    level = level_of(code)
    at = [name for name, _ in LEVELS].index(level)
    return None if at == 0 else code[: LEVELS[at - 1][1]].ljust(12, "0")


def ancestors_of(code: str) -> list[str]:
    """Codes from the province down to the place itself."""
    return [code[:digits].ljust(12, "0") for level, digits in LEVELS if digits <= _DIGITS[level_of(code)]]


def range_of(code: str) -> tuple[str, str]:
    """`[low, high)`: every code of the place and of the places inside it, as text that sorts like numbers."""
    name = short_code(code)
    return code, str(int(name) + 1).zfill(len(name)).ljust(12, "0")


def contains(outer: str, inner: str) -> bool:
    """Whether `inner` is `outer` itself or a place inside it."""
    low, high = range_of(outer)
    return low <= inner < high
