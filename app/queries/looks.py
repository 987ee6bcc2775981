"""The four looks of one household: what the register answers by itself, the sheets, what they say together."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.looks import Item, LookTable, Score, combined, first_that_holds, score
from app.models import Household, LookSheet
from app.queries.days import Days
from app.queries.look_tables import table_in_force, table_of_version
from app.queries.rules_in_force import rules_in_force
from app.queries.scope import Scope, unscoped
from app.queries.wide import Wide


@dataclass(frozen=True, slots=True)
class Sheet:
    """One scorer's sheet, counted by the version of the table it was filled in with."""

    row: LookSheet
    table: LookTable
    score: Score


@dataclass(frozen=True, slots=True)
class Looks:
    """What the page shows: the table in force, the register's own answers, sheets, the common figure in tenths."""

    table: LookTable
    version: int
    answers: Mapping[str, int | None]
    register: Score
    sheets: tuple[Sheet, ...]
    together: int | None

    @property
    def asked(self) -> tuple[Item, ...]:
        """Items that the register cannot answer: only these are shown to a scorer."""
        return tuple(item for item in self.table.items if self.answers.get(item.key) is None)


def get_looks(session: Session, scope: Scope, household: Household, day: date) -> Looks | None:
    """The four looks of a household that was found through the scope; None where no table is in force."""
    found = table_in_force(session, day)
    if found is None:
        return None
    table, version = found
    answers = register_answers(session, scope, table, household.id, day)
    sheets = list_sheets(session, scope, household.id)
    totals = [s.score.tenths for s in sheets if s.row.table_version == version and not s.score.open_items]
    return Looks(table, version, answers, score(table, answers), tuple(sheets), combined(table, totals))


def register_answers(
    session: Session, scope: Scope, table: LookTable, household_id: int, day: date
) -> dict[str, int | None]:
    """Which option of each item the register chooses by itself; None = a person has to look."""
    wide = _wide(session, table, day)
    params = {**wide.days.params(day), "household_key": household_id}
    mine = select(Household.id).where(scope.on(Household), Household.id == household_id)
    if session.scalar(mine) is None:
        return {item.key: None for item in table.items}
    with unscoped("one household that the scope has let through"):
        row = session.execute(wide.statement, params).mappings().first()
    if row is None:
        return {item.key: None for item in table.items}
    return {item.key: first_that_holds(item, _answers(item, row)) for item in table.items}


#: Statements of the tables of late, since writing one costs more than running it.
_kept: dict[tuple[object, LookTable], Wide] = {}
_MOST_KEPT = 4


def _wide(session: Session, table: LookTable, day: date) -> Wide:
    rules = rules_in_force(session, day)
    key = (rules.key, table)
    if key not in _kept:
        trees = {
            f"{item.key}_{n}": option.when
            for item in table.items
            for n, option in enumerate(item.options)
            if option.when is not None
        }
        standards = rules.catalogue.standards
        _kept[key] = Wide("household", trees, standards, days=Days(day), restriction="key")
        while len(_kept) > _MOST_KEPT:
            _kept.pop(next(iter(_kept)))
    return _kept[key]


def _answers(item: Item, row: Any) -> list[bool | None]:
    """Answers of the options in their order; an option without a condition is never chosen by the register."""
    told = (row.get(f"{item.key}_{n}") if o.when is not None else 0 for n, o in enumerate(item.options))
    return [None if answer is None else answer == 1 for answer in told]


def list_sheets(session: Session, scope: Scope, household_id: int) -> list[Sheet]:
    """Sheets of one household, newest first, each counted by its own version of the table."""
    wanted = (
        select(LookSheet)
        .where(scope.on(LookSheet), LookSheet.household_id == household_id)
        .order_by(LookSheet.scored_on.desc(), LookSheet.id.desc())
        .limit(50)
    )
    tables: dict[tuple[str, int], LookTable | None] = {}
    sheets = []
    for row in session.scalars(wanted):
        key = (row.table_code, row.table_version)
        if key not in tables:
            tables[key] = table_of_version(session, *key)
        table = tables[key]
        if table is not None:
            sheets.append(Sheet(row, table, score(table, chosen_of(row))))
    return sheets


def chosen_of(row: LookSheet) -> dict[str, int | None]:
    """The options of a sheet: `H1=3 H2=0` becomes {"H1": 3, "H2": 0}."""
    pairs = (part.split("=", 1) for part in row.chosen.split())
    return {key: int(number) for key, number in pairs}
