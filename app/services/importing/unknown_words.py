"""Words of a sheet that nobody knows yet, with how many rows use them: what a clerk settles once for all rows."""

import polars as pl

from app.domain.importing.outcome import Reading

#: Words kept by column; further ones are put right in the sheet.
KEPT = 30


def unknown_words(reading: Reading) -> dict[str, list[list[object]]]:
    """Column key -> [word, rows], most rows first; personal columns are left out."""
    open_ = reading.problems.filter(
        pl.col("code").is_in(["word_unknown", "yes_no_unknown"]) & pl.col("shown").is_not_null()
    )
    counted = open_.group_by("key", "shown", maintain_order=True).agg(pl.len().alias("rows"))
    found: dict[str, list[list[object]]] = {}
    for key, word, rows in counted.sort("rows", descending=True, maintain_order=True).iter_rows():
        if len(found.setdefault(key, [])) < KEPT:
            found[key].append([word, rows])
    return found
