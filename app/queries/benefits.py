"""What a measure pays in a year, as SQL: figure or standard, less, times, at most, how often; whole fen."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, case, cast, literal, null

from app.domain.catalogue import TIMES_A_YEAR, Amount
from app.domain.conditions import FACTOR_SCALE
from app.domain.facts import FACTS
from app.queries.conditions import Layout, condition
from app.queries.facts import as_number

Sql = ColumnElement[Any]


def facts_of_amount(amount: Amount) -> Iterator[str]:
    """Facts that the amount reckons with, those of its condition not counted."""
    yield from (key for key in (amount.each, amount.minus) if key is not None)


def yearly_amount(amounts: Sequence[Amount], of: Layout) -> Sql:
    """Fen a year of the first amount whose condition holds; NULL where that cannot be told or is told in words only."""
    cases: list[tuple[Any, Sql]] = []
    for amount in amounts:
        paid = _paid(amount, of) if amount.is_counted else cast(null(), BigInteger)
        if amount.when is None:
            return case(*cases, else_=paid) if cases else paid
        holds = as_number(condition(amount.when, of))
        cases += [(holds == 1, paid), (holds.is_(None), cast(null(), BigInteger))]
    return case(*cases) if cases else cast(null(), BigInteger)


def _paid(amount: Amount, of: Layout) -> Sql:
    paid = _figure(amount.standard if amount.standard is not None else amount.value_fen, of)
    if amount.factor != FACTOR_SCALE:
        paid = paid * amount.factor // FACTOR_SCALE
    if amount.minus is not None:
        paid = paid - of.fact(amount.minus)
        paid = case((paid < 0, 0), else_=paid)
    if amount.each is not None:
        paid = paid * of.fact(amount.each) // 10 ** FACTS[amount.each].scale
    if amount.at_most is not None:
        most = _figure(amount.at_most, of)
        paid = case((paid > most, most), else_=paid)
    return cast(paid * TIMES_A_YEAR[amount.per], BigInteger)


def _figure(value: int | str | None, of: Layout) -> Sql:
    return of.standard(value) if isinstance(value, str) else literal(value, BigInteger)
