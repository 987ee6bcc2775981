"""What a field of the register is: label, kind, code list, unit, and its code in the national schema."""

from dataclasses import dataclass

from app.domain.vocabulary import CodeList


@dataclass(frozen=True, slots=True)
class RegistryField:
    """`kind`: text, code, codes, answer (three-valued), day, month, number, count, money, secret.

    `national` is the field's code in the national schema (AAC001); empty where none is confirmed (domain 2.1).
    """

    label: str
    kind: str = "text"
    codes: CodeList | None = None
    unit: str = ""
    national: str = ""


def code(label: str, codes: CodeList, national: str = "") -> RegistryField:
    """One choice of a list."""
    return RegistryField(label, "code", codes, national=national)


def codes(label: str, of: CodeList, national: str = "") -> RegistryField:
    """Several choices of a list, stored with commas."""
    return RegistryField(label, "codes", of, national=national)


def answer(label: str, national: str = "") -> RegistryField:
    """是, 否 or not told."""
    return RegistryField(label, "answer", national=national)


def count(label: str, unit: str = "", national: str = "") -> RegistryField:
    """A whole number."""
    return RegistryField(label, "count", unit=unit, national=national)


def number(label: str, unit: str = "", national: str = "") -> RegistryField:
    """A number with decimals."""
    return RegistryField(label, "number", unit=unit, national=national)


def mu(label: str, national: str = "") -> RegistryField:
    """An area of land in mu."""
    return number(label, "亩", national)


def money(label: str, national: str = "") -> RegistryField:
    """An amount, stored in fen."""
    return RegistryField(label, "money", unit="元", national=national)


def day(label: str, national: str = "") -> RegistryField:
    """A day."""
    return RegistryField(label, "day", national=national)


def month(label: str, national: str = "") -> RegistryField:
    """A month, YYYY-MM."""
    return RegistryField(label, "month", national=national)


def text(label: str, national: str = "") -> RegistryField:
    """Free words."""
    return RegistryField(label, national=national)


def secret(label: str, national: str = "") -> RegistryField:
    """A value that rests in the vault."""
    return RegistryField(label, "secret", national=national)
