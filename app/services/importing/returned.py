"""The office's own sheet again: what the first rows look like, and the workbook with bad cells marked."""

from dataclasses import replace
from pathlib import Path

import polars as pl
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.adapters.file_store import FileStore
from app.adapters.workbook_writer import mark_workbook
from app.domain.importing.profile import PERSONAL_CONVERTERS
from app.domain.importing.register_problems import REGISTER_PROBLEMS
from app.domain.permissions import Actor
from app.models import ImportBatch, ImportProblem
from app.services.importing import staging
from app.services.importing.preview import in_words
from app.services.importing.receive import all_profiles, kept_bytes, read_batch


def samples(session: Session, batch: ImportBatch, count: int = 3) -> dict[str, str]:
    """The first values of each column in words; numbers of persons are never shown."""
    rows = staging.read_part(session, batch.id, staging.ROWS)
    profile = all_profiles(session).get(batch.profile or "")
    if rows is None or profile is None:
        return {}
    found = {}
    for column in profile.columns:
        if column.key in rows.columns:
            hidden = column.personal or column.converter in PERSONAL_CONVERTERS
            told = rows.get_column(column.key).drop_nulls().head(count).to_list()
            found[column.key] = (
                "（已遮盖）" if hidden and told else "、".join(in_words(v, column) for v in told)
            )
    return found


def returned_workbook(
    session: Session, store: FileStore, batch: ImportBatch, actor: Actor, out: Path
) -> None:
    """Write the marked workbook to `out`; problems that only the register could tell are marked too."""
    content, name = kept_bytes(session, store, batch)
    reading = read_batch(session, store, batch, actor)
    more = _register_problems(session, batch, {s.name: s.index for s in reading.sheets})
    if more.height:
        both = pl.concat(
            [reading.problems, more.select(reading.problems.columns).cast(reading.problems.schema)]
        )
        reading = replace(reading, problems=both)
    mark_workbook(content, reading, out, filename=name)


def _register_problems(session: Session, batch: ImportBatch, sheets: dict[str, int]) -> pl.DataFrame:
    p = ImportProblem
    rows = session.scalars(
        select(p).where(p.batch_id == batch.id, p.code.in_(list(REGISTER_PROBLEMS))).order_by(p.id)
    )
    found = [
        {
            "sheet": sheets.get(row.sheet or "", 0),
            "row_no": row.row_no,
            "column_no": _column_no(row.cell or "A"),
            "cell": row.cell,
            "key": None,
            "header": row.column,
            "code": row.code,
            "level": row.level,
            "shown": None,
            "message": row.message,
        }
        for row in rows
    ]
    schema = {"key": pl.String, "shown": pl.String}
    return pl.DataFrame(found, schema_overrides=schema)


def _column_no(cell: str) -> int:
    number = 0
    for letter in cell:
        if letter.isalpha():
            number = number * 26 + ord(letter) - 64
    return number
