"""History tables as the triggers fill them; they are written by migrations, not by the models."""

from functools import cache

from sqlalchemy import BigInteger, Column, MetaData, Table

from app.services.importing.bulk import table_of

_histories = MetaData()


@cache
def history_table(name: str) -> Table:
    """The history of a registry table: its columns and `until_event`."""
    columns = [Column(c.name, c.type) for c in table_of(name).columns]
    return Table(f"{name}_history", _histories, *columns, Column("until_event", BigInteger))
