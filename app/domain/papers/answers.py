"""How one answer is printed on a form: without its unit, which stands in the label; short choices are ticked."""

from datetime import date
from fractions import Fraction

from app.domain.fields.kinds import RegistryField
from app.domain.number_text import full_day, plain, round_half_up, yuan

#: Letters that fit beside each other in one column of the raster of 24 (156 mm, 五号).
LETTERS_A_COLUMN = 1.65
_LINES = 2


def printed(field: RegistryField, value: object, *, short: bool = False) -> str:
    """The told answer in words; empty for what nobody has told. A secret is passed as the text that may be
    shown; `short` writes days as lists do.
    """
    if value is None or value == "":
        return ""
    if field.kind == "answer":
        return "是" if value else "否"
    if field.codes is not None:
        return "、".join(field.codes.label(part) for part in str(value).split(","))
    if field.kind == "money":
        return _yuan(value)
    if isinstance(value, date):
        return value.isoformat() if short else full_day(value)
    if field.kind == "number" and isinstance(value, int | float):
        return plain(value, 2).rstrip("0").rstrip(".")
    return str(value)


def ticked(field: RegistryField, value: object, columns: int) -> str | None:
    """All choices with a mark before the told one, where they fit into `columns` of the raster; None where not."""
    choices = _choices(field)
    letters = sum(len(label) + 2 for _code, label in choices)
    if not choices or letters > columns * LETTERS_A_COLUMN * _LINES:
        return None
    told = {str(value)} if field.kind != "codes" else set(str(value or "").split(","))
    if field.kind == "answer":
        told = set() if value is None else {"1" if value else "0"}
    return "　".join(f"{'☑' if code in told else '□'}{label}" for code, label in choices)


def options(field: RegistryField) -> str:
    """The choices of a list as one line of the explanations; empty for what is no list."""
    return "、".join(label for _code, label in _choices(field)) if field.codes is not None else ""


def _choices(field: RegistryField) -> list[tuple[str, str]]:
    if field.kind == "answer":
        return [("1", "是"), ("0", "否")]
    return field.codes.choices() if field.codes is not None else []


def _yuan(value: object) -> str:
    """Fen (also a share of fen) as yuan, decimals only where there are any."""
    fen = round_half_up(float(value), 0) if isinstance(value, Fraction) else value
    if not isinstance(fen, int) and not hasattr(fen, "is_finite"):
        return str(value)
    whole = int(fen)  # type: ignore[call-overload]
    return yuan(whole, 2 if whole % 100 else 0)
