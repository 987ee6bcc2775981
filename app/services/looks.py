"""Scoring a household by the four looks: each scorer a sheet of his own, what the register knows filled in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from app.domain.clock import today
from app.domain.errors import InvalidInputError
from app.domain.looks import LookTable, score
from app.models import Household, LookSheet
from app.queries.households import get_household
from app.queries.look_tables import table_in_force
from app.queries.looks import register_answers
from app.queries.scope import Scope
from app.services.public_ids import own_public_id
from app.unit_of_work import Work

LONGEST_NAME = 40


@dataclass(frozen=True, slots=True)
class SheetInput:
    """A sheet as filled in: item to number of the option, for the items that were asked."""

    scorer: str
    chosen: Mapping[str, int | None]
    scored_on: date | None = None
    public_id: str | None = None


def score_household(work: Work, scope: Scope, household_id: str, given: SheetInput) -> LookSheet:
    """Keep one scorer's sheet; his sheet of the same day is replaced by it.

    What the register answers is not asked and cannot be chosen otherwise. E-LOOK-OPEN where an item is left open,
    E-LOOK-NAME without a scorer, E-DATE-FUTURE for a day to come, E-LOOK-NONE where no table is in force.
    """
    household = get_household(work.session, scope, household_id)
    day = given.scored_on or today()
    scorer = given.scorer.strip()
    if not 0 < len(scorer) <= LONGEST_NAME:
        raise _refused("E-LOOK-NAME", "scorer", f"请写评分人的名字，{LONGEST_NAME} 个字以内。")
    if day > today():
        raise _refused("E-DATE-FUTURE", "scored_on", "评分的日期还没到。")
    found = table_in_force(work.session, today())
    if found is None:
        raise InvalidInputError("E-LOOK-NONE", "现在没有在用的四看法评分表。", way_out="请联系县帮扶办。")
    table, version = found
    own = register_answers(work.session, scope, table, household.id, today())
    chosen = {**_chosen(table, given.chosen), **{key: n for key, n in own.items() if n is not None}}
    counted = score(table, chosen)
    if counted.open_items:
        missing = {item.key: f"请选“{item.title}”。" for item in counted.open_items}
        raise InvalidInputError("E-LOOK-OPEN", f"还有 {len(missing)} 项没有选。", fields=missing)
    values = {
        "table_code": table.code,
        "table_version": version,
        "scored_on": day,
        "scorer_id": work.actor.id,
        "scorer": scorer,
        "chosen": " ".join(f"{item.key}={chosen[item.key]}" for item in table.items),
        "by_register": " ".join(key for key, n in own.items() if n is not None),
        "tenths": counted.tenths,
    }
    return _keep(work, scope, household, values, given.public_id)


def _keep(
    work: Work, scope: Scope, household: Household, values: dict[str, object], public_id: str | None
) -> LookSheet:
    same = select(LookSheet).where(
        scope.on(LookSheet),
        LookSheet.household_id == household.id,
        LookSheet.scorer == values["scorer"],
        LookSheet.scored_on == values["scored_on"],
    )
    row = work.session.scalar(same)
    if row is None:
        row = LookSheet(
            public_id=own_public_id(work, LookSheet, public_id),
            household_id=household.id,
            area_code=household.area_code,
        )
        work.session.add(row)
    for name, value in values.items():
        setattr(row, name, value)
    work.session.flush()
    return row


def _chosen(table: LookTable, given: Mapping[str, int | None]) -> dict[str, int | None]:
    """Only items of the table, only options that exist."""
    options = {item.key: len(item.options) for item in table.items}
    return {key: n for key, n in given.items() if n is not None and key in options and 0 <= n < options[key]}


def _refused(code: str, field: str, sentence: str) -> InvalidInputError:
    return InvalidInputError(code, sentence, fields={field: sentence})
