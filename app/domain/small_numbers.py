"""Small numbers are not told: whoever knows a village would know who is meant. Nor can they be found by subtraction."""

from collections.abc import Sequence

#: Counts from 1 up to, but without, this many are hidden; so is what was measured over fewer households.
LEAST = 5


def hidden_rows(rows: Sequence[Sequence[int]], least: int = LEAST) -> set[int]:
    """Which rows of a table must not be told, where the sum of each column is told.

    A row with a small count is hidden whole (its figures hang together). Then further rows, the smallest first, until
    at least two are hidden and what is missing from the sum of each column is nothing or no longer small.
    """
    hidden = {n for n, row in enumerate(rows) if any(0 < count < least for count in row)}
    if not hidden:
        return hidden
    while len(hidden) < len(rows):
        column = _weak_column(rows, hidden, least)
        if column is None and len(hidden) > 1:
            return hidden
        open_rows = [n for n in range(len(rows)) if n not in hidden]
        hidden.add(min(open_rows, key=lambda n: _rank(rows[n], column)))
    return hidden


def _weak_column(rows: Sequence[Sequence[int]], hidden: set[int], least: int) -> int | None:
    """A column of which so little is hidden that the difference to its sum gives it away."""
    for column in range(len(rows[0])):
        if 0 < sum(rows[n][column] for n in hidden) < least:
            return column
    return None


def _rank(row: Sequence[int], column: int | None) -> tuple[bool, int]:
    """The smallest first; where a column needs filling, rows that have something there."""
    own = sum(row) if column is None else row[column]
    return own == 0, own
