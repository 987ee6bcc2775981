"""What lists read from their address: an area, a keyset position. Anything odd is told, never a 500."""

from datetime import date

from flask import request
from flask_babel import gettext as _

from app.domain.areas import full_code, level_of
from app.domain.errors import InvalidInputError

#: Years that anything in the register can be of; days at the ends of the calendar have no neighbour.
YEARS = range(1900, 2101)


def area_argument(name: str = "area") -> str | None:
    """A 12-digit code from the address or the form, shorter ones filled up; None where there is none."""
    text = request.values.get(name, "").strip()
    if not text:
        return None
    code = full_code(text) if len(text) != 12 else text
    level_of(code)
    return code


def key_argument(name: str = "after") -> int:
    """The keyset position, 0 for the first page."""
    text = request.args.get(name, "0").strip() or "0"
    if not (text.isascii() and text.isdigit()) or len(text) > 18:
        raise InvalidInputError("E-PAGE", _("页码不对。"), way_out=_("请回到列表第一页。"))
    return int(text)


def year_argument(name: str = "year") -> int | None:
    """A year from the address; None where there is none or nothing can be of that year."""
    year = request.args.get(name, type=int)
    return year if year is not None and year in YEARS else None


def day_argument(name: str) -> date | None:
    """A day from the address; None where there is none, it is no day or nothing can be of that day."""
    try:
        day = date.fromisoformat(request.args.get(name, "").strip())
    except ValueError:
        return None
    return day if day.year in YEARS else None
