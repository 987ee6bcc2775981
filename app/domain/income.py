"""Income of a household, computed from the lines of its ledger (domain reference 2.5).

All amounts are whole fen of one income year (10-01 of the year before to 09-30). The sums are never typed:
net income = wages + business + property + transfers - business costs (less what subsidises them), divided by the
present members. Self-paid and other rigid expenses are noted and never subtracted (2.5, optional lines).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from app.domain.vocabulary.income import GROUP_OF_KIND, INCOME_KIND, NATIONAL_TRANSFERS, SIGN_OF_GROUP

#: From this month on the income year is the present one.
INCOME_YEAR_BEGINS = 10
_KINDS = tuple(code.code for code in INCOME_KIND)


@dataclass(frozen=True, slots=True)
class Sums:
    """The eleven sums of one year in fen, and what follows from them.

    `by_kind` holds every kind of line; a kind without a line is 0 here, and the whole is "not told" (`lines` 0)
    only where the year has no line at all.
    """

    lines: int
    by_kind: dict[str, int]
    members: int

    def group(self, group: str) -> int:
        """The sum of wage, business, property, transfer or cost."""
        return sum(fen for kind, fen in self.by_kind.items() if GROUP_OF_KIND[kind] == group)

    @property
    def gross(self) -> int:
        """Everything that came in."""
        return sum(self.group(g) for g in ("wage", "business", "property", "transfer"))

    @property
    def net(self) -> int:
        """Everything that came in, less the costs of business; may be below zero."""
        return sum(SIGN_OF_GROUP[GROUP_OF_KIND[kind]] * fen for kind, fen in self.by_kind.items() if fen)

    @property
    def self_paid(self) -> int:
        """合规自付支出: what the family paid itself for illness, school and accidents."""
        return self.group("self_paid")

    @property
    def net_per_head(self) -> Fraction | None:
        """Net income by present member in fen, exactly (rounded only when shown); None where nobody has told."""
        return Fraction(self.net, self.members) if self.lines and self.members else None

    @property
    def eleven(self) -> dict[str, int]:
        """The eleven sums of the national table AC07, by our names, in its order."""
        return {
            "wage": self.group("wage"),
            "business": self.group("business"),
            "property": self.group("property"),
            "transfer": self.group("transfer"),
            **{k: self.by_kind[k] for k in NATIONAL_TRANSFERS[:-1]},
            "transfer_other": self.group("transfer") - sum(self.by_kind[k] for k in NATIONAL_TRANSFERS[:-1]),
            "cost": self.group("cost") - self.group("offset"),
        }


def sum_lines(lines: Iterable[tuple[str, int]], members: int) -> Sums:
    """Sums of ledger lines `(kind, fen)`; KeyError for a kind outside the code list."""
    totals = dict.fromkeys(_KINDS, 0)
    count = 0
    for kind, fen in lines:
        totals[kind] += fen
        count += 1
    return Sums(count, totals, members)


def amount_of(quantity: float | None, unit_price_fen: int | None, months: int | None) -> int | None:
    """The amount of a line in fen: price times quantity times months, as far as they are told.

    None where the price is open or nothing multiplies it: then the amount itself has to be told.
    """
    if unit_price_fen is None or (quantity is None and months is None):
        return None
    factor = Fraction(1) if quantity is None else Fraction(str(quantity))
    return round(factor * (1 if months is None else months) * unit_price_fen)


def income_year(day: date) -> int:
    """The income year that is being collected or judged on `day`."""
    return day.year if day.month >= INCOME_YEAR_BEGINS else day.year - 1


def span_of(year: int) -> tuple[date, date]:
    """First and last day whose payments belong to the income year."""
    return date(year - 1, 10, 1), date(year, 9, 30)
