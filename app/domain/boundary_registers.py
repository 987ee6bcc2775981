"""The small register that a boundary case is written into, and the values that meet or fail a comparison."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from app.domain.facts import Fact

AREA = "520199101201"
#: Stands for a value that nobody has told.
UNTOLD = object()


@dataclass(frozen=True)
class Place:
    """Where a fact is written: which member, and the record inside of which one stands."""

    member: int = 0
    record: dict[str, Any] | None = None
    rows: str | None = None


@dataclass
class Register:
    """A household while it is made up."""

    as_of: date
    household: dict[str, Any] = field(default_factory=dict)
    members: list[dict[str, Any]] = field(default_factory=lambda: [{}])

    def as_data(self) -> dict[str, Any]:
        return {"area": AREA, **self.household, "members": self.members}

    def write(self, fact: Fact, value: Any, place: Place) -> None:
        """Put a value where the register keeps it; a value that is not told is taken out again."""
        if place.record is not None and fact.subject == "row":
            target, key = place.record, column_of(fact)
        else:
            target, key, value = self._target(fact, value, place)
        if value is UNTOLD or value is None:
            target.pop(key, None)
        else:
            target[key] = value if isinstance(value, Raw) else plain_of(value, fact)
            if isinstance(target[key], Raw):
                target[key] = target[key].data

    def _target(self, fact: Fact, value: Any, place: Place) -> tuple[dict[str, Any], str, Any]:
        told = value is not UNTOLD and value is not None
        member = self.members[place.member]
        if fact.key == "person.age":
            return (
                member,
                "born_on",
                Raw(before(self.as_of, int(value), "years").isoformat()) if told else value,
            )
        if fact.key == "household.is_monitored":
            return self.household, "monitoring_kind", Raw("marginal") if value is True else UNTOLD
        if fact.key in ("person.has_identity", "person.has_phone"):
            return (
                member,
                "identity" if fact.key.endswith("identity") else "mobile",
                Raw("A") if value is True else UNTOLD,
            )
        if fact.origin == "ledger":
            return self.household, "income", self._income(fact, value) if told else UNTOLD
        table, _, column = fact.columns[0].partition(".") if fact.columns else ("", "", fact.key)
        if table == "living_condition":
            return self.household.setdefault("living", {}), column, value
        if table == "village_record":
            return self.household.setdefault("village", {}), column, value
        return (member if fact.subject == "person" else self.household), column, value

    def _income(self, fact: Fact, value: int) -> "Raw":
        """One line of wage that makes the figure: per head it is as often as there are members."""
        year = income_year(self.as_of) - (1 if fact.key.endswith("last_year") else 0)
        heads = len(self.members) if "per_head" in fact.key else 1
        kind = {"business_income": "business", "property_income": "property_other", "transfer_income": "transfer_other",
                "business_cost": "business_cost"}.get(fact.key.partition(".")[2], "wage_work")  # fmt: skip
        others = [line for line in self.household.get("income", []) if line["year"] != year]
        return Raw([*others, {"year": year, "kind": kind, "yuan": value * heads / 100}])


@dataclass(frozen=True)
class Raw:
    """A value that is already as the register keeps it."""

    data: Any


def column_of(fact: Fact) -> str:
    """The word of a specimen for a fact's column: row.amount is told in yuan."""
    name = fact.key.partition(".")[2]
    return "amount" if name == "amount" and fact.subject == "row" else name


def plain_of(value: Any, fact: Fact) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if fact.kind == "money" and isinstance(value, int):
        return value / 100
    return (
        value / 10**fact.scale
        if fact.scale and isinstance(value, int) and not isinstance(value, bool)
        else value
    )


def meeting(op: str, limits: list[Any]) -> Any:
    step: Any = timedelta(days=1) if isinstance(limits[0], date) else 1
    return (
        limits[0] + step
        if op in ("gt", "is_not", "not_in")
        else limits[0] - step
        if op == "lt"
        else limits[0]
    )


def failing(op: str, limits: list[Any]) -> Any:
    step: Any = timedelta(days=1) if isinstance(limits[0], date) else 1
    below, above = limits[0] - step, limits[0] + step
    found = {"ge": below, "gt": limits[0], "le": above, "lt": limits[0], "is": above, "is_not": limits[0]}
    return {**found, "between": below, "not_in": limits[0]}.get(op, limits[-1] + step)


def before(day: date, number: int, unit: str) -> date:
    """So many days, months or years before a day; the 29th of February is the 28th where there is none."""
    if unit == "days":
        return day - timedelta(days=number)
    months = day.year * 12 + day.month - 1 - number * (12 if unit == "years" else 1)
    year, month = divmod(max(months, 1900 * 12), 12)
    for back in range(4):
        try:
            return date(year, month + 1, day.day - back)
        except ValueError:
            continue
    return date(year, month + 1, 1)


def income_year(day: date) -> int:
    return day.year if day.month >= 10 else day.year - 1
