"""Rows that must not come through: broken numbers, gaps, unknown words, repeated keys. Always rows too many.

One to three of a hundred rows are bad in every list of 34 rows and more; a shorter one has a single bad row, which is
then more than three in a hundred.
"""

import numpy as np

from app.demo.workbooks.plan import Row
from app.domain.identifiers import check_digit


def broken_number(number: str, flaw: str, turn: int = 0) -> str | int | None:
    """A citizen number with one flaw, named by the code of the problem."""
    if flaw == "id_lost_digits":
        return int(number[:15] + "000") if number[17] == "X" or turn % 2 else int(float(number))
    if flaw == "id_length":
        return number[:17] if turn % 2 else number + "1"
    if flaw == "id_characters":
        return number[:9] + "O" + number[10:]
    if flaw == "id_birth_date":
        body = number[:10] + "0230" + number[14:17]
        return body + check_digit(body)
    if flaw == "id_check_digit":
        return number[:17] + ("5" if number[17] != "5" else "6")
    return None


_BAD = 0.017
NUMBER_FLAWS = (
    "id_lost_digits",
    "id_length",
    "id_characters",
    "id_birth_date",
    "id_check_digit",
    "id_missing",
)


def bad_rows(sound: int) -> int:
    """How many bad rows a list of so many sound ones gets."""
    return max(round(sound * _BAD), 1)


def spoil_numbers(rows: list[Row], header: str, first: int = 0) -> list[Row]:
    """Copies of rows with broken numbers in a column, each flaw in turn, beginning with the first-th."""
    spoiled = []
    for turn, row in enumerate(rows):
        flaw = NUMBER_FLAWS[(first + turn) % len(NUMBER_FLAWS)]
        cells = dict(row.cells)
        cells[header] = broken_number(str(cells[header]), flaw, turn)
        spoiled.append(Row(cells, fate="rejected", problems=[(header, flaw)], order=row.order))
    return spoiled


def spoil_cell(rows: list[Row], header: str, value: str | None, code: str) -> list[Row]:
    """Copies of rows with one wrong or empty cell in a column that must be filled."""
    return [
        Row(dict(row.cells) | {header: value}, fate="rejected", problems=[(header, code)], order=row.order)
        for row in rows
    ]


def repeat(rng: np.random.Generator, rows: list[Row], count: int) -> list[Row]:
    """Exact repetitions of rows, further down in the sheet."""
    return [
        Row(dict(rows[i].cells), rows[i].match, rows[i].certainty, "skipped", order=later(rows[i]))
        for i in rng.permutation(len(rows))[:count]
    ]


def repeat_key(rng: np.random.Generator, rows: list[Row], key: str, header: str, count: int) -> list[Row]:
    """The same key once more, further down, with another text in an unimportant column."""
    repeated = []
    for turn, i in enumerate(rng.permutation(len(rows))[:count]):
        row = rows[i]
        cells = dict(row.cells) | {header: f"重复{turn + 1}"}
        repeated.append(Row(cells, fate="rejected", problems=[(key, "duplicate_key")], order=later(row)))
    return repeated


def later(row: Row) -> tuple[str, float]:
    """A place behind a row in the order of the sheet."""
    return (row.order[0], row.order[1] + 0.4)


def share(rows: list[Row], part: float, least: int = 2) -> int:
    """How many odd rows of one kind a workbook gets."""
    return max(int(len(rows) * part), least)
