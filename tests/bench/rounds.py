"""Sides in turn, round by round; what counts is the median of the round-by-round ratios."""

import json
import statistics
import time
from collections.abc import Callable, Mapping
from typing import Any


def seconds(act: Callable[[], object], times: int) -> float:
    """Median seconds of one call."""
    found = []
    for _ in range(times):
        began = time.perf_counter()
        act()
        found.append(time.perf_counter() - began)
    return statistics.median(found)


def kept(ask: Callable[[], dict[str, Any]], into: dict[str, Any]) -> Callable[[], float]:
    """Seconds of a peer, its last facts kept."""

    def once() -> float:
        into.update(ask())
        return float(into["seconds"])

    return once


def with_cpu(act: Callable[[], object], into: dict[str, Any]) -> Callable[[], float]:
    """Seconds of our side; its processor seconds kept as those of a peer are."""

    def once() -> float:
        cpu, began = time.process_time(), time.perf_counter()
        act()
        into["seconds"], into["cpu"] = time.perf_counter() - began, time.process_time() - cpu
        return float(into["seconds"])

    return once


def in_turn(sides: Mapping[str, Callable[[], float]], base: str, rounds: int) -> dict[str, Any]:
    """Run every side once in each round; medians of figures and of their ratios to the side `base`."""
    figures: dict[str, list[float]] = {name: [] for name in sides}
    for _ in range(rounds):
        for name, side in sides.items():
            figures[name].append(side())
    return {
        name: {
            "median": round(statistics.median(found), 6),
            "ratio": round(statistics.median(a / b for a, b in zip(found, figures[base], strict=True)), 3),
        }
        for name, found in figures.items()
    }


def tell(bench: str, **facts: Any) -> None:
    """One JSON line."""
    print(json.dumps({"bench": bench, **facts}, ensure_ascii=False), flush=True)
