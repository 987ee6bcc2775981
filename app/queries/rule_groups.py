"""Who moves in a dry run: counts by sex, disability, nationality and age; of a household, those of its head."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, case, func, literal, or_, select
from sqlalchemy.orm import aliased

from app.domain.facts import Subject
from app.models import Person

#: First age of each band.
BANDS = (0, 6, 16, 60, 80)
DIMENSIONS = ("sex", "disability", "nation", "age")


@dataclass(frozen=True, slots=True)
class GroupLine:
    """One value of one dimension for one rule; `value` empty = not told. Money in fen a year."""

    code: str
    dimension: str
    value: str
    gain: int
    lose: int
    cost_fen: int


def group_lines(
    connection: Connection,
    code: str,
    subject: Subject,
    moved: Any,
    columns: dict[str, ColumnElement[Any]],
    as_of: date,
) -> list[GroupLine]:
    """Those who gain and lose under a rule by group. `moved`: the joined answers; `columns`: id, household, gains,
    loses and the difference in fen of each. Villages and projects belong to no group."""
    if subject not in ("person", "household"):
        return []
    values = _values(as_of)
    counted = (
        select(
            *values.values(),
            func.sum(case((columns["gains"], 1), else_=0)),
            func.sum(case((columns["loses"], 1), else_=0)),
            func.sum(columns["fen"]),
        )
        .select_from(moved.outerjoin(Person, _whose(subject, columns)))
        .where(or_(columns["gains"], columns["loses"], columns["fen"] != 0))
        .group_by(*values.values())
    )
    return _by_dimension(code, connection.execute(counted).all())


def _whose(subject: Subject, columns: dict[str, ColumnElement[Any]]) -> ColumnElement[bool]:
    if subject == "person":
        return Person.id == columns["id"]
    other = aliased(Person)
    head = select(func.min(other.id)).where(
        other.household_id == columns["household"], other.relation == "head", other.status == "present"
    )
    return Person.id == head.scalar_subquery()


def _values(as_of: date) -> dict[str, ColumnElement[str]]:
    told = or_(Person.disability_level.is_not(None), Person.health_disabled.is_(True))
    born = {first: as_of.replace(year=as_of.year - first, day=min(as_of.day, 28)) for first in BANDS}
    bands = [(Person.born_on <= born[first], literal(str(first))) for first in reversed(BANDS[1:])]
    return {
        "sex": func.coalesce(Person.sex, literal("")),
        "disability": case(
            (told, literal("yes")), (Person.health_disabled.is_(False), literal("no")), else_=literal("")
        ),
        "nation": case(
            (Person.nation.is_(None), literal("")),
            (Person.nation == "han", literal("han")),
            else_=literal("minority"),
        ),
        "age": case((Person.born_on.is_(None), literal("")), *bands, else_=literal("0")),
    }


def _by_dimension(code: str, rows: Iterable[Any]) -> list[GroupLine]:
    sums: dict[tuple[str, str], list[int]] = {}
    for row in rows:
        for place, dimension in enumerate(DIMENSIONS):
            own = sums.setdefault((dimension, str(row[place] or "")), [0, 0, 0])
            for n in range(3):
                own[n] += int(row[len(DIMENSIONS) + n] or 0)
    return [GroupLine(code, dimension, value, *own) for (dimension, value), own in sorted(sums.items())]
