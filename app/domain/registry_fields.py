"""Fields of the register in the officials' words: label, kind, code list, unit; and how a value is said.

One dictionary serves forms, pages, the timeline of changes, the conflict page and exports. Labels follow the
national export (domain reference 2.2-2.5).
"""

from collections.abc import Mapping
from datetime import date

from app.domain.fields.households import HOUSEHOLD
from app.domain.fields.kinds import RegistryField
from app.domain.fields.ledger import INCOME
from app.domain.fields.living import LIVING
from app.domain.fields.monitoring import CASE, CASE_STEP, SITUATION
from app.domain.fields.people import PERSON
from app.domain.fields.villages import VILLAGE
from app.domain.fields.visits import NEED
from app.domain.fields.working import WORK_PLAN, WORK_RECORD
from app.domain.number_text import plain, yuan

__all__ = ["HOUSEHOLD", "INCOME", "LIVING", "PERSON", "TABLES", "VILLAGE", "RegistryField", "say", "say_all"]

#: Tables whose rows belong to one household.
TABLES: dict[str, dict[str, RegistryField]] = {
    "household": HOUSEHOLD,
    "person": PERSON,
    "living_condition": LIVING,
    "income_entry": INCOME,
    "work_record": WORK_RECORD,
    "work_plan": WORK_PLAN,
    "monitoring_case": CASE,
    "monitoring_step": CASE_STEP,
    "monitoring_situation": SITUATION,
    "family_need": NEED,
}


def say(field: RegistryField, value: object) -> str:
    """A stored value in words; empty for what nobody has told. Secrets are never said, only that there is one."""
    if value is None or value == "":
        return ""
    if field.kind == "answer":
        return "是" if value else "否"
    if field.codes is not None:
        return "、".join(field.codes.label(part) for part in str(value).split(","))
    if field.kind == "money" and isinstance(value, int):
        return f"{yuan(value, 2 if value % 100 else 0, grouped=True)} 元"
    if isinstance(value, date):
        return value.isoformat()
    if field.kind == "number" and isinstance(value, int | float):
        return _with_unit(plain(value, 2).rstrip("0").rstrip("."), field.unit)
    return "已登记" if field.kind == "secret" else _with_unit(str(value), field.unit)


def say_all(table: str, values: Mapping[str, object]) -> dict[str, str]:
    """Label -> words for the told values of one row, in the order of the dictionary."""
    fields = TABLES[table]
    return {f.label: say(f, values.get(key)) for key, f in fields.items() if say(f, values.get(key))}


def _with_unit(text: str, unit: str) -> str:
    return f"{text} {unit}" if unit else text
