"""Row numbers given out before writing, so that tables can point at each other in one pass."""

from typing import Any

from sqlalchemy import Connection, Table, func, select

from app.adapters.bulk_insert import bump_sequence, insert_columns
from app.domain.clock import new_public_ids
from app.models import REGISTRY_TABLES, Base
from app.queries.scope import unscoped


class Writer:
    """Writes columns table by table under one event."""

    def __init__(self, connection: Connection, event_id: int) -> None:
        self.connection, self.event_id = connection, event_id
        self.rows: dict[str, int] = {}

    def first_id(self, name: str) -> int:
        """The number that the next row of a table will have."""
        table = _table(name)
        last = [select(func.max(table.c.id))]
        if name in REGISTRY_TABLES:  # numbers of removed rows are never given again
            last.append(
                select(func.max(_table(f"{name}_history").c.id)) if _known(f"{name}_history") else last[0]
            )
        with unscoped("numbers of rows to be written"):
            return 1 + max(self.connection.scalar(statement) or 0 for statement in last)

    def write(self, name: str, columns: dict[str, list[Any]]) -> range:
        """Insert the rows; registry tables get public id, version and event. Returns their numbers."""
        size = len(next(iter(columns.values())))
        first = self.first_id(name)
        columns = {"id": list(range(first, first + size)), **columns}
        if name in REGISTRY_TABLES:
            columns |= {
                "public_id": new_public_ids(size),
                "version": [1] * size,
                "event_id": [self.event_id] * size,
            }
        insert_columns(self.connection, _table(name), columns)
        if size:
            bump_sequence(self.connection, _table(name), first + size - 1)
        self.rows[name] = self.rows.get(name, 0) + size
        return range(first, first + size)

    def write_plain(self, name: str, columns: dict[str, list[Any]]) -> None:
        """Insert rows of a table that has no number of its own."""
        self.rows[name] = self.rows.get(name, 0) + insert_columns(self.connection, _table(name), columns)


def _known(name: str) -> bool:
    return name in Base.metadata.tables


def _table(name: str) -> Table:
    return Base.metadata.tables[name]
