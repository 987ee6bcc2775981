"""The form of a village's year; fields follow the dictionary of the register."""

from typing import Any

from app.domain.fields.villages import VILLAGE
from app.web.households.forms import UNTOLD, RegistryForm
from app.web.typed_fields import AnswerField, CodeField, CountField, MoneyField, TextField

#: In the order of the page: heading key -> fields.
SECTIONS: dict[str, tuple[str, ...]] = {
    "village": ("attribute", "left_poverty_year", "households", "persons", "collective_income_fen"),
    "public": (
        "road_to_township", "has_bus", "primary_schools", "libraries", "clinics", "doctors", "public_toilets",
        "has_waste_site",
    ),
    "people": ("pension_persons", "dibao_households", "dibao_persons", "tekun_persons", "disabled_persons"),
    "problems": ("unsafe_water_households", "dangerous_house_households", "filler"),
}  # fmt: skip
_KINDS: dict[str, Any] = {"count": CountField, "answer": AnswerField, "money": MoneyField}


def _field(key: str) -> Any:
    field = VILLAGE[key]
    if field.codes is not None:
        return CodeField(field.label, choices=[*field.codes.choices(), ("", UNTOLD)])
    limits = {"least": 2013, "most": 2100} if key == "left_poverty_year" else {}
    return _KINDS.get(field.kind, TextField)(field.label, **limits)


VillageForm: Any = type(
    "VillageForm", (RegistryForm,), {key: _field(key) for keys in SECTIONS.values() for key in keys}
)
