"""What a condition means, said slowly in Python over households written as data (see app.services.specimens).

Written apart from the compiler and by other means: questions about rows count out every possible outcome. It holds
the compiler to its meaning; the product itself never uses it.
"""

from collections.abc import Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from app.domain.catalogue import DatedStandard
from app.domain.conditions import (
    Compare,
    Distance,
    Group,
    Node,
    Not,
    Other,
    Plain,
    Quantified,
    Standard,
    Told,
    Value,
)
from app.domain.facts import FACTS, SOURCES

Data = Mapping[str, Any]
Answer = bool | None
AREA = "520199101201"
LIVE_STATES = ("approved", "delivering", "delivered")
COLUMN_OF = {"row.amount": "yuan"}
MONEY = ("yuan", "share", "budget", "value", "yearly_income")
DAYS = ("starts_on", "ends_on", "previous_ends_on", "on_day", "from_on", "to_on", "finished_on")
DEFAULTS = {
    "visits": {"purpose": "routine"}, "grants": {"state": "approved"}, "funds": {"kind": "planned", "source": "county"},
    "projects": {"category": "industry"},
    "village_projects": {"category": "industry", "state": "under_way", "year": 2026}, "assets": {"kind": "operating"},
}  # fmt: skip


def as_date(value: Any) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else value


def fen(yuan: Any) -> int | None:
    return None if yuan is None else int(Decimal(str(yuan)) * 100)


def place_of(data: Data) -> str:
    """The village of a household or project; a village's own code."""
    return str(data.get("code", data.get("area", AREA)))


def typed(fact: Any, value: Any) -> Any:
    """A value of the author as the dictionary scales it."""
    if value is None or fact.kind in ("bool", "code", "text"):
        return value
    if fact.kind == "date":
        return as_date(value)
    scaled = (Decimal(str(value)) * 10**fact.scale).quantize(Decimal(1), ROUND_HALF_UP)
    return int(scaled)


def typed_detail(over: str, name: str, value: Any) -> Any:
    """Further fields of a bureau's rows; money among them in fen."""
    source = SOURCES.get(over)
    field = source.field(f"row.{name}") if source is not None and source.dataset else None
    return fen(value) if field is not None and field.kind == "money" and name != "yuan" else value


def full_months(start: date, end: date) -> int:
    months = (end.year - start.year) * 12 + end.month - start.month
    return months - (1 if end.day < start.day else 0)


class Interpreter:
    """Answers for one register (households and projects) on one day.

    `house` is what a question is about: a household, a village as {"code": ...} or a project.
    """

    def __init__(
        self,
        register: list[Data],
        as_of: date,
        standards: Mapping[str, DatedStandard] | None = None,
        *,
        ages: bool = True,
    ) -> None:
        self.ages = ages
        self.households = [d for d in register if "project" not in d]
        self.projects = [d["project"] for d in register if "project" in d]
        self.as_of, self.standards = as_of, standards or {}

    @property
    def year(self) -> int:
        return self.as_of.year if self.as_of.month >= 10 else self.as_of.year - 1

    # -- conditions ------------------------------------------------------------------------------------------

    def answer(self, node: Node, house: Data, person: Data | None = None, row: Data | None = None) -> Answer:
        """yes, no or unknown (None) about a household, one of its members, or one of their rows."""
        where = (house, person, row)
        if isinstance(node, Group):
            answers = {self.answer(p, *where) for p in node.parts}
            decides = node.how == "any"
            return decides if decides in answers else None if None in answers else not decides
        if isinstance(node, Not):
            inner = self.answer(node.part, *where)
            return None if inner is None else not inner
        if isinstance(node, Told):
            return (self.raw(node.fact, *where) is not None) is node.told
        if isinstance(node, Distance):
            return self._distance(node, *where)
        if isinstance(node, Compare):
            return self._compare(self.fact(node.fact, *where), node.op, node.value, *where)
        return self._rows(node, house, person)

    def _distance(self, node: Distance, house: Data, person: Data | None, row: Data | None) -> Answer:
        start = self.fact(node.fact, house, person, row)
        end = self.as_of if node.to is None else self.fact(node.to, house, person, row)
        if start is None or end is None:
            return None
        months = full_months(start, end)
        number = {"days": (end - start).days, "months": months, "years": months // 12}[node.unit]
        return self._holds(number, node.op, (node.number,))

    def _compare(self, left: Any, op: str, value: Value, *where: Any) -> Answer:
        if isinstance(value, Plain):
            return None if left is None else self._holds(left, op, value.values)
        if isinstance(value, Standard):
            right = self._standard(value.code, where[0])
            offset = 0
        else:
            assert isinstance(value, Other)
            right, offset = self.fact(value.fact, *where), value.offset
        if left is None or right is None:
            return None
        if isinstance(right, str | date | bool):
            return self._holds(left, op, (right,))
        return self._holds(Decimal(left), op, (Decimal(right) * value.factor / 1000 + offset,))

    @staticmethod
    def _holds(left: Any, op: str, values: tuple[Any, ...]) -> bool:
        first = values[0]
        match op:
            case "is":
                return bool(left == first)
            case "is_not":
                return bool(left != first)
            case "in":
                return left in values
            case "not_in":
                return left not in values
            case "between":
                return bool(first <= left <= values[1])
            case "lt":
                return bool(left < first)
            case "le":
                return bool(left <= first)
            case "gt":
                return bool(left > first)
        assert op == "ge"
        return bool(left >= first)

    def _standard(self, code: str, house: Data) -> int | None:
        standard = self.standards[code]
        day = self.as_of if standard.clock == "day" else date(self.year, 12, 31)
        area = place_of(house)
        fitting = [
            line
            for line in standard.lines
            if line.first_on <= day <= (line.last_on or date.max) and line.area_low <= area < line.area_high
        ]
        narrow = sorted(fitting, key=lambda line: int(line.area_high) - int(line.area_low))
        return narrow[0].value if narrow else None

    # -- questions about rows ----------------------------------------------------------------------------------

    def _rows(self, node: Quantified, house: Data, person: Data | None) -> Answer:
        if node.over in ("members", "household", "households"):
            return self._circle(node, house, person)
        found, known = self._related(node, house, person)
        answers = [self._row_answer(node, house, person, r) for r in found]
        values = [self._field(node.field, r) if node.field else None for r in found]
        day_key = SOURCES[node.over].day
        days = [self._field(day_key, r) if day_key else None for r in found]
        return self._decide(node, answers, values, days, known, house, person)

    def _circle(self, node: Quantified, house: Data, person: Data | None) -> Answer:
        if node.over == "members":
            around = [(house, m) for m in house.get("members", ()) if m.get("status", "present") == "present"]
        elif node.over == "household":
            around = [(house, None)]
        else:
            around = [(h, None) for h in self.active() if place_of(h) == house["code"]]
        answers = [True if node.where is None else self.answer(node.where, *one) for one in around]
        values = [self.fact(node.field, *one) if node.field else None for one in around]
        return self._decide(node, answers, values, [None] * len(answers), True, house, person)

    def active(self) -> list[Data]:
        return [h for h in self.households if h.get("status", "active") == "active"]

    def _row_answer(self, node: Quantified, house: Data, person: Data | None, row: Data) -> Answer:
        answers: list[Answer] = []
        if node.window.last is not None or node.window.this is not None:
            answers.append(self._in_time(node, row))
        if node.where is not None:
            answers.append(self.answer(node.where, house, person, {**row, "": node.over}))
        if False in answers:
            return False
        return None if None in answers else True

    def _in_time(self, node: Quantified, row: Data) -> Answer:
        day_key = SOURCES[node.over].day
        assert day_key is not None
        day = self._field(day_key, row)
        if day is None:
            return None
        if node.window.this is not None:
            same_year = day.year == self.as_of.year
            return same_year and (node.window.this == "year" or day.month == self.as_of.month)
        assert node.window.last is not None
        return self._cutoff(node.window.last, node.window.unit) < day <= self.as_of

    def _cutoff(self, number: int, unit: str) -> date:
        if unit == "days":
            return date.fromordinal(self.as_of.toordinal() - number)
        year, month = self.as_of.year, self.as_of.month
        for _ in range(number * (12 if unit == "years" else 1)):
            year, month = (year, month - 1) if month > 1 else (year - 1, 12)
        day = self.as_of.day
        while True:
            try:
                return date(year, month, day)
            except ValueError:
                day -= 1

    def _related(self, node: Quantified, house: Data, person: Data | None) -> tuple[list[Data], bool]:
        """Rows in the window, oldest number first, and whether there can be no others."""
        source = SOURCES[node.over]
        if source.dataset is not None:
            assert person is not None
            rows = [{**r, "": node.over} for r in person.get("records", ()) if r["dataset"] == source.dataset]
            known = any(self._covers(h, house, source.dataset) for h in self.households)
            return [r for r in rows if not node.window.live or self._live_record(r)], known
        if node.over == "grants":
            own = list((person or {}).get("grants", ()))
            if person is None:
                own = [*house.get("grants", ())]
                own += [g for m in house.get("members", ()) for g in m.get("grants", ())]
            own = [{**g, "": node.over} for g in own]
            return [g for g in own if not node.window.live or self._live_grant(g)], True
        if node.over in ("work", "work_plans"):
            return self._told_about(node.over, person or {}), True
        if node.over.startswith("same_"):
            return self._sharing(node.over, house, person)
        return [{**row, "": node.over} for row in self._plain_rows(node.over, house)], True

    @staticmethod
    def _told_about(over: str, person: Data) -> list[Data]:
        """Months of work with the end of the spell before, and plans of work."""
        rows = [{**row, "": over} for row in person.get(over, ())]
        if over == "work":
            for row in rows:
                others = [
                    as_date(o["ends_on"])
                    for o in person[over]
                    if o["month"] < row["month"] and o.get("ends_on") and o.get("starts_on") and row.get("starts_on")
                    and o["starts_on"] != row["starts_on"]
                ]  # fmt: skip
                row["previous_ends_on"] = max((day for day in others if day), default=None)
        return rows

    def _plain_rows(self, over: str, house: Data) -> list[Data]:
        if over == "village_projects":
            code = house["code"]
            return [p for p in self.projects if place_of(p) == code or code in p.get("places", ())]
        if over == "places":
            return [{"area": code} for code in house.get("places", ())]
        return list(house.get(over, ()))

    @staticmethod
    def _covers(giver: Data, house: Data, dataset: str) -> bool:
        return dataset in giver.get("delivered", ()) and place_of(house) == place_of(giver)

    def _live_record(self, row: Data) -> bool:
        starts, ends = as_date(row.get("starts_on")), as_date(row.get("ends_on"))
        if row.get("status", "normal") != "normal":
            return False
        return (starts is None or starts <= self.as_of) and (ends is None or ends >= self.as_of)

    def _live_grant(self, row: Data) -> bool:
        starts, ends = as_date(row.get("starts_on")), as_date(row.get("ends_on"))
        in_state = row.get("state", "approved") in LIVE_STATES
        return (
            in_state and starts is not None and starts <= self.as_of and (ends is None or ends >= self.as_of)
        )

    def _sharing(self, over: str, house: Data, person: Data | None) -> tuple[list[Data], bool]:
        if over in ("same_identity", "same_person_phone"):
            assert person is not None
            key = {"same_identity": "identity", "same_person_phone": "mobile"}[over]
            own = person.get(key)
            people = [(h, m) for h in self.active() for m in h.get("members", ())]
            rows = [
                {**m, "same_household": h is house, "": over}
                for h, m in people
                if m.get("status", "present") == "present" and m.get(key) == own
            ]
            return (rows if own else []), own is not None
        key = {"same_phone": "phone", "same_account": "account"}[over]
        own = house.get(key)
        same = [{**h, "same_household": h is house, "": over} for h in self.active() if h.get(key) == own]
        return (same if own else []), own is not None

    def _decide(
        self,
        node: Quantified,
        answers: list[Answer],
        values: list[Any],
        days: list[Any],
        known: bool,
        house: Data,
        person: Data | None,
    ) -> Answer:
        if node.how in ("any", "none", "count"):
            sure, open_ = answers.count(True), answers.count(None)
            possible = {sure + n for n in range(open_ + 1)}
            if not known:
                possible |= {sure + n for n in range(open_ + 200)}
            outcomes = {self._count_says(node, n) for n in possible}
            return outcomes.pop() if len(outcomes) == 1 else None
        if not known:
            return None
        assert node.op is not None and node.value is not None
        if node.how == "sum":
            fitting = [v for v, a in zip(values, answers, strict=True) if a is not False]
            if None in answers or any(v is None for v in fitting):
                return None
            return self._compare(sum(fitting), node.op, node.value, house, person, None)
        rows = [(d, i) for i, d in enumerate(days) if answers[i] is not False]
        if not rows:
            return None if SOURCES[node.over].observes else False
        if any(d is None for d, _ in rows):
            return None
        newest = max(rows)[1]
        if answers[newest] is None:
            return None
        return self._compare(values[newest], node.op, node.value, house, person, None)

    def _count_says(self, node: Quantified, number: int) -> bool:
        if node.how == "count":
            assert node.op is not None and isinstance(node.value, Plain)
            return self._holds(number, node.op, node.value.values)
        return (number > 0) is (node.how == "any")

    # -- facts ---------------------------------------------------------------------------------------------------

    def fact(self, key: str, house: Data, person: Data | None = None, row: Data | None = None) -> Any:
        """The value of a fact as the dictionary scales it; None = not told, or too long ago."""
        value = self.raw(key, house, person, row)
        months = FACTS[key].max_age_months if key in FACTS else None
        if value is None or months is None or not self.ages:
            return value
        return value if self._is_fresh(key, months, house, person) else None

    def _is_fresh(self, key: str, months: int, house: Data, person: Data | None) -> bool:
        first = self._cutoff(months, "months")
        if key.startswith("village."):
            record = self._village(house)
            return record is not None and record.get("year", 2026) >= first.year
        told = as_date(house.get("told_on"))
        days = [as_date(v["on_day"]) for v in house.get("visits", ())]
        seen = [d for d in days if d is not None and first <= d <= self.as_of]
        if key.startswith("person."):
            assert person is not None
            told = as_date(person.get("told_on")) or told
        else:
            surveyed = as_date(house.get("living", {}).get("surveyed_on"))
            seen += [surveyed] if surveyed is not None and surveyed >= first else []
        return bool(seen) or told is None or told >= first

    def raw(self, key: str, house: Data, person: Data | None = None, row: Data | None = None) -> Any:
        """The value of a fact however old it is."""
        if key.startswith("row."):
            assert row is not None
            return self._field(key, row)
        subject, name = key.split(".")
        if subject == "person":
            assert person is not None
            if name == "age":
                born = as_date(person.get("born_on"))
                return None if born is None else full_months(born, self.as_of) // 12
            if name == "died_on":
                lists = ("police_death", "funeral", "death_certificate")
                days = [
                    as_date(r.get("starts_on")) for r in person.get("records", ()) if r["dataset"] in lists
                ]
                return min((d for d in days if d is not None), default=None)
            if name == "benefit_payments_same_month":
                return self._most_payments(house, person)
            return as_date(person.get(name)) if name == "born_on" else person.get(name)
        if subject == "village":
            record = self._village(house)
            return (
                None
                if record is None
                else typed(FACTS[key], record.get(name, 2026 if name == "year" else None))
            )
        if subject == "project":
            return typed(FACTS[key], {**DEFAULTS["village_projects"], **house}.get(name))
        return self._household(name, house)

    def _most_payments(self, house: Data, person: Data) -> int | None:
        rows = [r for r in person.get("records", ()) if r["dataset"] == "benefit_card"]
        paid = [
            (r.get("kind"), str(r.get("starts_on"))[:7])
            for r in rows
            if r.get("status", "normal") == "normal" and r.get("kind") and r.get("starts_on")
        ]
        if paid:
            return max(paid.count(one) for one in paid)
        return 0 if any(self._covers(h, house, "benefit_card") for h in self.households) else None

    def _village(self, house: Data) -> Data | None:
        """The newest record of the village, none of a later year."""
        here = [h["village"] for h in self.households if "village" in h and place_of(h) == place_of(house)]
        past = [r for r in here if r.get("year", 2026) <= self.as_of.year]
        return max(past, key=lambda r: r.get("year", 2026), default=None)

    def _field(self, key: str, row: Data) -> Any:
        over = row.get("", "")
        name = COLUMN_OF.get(key, key.removeprefix("row."))
        if name == "month":
            return date.fromisoformat(f"{row['month']}-01")
        if name == "years_ago":
            return self.year - row["year"]
        value = row.get(name, row.get("yuan") if name == "share" else None)
        if value is None:
            value = DEFAULTS.get(over, {}).get(name)
        if value is None and name == "status":
            value = "normal"
        field = SOURCES[over].field(key) if over in SOURCES else None
        if name in MONEY or (field is not None and field.kind == "money" and over in ("work", "situations")):
            return fen(value)
        return as_date(value) if name in DAYS else typed_detail(over, name, value)

    def _household(self, name: str, house: Data) -> Any:
        match name:
            case "is_monitored":
                return house.get("monitoring_kind") is not None
            case "size":
                return len([m for m in house.get("members", ()) if m.get("status", "present") == "present"])
            case "net_income_per_head":
                return self._per_head(house, self._income(house, self.year, lambda kind: True))
            case "net_income_per_head_last_year":
                return self._per_head(house, self._income(house, self.year - 1, lambda kind: True))
            case "income_without_dibao_per_head":
                without = self._income(house, self.year, lambda kind: kind != "transfer_dibao")
                return self._per_head(house, without)
            case "income_without_relief_per_head":
                relief = ("transfer_dibao", "transfer_tekun")
                return self._per_head(house, self._income(house, self.year, lambda kind: kind not in relief))
            case "wage_income_last_year":
                return self._income(house, self.year - 1, lambda kind: kind.startswith("wage"))
            case "net_income":
                return self._income(house, self.year, lambda kind: True)
            case "wage_income" | "business_income" | "property_income" | "transfer_income":
                group = name.removesuffix("_income")
                fits = (lambda k: k == "business") if group == "business" else (lambda k: k.startswith(group))
                return self._income(house, self.year, fits)
            case "business_cost":
                cost = self._income(house, self.year, lambda kind: kind == "business_cost")
                return None if cost is None else -cost
            case "last_visit_on":
                days = [as_date(v["on_day"]) for v in house.get("visits", ())]
                return max((d for d in days if d is not None and d <= self.as_of), default=None)
        fact = FACTS[f"household.{name}"]
        if fact.columns[0].startswith("living_condition."):
            value = house.get("living", {}).get(name)
        else:
            value = house.get(name, "ordinary" if name == "kind" else None)
        if fact.kind == "date":
            return as_date(value)
        if fact.scale and value is not None:
            return int(Decimal(str(value)).scaleb(fact.scale).quantize(Decimal(1), ROUND_HALF_UP))
        return value

    @staticmethod
    def _income(house: Data, year: int, counts: Any) -> int | None:
        lines = [line for line in house.get("income", ()) if line["year"] == year]
        if not lines:
            return None
        signs = {line["kind"]: -1 if line["kind"] == "business_cost" else 1 for line in lines}
        return sum(signs[i["kind"]] * (fen(i["yuan"]) or 0) for i in lines if counts(i["kind"]))

    def _per_head(self, house: Data, total: int | None) -> int | None:
        size = self._household("size", house)
        if total is None or size == 0:
            return None
        return total // size if total >= 0 else -(-total // size)
