"""Finds members and households for further cases among the families that hold no earlier case.

Cases share a household as long as none of them changes what another looks at: an *aspect* (labor, income, a bureau's
list ...) is read by many or written by one. The aspect `*` takes the whole household.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import numpy as np

from app.demo.circumstances import helped
from app.demo.draft import Draft
from app.demo.lists import Listed
from app.demo.planting.planter import TOTALS, Plant, Planter
from app.demo.tables import Column, untold

Change = Callable[[int, int], None]
_FREE, _READ, _WRITTEN = 0, 1, 2
_SPARE = 6


@dataclass
class Chooser:
    """Plants cases of several kinds at once: `kinds` may name rules that one and the same case belongs to, each with
    a role of its own where it differs (`K08:near K09`).

    What the case needs of tables drawn later is kept by household: days of visits and what was said on each of them,
    lines of the ledger in place of drawn ones, what was spent, the mechanism of the one project with a share, and
    the day on which a move began.
    """

    planter: Planter
    listed: Listed
    visits: dict[int, list[int]] = field(default_factory=dict)
    answers: dict[int, list[bool | None]] = field(default_factory=dict)
    ledger: dict[int, list[tuple[int, str, int]]] = field(default_factory=dict)
    spent: dict[int, dict[str, int]] = field(default_factory=dict)
    shares: dict[int, str] = field(default_factory=dict)
    moved: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        draft = self.draft
        busy = self.planter.home_taken.copy()
        busy[draft.home_of[self.planter.taken]] = True
        for lock in self.planter.locks.values():
            busy |= lock != -1
        self.free = ~busy & (draft.homes["status"] == "active")
        self.helped = helped(draft)
        self._locks: dict[str, Column] = {}
        self._all = np.zeros(len(draft.homes), dtype=int)

    @property
    def draft(self) -> Draft:
        return self.planter.draft

    @property
    def poor(self) -> Column:
        """Members of helped families."""
        return np.asarray(self.helped[self.draft.home_of])

    def grown(self, least: int = 22, most: int = 58) -> Column:
        """Members of these ages who have left school."""
        draft = self.draft
        fits = (draft.ages >= least) & (draft.ages <= most) & (draft.people["school"] == "not_in_school")
        return np.asarray(fits)

    def members(
        self,
        kinds: str,
        role: str,
        mask: Column,
        change: Change,
        total: int = 0,
        *,
        read: str = "",
        write: str = "",
    ) -> None:
        """Plant on members within the mask."""
        draft = self.draft
        sound = mask & draft.present & untold(draft.people["no_id_reason"]) & self.free[draft.home_of]
        self._plant(
            "person", kinds.split(), role, sound, draft.home_of, change, total, read.split(), write.split()
        )

    def homes(
        self,
        kinds: str,
        role: str,
        mask: Column,
        change: Change,
        total: int = 0,
        *,
        read: str = "",
        write: str = "",
    ) -> None:
        """Plant on households within the mask."""
        places = np.arange(len(self.free))
        self._plant(
            "household",
            kinds.split(),
            role,
            mask & self.free,
            places,
            change,
            total,
            read.split(),
            write.split(),
        )

    def _plant(
        self, subject: str, kinds: list[str], role: str, mask: Column, home_of: Column, change: Change, total: int,
        read: list[str], write: list[str],
    ) -> None:  # fmt: skip
        positions = np.flatnonzero(mask)
        # a few more than asked for: small townships do not always have a family that fits
        wanted = self.planter.quota((total or TOTALS[role]) + _SPARE)
        turn = 0
        for position in self.listed.rng.permutation(positions).tolist():
            if turn == wanted:
                return
            home = int(home_of[position])
            if not self._may(home, read, write):
                continue
            self._take(home, read, write)
            for kind in kinds:
                self._write_down(kind, role, subject, position)
            change(position, turn)
            turn += 1

    def also(self, kinds: str, subject: str, position: int) -> None:
        """The case under way belongs to these kinds, too, at another place; each with its role."""
        for kind in kinds.split():
            self._write_down(kind, "", subject, position)

    def _write_down(self, named: str, role: str, subject: str, position: int) -> None:
        kind, _, own = named.partition(":")
        if kind.startswith("M"):
            state = "live" if (own or role) == "wrong" else "none"
            self.planter.granted.setdefault((kind, subject, position), state)
        self.planter.plants.append(Plant(kind, own or role, subject, position))

    def _lock(self, aspect: str) -> Column:
        return self._locks.setdefault(aspect, np.zeros(len(self.free), dtype=int))

    def _may(self, home: int, read: Iterable[str], write: Iterable[str]) -> bool:
        if self._all[home] == _WRITTEN or ("*" in write and self._all[home] != _FREE):
            return False
        named = [a for a in write if a != "*"]
        return all(self._lock(a)[home] != _WRITTEN for a in read) and all(
            self._lock(a)[home] == _FREE for a in named
        )

    def _take(self, home: int, read: Iterable[str], write: Iterable[str]) -> None:
        self._all[home] = max(self._all[home], _WRITTEN if "*" in write else _READ)
        for aspect in read:
            self._lock(aspect)[home] = _READ
        for aspect in write:
            if aspect != "*":
                self._lock(aspect)[home] = _WRITTEN
