"""Months of work as a grid (N04): one person a row, one month a cell, written as people write it on paper.

A cell holds the wage of the month in yuan, 务工 where somebody works and the wage is not known, 没有 where somebody
does not work; an empty cell says that nobody has asked.
"""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.domain.number_text import yuan
from app.domain.pasting import PasteColumn

WORKS, RESTS = "务工", "没有"
_WORKS = frozenset((WORKS, "在务工", "是", "在", "有", "√", "✓"))
_RESTS = frozenset((RESTS, "无", "否", "未务工", "没务工", "不在", "0", "×", "x"))
#: More in one month is a typing mistake (yuan).
MOST_YUAN = 200_000
#: Who is younger does not work (labour law); older people may.
LEAST_AGE = 16


@dataclass(frozen=True, slots=True)
class Told:
    """What one cell says: working or not, and the wage in fen where it is known. Both None: nobody has asked."""

    is_working: bool | None = None
    wage_fen: int | None = None


def read_cell(text: str) -> Told:
    """The meaning of a cell; ValueError with a sentence where it has none."""
    plain = unicodedata.normalize("NFKC", text).replace(",", "").replace(" ", "").removesuffix("元").lower()
    if not plain:
        return Told()
    if plain in _WORKS:
        return Told(is_working=True)
    if plain in _RESTS:
        return Told(is_working=False)
    whole, _dot, cents = plain.partition(".")
    if not (whole.isascii() and whole.isdigit() and len(whole) < 9 and (not cents or cents.isdigit())):
        raise ValueError(f"“{text[:12]}”看不懂。写工资数，或写“{WORKS}”“{RESTS}”。")
    amount = round(float(plain) * 100)
    if amount > MOST_YUAN * 100:
        raise ValueError(f"一个月超过 {MOST_YUAN // 10_000} 万元，请对一下。")
    return Told(is_working=True, wage_fen=amount) if amount else Told(is_working=False)


def say_cell(record: Any | None) -> str:
    """A stored month as the cell shows it."""
    if record is None or record.is_working is None:
        return ""
    if not record.is_working:
        return RESTS
    return WORKS if record.wage_fen is None else yuan(record.wage_fen, 2 if record.wage_fen % 100 else 0)


def months_of(year: int) -> list[str]:
    """The twelve months as they are stored."""
    return [f"{year}-{month:02d}" for month in range(1, 13)]


def grid_columns(year: int) -> tuple[PasteColumn, ...]:
    """What may be pasted: the name, and a column for each month under the headings people use."""
    name = PasteColumn("name", ("姓名", "成员姓名"), _name, required=True)
    return (name, *(_month(year, month) for month in range(1, 13)))


def village_columns(month: str) -> tuple[PasteColumn, ...]:
    """What may be pasted for one month of a village: name, the month, and the head where a name is not alone."""
    year, number = int(month[:4]), int(month[5:])
    told = _month(year, number)
    told = PasteColumn(told.key, (*told.names, "本月", "当月", "工资", "月工资", "当月工资"), _checked)
    return (
        PasteColumn("name", ("姓名", "成员姓名"), _name, required=True),
        PasteColumn("head", ("户主", "户主姓名"), _name),
        told,
    )


def find_pasted(people: Sequence[tuple[str, str]], name: str, head: str) -> int | None:
    """Which of (name, name of the head) a pasted row means: the place of the only one that fits, else None."""
    fit = [
        place for place, (own, theirs) in enumerate(people) if own == name and (not head or theirs == head)
    ]
    return fit[0] if len(fit) == 1 else None


def _month(year: int, month: int) -> PasteColumn:
    names = (
        f"{month}月",
        f"{year}-{month:02d}",
        f"{year}年{month}月",
        f"{year}.{month:02d}",
        f"{month}月工资",
    )
    return PasteColumn(f"{year}-{month:02d}", names, _checked)


def _name(text: str) -> str:
    return text[:60]


def _checked(text: str) -> str:
    """The text itself, once it is known to mean something."""
    read_cell(text)
    return text


def unknown_names(names: Mapping[str, int], pasted: list[str]) -> list[str]:
    """Pasted names that no member, or more than one member, of the family has."""
    return [name for name in dict.fromkeys(pasted) if names.get(name, 0) != 1]
