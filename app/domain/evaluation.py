"""What was observed about projects, measures and checks. Before-and-after figures say what happened, not why."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ProjectLine:
    """One project of the year: money in fen, households, and the mean change of their net income (fen a household)."""

    public_id: str
    project_no: str
    name: str
    category: str
    state: str
    area_name: str
    arrived_fen: int
    paid_fen: int
    served: int
    served_monitored: int
    compared: int
    """Served households with a ledger in both years."""
    gain_fen: int | None
    area_code: str = ""

    @property
    def cost_fen(self) -> int | None:
        """Money paid per household served."""
        return self.paid_fen // self.served if self.served else None


@dataclass(frozen=True, slots=True)
class Gain:
    """Mean change of net income per head in fen between two years, over so many households."""

    households: int
    before_fen: int | None
    after_fen: int | None

    @property
    def change_fen(self) -> int | None:
        return None if self.before_fen is None or self.after_fen is None else self.after_fen - self.before_fen


@dataclass(frozen=True, slots=True)
class GrantLine:
    """A measure on the ground: live grants, households reached, money (None where no grant tells an amount)."""

    measure: str
    grants: int
    households: int
    amount_fen: int | None


@dataclass(frozen=True, slots=True)
class CheckLine:
    """One check: findings in all, still open, and late."""

    check: str
    findings: int
    unfinished: int
    late: int
