"""The generator's own copy of dated lines, kept apart from the catalogue so that neither can correct the other."""

from datetime import date

#: Yuan per head and year.
MONITORING_LINE = {2023: 7300, 2024: 8000, 2025: 8200, 2026: 8500}
DIBAO_LINE = {2025: 6000, 2026: 6300}

CAR_WORTH_FEN = 30_000 * 100


def line_of(lines: dict[int, int], year: int) -> int | None:
    """The line of a year; None where none has been set."""
    return lines.get(year)


def drawn_line(lines: dict[int, int], year: int) -> int:
    """A line to draw incomes around, also in years that have none yet."""
    return lines.get(year) or lines[max(lines)]


def income_year(as_of: date) -> int:
    """The year whose ledger counts: the running one from October on, else the one before."""
    return as_of.year if as_of.month >= 10 else as_of.year - 1
