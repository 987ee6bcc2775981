"""Indicators of every township from the frozen period's Parquet file, as one would write them by hand.

Arguments: polars or duckdb, the file, JSON of the weights. Comes back: sums over townships of what is comparable.
"""

import json
import sys

from serve import serve

CUTOFF, SLACK = 1 / 3, 1e-9


def by_polars(path, weights):
    import polars as pl

    y, w, line = pl.col("y"), pl.col("w"), pl.col("line_fen")

    def act():
        lived = pl.scan_parquet(path).filter(pl.col("members") > 0)
        lived = lived.with_columns(
            place=pl.col("area_code").str.slice(0, 9), w=pl.col("members").cast(pl.Float64)
        )
        told = lived.filter(pl.col("net_fen").is_not_null())
        told = told.with_columns(y=(pl.col("net_fen") // pl.col("members")).cast(pl.Float64))
        told = told.sort("place", "y").with_columns(run=w.cum_sum().over("place"), all=w.sum().over("place"))
        poor, gap = y < line, (line - y) / line
        money = y * w

        def at(share):
            reached = pl.col("all") * share
            return (
                y.filter(pl.col("run") >= reached).first() + y.filter(pl.col("run") > reached).first()
            ) / 2

        low, high, median = at(0.2), at(0.8), at(0.5)
        incomes = told.group_by("place", maintain_order=True).agg(
            people=w.sum(),
            h=w.filter(poor).sum() / w.sum(),
            gap=(gap * w).filter(poor).sum() / w.sum(),
            severity=(gap**2 * w).filter(poor).sum() / w.sum(),
            watts=((line / y).log() * w).filter(poor).sum() / w.sum(),
            gini=1 - (w * (2 * money.cum_sum() - money)).sum() / (w.sum() * money.sum()),
            at_risk=w.filter(y < 0.6 * median).sum() / w.sum(),
            s80s20=(money.filter(y > high).sum() / w.filter(y > high).sum())
            / (money.filter(y <= low).sum() / w.filter(y <= low).sum()),
        )
        known = pl.sum_horizontal(*(pl.col(f"d_{c}").is_not_null() * x for c, x in weights.items()))
        hits = pl.sum_horizontal(*(pl.col(f"d_{c}").fill_null(0) * x for c, x in weights.items()))
        scored = lived.with_columns(known=known, hits=hits).filter(pl.col("known") > SLACK)
        scored = scored.with_columns(score=pl.col("hits") / pl.col("known"))
        scored = scored.with_columns(pw=pl.when(pl.col("score") >= CUTOFF - SLACK).then(w).otherwise(0.0))
        index = scored.group_by("place").agg(
            H=pl.col("pw").sum() / w.sum(),
            M0=(pl.col("pw") * pl.col("score")).sum() / w.sum(),
            **{f"c_{c}": (pl.col("pw") * pl.col(f"d_{c}").fill_null(0)).sum() / w.sum() for c in weights},
            **{f"u_{c}": (w * pl.col(f"d_{c}").fill_null(0)).sum() / w.sum() for c in weights},
        )
        income, index = pl.collect_all([incomes, index])
        return {
            "places": income.height,
            "gini": income["gini"].sum(),
            "at_risk": income["at_risk"].sum(),
            "gap": income["gap"].sum(),
            "M0": index["M0"].sum(),
        }

    return act


def by_duckdb(path, weights):
    import duckdb

    connection = duckdb.connect()
    told = " + ".join(f"(d_{c} IS NOT NULL)::INT * {x}" for c, x in weights.items())
    hits = " + ".join(f"coalesce(d_{c}, 0) * {x}" for c, x in weights.items())
    each = ", ".join(
        f"sum(pw * coalesce(d_{c}, 0)) / sum(w) AS c_{c}, sum(w * coalesce(d_{c}, 0)) / sum(w) AS u_{c}"
        for c in weights
    )
    connection.execute(f"""CREATE VIEW lived AS SELECT *, substr(area_code, 1, 9) AS place, members::DOUBLE AS w
        FROM read_parquet('{path}') WHERE members > 0""")
    incomes = f"""
        WITH told AS (SELECT place, w, line_fen AS line, (net_fen // members)::DOUBLE AS y FROM lived
            WHERE net_fen IS NOT NULL),
        ranked AS (SELECT *, sum(w) OVER ordered AS run, sum(y * w) OVER ordered AS money,
            sum(w) OVER (PARTITION BY place) AS every FROM told
            WINDOW ordered AS (PARTITION BY place ORDER BY y ROWS UNBOUNDED PRECEDING)),
        marks AS (SELECT place, {
        ", ".join(
            f"(min(y) FILTER (run >= every * {share}) + min(y) FILTER (run > every * {share})) / 2 AS {name}"
            for name, share in (("median", 0.5), ("low", 0.2), ("high", 0.8))
        )
    } FROM ranked GROUP BY place)
        SELECT place, sum(w) AS people, coalesce(sum(w) FILTER (y < line), 0) / sum(w) AS h,
            coalesce(sum((line - y) / line * w) FILTER (y < line), 0) / sum(w) AS gap,
            coalesce(sum(((line - y) / line) ** 2 * w) FILTER (y < line), 0) / sum(w) AS severity,
            coalesce(sum(ln(line / y) * w) FILTER (y < line), 0) / sum(w) AS watts,
            1 - sum(w * (2 * money - y * w)) / (sum(w) * sum(y * w)) AS gini,
            coalesce(sum(w) FILTER (y < 0.6 * median), 0) / sum(w) AS at_risk,
            (sum(y * w) FILTER (y > high) / sum(w) FILTER (y > high))
                / (sum(y * w) FILTER (y <= low) / sum(w) FILTER (y <= low)) AS s80s20
        FROM ranked JOIN marks USING (place) GROUP BY place"""
    index = f"""
        WITH scored AS (SELECT *, {told} AS known, {hits} AS hits FROM lived),
        counted AS (SELECT *, hits / known AS score,
            CASE WHEN hits / known >= {CUTOFF - SLACK} THEN w ELSE 0 END AS pw FROM scored WHERE known > {SLACK})
        SELECT place, sum(pw) / sum(w) AS H, sum(pw * score) / sum(w) AS M0, {each} FROM counted GROUP BY place"""

    def act():
        income = connection.execute(incomes).fetchall()
        deprived = connection.execute(index).fetchall()
        return {
            "places": len(income),
            "gini": sum(row[6] for row in income),
            "at_risk": sum(row[7] for row in income),
            "gap": sum(row[3] for row in income),
            "M0": sum(row[2] for row in deprived),
        }

    return act


def load():
    engine, path, weights = sys.argv[1], sys.argv[2], json.loads(sys.argv[3])
    return (by_polars if engine == "polars" else by_duckdb)(path, weights)


serve(load)
