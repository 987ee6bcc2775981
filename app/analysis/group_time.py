"""Effects of starts in different periods: Callaway and Sant'Anna (2021), group by group and period by period."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from scipy import stats

from app.analysis.aggregates import Aggregate, aggregate_all
from app.analysis.cells import Cell
from app.analysis.doubly_robust import METHODS, Method, NoComparisonError, panel_effect
from app.analysis.estimates import Estimate, around, check_level
from app.analysis.panels import Panel, read_panel
from app.analysis.tables import Column, EvaluationInputError, Flags, Table, Unknown
from app.analysis.words import NOT_RANDOM, PARALLEL_GROUPS, say_estimate

Control = Literal["nevertreated", "notyettreated"]
Base = Literal["varying", "universal"]
#: Fewer treated units than this in a group are said.
FEW = 5


@dataclass(frozen=True)
class GroupTime:
    """All cells, the four averages of them, and the test of the periods before the start."""

    cells: tuple[Cell, ...]
    simple: Aggregate | None
    dynamic: Aggregate | None
    group: Aggregate | None
    calendar: Aggregate | None
    pretest_statistic: float | None
    pretest_p: float | None
    units: int
    periods: tuple[float, ...]
    left_out: int
    critical_value: float | None
    """Of the simultaneous band over all cells; None where no bootstrap was asked for."""
    settings: dict[str, Any]
    words: tuple[str, ...]

    def att(self, group: float, time: float) -> Estimate | None:
        """The cell of a group and period; KeyError where there is none."""
        return next(cell.found for cell in self.cells if (cell.group, cell.time) == (group, time))

    def __getitem__(self, name: str) -> Any:
        return getattr(self, name)

    def as_data(self) -> dict[str, Any]:
        """Everything as plain data."""
        names = ("simple", "dynamic", "group", "calendar")
        told = {
            name: None if getattr(self, name) is None else getattr(self, name).as_data() for name in names
        }
        kept = (
            "pretest_statistic",
            "pretest_p",
            "units",
            "periods",
            "left_out",
            "critical_value",
            "settings",
            "words",
        )
        return {
            "cells": [cell.as_data() for cell in self.cells],
            **told,
            **{name: getattr(self, name) for name in kept},
        }


def group_time_att(
    data: Table,
    *,
    y: str,
    unit: str,
    time: str,
    group: str,
    covariates: Sequence[str] = (),
    control: Control = "nevertreated",
    base: Base = "varying",
    method: Method = "dr",
    anticipation: float = 0,
    weights: str | None = None,
    cluster: str | None = None,
    level: float = 0.95,
    repeats: int = 0,
    seed: int = 20201217,
    unknown: Unknown = "refuse",
) -> GroupTime:
    """Group-time average treatment effects and their simple, dynamic, group and calendar averages.

    Definition: Callaway and Sant'Anna (2021) over a balanced panel, one row a unit and period. `group` is the first
    period of treatment; 0, blank or infinite is never treated. Each cell compares the change since a base period with
    that of `control`: the never treated, or all not yet treated by then (and by the base). `base`: `varying` takes the
    period just before for periods before the start and the last one before the start afterwards; `universal` always
    the latter, whose own cell is 0 without error. Covariates are taken from the earlier of the two periods. `method`:
    `dr` doubly robust (logit and least squares), `reg` outcome regression, `ipw` weighting; without covariates all
    three are the plain difference in differences. Units without all periods are left out and counted; units treated in
    the first period have no before and are left out too.

    Errors: from influence functions, square root of their mean square over n, normal intervals; summed within `cluster`
    where given. No small-sample correction. `repeats` > 0 adds the critical value of the band that covers all
    cells at once by the multiplier bootstrap (`seed`). Weights are averaged to one within each comparison.
    Averages weigh groups by their size; dynamic and calendar overall are plain means over event times from 0 on and
    over periods; group first averages within a group. EvaluationInputError where nothing can be compared.
    """
    check_level(level)
    _check(control, base, method)
    panel = read_panel(
        data, y=y, unit=unit, time=time, group=group, covariates=covariates,
        weights=weights, cluster=cluster, unknown=unknown,
    ).without_always(control, anticipation)  # fmt: skip
    cells, influence = _cells(panel, control, base, method, anticipation, level)
    if not any(cell.found for cell in cells):
        reason = next((cell.why for cell in cells if cell.why), "没有组和时期可比")
        raise EvaluationInputError("E-EVA-GROUPS", f"一格也比不了：{reason}。")
    averages = aggregate_all(panel, cells, influence, level)
    statistic, p = _pretest(panel, cells, influence)
    settings = {"control": control, "base": base, "method": method, "covariates": list(covariates),
                "anticipation": anticipation, "level": level, "cluster": cluster, "weights": weights}  # fmt: skip
    return GroupTime(
        cells=tuple(cells),
        **averages,
        pretest_statistic=statistic,
        pretest_p=p,
        units=panel.units,
        periods=tuple(panel.times),
        left_out=panel.left_out,
        critical_value=_band(panel, cells, influence, level, repeats, seed),
        settings=settings,
        words=tuple(_say(cells, averages["simple"], p, panel)),
    )


def _check(control: str, base: str, method: str) -> None:
    given = (
        (control, ("nevertreated", "notyettreated")), (base, ("varying", "universal")), (method, METHODS)
    )  # fmt: skip
    for value, allowed in given:
        if value not in allowed:
            raise EvaluationInputError(
                "E-EVA-SETTING", f"没有“{value}”这种设置。", way_out=f"可以用：{'、'.join(allowed)}。"
            )


def _cells(
    panel: Panel, control: Control, base: Base, method: Method, anticipation: float, level: float
) -> tuple[list[Cell], Column]:
    """The cells in order of group and period, and one column of influence each (NaN where nothing was found)."""
    cells, columns = [], []
    for start in panel.starts:
        before = np.flatnonzero(panel.times + anticipation < start)
        if before.size == 0:
            continue
        last = int(before[-1])
        for now in range(panel.times.size if base == "universal" else panel.times.size - 1):
            at = now if base == "universal" else now + 1
            since = last if base == "universal" or panel.times[at] + anticipation >= start else at - 1
            cell, influence = _cell(panel, start, at, since, control, method, anticipation, level)
            cells.append(cell)
            columns.append(influence)
    if not cells:
        raise EvaluationInputError("E-EVA-GROUPS", "没有一组在开始之前有数据，比不了。")
    return cells, np.column_stack(columns)


def _cell(
    panel: Panel, start: float, at: int, since: int, control: Control, method: Method, anticipation: float, level: float
) -> tuple[Cell, Column]:  # fmt: skip
    mine = panel.group == start
    others = panel.compared(start, panel.times[max(at, since)] + anticipation, control)
    sizes = int(mine.sum()), int(others.sum())
    nothing = np.zeros(panel.units)
    if at == since:
        return Cell(start, float(panel.times[at]), Estimate(0, 0, float("nan"), 0, 0, level), *sizes), nothing
    try:
        att, influence = _effect(panel, mine, others, at, since, method)
    except NoComparisonError as error:
        return Cell(start, float(panel.times[at]), None, *sizes, why=str(error)), nothing * np.nan
    found = around(att, panel.error_of(influence), level)
    return Cell(start, float(panel.times[at]), found, *sizes), influence


def _effect(
    panel: Panel, mine: Flags, others: Flags, at: int, since: int, method: Method
) -> tuple[float, Column]:
    if not mine.any() or not others.any():
        raise NoComparisonError("没有对照")
    rows = np.flatnonzero(mine | others)
    design = panel.design[min(at, since)][rows]
    change = (panel.outcome[:, at] - panel.outcome[:, since])[rows]
    effect = panel_effect(change, mine[rows], design, panel.weights[rows], method)
    influence = np.zeros(panel.units)
    influence[rows] = effect.influence * panel.units / rows.size
    return effect.att, influence


def _pretest(panel: Panel, cells: list[Cell], influence: Column) -> tuple[float | None, float | None]:
    """Wald test that all cells before the start are zero; None where there are none or they depend on each other."""
    at = [i for i, cell in enumerate(cells) if cell.is_before and cell.found and cell.found.se > 0]
    if not at:
        return None, None
    effects = np.array([cells[i].att for i in at])
    variance = panel.covariance_of(influence[:, at])
    if np.linalg.matrix_rank(variance) < len(at):
        return None, None
    statistic = float(effects @ np.linalg.solve(variance, effects))
    return statistic, float(stats.chi2(len(at)).sf(statistic))


def _band(
    panel: Panel, cells: list[Cell], influence: Column, level: float, repeats: int, seed: int
) -> float | None:
    at = [i for i, cell in enumerate(cells) if cell.found and cell.found.se > 0]
    if repeats <= 0 or not at:
        return None
    errors = np.array([cells[i].found.se for i in at])  # type: ignore[union-attr]
    sums = panel.sums(influence[:, at]) / panel.units
    signs = np.random.default_rng(seed).choice((-1.0, 1.0), size=(repeats, sums.shape[0]))
    return float(np.quantile(np.abs(signs @ sums / errors).max(axis=1), level))


def _say(cells: list[Cell], simple: Aggregate | None, p: float | None, panel: Panel) -> list[str]:
    found = []
    if simple is not None:
        found.append(say_estimate("各组各期的平均效应", simple.overall))
    if p is None:
        found.append("开始之前没有可检验的时期，平行趋势验证不了。")
    elif p < 0.05:
        found.append("开始之前两组的变化就不一样（预先趋势检验不通过），上面的数不能当作项目的作用：说不清。")
    else:
        found.append("开始之前没有看出两组变化不同，但这不等于证明了平行趋势。")
    if few := sorted({cell.group for cell in cells if cell.treated < FEW}):
        found.append(f"这些组不足 {FEW} 个单位，结果很不稳：{'、'.join(f'{start:g}' for start in few)}。")
    if holes := sum(cell.found is None for cell in cells):
        found.append(f"有 {holes} 格比不了，平均里没有它们。")
    if panel.left_out:
        found.append(f"有 {panel.left_out} 行没有用：时期不全，或第一期就已开始。")
    return [*found, PARALLEL_GROUPS, NOT_RANDOM]
