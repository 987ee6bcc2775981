"""The template of a list: the columns an office fills, as text where numbers would lose digits, with offered words."""

from dataclasses import dataclass

from app.domain.importing.lists import code_lists
from app.domain.importing.profile import Column, Profile

_TEXT_ONLY = frozenset(
    ("id_number", "certificate", "long_number", "account", "phone", "plate", "area", "date", "month")
)
_HINTS = {
    "date": "写成 2023-01-05",
    "month": "写成 2023-01",
    "year": "四位年份",
    "money": "只填金额，单位元",
    "id_number": "18 位，文本格式",
    "certificate": "20 或 22 位，文本格式",
    "codes_many": "多项用逗号隔开",
    "health": "多项用逗号隔开",
}


@dataclass(frozen=True, slots=True)
class TemplateColumn:
    """`choices` are offered in a drop-down; `is_text` cells are typed as text."""

    title: str
    required: bool
    is_text: bool
    choices: tuple[str, ...] = ()
    hint: str = ""


def template_columns(profile: Profile) -> list[TemplateColumn]:
    """Columns in the profile's order, without those that are read and stored nowhere."""
    return [_column(c) for c in profile.columns if not c.target.startswith(("ignore.", "check."))]


def _column(column: Column) -> TemplateColumn:
    hint = (
        f"金额，单位{column.unit}"
        if column.converter == "money" and column.unit
        else _HINTS.get(column.converter, "")
    )
    title = (
        f"{column.title}（{column.unit}）"
        if column.unit and column.unit not in column.title
        else column.title
    )
    return TemplateColumn(title, column.required, column.converter in _TEXT_ONLY, _choices(column), hint)


def _choices(column: Column) -> tuple[str, ...]:
    if column.converter == "yes_no":
        return ("是", "否")
    if column.converter == "codes" and column.vocabulary:
        return tuple(code.label for code in code_lists()[column.vocabulary])
    return ()
