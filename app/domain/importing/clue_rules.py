"""Which rows about outsiders become clues: data shipped beside the profiles, dated and sourced."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.domain.importing.shared_columns import ProfileError

SAME_HOUSE, WRITTEN = "same_house_no", "written"


@dataclass(frozen=True, slots=True)
class ClueRule:
    """`place`: where the responsible township is read from: the household of somebody known (`column` names the house),
    or what the row writes. `fact`: the one column that is kept. `at_least`: a standard that the fact must reach."""

    code: str
    profile: str
    title: str
    place: str
    fact: str
    ground: str
    days: int
    first_day: date
    column: str | None = None
    at_least: str | None = None
    last_day: date | None = None

    def holds_on(self, day: date) -> bool:
        """Whether the rule is in force."""
        return self.first_day <= day <= (self.last_day or date.max)


def parse_clue_rules(entries: Iterable[Mapping[str, Any]]) -> list[ClueRule]:
    """Rules from YAML entries. Raises ProfileError where one has no source or an unknown place."""
    found = []
    for entry in entries:
        if not entry.get("source", {}).get("document") or entry["place"] not in (SAME_HOUSE, WRITTEN):
            raise ProfileError(f"{entry.get('code', '?')}: a clue rule needs its source and a known place")
        found.append(ClueRule(**{k: v for k, v in entry.items() if k != "source"}))
    return found
