"""How values are written for people (look 8): one filter per kind, the same on every page and in both languages."""

import pkgutil
from datetime import date, datetime
from fractions import Fraction
from importlib import import_module

from flask import Flask
from flask_babel import gettext as _

import app.domain.vocabulary
from app.domain.clock import LOCAL, today
from app.domain.permissions import ROLES
from app.domain.vocabulary import CodeList
from app.web.rendering import sentence as said


def _code_lists() -> dict[str, CodeList]:
    found: dict[str, CodeList] = {ROLES.key: ROLES}
    for module in pkgutil.iter_modules(app.domain.vocabulary.__path__):
        for value in vars(import_module(f"app.domain.vocabulary.{module.name}")).values():
            if isinstance(value, CodeList):
                found[value.key] = value
    return found


CODE_LISTS = _code_lists()
#: Parts of a village's full name: province, city, county, township, village.
VILLAGE_PARTS = 5


def _unknown() -> str:
    return str(_("不知道"))


def label(code: str | None, key: str) -> str:
    """The official label of a code of the list `key`, translated; 不知道 where nothing was told."""
    return said(CODE_LISTS[key].label(code)) if code else _unknown()


def yuan(fen: int | None) -> str:
    """1,340.50 元; whole yuan without .00."""
    if fen is None:
        return _unknown()
    whole, rest = divmod(abs(fen), 100)
    text = f"{whole:,}.{rest:02d}" if rest else f"{whole:,}"
    return f"{'-' if fen < 0 else ''}{text} {_('元')}"


def wan(fen: int | None) -> str:
    """216.30 万元, for totals."""
    return _unknown() if fen is None else f"{fen / 1_000_000:,.2f} {_('万元')}"


def day(value: date | None) -> str:
    """11-22 this year, 2025-11-22 else."""
    if value is None:
        return str(_("没写"))
    return value.strftime("%m-%d") if value.year == today().year else value.isoformat()


def moment(value: datetime | None) -> str:
    """11-22 10:42 at the offices' clock."""
    if value is None:
        return ""
    local = value.astimezone(LOCAL)
    return local.strftime("%m-%d %H:%M" if local.year == today().year else "%Y-%m-%d %H:%M")


def answer(value: bool | None) -> str:
    """是 / 否 / 不知道."""
    return _unknown() if value is None else (_("是") if value else _("否"))


def number(value: float | None) -> str:
    """21,486; decimals only where there are some."""
    return _unknown() if value is None else f"{value:,.10g}" if value % 1 else f"{int(value):,}"


def whole_yuan(fen: int | Fraction | None) -> str:
    """12,346: fen in whole yuan, half up, for columns whose head names the unit."""
    if fen is None:
        return _unknown()
    numerator, denominator = fen.as_integer_ratio()
    return f"{(2 * numerator + 100 * denominator) // (200 * denominator):,}"


def yuan_per_head(fen: int, people: int) -> str | None:
    """12,346: the share of each in whole yuan, half up; None where there is nobody."""
    return f"{(2 * fen + 100 * people) // (200 * people):,}" if people else None


def place(full_name: str | None) -> str:
    """云岭镇 北岭村 for a village, an area above it by its own name: nobody says province and county to a neighbour."""
    parts = (full_name or "").split("/")
    return " ".join(parts[-2:]) if len(parts) >= VILLAGE_PARTS else parts[-1]


def hang_on(flask: Flask) -> None:
    """Make the filters known to every template."""
    flask.jinja_env.filters.update(
        label=label,
        yuan=yuan,
        wan=wan,
        day=day,
        moment=moment,
        answer=answer,
        number=number,
        place=place,
        whole_yuan=whole_yuan,
    )
