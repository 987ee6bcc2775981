"""Finds a member or household for each planted case and keeps later cases from undoing it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from app.demo.draft import Draft
from app.demo.places import FULL
from app.demo.planting import settings
from app.demo.tables import Column

TOTALS = {"planted": 20, "near": 20, "unknown": 10, "wrong": 20}
Change = Callable[[int, int], None]
Needs = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Plant:
    """One planted case: `kind` is the code of a measure or check, `position` that of the member or household."""

    kind: str
    role: str
    subject: str
    position: int


@dataclass
class Planter:
    """Cases share a household only while they agree on what it must be (`needs`); each takes a member of its own.

    A need is a pair of aspect (`t` 帮扶对象, `dibao`, `veh`, `income`, `house`) and value; value 9 means "mine alone".
    """

    draft: Draft
    plants: list[Plant] = field(default_factory=list)
    granted: dict[tuple[str, str, int], str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.taken = np.zeros(len(self.draft.people), dtype=bool)
        self.home_taken = np.zeros(len(self.draft.homes), dtype=bool)
        self.locks = {aspect: np.full(len(self.draft.homes), -1) for aspect in settings.SETTERS}
        # nothing is planted where lists are missing
        self.home_taken |= self.draft.homes["area_code"] == self.draft.plan.left_out
        self.taken |= self.home_taken[self.draft.home_of]
        self._turns: dict[tuple[str, str], int] = {}

    def quota(self, total: int) -> int:
        """The share of this township in a total for the county; a small county holds fewer, but some of each kind."""
        townships, index = self.draft.plan.townships, self.draft.township.index
        every = self.draft.plan.households
        total = -(-total * min(every, FULL) // FULL)
        before = sum(township.households for township in townships[:index])
        # by households: small townships do not have a family for an equal share of each kind; the first of few cases
        # stands in the first township
        return -(-total * (before + townships[index].households) // every) + (-total * before // every)

    def members(
        self, kind: str, role: str, mask: Column, needs: Needs, change: Change, total: int | None = None
    ) -> None:
        """Plant cases on members within the mask; `change(position, turn)` makes each of them what it is."""
        mask = mask & self.draft.present & ~self.taken & self._free(needs)[self.draft.home_of]
        wanted = self.quota(total or TOTALS[role])
        for position in self._shuffled(mask):
            home = int(self.draft.home_of[position])
            if wanted == 0:
                break
            if not self._is_free(home, needs):
                continue
            wanted -= 1
            self.taken[position] = True
            self._settle(home, needs)
            self._finish(kind, role, "person", position, change)

    def homes(
        self, kind: str, role: str, mask: Column, needs: Needs, change: Change, total: int | None = None
    ) -> None:
        """Plant cases on households within the mask."""
        mask = mask & (self.draft.homes["status"] == "active") & ~self.home_taken & self._free(needs)
        for home in self._shuffled(mask)[: self.quota(total or TOTALS[role])]:
            self.home_taken[home] = True
            self._settle(home, needs)
            self._finish(kind, role, "household", home, change)

    def take(self, position: int, needs: Needs) -> None:
        """Reserve a member without planting a case."""
        self.taken[position] = True
        self._settle(int(self.draft.home_of[position]), needs)

    def grant(self, measure: str, subject: str, position: int, state: str) -> None:
        """Fix whether a subject receives a measure: `live` (`delivered` or `delivering` say how far), `ended`
        (yesterday) or `none`."""
        self.granted[(measure, subject, position)] = state

    def _free(self, needs: Needs) -> Column:
        free = np.ones(len(self.draft.homes), dtype=bool)
        for aspect, value in needs.items():
            lock = self.locks[aspect]
            free &= (lock == -1) | ((lock == value) & (value != 9))
        return free

    def _is_free(self, home: int, needs: Needs) -> bool:
        locks = ((self.locks[aspect][home], value) for aspect, value in needs.items())
        return all(lock == -1 or (lock == value and value != 9) for lock, value in locks)

    def _shuffled(self, mask: Column) -> list[int]:
        """Candidates in random order, those in households that already hold a case more often first."""
        positions = np.flatnonzero(mask)
        homes = self.draft.home_of[positions] if len(mask) == len(self.taken) else positions
        shared = np.logical_or.reduce([lock != -1 for lock in self.locks.values()])[homes]
        order = np.argsort(self.draft.rng.random(len(positions)) - 0.3 * shared)
        return [int(position) for position in positions[order][:5000]]

    def _settle(self, home: int, needs: Needs) -> None:
        for aspect, value in needs.items():
            if self.locks[aspect][home] == -1:
                settings.SETTERS[aspect](self.draft, home, value)
                self.locks[aspect][home] = value

    def _finish(self, kind: str, role: str, subject: str, position: int, change: Change) -> None:
        turn = self._turns.get((kind, role), 0)
        self._turns[(kind, role)] = turn + 1
        for one in kind.split():
            if one.startswith("M"):
                self.granted.setdefault((one, subject, position), "live" if role == "wrong" else "none")
            self.plants.append(Plant(one, role, subject, position))
        change(position, turn)
