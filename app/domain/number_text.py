"""Numbers become text here and nowhere else, so that page, map, Word, PDF and workbook show the same digits.

Rounding is half up, as offices round by hand. Thousands are grouped in tables only; running text keeps plain
digits (GB/T 15835 and the custom of official papers). A number that nobody has told is shown as a dash, never
as zero.
"""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

#: What stands where nothing is known.
UNKNOWN = "—"


def round_half_up(value: int | float | Decimal, decimals: int) -> Decimal:
    """`value` rounded half away from zero to `decimals` places; floats are read by their shortest text, not
    their bits.
    """
    exact = value if isinstance(value, Decimal) else Decimal(str(value))
    return exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


def plain(value: int | float | Decimal | None, decimals: int = 0, *, grouped: bool = False) -> str:
    """Digits without a unit; `grouped` puts a comma between thousands (tables)."""
    if value is None:
        return UNKNOWN
    rounded = round_half_up(value, decimals)
    if rounded == 0:
        rounded = abs(rounded)  # no "-0.0"
    return f"{rounded:,f}" if grouped else f"{rounded:f}"


def percent(part: int | float | None, whole: int | float | None, decimals: int = 2) -> str:
    """Share of `part` in `whole` as `12.34%`; a dash where the whole is empty or unknown."""
    ratio = share(part, whole)
    return UNKNOWN if ratio is None else f"{plain(ratio * 100, decimals)}%"


def share(part: int | float | None, whole: int | float | None) -> Decimal | None:
    """`part / whole` exactly; None where there is nothing to divide by."""
    if part is None or not whole:
        return None
    return Decimal(str(part)) / Decimal(str(whole))


def yuan(fen: int | None, decimals: int = 0, *, grouped: bool = False) -> str:
    """An amount in fen as yuan digits."""
    return plain(None if fen is None else Decimal(fen) / 100, decimals, grouped=grouped)


def wan_yuan(fen: int | None, *, grouped: bool = False) -> str:
    """An amount in fen as 万元 with two places, as funds are reported."""
    return plain(None if fen is None else Decimal(fen) / 1_000_000, 2, grouped=grouped)


def full_day(day: date) -> str:
    """2026年1月5日, as official papers write a day: no zeros before month and day (GB/T 9704)."""
    return f"{day.year}年{day.month}月{day.day}日"
