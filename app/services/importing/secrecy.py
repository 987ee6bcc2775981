"""Vault work by columns: blind indexes to compare by, sealed rows to insert."""

from collections.abc import Iterable

import polars as pl

from app.extensions import vault
from app.queries.blind_index import last4_blind
from app.services.secrets import INDEXED, MASKS, index_text

#: Kinds found by their first 18 places, in capitals (index_text).
_BY_ID = frozenset({"id_no", "certificate"})


def blinds(values: pl.Series, kind: str) -> pl.Series:
    """The blind index of each value; None for None."""
    found = vault().blinds(kind, index_texts(kind, values).to_list())
    return pl.Series(f"{kind}_blind", found, dtype=pl.Binary)


def index_texts(kind: str, values: pl.Series) -> pl.Series:
    """`index_text` of each value, by columns where that is only cutting and capitals."""
    if kind in _BY_ID:
        return values.cast(pl.String).str.slice(0, 18).str.to_uppercase()
    return pl.Series([None if v is None else index_text(kind, v) for v in values.to_list()], dtype=pl.String)


def sealed(values: Iterable[str], kind: str) -> pl.DataFrame:
    """Vault rows for values, without their numbers."""
    box = vault()
    mask = MASKS.get(kind)
    rows = []
    for clear in values:
        blind = box.blind(kind, index_text(kind, clear)) if kind in INDEXED else None
        rows.append((kind, box.newest, box.seal(kind, clear, blind), blind, mask(clear) if mask else ""))
    schema = {
        "kind": pl.String,
        "key_no": pl.Int64,
        "sealed": pl.Binary,
        "blind": pl.Binary,
        "masked": pl.String,
    }
    return pl.DataFrame(rows, schema=schema, orient="row")


def last4(areas: pl.Series, numbers: pl.Series) -> pl.Series:
    """`id_last4_blind` of each person; None without a number."""
    found = [last4_blind(a, n) if a and n else None for a, n in zip(areas, numbers, strict=True)]
    return pl.Series("id_last4_blind", found, dtype=pl.String)
