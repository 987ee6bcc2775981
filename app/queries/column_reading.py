"""Columns out of the database: each comes as one text that the database writes, instead of rows that Python makes.

Making a row costs Python more than finding it costs the database; a list of numbers is written and read by machines.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import polars as pl
from sqlalchemy import (
    Boolean,
    ColumnElement,
    Connection,
    Date,
    Select,
    String,
    Text,
    cast,
    func,
    literal_column,
    select,
)

from app.queries.facts import as_number


def fetched(connection: Connection, query: Select[Any], params: Mapping[str, Any]) -> pl.DataFrame:
    """The named columns of a query: texts as texts, days as numbers such as 20261122, all else as whole numbers."""
    columns = list(query.selected_columns)
    numbers = [as_number(c).label(c.name) if isinstance(c.type, Boolean) else c for c in columns]
    query = query.with_only_columns(*numbers, maintain_column_froms=True)
    if connection.dialect.name == "sqlite":
        # a limit keeps the expressions out of the arguments of the aggregates, where SQLite loses its way
        rows = query.limit(literal_column("-1")).subquery()
        lists: list[ColumnElement[Any]] = [func.json_group_array(c) for c in rows.c]
    else:
        rows = query.subquery()
        lists = [cast(func.json_agg(c), Text) for c in rows.c]
    texts = connection.execute(select(*lists), params).one()
    return pl.DataFrame([_column(c.name, c.type, text) for c, text in zip(columns, texts, strict=True)])


def _column(name: str, kind: Any, text: str | None) -> pl.Series:
    wanted = pl.String if isinstance(kind, String) else pl.Int64
    if text is None or text == "[]":
        return pl.Series(name, [], wanted)
    if isinstance(kind, Date):
        text = text.replace("-", "").replace('"', "")
    if wanted is pl.Int64 and "null" not in text:
        return pl.Series(name, np.fromstring(text[1:-1], np.int64, sep=","))
    return pl.Series(name, [text]).str.json_decode(pl.List(wanted)).explode().alias(name)
