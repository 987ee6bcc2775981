"""Citizen numbers (GB 11643-1999) and disability certificate numbers: read, repair, judge, mask.

A citizen number is 6 digits region, 8 digits birth date, 3 digits sequence (odd = male, even = female) and a
check character. A disability certificate is that number, a category digit (1-7), a level digit (1-4) and, when
re-issued, a suffix such as `B1`. Old numbers of 15 digits lack the century and the check character.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from operator import mul

from app.domain.clock import today
from app.domain.errors import BangfuError

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_CATEGORIES = ("vision", "hearing", "speech", "limb", "intellectual", "mental", "multiple")
_EARLIEST = date(1900, 1, 1)
_NOISE = re.compile(r"[\s'’‘`\-\u200b\ufeff]+")
_SHAPE_18 = re.compile(r"[0-9]{17}[0-9X]")
_SHAPE_CARD = re.compile(r"([0-9]{17}[0-9X])([1-7])([1-4])(B[0-9])?")


class IdentifierError(BangfuError):
    """A number that cannot be a citizen or certificate number; `code` tells which of the checks it failed."""


@dataclass(frozen=True, slots=True)
class Identity:
    """What a number says. `kind` is resident, disability_card or old15; `number18` is always 18 characters."""

    number18: str
    birth_on: date
    sex: str
    kind: str
    disability_category: str | None = None
    disability_level: str | None = None


def normalise(text: str) -> str:
    """The number as it was meant: half-width, no spaces, hyphens or leading apostrophe, capital X."""
    return _NOISE.sub("", unicodedata.normalize("NFKC", text)).upper()


def check_digit(body17: str) -> str:
    """The check character of the first 17 digits, `0`-`9` or `X`."""
    return _CHECKS[sum(map(mul, map(int, body17), _WEIGHTS)) % 11]


def upgrade_15(number15: str) -> str:
    """The 18-character form of an old number: 19 as the century, then the check character. Ask before using it."""
    body = f"{number15[:6]}19{number15[6:]}"
    return body + check_digit(body)


def parse_id(text: str) -> Identity:
    """Read a citizen number or disability certificate number.

    Checks in this order, so that the message names the first thing to repair: emptiness, length, characters,
    birth date (1900-01-01 to today), check character. Raises IdentifierError with code E-ID-MISSING, E-ID-LENGTH,
    E-ID-CHARS, E-ID-NUMERIC (18 digits ending in 000 with a wrong check character, as Excel leaves a number),
    E-ID-DATE or E-ID-CHECK. The region is not checked: people keep the number of the place of their first
    registration, whose code may be abolished.
    """
    number = normalise(text)
    if not number:
        raise IdentifierError(
            "E-ID-MISSING", "没有填写证件号码。", way_out="请补填；确无证件的填写无证原因。"
        )
    if len(number) == 15:
        return _old(number)
    if len(number) in (20, 22):
        return _card(number)
    if len(number) != 18:
        raise IdentifierError(
            "E-ID-LENGTH",
            f"证件号码是 {len(number)} 位，应为 18 位（残疾人证 20 或 22 位）。",
            way_out="请对照户口簿或证件补正。",
        )
    return _resident(number)


def _resident(number: str, kind: str = "resident") -> Identity:
    if not _SHAPE_18.fullmatch(number):
        raise _bad_characters("证件号码前 17 位应为数字，末位应为数字或 X。")
    right = check_digit(number[:17]) == number[17]
    if not right and number.endswith("000"):
        raise IdentifierError(
            "E-ID-NUMERIC",
            "Excel 已丢失末位数字，号码不完整。",
            way_out="请将该列设为文本后重新导出。",
        )
    birth = _birth(number[6:14])
    if not right:
        raise IdentifierError(
            "E-ID-CHECK", "证件号码的校验位不对，至少有一位写错。", way_out="请对照证件逐位核对。"
        )
    return Identity(number, birth, _sex(number), kind)


def _old(number: str) -> Identity:
    if not (number.isascii() and number.isdigit()):
        raise _bad_characters("15 位旧号码应全是数字。")
    _birth(f"19{number[6:12]}")
    return _resident(upgrade_15(number), "old15")


def _card(number: str) -> Identity:
    parts = _SHAPE_CARD.fullmatch(number)
    if parts is None:
        raise _bad_characters("残疾人证号应为 18 位身份证号加类别（1-7）和等级（1-4），补办的再加 B1、B2。")
    person = _resident(parts[1])
    return Identity(
        person.number18,
        person.birth_on,
        person.sex,
        "disability_card",
        _CATEGORIES[int(parts[2]) - 1],
        parts[3],
    )


def _bad_characters(message: str) -> IdentifierError:
    return IdentifierError("E-ID-CHARS", message, way_out="请对照证件补正。")


def _birth(digits: str) -> date:
    try:
        birth = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        birth = date.min
    if not _EARLIEST <= birth <= today():
        raise IdentifierError(
            "E-ID-DATE",
            f"证件号码里的出生日期 {digits} 不存在或不合理。",
            way_out="请对照证件核对第 7 至 14 位。",
        )
    return birth


def _sex(number: str) -> str:
    return "male" if int(number[16]) % 2 else "female"


def mask_id(number: str | None) -> str:
    """The one mask everywhere: the birth date is hidden, `520199********0019`; also for certificate numbers."""
    if not number:
        return ""
    return f"{number[:6]}{'*' * 8}{number[14:]}" if len(number) >= 15 else "*" * len(number)


def mask_phone(phone: str | None) -> str:
    """First three and last four digits stay readable: `138****0001`."""
    if not phone:
        return ""
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) >= 8 else "*" * len(phone)
