"""Averages of group-time effects with the errors of their weights: simple, dynamic, group, calendar."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from app.analysis.cells import Cell
from app.analysis.estimates import Estimate, around
from app.analysis.panels import Panel
from app.analysis.tables import Column


@dataclass(frozen=True)
class Aggregate:
    """One overall number and its parts, each with its key: event time, group or period."""

    overall: Estimate
    parts: tuple[tuple[float, Estimate], ...] = ()

    def part(self, key: float) -> Estimate:
        """The part of one event time, group or period; KeyError where there is none."""
        return dict(self.parts)[key]

    def as_data(self) -> dict[str, Any]:
        """`overall` flat, `parts` as a list with `key`."""
        return {
            "overall": asdict(self.overall),
            "parts": [{"key": key, **asdict(found)} for key, found in self.parts],
        }


class Averager:
    """Averages over the cells that were found, groups weighted by their share of all units."""

    def __init__(self, panel: Panel, cells: list[Cell], influence: Column, level: float) -> None:
        self.panel, self.level = panel, level
        kept = [i for i, cell in enumerate(cells) if cell.found is not None]
        self.cells = [cells[i] for i in kept]
        self.effects = np.array([cell.att for cell in self.cells], dtype=float)
        self.influence = influence[:, kept]
        self.member = np.column_stack([(panel.group == cell.group) * panel.weights for cell in self.cells])
        self.share = self.member.mean(axis=0)

    def estimate(self, att: float, influence: Column) -> Estimate:
        return around(att, self.panel.error_of(influence), self.level)

    def weighted(self, at: list[int]) -> tuple[float, Column]:
        """Mean of cells by size of their groups; the influence counts that the sizes are estimated too."""
        share = self.share[at]
        weights = share / share.sum()
        att = float(weights @ self.effects[at])
        moved = self.member[:, at] - share
        of_weights = moved / share.sum() - moved.sum(axis=1, keepdims=True) * share / share.sum() ** 2
        return att, self.influence[:, at] @ weights + of_weights @ self.effects[at]

    def at(self, wanted: Iterable[bool]) -> list[int]:
        return [i for i, take in enumerate(wanted) if take]

    def after(self) -> list[int]:
        return self.at(not cell.is_before for cell in self.cells)


def aggregate_all(panel: Panel, cells: list[Cell], influence: Column, level: float) -> dict[str, Any]:
    """The four averages by name; None for all where no cell after a start was found."""
    means = Averager(panel, cells, influence, level)
    if not means.after():
        return dict.fromkeys(("simple", "dynamic", "group", "calendar"))
    return {
        "simple": Aggregate(means.estimate(*means.weighted(means.after()))),
        "dynamic": _dynamic(means),
        "group": _by_group(means),
        "calendar": _calendar(means),
    }


def _dynamic(means: Averager) -> Aggregate:
    """By length of treatment; overall is the plain mean of lengths from 0 on."""
    lengths = [cell.time - cell.group for cell in means.cells]
    found = {e: means.weighted(means.at(one == e for one in lengths)) for e in sorted(set(lengths))}
    return _plain_mean(means, found, [e for e in found if e >= 0])


def _calendar(means: Averager) -> Aggregate:
    """By period; overall is the plain mean of the periods in which somebody is treated."""
    times = sorted({means.cells[i].time for i in means.after()})
    found = {
        t: means.weighted([i for i in means.after() if means.cells[i].time == t]) for t in times
    }  # fmt: skip
    return _plain_mean(means, found, times)


def _plain_mean(means: Averager, found: dict[float, tuple[float, Column]], over: list[float]) -> Aggregate:
    att = float(np.mean([found[key][0] for key in over]))
    influence = np.mean([found[key][1] for key in over], axis=0)
    parts = tuple((key, means.estimate(*value)) for key, value in found.items())
    return Aggregate(means.estimate(att, influence), parts)


def _by_group(means: Averager) -> Aggregate:
    """Plain mean within each group over its treated periods; overall by size of groups."""
    after = means.after()
    starts = sorted({means.cells[i].group for i in after})
    cells = {start: [i for i in after if means.cells[i].group == start] for start in starts}
    atts = np.array([means.effects[at].mean() for at in cells.values()])
    influence = np.column_stack([means.influence[:, at].mean(axis=1) for at in cells.values()])
    member = np.column_stack([means.member[:, at[0]] for at in cells.values()])
    share = member.mean(axis=0)
    weights = share / share.sum()
    moved = member - share
    of_weights = moved / share.sum() - moved.sum(axis=1, keepdims=True) * share / share.sum() ** 2
    parts = tuple((start, means.estimate(atts[i], influence[:, i])) for i, start in enumerate(starts))
    return Aggregate(means.estimate(float(weights @ atts), influence @ weights + of_weights @ atts), parts)
