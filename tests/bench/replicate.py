"""A register many times as large out of one that was loaded: its county again and again, as other counties.

Loading two million households with the demo takes over half an hour; this copies sets of rows. Names repeat with each
copy, numbers and codes do not. History, trail and every table not in `tables` stay as they are: what lists and searches
read has its full size, what they do not read does not. Sealed texts, triggers and the index of grams by person are
left out, too: the copy is for reading.
"""

import time
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Engine, Table, func, insert, literal, select, text

from app.models.base import Base
from app.models.rules import SHOWN

#: What the list of households and the search read.
LISTED = (
    "area", "area_gram", "secret", "household", "person", "name_gram", "income_entry", "finding", "rule_result",
)  # fmt: skip
#: And what the rules of one household read besides.
RULED = (
    "living_condition", "membership", "measure_grant", "visit", "bureau_record", "monitoring_case",
    "village_record", "project_beneficiary",
)  # fmt: skip
COUNTY = "520199"
#: Numbers of a copy's rows lie so far from the first's.
STRIDE = 10_000_000
_POINTERS = frozenset({"subject", "head_id", "merged_into_id", "split_from_id", "household_id", "person_id"})


def replicate(engine: Engine, copies: int, tables: Sequence[str] = LISTED) -> None:
    """Add so many copies of the county to the database of the engine, and gather statistics where the server would."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        _let_go(connection)
        for name in tables:
            began = time.perf_counter()
            if name == "name_gram":
                _copy_grams(connection, copies)
            else:
                _copy_table(connection, Base.metadata.tables[name], copies)
            print(f"{name}: {time.perf_counter() - began:.0f} s", flush=True)
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("ANALYZE")


def _copy_table(connection: Connection, table: Table, copies: int) -> None:
    indexes = list(_without_indexes(connection, table))
    for copy in range(1, copies + 1):
        _copy(connection, table, copy)
    for again in indexes:
        connection.exec_driver_sql(again, execution_options={"no_parameters": True})  # it may say LIKE '%...'


def _let_go(connection: Connection) -> None:
    """No triggers, no waiting for the disk: rows are told to nobody and need not outlive a power cut."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET session_replication_role = replica")
        connection.exec_driver_sql("SET maintenance_work_mem = '1GB'")
        return
    for pragma in (
        "foreign_keys=OFF",
        "journal_mode=OFF",
        "synchronous=OFF",
        "cache_size=-1000000",
        "temp_store=1",
    ):
        connection.exec_driver_sql(f"PRAGMA {pragma}")
    for (name,) in connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").all():
        connection.exec_driver_sql(f'DROP TRIGGER "{name}"')


def _without_indexes(connection: Connection, table: Table) -> Iterator[str]:
    """Drop them; gives the statements that bring them back: sorting once is faster than placing each row."""
    if connection.dialect.name == "postgresql":
        asked = f"SELECT indexname, indexdef FROM pg_indexes WHERE tablename = '{table.name}'"
        kept = {constraint.name for constraint in table.constraints}
    else:
        asked = f"SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = '{table.name}'"
        kept = set()
    for name, again in connection.exec_driver_sql(asked).all():
        if again and name not in kept:
            connection.exec_driver_sql(f'DROP INDEX "{name}"')
            yield again


def _copy(connection: Connection, table: Table, copy: int) -> None:
    rows = select(*(_shifted(column, copy).label(column.name) for column in table.columns))
    if "id" in table.c:
        rows = rows.where(table.c.id < STRIDE)
    place = table.c.get("area_code", table.c.get("code"))
    if place is not None:
        rows = rows.where(place.startswith(COUNTY))
    if table.name == "rule_result":
        rows = rows.where(text(SHOWN))
    connection.execute(insert(table).from_select(list(table.columns.keys()), rows))


def _copy_grams(connection: Connection, copies: int) -> None:
    """In the order of their key and into a fresh table, so that each row lands behind the last one."""
    last, rowid = "", ""
    if connection.dialect.name == "sqlite":
        last, rowid = ", PRIMARY KEY (gram, area_code, person_id)", " WITHOUT ROWID"
    connection.exec_driver_sql(
        "CREATE TABLE grams (gram VARCHAR(12) NOT NULL, area_code VARCHAR(12) NOT NULL, person_id BIGINT NOT NULL"
        f"{last}){rowid}"
    )
    shifts = " UNION ALL ".join(
        f"SELECT {copy} AS number, '{_county(copy) if copy else COUNTY}' AS county"
        for copy in range(copies + 1)
    )
    connection.exec_driver_sql(
        "INSERT INTO grams SELECT g.gram, c.county || SUBSTR(g.area_code, 7), "
        f"g.person_id + c.number * {STRIDE} FROM (SELECT DISTINCT gram FROM name_gram) d "
        f"CROSS JOIN ({shifts}) c CROSS JOIN name_gram g WHERE g.gram = d.gram"
    )
    connection.exec_driver_sql("DROP TABLE name_gram")
    connection.exec_driver_sql("ALTER TABLE grams RENAME TO name_gram")
    if not last:
        connection.exec_driver_sql("ALTER TABLE name_gram ADD PRIMARY KEY (gram, area_code, person_id)")


def _county(copy: int) -> str:
    return f"53{100 + copy:04d}"


def _shifted(column: Column[Any], copy: int) -> ColumnElement[Any]:
    """What the copy's row says in this column."""
    name = column.name
    if name == "sealed":
        return literal(b"")
    if name in ("fact_key", "task_key"):
        return func.substr(column, 1, 40) + f"-{copy}"
    if name == "public_id":
        return literal(f"{16 + copy:02x}") + func.substr(column, 3)
    if name in ("area_code", "code", "parent_code", "household_no", "person_no"):
        return literal(_county(copy)) + func.substr(column, 7)
    points = any(key.column.table.name in (*LISTED, *RULED) for key in column.foreign_keys)
    if name == "id" or points or name in _POINTERS or name.endswith("_ref"):
        return column + copy * STRIDE
    return column
