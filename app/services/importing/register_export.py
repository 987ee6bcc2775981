"""The register's own workbooks go out in the layout they come in: read again they change nothing."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any

import polars as pl
from sqlalchemy.orm import Session

from app.adapters.table_writer import MOST_ROWS, write_table
from app.domain.clock import today
from app.domain.errors import InvalidInputError, NotFoundError
from app.domain.importing.days import find_period
from app.domain.importing.profile import Column, Profile
from app.domain.importing.writing import cells_of, health_cells
from app.queries.scope import Scope
from app.services.importing.profiles import all_profiles
from app.services.importing.register_lists import LISTS, rows_of_list
from app.unit_of_work import Work

#: Two more lines than the rows: the header and the note.
ROOM = MOST_ROWS - 10


@dataclass(frozen=True)
class RegisterSheet:
    """A list ready to be written: its profile, period, columns and rows."""

    profile: Profile
    period: str
    titles: tuple[str, ...]
    columns: tuple[tuple[Any, ...], ...]

    @property
    def rows(self) -> int:
        return len(self.columns[0]) if self.columns else 0

    def lines(self) -> Iterator[tuple[Any, ...]]:
        """The rows one by one."""
        return zip(*self.columns, strict=True)


def collect(session: Session, scope: Scope, code: str, area_code: str, period: str) -> RegisterSheet:
    """The rows of a list over an area, with clear numbers: hand them on only through `hand_out`.

    `period` is YYYY-MM; N04 takes its month, the others its year. Raises NotFoundError for a list or area out of reach,
    InvalidInputError for a period that is none and for more rows than a sheet holds.
    """
    if code not in LISTS or not scope.covers(area_code):
        raise NotFoundError()
    if find_period(period) != period:
        raise InvalidInputError(
            "E-IMPORT-PERIOD", "所属期读不懂。", fields={"period": "请写成 2026-10 这样。"}
        )
    profile = all_profiles(session)[code]
    frame = rows_of_list(session, scope, profile, area_code, period)
    if frame.height > ROOM:
        raise InvalidInputError(
            "E-EXPORT-SIZE", f"有 {frame.height:,} 行，一张表装不下。", way_out="请按乡镇分开导出。"
        )
    told = [(c, cells) for c in profile.columns if (cells := _cells(c, frame)) is not None]
    return RegisterSheet(profile, period, tuple(_title(c) for c, _ in told), tuple(tuple(v) for _, v in told))


def _title(column: Column) -> str:
    unit = column.unit if column.converter == "money" else None
    return f"{column.title}（{unit}）" if unit and unit not in column.title else column.title


def _cells(column: Column, frame: pl.DataFrame) -> list[Any] | None:
    """The cells of a column; None where the register holds nothing of the kind."""
    if column.converter == "health":
        return health_cells(column, frame) if "health_chronic" in frame.columns else None
    if column.target not in frame.columns:
        return None
    return cells_of(column, frame.get_column(column.target))


def hand_out(work: Work, sheet: RegisterSheet, out: IO[bytes]) -> int:
    """Write the workbook in an act whose event says how many rows went out, for what; answers the number of rows."""
    note = (
        f"{work.actor.display_name} {today().isoformat()} 导出 {sheet.profile.code} {sheet.profile.title} "
        f"{sheet.rows} 行，含证件号码，请妥善保管。"
    )
    return write_table(out, sheet.titles, sheet.lines(), sheet=sheet.profile.title, note=note)
