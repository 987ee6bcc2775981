"""How offices write: days in many notations, yes and no, labels and their variants, amounts."""

from datetime import date

import numpy as np

from app.demo.workbooks.plan import Cell
from app.domain.vocabulary.codes import CodeList

_NOTATIONS = (
    "{y}-{m:02d}-{d:02d}",
    "{y}/{m}/{d}",
    "{y}{m:02d}{d:02d}",
    "{y}年{m}月{d}日",
    "{y}.{m:02d}.{d:02d}",
)


def day(ordinal: int, notation: int = 0) -> str | None:
    """A day in one of the usual notations; None where it was not told."""
    if ordinal <= 0:
        return None
    when = date.fromordinal(int(ordinal))
    return _NOTATIONS[notation % len(_NOTATIONS)].format(y=when.year, m=when.month, d=when.day)


def yes_no(answer: bool | None, turn: int = 0) -> str | None:
    """是 and 否, now and then 有/无 or a tick."""
    if answer is None:
        return None
    words = (("否", "是"), ("否", "是"), ("0", "1"), ("×", "√"))[turn % 4 if turn % 9 == 0 else 0]
    return words[int(answer)]


def label(codes: CodeList, code: str | None, turn: int = 0, *, variants: bool = True) -> str | None:
    """The official label, in some rows one of its aliases."""
    if code is None:
        return None
    entry = next(c for c in codes if c.code == code)
    aliases = [alias for alias in entry.aliases if not alias.isascii()]
    return aliases[turn % len(aliases)] if variants and aliases and turn % 11 == 7 else entry.label


def yuan(fen: int | None) -> float | None:
    """Fen as a number of yuan."""
    return None if fen is None else round(fen / 100, 2)


def price(fen: int | None, turn: int) -> Cell:
    """An amount as a number, with a comma, or in 万元."""
    if fen is None:
        return None
    if fen % 1_000_000 == 0 and turn % 5 == 1:
        return f"{fen // 1_000_000}万元"
    if turn % 7 == 3:
        return f"{fen / 100:,.2f}"
    return round(fen / 100, 2)


def variant_name(rng: np.random.Generator, name: str) -> str:
    """The same name as another clerk types it: other dots, a gap between two characters."""
    if "·" in name:
        return name.replace("·", str(rng.choice(["•", ".", "・", "·"])))
    if len(name) == 2 and rng.random() < 0.25:
        return f"{name[0]}　{name[1]}"
    return f" {name}" if rng.random() < 0.02 else name


def other_name(name: str) -> str:
    """A really different name, so that number and name contradict each other."""
    return ("潘" if name[0] != "潘" else "龙") + "之" + ("远" if name[-1] != "远" else "林")
