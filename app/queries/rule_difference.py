"""Steps of a mass run: answers of all rules, what they found, what came and what went.

Nothing here writes to a lasting table; the short writes stand in `services.rule_runs`.
"""

from datetime import date
from typing import Any

import polars as pl
from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    MetaData,
    SmallInteger,
    String,
    Table,
    cast,
    delete,
    or_,
    select,
    text,
)
from sqlalchemy.orm import Session

from app.adapters.bulk_insert import insert_columns
from app.models import Household, Person, RuleResult
from app.queries.column_reading import fetched
from app.queries.rule_columns import KEPT, RuleColumns
from app.queries.rule_statements import RuleStatements
from app.queries.worlds import TABLES

_TABLES = MetaData()


def _result_table(name: str) -> Table:
    columns: list[Column[Any]] = [
        Column("rule", String(24)), Column("subject", BigInteger), Column("household_id", BigInteger),
        Column("area_code", String(12)), Column("state", SmallInteger),
    ]  # fmt: skip
    return Table(name, _TABLES, *columns, prefixes=["TEMPORARY"])


GONE, COME = _result_table("rules_gone"), _result_table("rules_come")


class Difference:
    """What one run found. The session must be bound to one connection: the temporary tables live on it."""

    gone, come = GONE, COME

    def __init__(self, session: Session, columns: RuleColumns, places: RuleStatements) -> None:
        """`columns`: rules about households and persons; `places`: statements about villages and projects."""
        self.session, self.columns, self.places = session, columns, places
        self.found = pl.DataFrame(schema=KEPT)
        self.drop()
        _TABLES.create_all(self.connection, checkfirst=False)

    @property
    def connection(self) -> Connection:
        """The session's connection inside the session's own transaction, so that its commit is one."""
        return self.session.connection()

    def drop(self) -> None:
        """Take the tables away again, also those that an interrupted run left on this connection."""
        for name in _TABLES.tables:
            self.connection.execute(text(f"DROP TABLE IF EXISTS {name}"))

    def refresh_statistics(self) -> None:
        """PostgreSQL plans by statistics: right after a bulk load there are none, and a run of seconds would
        take minutes. SQLite plans these statements by their indexes alone."""
        if self.connection.dialect.name != "postgresql":
            return
        never = text(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND reltuples <= 0 "
            "AND relnamespace = CAST('public' AS regnamespace) AND pg_relation_size(oid) > 0 ORDER BY relname"
        )
        for name in self.connection.scalars(never).all():
            if name in TABLES:
                self.connection.execute(text(f'ANALYZE "{name}"'))

    def find(self, as_of: date, low: str, high: str) -> dict[str, int]:
        """Answer all rules for the subjects of an area range. Returns how many of each subject."""
        found, counts = self.columns.found(self.connection, as_of, low, high)
        parts = [found]
        for part in self.places.parts:
            rows = self.connection.execute(part.statement, part.params(as_of, area_low=low, area_high=high))
            places = [dict(row) for row in rows.mappings()]
            counts[part.subject] = len(places)
            kept = [
                (rule, subject, row["household_id"], int(row["area_code"]), state)
                for row in places
                for rule, subject, state in part.stored(row)
            ]
            parts.append(pl.DataFrame(kept, schema=KEPT, orient="row"))
        self.found = pl.concat(parts)
        self._compare(low, high)
        return counts

    def _compare(self, low: str, high: str) -> None:
        r = RuleResult
        area = cast(r.area_code, BigInteger).label("area_code")
        columns: list[Any] = [r.rule, r.subject, r.household_id, area, r.state]
        open_ = select(*columns).where(r.until_at.is_(None), r.area_code >= low, r.area_code < high)
        kept = fetched(self.connection, open_, {}).with_columns(pl.col("rule").cast(pl.Categorical))
        for table, one, other in ((self.gone, kept, self.found), (self.come, self.found, kept)):
            self.connection.execute(delete(table))
            rows = one.join(other, on=list(KEPT), how="anti").sort("rule", "subject")
            rows = rows.with_columns(pl.col("area_code").cast(pl.String).str.zfill(12))
            insert_columns(self.connection, table, rows.to_dict(as_series=False))
            if self.connection.dialect.name == "postgresql":
                self.connection.execute(text(f"ANALYZE {table.name}"))

    def counts(self) -> dict[tuple[str, int], int]:
        """How many subjects for each rule and state."""
        rows = self.found.group_by("rule", "state").len().iter_rows()
        return {(rule, state): number for rule, state, number in rows}

    def forget_touched(self, since_event: int) -> None:
        """Households changed since the run began were judged by their own save; leave those answers alone."""
        touched = select(Household.id).where(Household.event_id > since_event)
        moved = select(Person.household_id).where(Person.event_id > since_event)
        for table in (self.gone, self.come):
            self.connection.execute(
                delete(table).where(or_(table.c.household_id.in_(touched), table.c.household_id.in_(moved)))
            )
