"""Yes, no and unknown as small numbers, so that `all` is the least and `any` the greatest of them."""

from collections.abc import Iterable

import numpy as np

from app.demo.tables import Column, is_one_of, said, told

NO, UNKNOWN, YES = 0, 1, 2


def known(mask: Column) -> Column:
    """A certain yes or no."""
    return np.where(mask, YES, NO).astype(np.int8)


def all_of(*parts: Column) -> Column:
    """A no settles it; otherwise an unknown leaves it open."""
    return np.asarray(np.minimum.reduce(parts))


def any_of(*parts: Column) -> Column:
    """A yes settles it; otherwise an unknown leaves it open."""
    return np.asarray(np.maximum.reduce(parts))


def opposite(part: Column) -> Column:
    """Unknown stays unknown."""
    return (YES - part).astype(np.int8)


def where_told(column: Column, mask: Column) -> Column:
    """The mask where the column was told, unknown elsewhere."""
    return np.where(told(column), known(mask), UNKNOWN).astype(np.int8)


def among(column: Column, words: Iterable[str]) -> Column:
    """Whether a told code is one of these."""
    return where_told(column, is_one_of(column, tuple(words)))


def answer(column: Column) -> Column:
    """A told yes or no as it stands."""
    return where_told(column, said(column, True))


def at_least(column: Column, least: int) -> Column:
    """Whether a told number reaches a limit."""
    numbers = np.where(told(column), column, 0).astype(np.int64)
    return where_told(column, numbers >= least)


def gather(part: Column, group: Column, groups: int) -> Column:
    """`any` over the rows of each group; no in a group without rows."""
    found = np.zeros(groups, dtype=np.int8)
    np.maximum.at(found, group, part)
    return found


def count_reaches(part: Column, least: int, counts: Column, group: Column, groups: int) -> Column:
    """Whether so many rows of each group hold; a doubtful row may still tip it."""
    sure = np.bincount(group[counts & (part == YES)], minlength=groups)
    most = np.bincount(group[counts & (part != NO)], minlength=groups)
    return np.where(sure >= least, YES, np.where(most >= least, UNKNOWN, NO)).astype(np.int8)
