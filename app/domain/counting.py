"""Counting rules of income and the payments that fill the ledger: dated configuration from YAML (domain 2.5)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, Literal

from app.domain.income import span_of
from app.domain.vocabulary.datasets import BY_KEY
from app.domain.vocabulary.income import INCOME_KIND

Raw = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class CountingRule:
    """How a year's income is counted, in the words that the page shows."""

    first_on: date
    formula: str
    window: str
    counted: tuple[str, ...]
    left_out: tuple[str, ...]
    noted: tuple[str, ...]
    document: str
    confidence: str


@dataclass(frozen=True, slots=True)
class Payment:
    """One delivery that becomes a ledger line: `monthly` amounts are multiplied by the months they ran.

    `of` says whose amount stands in a row: the person's own, or that of the whole family, repeated with each member.
    """

    dataset: int
    kind: str
    pays: Literal["monthly", "once"]
    of: Literal["person", "family"] = "person"


@dataclass(frozen=True, slots=True)
class FamilyRow:
    """A listed member of a family whose amount (fen) it repeats.

    `shared_by`: members that the list names with this amount; None where it does not say whose family they are.
    """

    amount: int
    months: int | None
    shared_by: int | None


def family_amount(rows: Iterable[FamilyRow]) -> int:
    """What a household gets, in fen, by the rows of its members: each listed amount once, however many repeat it.

    A family that lives in two households of the register is divided by its listed members. Without a family in the
    list the same amount listed with several members of a household is one amount.
    """
    shares, once = Fraction(), dict[int, int]()
    for row in rows:
        ran = row.amount * (1 if row.months is None else row.months)
        if row.shared_by:
            shares += Fraction(ran, row.shared_by)
        else:
            once[row.amount] = max(once.get(row.amount, 0), ran)
    return round(shares) + sum(once.values())


def read_counting(raw: Iterable[Raw]) -> list[CountingRule]:
    """Counting rules, the newest first."""
    found = [
        CountingRule(
            r["first_day"], r["formula"], r["window"], tuple(r["counted"]), tuple(r["left_out"]), tuple(r["noted"]),
            r["source"]["document"], r["source"]["confidence"],
        )
        for r in raw
        if r["code"] == "counting"
    ]  # fmt: skip
    return sorted(found, key=lambda rule: rule.first_on, reverse=True)


def read_payments(raw: Iterable[Raw], day: date) -> tuple[Payment, ...]:
    """The payments in force on a day. KeyError for a data set, ValueError for a kind that does not exist."""
    rows = [r for r in raw if r["code"] == "payments" and r["first_day"] <= day]
    newest = max(rows, key=lambda r: r["first_day"], default=None)
    if newest is None:
        return ()
    for line in newest["lines"]:
        if line["kind"] not in INCOME_KIND:
            raise ValueError(f"unknown kind of income: {line['kind']}")
    return tuple(
        Payment(BY_KEY[ln["dataset"]].number, ln["kind"], ln["pays"], ln.get("of", "person"))
        for ln in newest["lines"]
    )


def rule_on(rules: list[CountingRule], day: date) -> CountingRule | None:
    """The rule in force on a day."""
    return next((rule for rule in rules if rule.first_on <= day), None)


def months_within(year: int, starts_on: date | None, ends_on: date | None, until: date) -> int:
    """Months of the income year in which a monthly payment ran; without a beginning it ran from the first day."""
    first, last = span_of(year)
    begin, end = max(starts_on or first, first), min(ends_on or last, last, until)
    return max(0, (end.year - begin.year) * 12 + end.month - begin.month + 1) if begin <= end else 0
