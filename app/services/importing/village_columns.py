"""Which fields a village's own workbook carries: those of the national lists that a village may fill in itself."""

from dataclasses import dataclass
from functools import cache

from app.adapters.village_workbook import BookColumn
from app.domain.importing.lists import code_lists
from app.domain.importing.profile import Column, Profile
from app.domain.importing.template import template_columns
from app.models.base import Base
from app.services.households import EDITABLE as EDITABLE_HOUSEHOLD
from app.services.households import EDITABLE_LIVING
from app.services.members import EDITABLE as EDITABLE_PERSON
from imports import load_profiles

#: Sheets: name -> the column that names a line.
HOMES, PEOPLE = "户", "成员"
KEYS = {HOMES: "household_no", PEOPLE: "person_no"}
#: Columns before the open ones.
LOCKED = {
    HOMES: ("户编号", "村民小组", "户主", "户主证件号码（遮盖）"),
    PEOPLE: ("人编号", "户编号", "姓名", "证件号码（遮盖）", "与户主关系"),
}
#: Locked columns whose text the register holds as it is: what is changed there all the same is told, never dropped.
LOCKED_FIELDS = {
    HOMES: {"村民小组": "group_name", "户主": "head_name"},
    PEOPLE: {"姓名": "name"},
}
#: Fields that follow from a number or decide who heads the household: they have a page of their own.
_ELSEWHERE = frozenset(("name", "sex", "born_on", "relation", "certificate_kind", "group_name"))
_OPEN = {
    "household": EDITABLE_HOUSEHOLD - _ELSEWHERE,
    "living_condition": EDITABLE_LIVING,
    "person": EDITABLE_PERSON - _ELSEWHERE,
}


@dataclass(frozen=True, slots=True)
class Field:
    """One open column: where it goes and how it is written and read."""

    table: str
    name: str
    column: Column
    shown: BookColumn

    @property
    def longest(self) -> int | None:
        """Letters that the field holds; None for what is no text."""
        kind = Base.metadata.tables[self.table].c[self.name].type
        return getattr(kind, "length", None)


@cache
def fields_of(sheet: str) -> tuple[Field, ...]:
    """Open columns of a sheet in the order of the national list."""
    profile = load_profiles()["N01" if sheet == HOMES else "N02"]
    tables = ("household", "living_condition") if sheet == HOMES else ("person",)
    return tuple(_fields(profile, tables))


def _fields(profile: Profile, tables: tuple[str, ...]) -> list[Field]:
    shown = {one.title: one for one in template_columns(profile)}
    found: dict[tuple[str, str], Field] = {}
    for column in profile.columns:
        table, _, name = column.target.partition(".")
        if table not in tables or name not in _OPEN[table] or (table, name) in found:
            continue
        if name not in Base.metadata.tables[table].c:
            continue
        offered = shown.get(column.title)
        choices = offered.choices if offered else ()
        hint = offered.hint if offered else ""
        is_text = column.converter in ("text", "month", "date", "codes", "codes_many", "yes_no")
        found[table, name] = Field(
            table, name, column, BookColumn(column.title, True, is_text, choices, hint)
        )
    return list(found.values())


def written(field: Field, value: object) -> object:
    """A stored value as the cell shows it: labels for codes, yuan for fen, 是 and 否; None stays empty."""
    if value is None or value == "":
        return None
    column = field.column
    if column.converter == "yes_no":
        return "是" if value else "否"
    if column.vocabulary and column.vocabulary in code_lists():
        codes = code_lists()[column.vocabulary]
        return ",".join(codes.label(part) for part in str(value).split(","))
    if column.converter == "money" and isinstance(value, int):
        return value // 100 if value % 100 == 0 else value / 100
    if isinstance(value, float):
        return int(value) if value.is_integer() else value
    return value if isinstance(value, int) else str(value)
