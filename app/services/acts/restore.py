"""Putting back an old value: a change like any other, checked and kept beside the one it replaces."""

from typing import Any

from app.domain.errors import InvalidInputError, NotFoundError
from app.domain.registry_fields import TABLES
from app.models import Household
from app.queries.household_history import row_of, version_of
from app.queries.households import get_household
from app.queries.scope import Scope
from app.services import households, members
from app.services.households import edit_household, edit_living
from app.services.members import MemberInput, edit_member
from app.unit_of_work import Work

#: Table -> columns that may be put back by themselves; others belong to an act of their own.
RESTORABLE = {
    "household": households.EDITABLE,
    "person": members.EDITABLE - {"relation", "sex", "born_on"},
    "living_condition": households.EDITABLE_LIVING,
}


def restore_value(
    work: Work, scope: Scope, household_id: str, table: str, row_id: int, column: str, version: int
) -> Any:
    """The value that `column` had in `version`, as a new change. E-RESTORE where it belongs to an act of its own."""
    household = get_household(work.session, scope, household_id)
    value = old_value(work.session, scope, household, table, row_id, column, version)
    row = row_of(work.session, scope, table, household.id, row_id)
    if row is None:
        raise NotFoundError("这一行已经不在了，恢复不了。")
    changes = {column: value}
    if table == "household":
        return edit_household(work, scope, household_id, version=row["version"], changes=changes)
    if table == "living_condition":
        return edit_living(work, scope, household_id, version=row["version"], changes=changes)
    return edit_member(
        work, scope, household_id, row["public_id"], version=row["version"], member=MemberInput(changes)
    )


def old_value(
    session: Any, scope: Scope, household: Household, table: str, row_id: int, column: str, version: int
) -> Any:
    """What a column held in a version; NotFoundError where there was no such version in this household."""
    if table not in TABLES or column not in TABLES[table]:
        raise NotFoundError("没有这一项。")
    if column not in RESTORABLE.get(table, frozenset()):
        raise InvalidInputError(
            "E-RESTORE",
            f"“{TABLES[table][column].label}”不能单独恢复。",
            way_out="请在“办变动”里撤回那一项。",
        )
    found = version_of(session, scope, table, household.id, row_id, version)
    if found is None:
        raise NotFoundError("找不到那个版本。")
    return found[column]
