"""Calls the reader libraries; lives only in the guarded child."""

from collections.abc import Iterable
from typing import IO, Any

import polars as pl
import python_calamine as calamine

from app.adapters.reading import limits, workbook_parts
from app.adapters.reading.cells import Marks, sheet_frame
from app.adapters.reading.refusal import Refusal
from app.adapters.reading.sheet_scan import SheetScan

_OLD = {"ole": "xls"}


def read_sheets(
    file: IO[bytes], out: IO[bytes], kind: str, scans: dict[str, SheetScan], suffix: str
) -> dict[str, Any]:
    """All sheets of a binary or zipped workbook."""
    try:
        book = calamine.CalamineWorkbook.from_path(f"/proc/self/fd/{file.fileno()}")
    except calamine.PasswordError:
        raise Refusal("file_encrypted") from None
    except (calamine.CalamineError, OSError, ValueError):
        raise Refusal("file_broken") from None
    metadata = book.sheets_metadata
    if len(metadata) > limits.MAX_SHEETS:
        raise Refusal("file_bomb", reason=f"有 {len(metadata)} 张工作表")
    sheets = [
        _sheet(book, i, meta, scans.get(f"#{i}"), out) for i, meta in enumerate(metadata) if _is_grid(meta)
    ]
    real = _OLD.get(kind, kind)
    date1904 = kind == "xlsx" and workbook_parts.is_1904(workbook_parts.small_part(file, "xl/workbook.xml"))
    return {
        "kind": real,
        "sheets": sheets,
        "date1904": date1904,
        "notes": _notes(real, suffix),
        "encoding": None,
    }


def _is_grid(meta: Any) -> bool:
    return bool(meta.typ == calamine.SheetTypeEnum.WorkSheet)


def _sheet(book: Any, index: int, meta: Any, scan: SheetScan | None, out: IO[bytes]) -> dict[str, Any]:
    try:
        sheet = book.get_sheet_by_index(index)
    except calamine.PasswordError:
        raise Refusal("file_encrypted") from None
    except (calamine.CalamineError, OSError, ValueError):
        raise Refusal("file_broken") from None
    start = sheet.start or (0, 0)
    marks = None if scan is None else Marks(scan.errors, scan.no_value, scan.percent)
    frame = sheet_frame(sheet.iter_rows(), sheet.width + start[1], start[1], marks)
    return {
        "name": meta.name,
        "index": index,
        "hidden": meta.visible != calamine.SheetVisibleEnum.Visible,
        "merged": _merged(sheet),
        "hidden_rows": [] if scan is None else scan.hidden_rows,
        "notes": [] if scan is None else scan.notes,
        **_written(frame, out),
    }


def _merged(sheet: Any) -> list[tuple[int, int, int, int]]:
    ranges = sheet.merged_cell_ranges or []
    return [(a[0], a[1], b[0], b[1]) for a, b in ranges[: limits.MAX_MERGES]]


def read_text(rows: Iterable[list[str]], out: IO[bytes], encoding: str, suffix: str) -> dict[str, Any]:
    """The one table of a text file."""
    frame = sheet_frame(rows, 0, 0, None)
    sheet = {
        "name": "文本",
        "index": 0,
        "hidden": False,
        "merged": [],
        "hidden_rows": [],
        "notes": [],
        **_written(frame, out),
    }
    notes = ["kind_differs"] if suffix not in ("", ".csv", ".txt", ".tsv") else []
    return {"kind": "csv", "sheets": [sheet], "date1904": False, "notes": notes, "encoding": encoding}


def _written(frame: pl.DataFrame, out: IO[bytes]) -> dict[str, int]:
    begin = out.tell()
    frame.rechunk().write_ipc(out)
    out.flush()
    return {"width": sum(name[0] == "c" for name in frame.columns), "begin": begin, "end": out.tell()}


def _notes(kind: str, suffix: str) -> list[str]:
    usual = {"xlsx": {".xlsx"}, "xls": {".xls", ".et"}, "xlsb": {".xlsb"}, "ods": {".ods"}}
    return [] if not suffix or suffix in usual[kind] else ["kind_differs"]
