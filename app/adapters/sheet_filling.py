"""Fills another office's blank workbook in a guarded child: a file is hostile until proved otherwise."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath

from app.adapters.reading import guard
from app.adapters.workbook_reader import check_size


@dataclass(frozen=True, slots=True)
class Filling:
    """Where answers go: the sheet's place in the workbook, the header's last row and columns, all 1-based but the
    place. `columns`: number, and whether its cells are typed as text; `serial`: columns that count the rows;
    `last`: the table's last column (0 = the sheet's), because notes beside it are no rows of it."""

    place: int
    header_row: int
    columns: tuple[tuple[int, bool], ...]
    serial: tuple[int, ...]
    last: int = 0


def fill_sheet(source: bytes, name: str, where: Filling, rows: Sequence[Sequence[object]]) -> bytes:
    """The workbook with the rows written below its header, all else as the office made it.

    Raises ReadingRefusedError where it cannot be opened or is no .xlsx.
    """
    told = {
        "place": where.place,
        "header_row": where.header_row,
        "columns": where.columns,
        "serial": where.serial,
        "last": where.last,
        "rows": rows,
    }
    return _filled(source, name, told)


def fill_cells(source: bytes, name: str, place: int, cells: Sequence[tuple[int, int, bool, object]]) -> bytes:
    """The workbook with single cells written: row and column (1-based), typed as text or not, value.

    Raises ReadingRefusedError as `fill_sheet`.
    """
    return _filled(source, name, {"place": place, "cells": cells})


def _filled(source: bytes, name: str, wanted: dict[str, object]) -> bytes:
    check_size(source, name)
    told = json.dumps(wanted, ensure_ascii=False).encode()
    with guard.opened(source) as file, guard.anonymous("filled") as result, guard.opened(told) as answers:
        guard.ask(
            "app.adapters.reading.filling", [file, result, answers], PurePath(name).suffix.lower(), name
        )
        result.seek(0)
        return result.read()
