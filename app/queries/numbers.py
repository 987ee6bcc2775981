"""Whole numbers kept as text, read as numbers; what is no such number is NULL and never an error."""

from typing import Any

from sqlalchemy import BigInteger
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement


class whole_number(FunctionElement[int]):  # noqa: N801 (a function of SQL)
    """A text of at most 15 digits as a number, NULL for any other text."""

    type = BigInteger()
    inherit_cache = True


@compiles(whole_number)  # the guard reads statements without an engine
@compiles(whole_number, "sqlite")
def _sqlite(element: whole_number, compiler: Any, **kw: Any) -> str:
    text = compiler.process(element.clauses, **kw)
    return f"CASE WHEN CAST(CAST({text} AS INTEGER) AS TEXT) = {text} THEN CAST({text} AS INTEGER) END"


@compiles(whole_number, "postgresql")
def _postgresql(element: whole_number, compiler: Any, **kw: Any) -> str:
    text = compiler.process(element.clauses, **kw)
    return f"CASE WHEN {text} ~ '^(0|-?[1-9][0-9]{{0,14}})$' THEN CAST({text} AS BIGINT) END"
