"""Rows of a batch at rest: columns in chunks, compressed and sealed, each chunk bound to its batch, part and number."""

import io

import polars as pl
from sqlalchemy import Select, delete, select
from sqlalchemy.orm import Session

from app.domain.clock import now
from app.extensions import vault
from app.models import ImportChunk

CHUNK_ROWS = 5000
ROWS, LINKS, REPLACED, CONFLICTS = "rows", "links", "replaced", "conflicts"
#: Table, id and field of what nobody decided: the same list, sent again, must ask again.
DISPUTED = "disputed"
#: What outlives the batch.
_KEPT = (REPLACED, f"{REPLACED}.coverage", DISPUTED)


def keep_part(session: Session, batch_id: int, part: str, frame: pl.DataFrame) -> None:
    """Put a table at rest in place of what was there under this name."""
    drop_part(session, batch_id, part)
    for no, begin in enumerate(range(0, max(frame.height, 1), CHUNK_ROWS)):
        chunk = frame.slice(begin, CHUNK_ROWS)
        keep_chunk(session, batch_id, part, no, chunk)


def keep_chunk(session: Session, batch_id: int, part: str, no: int, chunk: pl.DataFrame) -> None:
    """One chunk; its number is its place."""
    out = io.BytesIO()
    chunk.write_ipc(out, compression="lz4")
    sealed = vault().seal_bytes("import", out.getvalue(), _bound(batch_id, part, no))
    row = ImportChunk(batch_id=batch_id, part=part, no=no, rows=chunk.height, sealed=sealed, created_at=now())
    session.add(row)
    session.flush()
    session.expunge(row)


def read_part(session: Session, batch_id: int, part: str) -> pl.DataFrame | None:
    """The whole table, in order; None where nothing of that name is at rest."""
    chunks = [_open(chunk) for chunk in session.scalars(_chunks(batch_id, part))]
    return pl.concat(chunks, how="diagonal_relaxed") if chunks else None


def parts_of(session: Session, batch_id: int, prefix: str) -> dict[str, pl.DataFrame]:
    """All tables whose name begins so, by the rest of the name."""
    wanted = (
        select(ImportChunk.part)
        .where(ImportChunk.batch_id == batch_id, ImportChunk.part.startswith(prefix))
        .distinct()
        .order_by(ImportChunk.part)
    )
    found = {part: read_part(session, batch_id, part) for part in session.scalars(wanted)}
    return {part.removeprefix(prefix): frame for part, frame in found.items() if frame is not None}


def drop_part(session: Session, batch_id: int, part: str) -> None:
    session.execute(delete(ImportChunk).where(ImportChunk.batch_id == batch_id, ImportChunk.part == part))


def drop_rows(session: Session, batch_id: int, *, also_replaced: bool = False) -> None:
    """Throw away what the batch no longer needs: parsed rows, links and plans."""
    gone = delete(ImportChunk).where(ImportChunk.batch_id == batch_id)
    session.execute(gone if also_replaced else gone.where(ImportChunk.part.not_in(_KEPT)))


def _chunks(batch_id: int, part: str) -> Select[ImportChunk]:
    return (
        select(ImportChunk)
        .where(ImportChunk.batch_id == batch_id, ImportChunk.part == part)
        .order_by(ImportChunk.no)
    )


def _open(chunk: ImportChunk) -> pl.DataFrame:
    bound = _bound(chunk.batch_id, chunk.part, chunk.no)
    return pl.read_ipc(io.BytesIO(vault().open_bytes("import", chunk.sealed, bound)))


def _bound(batch_id: int, part: str, no: int) -> bytes:
    return f"{batch_id}|{part}|{no}".encode()
