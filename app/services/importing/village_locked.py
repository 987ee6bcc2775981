"""Locked cells of a village's workbook that somebody changed all the same: told, never dropped without a word."""

from collections.abc import Iterator, Mapping

import polars as pl
from sqlalchemy.orm import Session

from app.domain.importing.conversion import tidied
from app.domain.importing.headers import plain
from app.domain.importing.raw import RawSheet, column_letter
from app.services.importing.known import by_key
from app.services.importing.village_columns import HOMES, KEYS, LOCKED_FIELDS


def locked_changes(
    session: Session,
    sheet: RawSheet,
    name: str,
    header: Mapping[str, int],
    lines: pl.DataFrame,
    versions: Mapping[str, Mapping[str, int]],
) -> Iterator[tuple[str, str]]:
    """Cell and sentence of each. Rows whose register moved since the download are left out: there the old text stands.

    `lines` has row_no, key and at of the rows that were read, `versions` by table and key what was handed out.
    """
    owner, fields = ("household" if name == HOMES else "person"), LOCKED_FIELDS[name]
    rows = by_key(session, owner, KEYS[name], lines["key"], list(fields.values()))
    stamped = versions.get(owner, {})
    handed = pl.DataFrame(list(stamped.items()), {"key": pl.String, "version": pl.Int64}, orient="row")
    rows = rows.rename({KEYS[name]: "key"}).with_columns(pl.col("version").cast(pl.Int64))
    mine = lines.join(rows.join(handed, on=["key", "version"]), on="key", maintain_order="left")
    for title, field in fields.items():
        column = header.get(plain(title))
        if column is None or mine.is_empty():
            continue
        told, _ = tidied(sheet.text(column).gather(mine["at"]))
        known, _ = tidied(mine[field].cast(pl.String))
        for row_no, text, value in zip(mine["row_no"], told, known, strict=True):
            if text and text != value:
                words = f"“{title}”是锁定的格，改成的“{text[:30]}”没有读。要改请在系统里打开这一户改。"
                yield f"{column_letter(column)}{row_no}", words
