"""The row that every view of supervision selects: an official, a family, a place, a record, a day and own figures."""

from collections.abc import Callable
from datetime import date
from typing import Any

from sqlalchemy import BigInteger, Select, String, cast, literal, select

#: Columns that each view has.
BASE = ("user_id", "household_id", "area_code", "subject", "on_day")
#: A view of a day (first) and of everything since another (second).
View = Callable[[date, date], Select[Any]]


def row_of(user: Any, household: Any, area: Any, subject: Any, on_day: Any, **fields: Any) -> Select[Any]:
    """One SELECT with the columns of BASE and the own figures of a view."""
    columns = {
        "user_id": cast(user, BigInteger), "household_id": cast(household, BigInteger), "area_code": cast(area, String),
        "subject": subject, "on_day": on_day,
    }  # fmt: skip
    return select(*(value.label(name) for name, value in {**columns, **fields}.items()))


def name_of(prefix: str, public_id: Any) -> Any:
    """A record as events name it: kind, colon, public id."""
    return literal(prefix + ":").concat(public_id)
