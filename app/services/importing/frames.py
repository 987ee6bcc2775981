"""Rows of the database as columns, with the types that the statement has."""

from typing import Any

import polars as pl
from sqlalchemy import Select
from sqlalchemy.orm import Session

from app.adapters.packed_columns import packed
from app.domain.importing.profile import Column, Profile


def fetch(session: Session, statement: Select[Any]) -> pl.DataFrame:
    """All rows of a statement as a frame, also when there are none; JSON comes as its text."""
    return packed(session.connection(), statement)


def told_columns(profile: Profile, table: str, rows: pl.DataFrame) -> list[pl.Expr]:
    """What the rows say of a table's fields; `<field>_empty` beside those that an empty cell empties."""
    found = targets(profile, table, rows)
    told = [pl.col(c.key).alias(f) for f, c in found.items()]
    return told + [pl.col(f"{c.key}_empty").alias(f"{f}_empty") for f, c in found.items() if c.clears]


def targets(profile: Profile, table: str, rows: pl.DataFrame) -> dict[str, Column]:
    """Fields of a table that the workbook carries: field -> column of the profile."""
    found = {}
    for column in profile.columns:
        owner, _, name = column.target.partition(".")
        if owner == table and column.key in rows.columns:
            found[name] = column
    return found
