"""Six comparisons of lists with the register as plain DuckDB SQL over the same tables, answers written and compared
with those of the last time. Arguments: folder with household, person and bureau_record as parquet; the day.
"""

import sys
from pathlib import Path

from serve import serve

CHECKS = {
    "C01": "count(*) FILTER (b.dataset = 4 AND {live}) >= 1",
    "C02": "count(*) FILTER (b.dataset = 14 AND {live} AND b.kind = 'residence') >= 2",
    "C03": "count(*) FILTER (b.dataset = 19 AND {live}) >= 1",
    "C04": "count(*) FILTER (b.dataset = 21 AND {live}) >= 1",
    "C05": "count(*) FILTER (b.dataset = 102) >= 1",
    "C06": "count(*) FILTER (b.dataset = 4 AND {live}) >= 1 AND count(*) FILTER (b.dataset = 12 AND {live}) >= 1",
}


def load():
    import duckdb

    folder, day = Path(sys.argv[1]), sys.argv[2]
    connection = duckdb.connect()
    for name in ("household", "person", "bureau_record"):
        connection.execute(f"CREATE TABLE {name} AS SELECT * FROM '{folder / name}.parquet'")
    live = (
        "b.status = 'normal' AND (b.starts_on IS NULL OR b.starts_on <= $day) "
        "AND (b.ends_on IS NULL OR b.ends_on >= $day)"
    )
    columns = ", ".join(f"{rule.format(live=live)} AS {code}" for code, rule in CHECKS.items())
    find = f"""
        CREATE OR REPLACE TEMP TABLE found AS WITH of_person AS (
          SELECT p.household_id, {columns} FROM bureau_record b JOIN person p ON p.id = b.person_id
          JOIN household h ON h.id = p.household_id
          WHERE b.dataset IN (4, 12, 14, 19, 21, 102) AND p.status = 'present' AND h.status = 'active'
          GROUP BY p.household_id, p.id)
        SELECT DISTINCT rule, household_id FROM (UNPIVOT of_person ON {", ".join(CHECKS)} INTO NAME rule VALUE yes)
        WHERE yes"""
    find = find.replace("$day", day)
    connection.execute("CREATE TABLE kept (rule VARCHAR, household_id BIGINT)")

    def act():
        connection.execute(find)
        connection.execute(
            "CREATE OR REPLACE TEMP TABLE gone AS SELECT * FROM kept EXCEPT SELECT * FROM found"
        )
        connection.execute(
            "CREATE OR REPLACE TEMP TABLE come AS SELECT * FROM found EXCEPT SELECT * FROM kept"
        )
        connection.execute(
            "DELETE FROM kept WHERE (rule, household_id) IN (SELECT (rule, household_id) FROM gone)"
        )
        connection.execute("INSERT INTO kept SELECT * FROM come")
        rows = connection.execute("SELECT rule, count(*) FROM kept GROUP BY rule ORDER BY rule").fetchall()
        return {"yes": dict.fromkeys(CHECKS, 0) | dict(rows)}

    return act


serve(load)
