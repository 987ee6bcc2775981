"""Facts about money and projects of an area and a year, as known at one moment; amounts in fen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.domain.project_points import Points


@dataclass(frozen=True, slots=True)
class SourceLine:
    """All projects' money of one source."""

    source: str
    planned: int
    arrived: int
    allocated: int
    paid: int
    reimbursed: int


@dataclass(frozen=True, slots=True)
class ProjectFacts:
    """One project with its money, whom it serves, and its self-evaluation."""

    public_id: str
    project_no: str
    name: str
    category: str
    state: str
    arrived: int
    paid: int
    served: int
    shares: int
    planned_to: date | None
    finished_on: date | None
    acceptance: str
    points: Points


@dataclass(frozen=True)
class FundsMaterial:
    """Everything that papers about money and projects say."""

    sources: Sequence[SourceLine]
    projects: Sequence[ProjectFacts]
    alarms: Sequence[str] = ()
    """What stands still, in words; only of the present day."""

    def total(self, name: str) -> int:
        """Sum of planned, arrived, allocated, paid or reimbursed."""
        return sum(getattr(line, name) for line in self.sources)

    def by_category(self) -> Mapping[str, tuple[int, int]]:
        """Category -> (arrived, paid), in the order of the list."""
        found: dict[str, tuple[int, int]] = {}
        for one in self.projects:
            arrived, paid = found.get(one.category, (0, 0))
            found[one.category] = (arrived + one.arrived, paid + one.paid)
        return found

    @property
    def scored(self) -> list[ProjectFacts]:
        """Projects whose self-evaluation is complete, the best first."""
        told = [one for one in self.projects if one.points.total is not None]
        return sorted(told, key=lambda one: (-(one.points.total or 0), one.project_no))
