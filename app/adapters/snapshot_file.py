"""The columnar file of a frozen period."""

import io
from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from app.domain.errors import InvalidInputError

SCHEMA: dict[str, Any] = {
    "id": pl.Int64, "area_code": pl.String, "kind": pl.String, "monitoring_kind": pl.String, "risk_cleared": pl.Boolean,
    "members": pl.Int32, "net_fen": pl.Int64, "wage_fen": pl.Int64, "business_fen": pl.Int64, "property_fen": pl.Int64,
    "transfer_fen": pl.Int64, "house_level": pl.String, "water_is_safe": pl.Boolean, "line_fen": pl.Int64,
}  # fmt: skip


def frame_of(columns: Mapping[str, Sequence[Any]]) -> pl.DataFrame:
    """Columns as a typed frame; those beginning with d_ are 0, 1 or unknown."""
    schema = {name: SCHEMA.get(name, pl.Int8) for name in columns}
    return pl.DataFrame(dict(columns), schema=schema)


def write_frame(frame: pl.DataFrame) -> bytes:
    """The frame as Parquet; equal frames give equal bytes."""
    out = io.BytesIO()
    frame.write_parquet(out, compression="zstd", statistics=False)
    return out.getvalue()


def read_frame(body: bytes) -> pl.DataFrame:
    """What was written. InvalidInputError where it is not such a file."""
    try:
        return pl.read_parquet(io.BytesIO(body))
    except (pl.exceptions.PolarsError, OSError) as error:
        raise InvalidInputError("E-SNAPSHOT", "冻结的数据文件读不出来。", way_out="请从备份恢复。") from error
