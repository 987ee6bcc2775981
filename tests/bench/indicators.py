"""From the frozen period's columnar file to the table of measures by township, beside polars and DuckDB by hand.

Base of the ratios: the faster of the two. Peers compute income poverty, inequality and the index; ours adds Sen,
contributions and what is unknown. Sums over townships must be equal. Arguments: numbers of households in thousands.
"""

import json
import math
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import polars as pl

from app.adapters.catalogue_files import read_entries
from app.adapters.snapshot_file import SCHEMA, read_frame, write_frame
from app.adapters.snapshot_measures import measures_by_area
from app.domain.clock import today
from app.domain.indicators.deprivations import CUTOFF, deprivations_on
from tests.bench.peer import peer
from tests.bench.rounds import in_turn, kept, seconds, tell, with_cpu

ROUNDS, TOWNSHIPS, LINE_FEN = 5, 1500, 850_000
COMPARED = ("gini", "at_risk", "gap", "M0")


def register(households: int, codes: list[str]) -> pl.DataFrame:
    """A frozen period of invented households: incomes log-normal, a tenth unknown, deprivations rare."""
    rng = np.random.default_rng(20261122)
    place = rng.integers(0, TOWNSHIPS, households)
    members = rng.integers(1, 8, households)
    # no two alike: a peer that takes the first of equals would differ without being wrong
    net = rng.lognormal(14.0, 0.7, households).astype(np.int64) * members + members * rng.integers(
        0, 97, households
    )
    unknown = rng.random(households) < 0.1
    columns: dict[str, Any] = {
        "id": np.arange(households),
        "area_code": [f"5201{99 if n < 900 else 98}{n % 900 + 100:03d}201" for n in place],
        "members": members,
        "net_fen": pl.Series(net).set(pl.Series(unknown), None),
        "line_fen": np.full(households, LINE_FEN),
    }
    for code in codes:
        told = pl.Series((rng.random(households) < 0.08).astype(np.int8))
        columns[f"d_{code}"] = told.set(pl.Series(rng.random(households) < 0.03), None)
    return pl.DataFrame(columns, schema={name: SCHEMA.get(name, pl.Int8) for name in columns})


def measure(households: int) -> None:
    table = deprivations_on(read_entries("deprivations"), today())
    weights = {one.code: float(one.weight) for one in table}
    with TemporaryDirectory() as folder:
        path, frame = Path(folder) / "period.parquet", register(households, list(weights))
        writing = seconds(lambda: path.write_bytes(write_frame(frame)), 1)
        facts: dict[str, dict[str, Any]] = {name: {} for name in ("ours", "polars", "duckdb")}
        found: dict[str, Any] = {}

        def ours() -> None:
            found.update(measures_by_area(read_frame(path.read_bytes()), 9, weights, float(CUTOFF)))

        told = json.dumps(weights)
        with (
            peer("indicators", "polars", path, told) as polars,
            peer("indicators", "duckdb", path, told) as duckdb,
        ):
            sides = {
                "polars": kept(polars, facts["polars"]),
                "duckdb": kept(duckdb, facts["duckdb"]),
                "ours": with_cpu(ours, facts["ours"]),
            }
            rounds = in_turn(sides, "polars", ROUNDS)
        for name in COMPARED:
            total = math.fsum(place[name] for place in found.values())
            for side in ("polars", "duckdb"):
                assert math.isclose(total, facts[side][name], rel_tol=1e-6), (
                    name,
                    total,
                    side,
                    facts[side][name],
                )
        better = min(rounds["polars"]["median"], rounds["duckdb"]["median"])
        tell(
            "indicators",
            households=households,
            townships=len(found),
            sides=rounds,
            ours_to_the_better=round(rounds["ours"]["median"] / better, 3),
            cpu={name: round(one["cpu"], 3) for name, one in facts.items()},
            writing_seconds=round(writing, 3),
            file_megabytes=round(path.stat().st_size / 1e6, 1),
        )


def main(thousands: tuple[int, ...] | list[int] = (60, 2000)) -> None:
    """Registers of these sizes."""
    for number in thousands:
        measure(number * 1000)
