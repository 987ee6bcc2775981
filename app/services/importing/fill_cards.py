"""A card of one household: labels with blanks beside or below them, filled from the register for one family."""

from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import PurePath

from sqlalchemy.orm import Session

from app.adapters.sheet_filling import fill_cells
from app.domain.importing.headers import plain
from app.domain.importing.raw import RawSheet, RawWorkbook
from app.domain.income import income_year
from app.models import Household
from app.queries.papers import get_material
from app.queries.scope import Scope
from app.services.importing.fill_columns import HOUSEHOLD, fill_profiles
from app.services.importing.fill_sheets import (
    CARD,
    REMARKS,
    AskedColumn,
    AskedSheet,
    NoListError,
    cell_of,
    is_text,
    recognise,
    shown,
)
from app.services.paper_records import record_of

#: A card is one page; labels are short. What stands further down or is longer is no label.
_ROWS, _COLUMNS, _LABEL = 80, 40, 16
#: Fewer known labels are a chance likeness.
_LEAST = 3


def recognise_sheet(book: RawWorkbook, subject: str | None = None) -> AskedSheet:
    """A list, else a card; `subject` where a person says what it is. Raises what `recognise` raises."""
    if subject == CARD:
        found = recognise_card(book)
        if found is None:
            raise NoListError(
                "E-FILL-CARD",
                "没有认出三项以上带空格的标题，不像卡片。",
                way_out="请选“一户一行”或“一人一行”。",
            )
        return found
    try:
        return recognise(book, subject)
    except NoListError:
        card = recognise_card(book)
        if card is None:
            raise
        return card


def recognise_card(book: RawWorkbook) -> AskedSheet | None:
    """The sheet with the most known labels that have room for an answer; None where none has three."""
    cards = [(sheet, [*_asked(sheet)]) for sheet in book.sheets if not sheet.hidden]
    if not cards:
        return None
    sheet, asked = max(cards, key=lambda card: sum(bool(one.key) for one in card[1]))
    if sum(bool(one.key) for one in asked) < _LEAST:
        return None
    return AskedSheet(sheet.index, sheet.name, 0, CARD, (), tuple(asked))


def fill_card(
    session: Session,
    scope: Scope,
    source: bytes,
    name: str,
    asked: AskedSheet,
    household: Household,
    *,
    on: date,
    with_numbers: bool,
) -> dict[str, bytes]:
    """File name -> the card filled for a household that was found through the scope. Raises ReadingRefusedError."""
    year = income_year(on)
    material = get_material(session, scope, [household], year, on)
    record = record_of(material, household, year, on, shown(with_numbers))
    cells = [
        (one.row, one.number, is_text(one.key), value)
        for one in asked.columns
        if one.key and (value := cell_of(one, record, {})) is not None
    ]
    stem = f"{PurePath(name).stem[:80]} {household.head_name or household.household_no}"
    return {f"{stem}.xlsx": fill_cells(source, name, asked.place, cells)}


@cache
def _known() -> dict[str, str]:
    """Label as it is compared -> field."""
    columns = fill_profiles()[HOUSEHOLD].columns
    return {plain(words): column.key for column in reversed(columns) for words in column.headers}


def _asked(sheet: RawSheet) -> Iterator[AskedColumn]:
    """Labels in reading order with the blank that answers them; a blank answers one label only."""
    grid, spans = _grid(sheet), {(top, left): (bottom, right) for top, left, bottom, right in sheet.merged}
    covered = {  # inside of the grid: a file may merge cells down to the last row there is
        (row, column)
        for (top, left), (bottom, right) in spans.items()
        for row in range(top, min(bottom + 1, len(grid)))
        for column in range(left, min(right + 1, len(grid[0])))
        if (row, column) != (top, left)
    }
    taken: set[tuple[int, int]] = set()
    for row, texts in enumerate(grid):
        for column, text in enumerate(texts):
            label = plain(text) if text else ""
            if not label or len(label) > _LABEL:
                continue
            bottom, right = spans.get((row, column), (row, column))
            key = "" if label in REMARKS else _known().get(label, "")
            beside, below = (row, right + 1), (bottom + 1, column)
            places = (beside, below) if key else (beside,)
            blank = next((p for p in places if _is_blank(grid, p, covered) and p not in taken), None)
            if blank is None:
                continue
            taken.add(blank)
            yield AskedColumn(blank[1] + 1, (text or "")[:60], key, 1.0 if key else 0.0, row=blank[0] + 1)


def _grid(sheet: RawSheet) -> list[list[str | None]]:
    """The top of the sheet, one column and row wider than it is written: a last blank is not stored."""
    width, height = min(sheet.width, _COLUMNS), min(sheet.height, _ROWS)
    columns = [sheet.text(column).head(height).to_list() for column in range(width)]
    rows: list[list[str | None]] = [[column[row] for column in columns] + [None] for row in range(height)]
    return [*rows, [None] * (width + 1)]


def _is_blank(grid: list[list[str | None]], place: tuple[int, int], covered: set[tuple[int, int]]) -> bool:
    row, column = place
    inside = row < len(grid) and column < len(grid[0])
    return inside and place not in covered and not (grid[row][column] or "").strip()
