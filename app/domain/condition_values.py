"""Single values inside a condition: numbers as whole units, days, codes; refused with their place."""

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import NoReturn

from app.domain.condition_errors import ConditionError
from app.domain.conditions import Scalar
from app.domain.facts import Fact


def refuse(code: str, message: str, place: str) -> NoReturn:
    """Stop reading here."""
    raise ConditionError(code, message, place)


def shown(data: object) -> str:
    """The beginning of whatever was written, for a message; never fails."""
    try:
        return str(data)[:40]
    except ValueError:  # whole numbers of thousands of digits have no text
        return "很大的数"


def scalar(data: object, fact: Fact, place: str) -> Scalar:
    if fact.kind == "bool":
        if isinstance(data, bool):
            return data
    elif fact.kind == "date":
        return day_value(data, fact, place)
    elif fact.kind == "code":
        if isinstance(data, str) and 0 < len(data) <= 40 and (fact.codes is None or data in fact.codes):
            return data
    else:
        return scaled(data, fact.scale, place)
    refuse("E-C15", f"“{fact.label}”没有“{shown(data)}”这个值。", place)


def day_value(data: object, fact: Fact, place: str) -> date:
    if isinstance(data, str):
        try:
            return date.fromisoformat(data)
        except ValueError:
            pass
    if type(data) is date:
        return data
    refuse("E-C15", f"“{fact.label}”要写日期，例如 2026-01-01。", place)


def scaled(data: object, scale: int, place: str, limit: int = 10**12) -> int:
    """A number as whole units of 10**-scale: 30000 yuan is 3000000 fen. More decimals are refused."""
    if isinstance(data, bool) or not isinstance(data, int | float | Decimal | str):
        refuse("E-C16", "这里要写数。", place)
    try:
        number = Decimal(shown(data)).scaleb(scale)
        whole = int(number)
    except (InvalidOperation, ValueError, OverflowError):
        refuse("E-C16", "这里要写数。", place)
    if whole != number:
        refuse("E-C16", f"小数最多 {scale} 位。", place)
    if abs(whole) > limit:
        refuse("E-C16", "数太大。", place)
    return whole
