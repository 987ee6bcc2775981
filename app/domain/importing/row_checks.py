"""Checks between columns and between rows: numbers against sex and birth, certificates, repeated rows and keys."""

from collections.abc import Iterator, Mapping

import polars as pl


def between_columns(values: pl.DataFrame) -> Iterator[tuple[str, str, pl.Series]]:
    """Triples (key, code, where): columns of one row that contradict each other. Unknown parts contradict nothing."""
    number = "id_number" if "id_number" in values.columns else None
    if number and "sex" in values.columns:
        man = pl.col(number).str.slice(16, 1).cast(pl.Int32, strict=False) % 2 == 1
        told = pl.col("sex") == "male"
        yield "sex", "id_sex_mismatch", _where(values, man != told)
    if number and "born_on" in values.columns:
        born = pl.col(number).str.slice(6, 8).str.to_date("%Y%m%d", strict=False)
        yield "born_on", "id_birth_mismatch", _where(values, born != pl.col("born_on"))
    if "certificate" in values.columns:
        yield from _certificates(values)


def _certificates(values: pl.DataFrame) -> Iterator[tuple[str, str, pl.Series]]:
    for key, suffix in (("category", "_category"), ("level", "_level")):
        if key in values.columns:
            yield key, "certificate_mismatch", _where(values, pl.col(f"certificate{suffix}") != pl.col(key))
    if "id_number" in values.columns:
        yield (
            "id_number",
            "certificate_mismatch",
            _where(values, pl.col("certificate_number18") != pl.col("id_number")),
        )


def _where(values: pl.DataFrame, condition: pl.Expr) -> pl.Series:
    return values.select(condition.fill_null(value=False).alias("where")).to_series()


def without_number(codes: pl.Series, values: pl.DataFrame) -> pl.Series:
    """Codes of the number column without those of people whose kind of certificate says that they have none."""
    if "certificate_kind" not in values.columns:
        return codes
    none = (values.get_column("certificate_kind") == "none").fill_null(value=False)
    return codes.set(none & codes.is_in(["id_missing", "id_placeholder"]).fill_null(value=False), None)


def repeated_rows(texts: Mapping[str, pl.Series]) -> pl.Series:
    """Rows whose mapped cells all equal those of an earlier row."""
    frame = pl.DataFrame(dict(texts))
    return ~frame.select(pl.struct(pl.all()).is_first_distinct().alias("first")).to_series()


def repeated_keys(values: pl.DataFrame, unique: tuple[str, ...], sound: pl.Series) -> pl.Series:
    """Among sound rows: later rows with the key of an earlier one. A key with an empty part equals nothing.

    Further parts of the key may be absent from the sheet, its first part may not.
    """
    keys = [k for k in unique if k in values.columns]
    if not keys or unique[:1] != tuple(keys[:1]):
        return pl.repeat(False, values.height, dtype=pl.Boolean, eager=True)
    frame = values.select(keys).with_columns(sound.alias("_sound"), pl.int_range(pl.len()).alias("_place"))
    whole = frame.filter(pl.col("_sound") & pl.all_horizontal(pl.col(keys).is_not_null()))
    later = whole.filter(~pl.struct(keys).is_first_distinct()).get_column("_place")
    return frame.select(pl.col("_place").is_in(later.implode())).to_series()
