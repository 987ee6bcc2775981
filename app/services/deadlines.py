"""Figures of work: deadlines in working days, shares and limits, from the dated standards in force there and then."""

from datetime import date

from sqlalchemy.orm import Session

from app.queries.rules_in_force import line_on
from app.services.catalogue import shipped_catalogue, work_calendar


def figure(session: Session, code: str, day: date, area_code: str) -> int:
    """The value of a standard (whole units) in a place on a day; where the place has none, the shipped one.

    KeyError for a code that the product does not ship: a programming mistake.
    """
    value = line_on(session, code, day, area_code)
    if value is None:
        shipped = shipped_catalogue().standards[code]
        value = shipped.value_on(day, area_code)
        return shipped.lines[0].value if value is None else value
    return value


def due_after(session: Session, code: str, day: date, area_code: str) -> date:
    """The last day of a deadline that begins on `day`: so many working days later as the standard says."""
    return work_calendar().after(day, figure(session, code, day, area_code))
