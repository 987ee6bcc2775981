"""Self-evaluation of a project: points for carrying out the budget, output, benefit and satisfaction (domain 9.3).

Points are kept in tenths. A goal that is met gets its points; otherwise the share that was reached, rounded down to a
tenth. Grades: 90 and more 优, 80 良, 60 中, below 差.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

#: Part of the table -> kinds of goals under it.
PARTS: dict[str, tuple[str, ...]] = {
    "output": ("quantity", "quality", "timeliness", "cost"),
    "benefit": ("economic", "social", "ecological", "lasting"),
    "satisfaction": ("satisfaction",),
}
PART_TITLES = {
    "budget": "预算执行率",
    "output": "产出指标",
    "benefit": "效益指标",
    "satisfaction": "满意度指标",
}
GRADES = ((900, "优"), (800, "良"), (600, "中"), (0, "差"))


@dataclass(frozen=True, slots=True)
class Scored:
    """One goal with its points in tenths; None where aim or result is missing."""

    goal: Any
    tenths: int | None


@dataclass(frozen=True)
class Points:
    """The whole table. `given[part]` is what the standard gives, `total` None while something is missing."""

    goals: Sequence[Scored]
    given: Mapping[str, int]
    budget: int | None

    def weight(self, part: str) -> int:
        """Tenths that the goals of a part weigh together."""
        return sum(one.goal.tenths for one in self.goals if one.goal.part in PARTS[part])

    @property
    def uneven(self) -> list[str]:
        """Parts whose goals do not add up to what the standard gives."""
        return [part for part in PARTS if self.weight(part) != self.given[part]]

    @property
    def open(self) -> int:
        """Goals without aim or result."""
        return sum(one.tenths is None for one in self.goals)

    def reached(self, part: str) -> int | None:
        """Tenths of a part; None while something is missing."""
        if part == "budget":
            return self.budget
        told = [one.tenths for one in self.goals if one.goal.part in PARTS[part]]
        return None if not told or None in told else sum(t for t in told if t is not None)

    @property
    def total(self) -> int | None:
        told = [self.reached(part) for part in ("budget", *PARTS)]
        return None if self.uneven or None in told else sum(t for t in told if t is not None)

    @property
    def grade(self) -> str:
        """优, 良, 中, 差; empty while something is missing."""
        return "" if self.total is None else next(word for least, word in GRADES if self.total >= least)


def score(goals: Sequence[Any], given: Mapping[str, int], *, arrived: int, paid: int) -> Points:
    """`given`: tenths of budget, output, benefit, satisfaction. A goal has part, aim, done, is_less_better, tenths."""
    budget = None if arrived <= 0 else min(paid, arrived) * given["budget"] // arrived
    return Points([Scored(goal, _tenths(goal)) for goal in goals], given, budget)


def _tenths(goal: Any) -> int | None:
    if goal.done is None or goal.aim <= 0:
        return None
    if goal.is_less_better:
        share = 1.0 if goal.done <= goal.aim else goal.aim / goal.done
    else:
        share = min(goal.done / goal.aim, 1.0)
    return int(share * goal.tenths + 1e-9)
