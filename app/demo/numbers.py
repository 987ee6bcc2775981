"""Citizen numbers of the unassigned region 520199: unique over the whole county without looking at other townships.

A birth day has 499 sequence numbers for each sex. Every township may use 24 of them, 19 are left for outsiders;
who finds his day full is born a day earlier.
"""

import numpy as np

from app.demo.tables import Column
from app.domain.identifiers import check_digit

REGION = "520199"
_SLOTS, _PRIME = 24, 499
_WEIGHTS = np.array([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2])
_CHECKS = np.array(list("10X98765432"))


def assign_numbers(born: Column, sex: Column, first: Column, township: int) -> tuple[Column, Column]:
    """Numbers of all people of a township, and their birth days, of which a few had to move a day.

    `first` marks people whose birth day must stay. Raises ValueError when a day cannot be relieved.
    """
    born = born.copy()
    for _ in range(60):
        rank = _ranks(born * 2 + (sex == "male"), first)
        full = rank >= _SLOTS
        if not full.any():
            slot = township * _SLOTS + (rank + born * 7) % _SLOTS
            return number_texts(born, sex == "male", slot * 211 % _PRIME), born
        born[full] -= 1
    raise ValueError("too many births on one day")


def _ranks(key: Column, first: Column) -> Column:
    order = np.lexsort((~first, key))
    ordered = key[order]
    starts = np.r_[True, ordered[1:] != ordered[:-1]]
    positions = np.arange(len(key))
    rank = np.empty(len(key), dtype=int)
    rank[order] = positions - np.maximum.accumulate(np.where(starts, positions, 0))
    return rank


def number_texts(born: Column, male: Column, slot: Column) -> Column:
    """The 18 characters from birth day (ordinal), sex and slot 0-498."""
    days = (born - 719163).astype("datetime64[D]").astype(str)
    compact = np.char.replace(days, "-", "")
    sequence = np.where(male, 2 * slot + 1, 2 * slot + 2)
    body = np.char.add(np.char.add(REGION, compact), np.char.zfill(sequence.astype(str), 3))
    digits = body.astype("U17").view("U1").reshape(len(body), 17).astype(int)
    return np.asarray(np.char.add(body, _CHECKS[digits @ _WEIGHTS % 11]).astype(object))


def outsider_number(day: str, male: bool, turn: int) -> str:
    """A valid number that no township uses; `day` as YYYYMMDD, `turn` 0-17."""
    slot = (480 + turn) * 211 % _PRIME
    body = f"{REGION}{day}{2 * slot + (1 if male else 2):03d}"
    return body + check_digit(body)
