"""Questions of a visit whose answers change the register: each shows what is registered; a change is written."""

from dataclasses import dataclass
from typing import Any

from app.domain.registry_fields import TABLES


@dataclass(frozen=True, slots=True)
class Question:
    """One field of the register that is asked at the door."""

    table: str
    key: str

    @property
    def label(self) -> str:
        """As the register calls it."""
        return TABLES[self.table][self.key].label


#: What can be seen or asked in a few minutes and decides most measures and guarantees (domain 5.1, 5.4).
QUESTIONS: tuple[Question, ...] = (
    Question("household", "phone_ref"),
    Question("household", "has_no_labor"),
    *(
        Question("living_condition", key)
        for key in (
            "house_is_dangerous", "water_is_safe", "water_is_hard", "has_power", "toilet", "road_is_hardened", "fuel",
            "in_cooperative",
        )
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Answer:
    """What was written at the door beside what had been shown (both as a form posts them, None = nothing)."""

    value: Any
    seen: str


def stamp(value: object) -> str:
    """A stored value as a form posts it: what stood on the screen when the question was asked."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)
