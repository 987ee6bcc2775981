"""Columns: the plain tables that the generator fills and the loader writes."""

from calendar import isleap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

Column = npt.NDArray[Any]


@dataclass
class Table:
    """Columns of equal length by name. Codes, answers and texts are object columns with None for "not told"."""

    columns: dict[str, Column] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Column:
        return self.columns[name]

    def __setitem__(self, name: str, column: Column) -> None:
        self.columns[name] = column

    def __len__(self) -> int:
        return len(next(iter(self.columns.values()))) if self.columns else 0

    def take(self, rows: Column) -> "Table":
        """The chosen rows (mask or positions), in that order."""
        return Table({name: column[rows] for name, column in self.columns.items()})

    def lists(self) -> dict[str, list[Any]]:
        """The columns as plain lists, for writing."""
        return {name: column.tolist() for name, column in self.columns.items()}


def join(tables: Sequence[Table]) -> Table:
    """The rows of all tables, one after the other; all have the same columns."""
    return Table({name: np.concatenate([t[name] for t in tables]) for name in tables[0].columns})


def blank(length: int) -> Column:
    """A column in which nothing has been told."""
    return np.full(length, None, dtype=object)


def constant(length: int, value: object) -> Column:
    """A column of one value."""
    return np.full(length, value, dtype=object)


def pick_words(rng: np.random.Generator, length: int, weights: Mapping[Any, float]) -> Column:
    """Random words by weight."""
    words = np.array(list(weights), dtype=object)
    shares = np.array(list(weights.values()), dtype=float)
    return words[rng.choice(len(words), size=length, p=shares / shares.sum())]


def chance(rng: np.random.Generator, length: int, share: float | Column) -> Column:
    """True with the given probability."""
    return np.asarray(rng.random(length) < share)


def answers(mask: Column) -> Column:
    """A told yes or no as an object column, so that it can also hold None."""
    return np.where(mask, True, False).astype(object)


def is_one_of(column: Column, words: frozenset[str] | tuple[str, ...]) -> Column:
    """Where the code is one of these; "not told" is not."""
    found = np.zeros(len(column), dtype=bool)
    for word in words:
        found |= column == word
    return found


def told(column: Column) -> Column:
    """Where something has been told."""
    nothing: Any = None
    return np.asarray(column != nothing, dtype=bool)


def untold(column: Column) -> Column:
    """Where nothing has been told."""
    return ~told(column)


def said(column: Column, answer: bool) -> Column:
    """Where the question was answered so."""
    return np.asarray(column == answer, dtype=bool)


def full_years(born: Column, as_of: date) -> Column:
    """Age in full years on `as_of` of birth days given as ordinals (0 = not told gives -1)."""
    birthdays = _birthdays(as_of)
    return np.where(born > 0, len(birthdays) - np.searchsorted(birthdays, born) - 1, -1)


@cache
def _birthdays(as_of: date) -> Column:
    """The last day on which somebody of 130, 129 ... 0 years may have been born, as ordinals."""
    years = range(as_of.year - 130, as_of.year + 1)
    leap_day = (as_of.month, as_of.day) == (2, 29)
    days = [
        date(year, 2, 28) if leap_day and not isleap(year) else as_of.replace(year=year) for year in years
    ]
    return np.array([day.toordinal() for day in days])


def years_before(day: date, years: int) -> int:
    """The ordinal of the same calendar day so many years earlier (29 February becomes 1 March)."""
    try:
        return day.replace(year=day.year - years).toordinal()
    except ValueError:
        return date(day.year - years, 3, 1).toordinal()


def dates(ordinals: Column) -> list[date | None]:
    """Ordinals as days, 0 as None."""
    return [date.fromordinal(day) if day > 0 else None for day in ordinals.tolist()]
