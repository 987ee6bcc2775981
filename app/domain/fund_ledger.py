"""Money of one project: its ledger by source and budget line, and how what was paid reaches households, to the fen.

Attribution: of what a project paid, the part that its list of beneficiaries names went to households; each household's
part is taken from the project's budget lines in proportion to what each line still has, rounded so that every line and
every household adds up exactly.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

K = TypeVar("K")

#: Key of a line of the ledger: source and budget line (None = no line named).
Key = tuple[str, int | None]


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One source and budget line of a project; amounts in fen."""

    source: str
    line_id: int | None
    planned: int = 0
    arrived: int = 0
    allocated: int = 0
    paid: int = 0
    reimbursed: int = 0
    reasons: tuple[str, ...] = ()

    @property
    def rest(self) -> int:
        """Arrived and not paid; negative where more was paid."""
        return self.arrived - self.paid

    @property
    def is_unexplained(self) -> bool:
        """More paid than arrived, and nobody said why."""
        return self.rest < 0 and not self.reasons


def ledger_of(flows: Sequence[Any]) -> list[LedgerLine]:
    """Lines in the order of their first flow; a flow has kind, source, amount_fen, budget_line_id and reason."""
    sums: dict[Key, dict[str, Any]] = {}
    for flow in flows:
        line = sums.setdefault((flow.source, flow.budget_line_id), {"reasons": ()})
        line[flow.kind] = line.get(flow.kind, 0) + flow.amount_fen
        if flow.reason:
            line["reasons"] = (*line["reasons"], flow.reason)
    return [LedgerLine(source, number, **values) for (source, number), values in sums.items()]


@dataclass(frozen=True)
class Split:
    """How the money of one project's lines reached households (fen).

    `cells[(line, household)]`; `public` = paid for building and everything else; `unfunded[household]` = named in the
    list, not yet covered by what was paid.
    """

    cells: Mapping[tuple[Key, int], int]
    public: Mapping[Key, int]
    unfunded: Mapping[int, int]

    def to_household(self, household: int) -> int:
        return sum(fen for (_, one), fen in self.cells.items() if one == household)

    def of_line(self, key: Key) -> int:
        return sum(fen for (one, _), fen in self.cells.items() if one == key)


def split_money(paid: Mapping[Key, int], shares: Mapping[int, int]) -> Split:
    """Lay what was paid by line over what the list gives to households; both sides add up exactly."""
    total, wanted = sum(paid.values()), sum(shares.values())
    funded = apportion(shares, min(total, wanted))
    covered = apportion(paid, min(total, wanted))
    left = dict(covered)
    cells: dict[tuple[Key, int], int] = {}
    for household, fen in funded.items():
        for key, part in apportion(left, fen).items():
            left[key] -= part
            if part:
                cells[(key, household)] = part
    public = {key: paid[key] - covered[key] for key in paid}
    unfunded = {h: shares[h] - funded[h] for h in shares if shares[h] > funded[h]}
    return Split(cells, public, unfunded)


def apportion(weights: Mapping[K, int], amount: int) -> dict[K, int]:
    """`amount` in proportion to the weights, whole fen, by largest remainder; nobody gets more than the weight.

    Needs 0 <= amount <= sum of the weights. Ties go to who stands first.
    """
    whole = sum(weights.values())
    if not whole:
        return dict.fromkeys(weights, 0)
    found = {key: amount * weight // whole for key, weight in weights.items()}
    missing = amount - sum(found.values())
    ranked = sorted(weights, key=lambda key: -(amount * weights[key] % whole))
    for key in ranked[:missing]:
        found[key] += 1
    return found
