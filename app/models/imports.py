"""A workbook on its way in: batch, rows at rest, problems, doubtful pairs and what people said of them."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, SmallInteger, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import AreaCode, Base, BigId, Key, Month, Word


class ImportBatch(Base):
    """One received workbook.

    state: received, parsed, previewed, stopped (a guard asks), applied, undone, refused, dropped.
    """

    __tablename__ = "import_batch"
    __table_args__ = (Index("ix_import_batch_same", "digest", "profile", "period"),)

    id: Mapped[Key]
    public_id: Mapped[str] = mapped_column(String(36), unique=True)
    version: Mapped[int] = mapped_column(default=1)
    area_code: Mapped[AreaCode] = mapped_column(index=True)
    profile: Mapped[Word | None]
    bureau: Mapped[Word | None]
    dataset: Mapped[int | None] = mapped_column(SmallInteger)
    period: Mapped[Month | None]
    file_id: Mapped[int] = mapped_column(BigId, ForeignKey("stored_file.id"))
    digest: Mapped[str] = mapped_column(String(64))
    state: Mapped[Word] = mapped_column(default="received")
    state_words: Mapped[str | None] = mapped_column(Text)
    read: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)  # sheet, header, columns, confidence
    counts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    created_by: Mapped[int | None] = mapped_column(BigId)
    created_at: Mapped[datetime]
    applied_at: Mapped[datetime | None]
    applied_event_id: Mapped[int | None] = mapped_column(BigId)
    undone_at: Mapped[datetime | None]
    undone_event_id: Mapped[int | None] = mapped_column(BigId)


class ImportChunk(Base):
    """Rows of a batch at rest, sealed: `part` says which (rows, match, change.<table>, replaced).

    Parsed rows and plans go when the batch is applied, undone, given up or 14 days old; `replaced` (what an earlier
    delivery said) stays as long as the batch may be undone.
    """

    __tablename__ = "import_chunk"
    __table_args__ = (UniqueConstraint("batch_id", "part", "no"),)

    id: Mapped[Key]
    batch_id: Mapped[int] = mapped_column(BigId, ForeignKey("import_batch.id"))
    part: Mapped[Word]
    no: Mapped[int]
    rows: Mapped[int]
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime]


class ImportProblem(Base):
    """A problem of one cell or of the file."""

    __tablename__ = "import_problem"
    __table_args__ = (Index("ix_import_problem_batch", "batch_id", "code", "row_no"),)

    id: Mapped[Key]
    batch_id: Mapped[int] = mapped_column(BigId, ForeignKey("import_batch.id"))
    code: Mapped[Word]
    level: Mapped[Word]
    sheet: Mapped[str | None] = mapped_column(String(60))
    cell: Mapped[str | None] = mapped_column(String(12))
    row_no: Mapped[int | None]
    column: Mapped[str | None] = mapped_column(String(60))
    message: Mapped[str] = mapped_column(Text)


class MatchCase(Base):
    """A row that may be a known person: candidates with reasons, to be judged by a person."""

    __tablename__ = "match_case"
    __table_args__ = (Index("ix_match_case_batch", "batch_id", "state", "id"),)

    id: Mapped[Key]
    public_id: Mapped[str] = mapped_column(String(36), unique=True)
    batch_id: Mapped[int] = mapped_column(BigId, ForeignKey("import_batch.id"))
    row_no: Mapped[int]
    #: Place among the accepted rows, from 0; a row number may stand in several sheets.
    line: Mapped[int] = mapped_column(server_default="0")
    candidates: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    state: Mapped[Word] = mapped_column(default="open")  # open, same, different, later
    chosen_person_id: Mapped[int | None] = mapped_column(BigId)
    judged_by: Mapped[int | None] = mapped_column(BigId)
    judged_at: Mapped[datetime | None]


class Judgement(Base):
    """ "Not the same person" (or the same), remembered for later workbooks by blind index and name hash."""

    __tablename__ = "judgement"
    __table_args__ = (UniqueConstraint("row_key", "person_id"),)

    id: Mapped[Key]
    row_key: Mapped[str] = mapped_column(String(64))
    person_id: Mapped[int] = mapped_column(BigId, ForeignKey("person.id"))
    is_same: Mapped[bool]
    event_id: Mapped[int] = mapped_column(BigId, ForeignKey("event.id"))


class SheetMemory(Base):
    """How an office's sheet was mapped last time, so that next month's is recognised."""

    __tablename__ = "sheet_memory"

    id: Mapped[Key]
    signature: Mapped[str] = mapped_column(String(64), unique=True)
    profile: Mapped[Word]
    columns: Mapped[dict[str, Any]] = mapped_column(JSON)
    event_id: Mapped[int] = mapped_column(BigId, ForeignKey("event.id"))
