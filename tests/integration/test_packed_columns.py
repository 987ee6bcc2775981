"""Columns go into the database and come back out of it as they were, in the order that was asked for."""

from datetime import date
from typing import Any

import polars as pl
from polars.testing import assert_frame_equal
from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    Double,
    LargeBinary,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
    select,
)
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeEngine

from app.adapters.packed_columns import packed
from app.services.importing.bulk import insert_frame

KINDS: dict[str, TypeEngine[Any]] = {
    "id": BigInteger(),
    "place": SmallInteger(),
    "fine": Boolean(),
    "share": Double(),
    "day": Date(),
    "mark": LargeBinary(),
    "name": String(60),
    "note": Text(),
    "said": JSON(),
}
ODD = [
    "",
    "null",
    "\\N",
    "N",
    '"',
    "a,b",
    "两\n行\r\n",
    "'; --",
    "\t",
    "𠮷\u00a0",
    "\\x00",
    " 空 ",
    "NaN",
    "[]",
    "\\",
    "é",
]


def _table(db: Session) -> Table:
    table = Table("odd", MetaData(), *(Column(n, k) for n, k in KINDS.items()), prefixes=["TEMPORARY"])
    table.create(db.connection())
    return table


def _frame() -> pl.DataFrame:
    n = len(ODD)
    return pl.DataFrame(
        {
            "id": [2**53 + 1, -1, 0, *range(3, n)],
            "place": [None, *range(1, n)],
            "fine": [None, True, False, *[True] * (n - 3)],
            "share": [None, 0.1 + 0.2, 1 / 3, 1e-300, 12345678.123456789, -0.0, *map(float, range(6, n))],
            "day": [None, date(1900, 1, 1), date(9999, 12, 31), *[date(2026, 2, 28)] * (n - 3)],
            "mark": [None, b"", b"\x00\xff", *[bytes([k]) for k in range(3, n)]],
            "name": ODD,
            "note": [None, *ODD[1:]],
            "said": [None, "{}", '{"甲": "\\"乙,"}', *["[1, null]"] * (n - 3)],
        },
        schema_overrides={"place": pl.Int64, "mark": pl.Binary},
    )


def test_all_kinds_come_back_as_they_went_in(db: Session) -> None:
    table, frame = _table(db), _frame()
    assert insert_frame(db.connection(), table, frame) == frame.height
    found = packed(db.connection(), select(table).order_by(table.c.place.desc().nulls_last()))
    assert_frame_equal(found, frame.sort("place", descending=True, nulls_last=True))


def test_no_rows_keep_their_kinds(db: Session) -> None:
    table = _table(db)
    assert_frame_equal(packed(db.connection(), select(table)), _frame().head(0))
