"""What a measure pays in a year, over columns: `benefits.yearly_amount` for whole registers."""

from collections.abc import Sequence

import polars as pl

from app.domain.catalogue import TIMES_A_YEAR, Amount
from app.domain.conditions import FACTOR_SCALE
from app.domain.facts import FACTS
from app.queries.column_conditions import Series, judge, where
from app.queries.columns import Frame


def yearly_amounts(amounts: Sequence[Amount], of: Frame) -> Series:
    """Fen a year of the first amount whose condition holds; null where that cannot be told or is told in words only."""
    found = _nothing(of)
    for amount in reversed(amounts):
        paid = _paid(amount, of) if amount.is_counted else _nothing(of)
        if amount.when is None:
            found = paid
        else:
            holds = judge(amount.when, of)
            found = where(holds, paid, where(holds.is_null(), None, found))
    return found


def _nothing(of: Frame) -> Series:
    return pl.Series("", [None], pl.Int64).new_from_index(0, len(of))


def _paid(amount: Amount, of: Frame) -> Series:
    paid = _figure(amount.standard if amount.standard is not None else amount.value_fen, of)
    if amount.factor != FACTOR_SCALE:
        paid = paid * amount.factor // FACTOR_SCALE
    if amount.minus is not None:
        paid = paid - of.fact(amount.minus)
        paid = where(paid < 0, 0, paid)
    if amount.each is not None:
        paid = paid * of.fact(amount.each) // 10 ** FACTS[amount.each].scale
    if amount.at_most is not None:
        most = _figure(amount.at_most, of)
        paid = where(paid > most, most, paid)
    return paid * TIMES_A_YEAR[amount.per]


def _figure(value: int | str | None, of: Frame) -> Series:
    if isinstance(value, str):
        return of.standard(value)
    return pl.Series("", [value], pl.Int64).new_from_index(0, len(of))
