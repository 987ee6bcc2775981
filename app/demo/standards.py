"""The generator's own copy of dated lines, kept apart from the catalogue so that neither can correct the other."""

from datetime import date

#: Yuan per head and year.
MONITORING_LINE = {2023: 7300, 2024: 8000, 2025: 8200, 2026: 8500}
DIBAO_LINE = {2025: 6000, 2026: 6300}

CAR_WORTH_FEN = 30_000 * 100


#: Limits in yuan, the generator's own copy.
LIMITS = {
    "medical_aid_line": 3000,
    "poverty_insurance_line": 20_000,
    "self_paid_year_helped": 5000,
    "self_paid_stay_helped": 6000,
    "self_paid_year_rural": 20_000,
    "self_paid_stay_rural": 10_000,
    "month_wage_least": 400,
    "month_wage_most": 30_000,
    "single_income_line": 200_000,
    "wage_difference_line": 10_000,
    "outpatient_month_line": 500,
    "school_fee_line": 10_000,
    "water_cut_days_most": 36,
}


#: Full years from which somebody may work or sit in a school of that stage.
LEAST_AGES = {"work": 16, "compulsory": 5, "senior": 13, "college": 15}


def line_of(lines: dict[int, int], year: int) -> int | None:
    """The line of a year; None where none has been set."""
    return lines.get(year)


def drawn_line(lines: dict[int, int], year: int) -> int:
    """A line to draw incomes around, also in years that have none yet."""
    return lines.get(year) or lines[max(lines)]


def income_year(as_of: date) -> int:
    """The year whose ledger counts: the running one from October on, else the one before."""
    return as_of.year if as_of.month >= 10 else as_of.year - 1
