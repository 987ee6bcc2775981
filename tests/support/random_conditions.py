"""Random trees over random households full of gaps, from one seed. Used by tests and by `./run prove conditions`."""

import random
from datetime import date, timedelta
from typing import Any

from app.domain.catalogue import DatedStandard, Source, StandardLine
from app.domain.facts import (
    FACTS,
    HOUSEHOLD,
    HOUSEHOLDS,
    MEMBERS,
    SOURCES,
    Fact,
    Subject,
    may_speak_of,
    owner_of,
)

AS_OF = date(2026, 11, 22)
AREAS = ("520199101201", "520199101202", "520199102201")
DATASETS = ("dibao", "disability", "vehicle", "pupil")
GAP = 0.25
NUMERIC = ("number", "money")

_SOURCE = Source("样本")
STANDARDS = {
    "monitoring_line": DatedStandard(
        "monitoring_line", "防返贫监测线", "money", "元", 2, "income_year",
        (
            StandardLine("520199101000", "520199102000", date(2025, 1, 1), None, 850_000, _SOURCE),
            StandardLine("520199102000", "520199103000", date(2025, 1, 1), date(2025, 12, 31), 800_000, _SOURCE),
            StandardLine("520199101202", "520199101203", date(2025, 1, 1), None, 700_000, _SOURCE),
        ),
    ),
    "work_age": DatedStandard(
        "work_age", "劳动年龄", "number", "周岁", 0, "day",
        (StandardLine("520000000000", "530000000000", date(2020, 1, 1), None, 16, _SOURCE),),
    ),
}  # fmt: skip
#: Computed facts that the interpreter computes too.
COMPUTED = frozenset(
    f"household.{name}"
    for name in (
        "is_monitored", "size", "net_income_per_head", "net_income_per_head_last_year", "income_without_dibao_per_head",
        "net_income", "wage_income", "business_income", "property_income", "transfer_income", "business_cost",
        "last_visit_on", "income_without_relief_per_head", "wage_income_last_year",
    )
) | {"person.age"}  # fmt: skip


def is_known(fact: Fact) -> bool:
    """Whether the interpreter can tell the fact: it stands in a column of its name, or is computed there too."""
    table, column = fact.columns[0].split(".")
    name = fact.key.split(".")[1]
    plain = column in (name, f"{name}_fen") and table in (
        "person", "household", "living_condition", "village_record", "project"
    )  # fmt: skip
    return fact.kind != "text" and (plain or fact.key in COMPUTED)


KNOWN = [f for f in FACTS.values() if is_known(f)]
_STANDARD_OF = {"household.net_income_per_head": "monitoring_line", "person.age": "work_age"}


#: Days on which something may have been told: around the limits of age, and long past.
TOLD = ("2023-05-01", "2024-11-21", "2025-11-21", "2025-11-22", "2025-11-23", "2026-08-01")
_CIRCLES: dict[str, tuple[str, ...]] = {
    "person": (MEMBERS, HOUSEHOLD), "household": (MEMBERS,), "village": (HOUSEHOLDS,)
}  # fmt: skip


def facts_around(subject: Subject) -> list[Fact]:
    """What a condition about the subject may speak of."""
    return [f for f in KNOWN if may_speak_of(subject, f.subject)]


class Maker:
    """Random households and conditions; the same seed makes the same."""

    def __init__(self, seed: int) -> None:
        self.r = random.Random(seed)

    # -- households ---------------------------------------------------------------------------------------------

    def households(self, number: int) -> list[dict[str, Any]]:
        houses = [self.household() for _ in range(number)]
        self.villages(houses)
        return houses

    def household(self) -> dict[str, Any]:
        r = self.r
        house: dict[str, Any] = {
            "area": r.choice(AREAS), "kind": r.choice(["poor", "out_of_poverty", "returned", "ordinary"]),
            "status": r.choice(["active"] * 9 + ["gone"]),
            "members": [self.member() for _ in range(r.choice([0, 1, 1, 2, 3, 4, 5]))],
            "delivered": [d for d in DATASETS if r.random() < 0.3],
        }  # fmt: skip
        told = {
            f.key.split(".")[1]: self.value(f)
            for f in KNOWN
            if f.columns[0].startswith("household.") and f.key not in COMPUTED
        }
        house |= {k: v for k, v in told.items() if k != "kind" and r.random() > GAP}
        living = [f for f in KNOWN if f.columns[0].startswith("living_condition.")]
        if r.random() > GAP:
            house["living"] = {f.key.split(".")[1]: self.value(f) for f in living if r.random() > GAP}
        house["income"] = [self.income() for _ in range(r.choice([0, 1, 2, 4]))]
        house["visits"] = [self.visit() for _ in range(r.choice([0, 0, 1, 3]))]
        house["grants"] = [self.grant() for _ in range(r.choice([0, 0, 1, 2]))]
        house["projects"] = [self.project() for _ in range(r.choice([0, 0, 1, 2]))]
        moments = r.sample(["identified", "cleared"], r.choice([0, 0, 1, 2]))
        house["situations"] = [self._told_row("situations", moment=moment) for moment in moments]
        for key in ("phone", "account"):
            if r.random() > GAP:
                house[key] = r.choice("ABCDEFGHIJKLMN")
        if r.random() < GAP:
            house["told_on"] = r.choice(TOLD)
        return house

    def villages(self, houses: list[dict[str, Any]]) -> None:
        """Give some villages records of several years, each at the first household of the village that has none."""
        for area in AREAS:
            here = [h for h in houses if h["area"] == area]
            years = self.r.sample([2019, 2024, 2025, 2026, 2027], self.r.choice([0, 1, 2]))
            for house, year in zip(here, years, strict=False):
                facts = [f for f in KNOWN if f.subject == "village" and f.key != "village.year"]
                told = {f.key.split(".")[1]: self.value(f) for f in facts if self.r.random() > GAP}
                house["village"] = {**told, "year": year}

    def own_project(self) -> dict[str, Any]:
        """A project of the bank with its money, places, shares and assets."""
        r = self.r
        facts = [f for f in KNOWN if f.subject == "project"]
        told = {f.key.split(".")[1]: self.value(f) for f in facts if r.random() > GAP}
        told = {k: v for k, v in told.items() if k not in ("year", "category", "state")} | {
            "area": r.choice(AREAS),
            "year": r.choice([2025, 2026]),
            "category": r.choice(["industry", "employment"]),
            "state": r.choice(["under_way", "accepted"]),
        }
        sources = ("funds", "assets", "beneficiaries")
        rows = {s: [self._row(s) for _ in range(r.choice([0, 1, 3]))] for s in sources}
        return {**told, **rows, "places": r.sample(AREAS, r.choice([0, 1, 2]))}

    def _row(self, source: str) -> dict[str, Any]:
        """A row of a plain source: its fields by their names, amounts as yuan, with gaps."""
        must = {"funds": ("kind", "source", "amount"), "assets": ("kind",)}.get(source, ())
        fields = [f for f in SOURCES[source].fields if f.kind != "text"]
        told = {f.key.removeprefix("row."): self.value(f) for f in fields}
        kept = {k: v for k, v in told.items() if k in must or self.r.random() > GAP}
        return {"yuan" if k == "amount" else k: v for k, v in kept.items()}

    def member(self) -> dict[str, Any]:
        r = self.r
        columns = [f for f in KNOWN if f.subject == "person" and f.key != "person.age"]
        person = {f.key.split(".")[1]: self.value(f) for f in columns if r.random() > GAP}
        person["status"] = r.choice(["present"] * 8 + ["gone"])
        for key in ("identity", "mobile"):
            if r.random() > GAP:
                person[key] = r.choice("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
        if r.random() < GAP:
            person["told_on"] = r.choice(TOLD)
        person["records"] = [self.record() for _ in range(r.choice([0, 0, 1, 2, 3]))]
        person["grants"] = [self.grant() for _ in range(r.choice([0, 0, 1, 2]))]
        months = r.sample(["2025-11", "2026-08", "2026-09", "2026-10"], r.choice([0, 0, 1, 2]))
        person["work"] = [self._told_row("work", month=month) for month in months]
        years = r.sample([2019, 2025, 2026], r.choice([0, 0, 1]))
        person["work_plans"] = [self._told_row("work_plans", year=year) for year in years]
        return person

    def _told_row(self, source: str, **must: Any) -> dict[str, Any]:
        """A row of the register beside the household: its fields by their names, with gaps."""
        skipped = {*must, "previous_ends_on"}
        told = {f.key.removeprefix("row."): self.value(f) for f in SOURCES[source].fields if f.kind != "text"}
        return {**must, **{k: v for k, v in told.items() if k not in skipped and self.r.random() > GAP}}

    def _some(self, values: dict[str, Any]) -> dict[str, Any]:
        """Leaves gaps."""
        return {k: v for k, v in values.items() if self.r.random() > GAP}

    def record(self) -> dict[str, Any]:
        dataset = self.r.choice(DATASETS)
        fields = SOURCES[f"bureau.{dataset}"].fields
        values = {f.key.removeprefix("row."): self.value(f) for f in fields}
        values["yuan"] = values.pop("amount")
        if self.r.random() < 0.5:
            values["status"] = "normal"
        return {"dataset": dataset, **self._some(values)}

    def grant(self) -> dict[str, Any]:
        told = {"starts_on": self.day(), "ends_on": self.day(), "yuan": self.yuan()}
        state = self.r.choice(["proposed", "approved", "delivering", "delivered", "ended", "refused"])
        return {"measure": self.r.choice(["M01", "M02", "M03"]), "state": state, **self._some(told)}

    def income(self) -> dict[str, Any]:
        kinds = ["wage_work", "business", "property_land", "transfer_dibao", "business_cost", "wage_other"]
        months = self._some({"months": self.r.randint(0, 12)})
        return {
            "year": self.r.choice([2024, 2025, 2026]),
            "kind": self.r.choice(kinds),
            "yuan": self.yuan(),
            **months,
        }

    def visit(self) -> dict[str, Any]:
        answers = {k: self.r.random() < 0.5 for k in ("food_ok", "clothing_ok", "satisfied")}
        return {
            "on_day": self.day(),
            "purpose": self.r.choice(["routine", "monitoring"]),
            **self._some(answers),
        }

    def project(self) -> dict[str, Any]:
        return self._some({"yuan": self.yuan(), "from_on": self.day(), "to_on": self.day()})

    def yuan(self) -> float:
        return self.r.choice([0, 100, 500.5, 1000, 7999.99, 8000, 8500, 17000, 30000, 40000.01])

    def day(self) -> str:
        return (
            AS_OF + timedelta(days=self.r.choice([-4000, -800, -366, -365, -60, -30, -1, 0, 1, 40, 400]))
        ).isoformat()

    def value(self, fact: Fact) -> Any:
        """A value of the fact as the register keeps it: amounts in yuan, land in mu."""
        r = self.r
        if fact.kind == "bool":
            return r.random() < 0.5
        if fact.kind == "code":
            return r.choice([c.code for c in fact.codes]) if fact.codes else r.choice(["M01", "M02", "M03"])
        if fact.kind == "date":
            if fact.key == "person.born_on":
                years = timedelta(
                    days=365 * r.choice([0, 3, 6, 15, 16, 20, 40, 59, 60, 80]) + r.randint(-3, 30)
                )
                return (AS_OF - years).isoformat()
            return self.day()
        if fact.kind == "money":
            return self.yuan()
        if fact.unit == "年":
            return r.choice([2018, 2019, 2020])
        return r.choice([0, 0.5, 1.25, 2, 10]) if fact.scale else r.choice([0, 1, 2, 3, 6, 12])

    # -- conditions ------------------------------------------------------------------------------------------------

    def condition(self, subject: Subject, depth: int, *, members: bool = True) -> dict[str, Any]:
        """A condition as data, at most `depth` groups deep."""
        r = self.r
        if depth > 0 and r.random() < 0.6:
            how = r.choice(["all", "any", "not"])
            if how == "not":
                return {"not": self.condition(subject, depth - 1, members=members)}
            parts = [
                self.condition(subject, depth - 1, members=members) for _ in range(r.choice([1, 2, 2, 3]))
            ]
            return {how: parts}
        if r.random() < 0.4:
            return self.question(subject, depth, members=members)
        keys = facts_around(subject)
        own = [f for f in keys if f.subject == subject]
        return self.about(r.choice(own if r.random() < 0.6 else keys), keys)

    def about(self, fact: Fact, others: list[Fact]) -> dict[str, Any]:
        r = self.r
        if r.random() < 0.1:
            return {"fact": fact.key, "told": r.random() < 0.5}
        if fact.kind == "date" and r.random() < 0.4:
            unit = r.choice(["days", "months", "years"])
            far = {"days": [0, 30, 365], "months": [0, 1, 12], "years": [0, 1, 6, 16, 60, 80]}[unit]
            node: dict[str, Any] = {"fact": fact.key}
            node["since"] = {unit: {r.choice(["lt", "le", "gt", "ge", "is", "is_not"]): r.choice(far)}}
            dates = [f.key for f in others if f.kind == "date"]
            return {**node, "until": r.choice(dates)} if r.random() < 0.3 else node
        return {"fact": fact.key, **self.against(fact, others)}

    def against(self, fact: Fact, others: list[Fact]) -> dict[str, Any]:
        r = self.r
        if fact.kind == "bool":
            alike = [f for f in others if f.kind == "bool"]
            return {"is": {"fact": r.choice(alike).key} if r.random() < 0.1 else r.random() < 0.5}
        if fact.kind == "code":
            if r.random() < 0.5:
                several: Any = sorted({self.value(fact) for _ in range(3)})
                if r.random() < 0.3:
                    several = {"values": several, "title": "一组"}
                return {r.choice(["in", "not_in"]): several}
            return {r.choice(["is", "is_not"]): self.value(fact)}
        op = r.choice(["lt", "le", "gt", "ge", "is", "is_not"])
        standard = _STANDARD_OF.get(fact.key)
        if standard and r.random() < 0.3:
            return {op: {"standard": standard, "times": r.choice([1, 0.7, 1.5])}}
        alike = [f for f in others if (f.kind, f.unit, f.scale) == (fact.kind, fact.unit, fact.scale)]
        if alike and r.random() < 0.3:
            other: dict[str, Any] = {"fact": r.choice(alike).key}
            if fact.kind in NUMERIC:
                other |= {"times": r.choice([1, 0.7, -2, 1.333]), "plus": r.choice([0, 1, -500])}
            return {op: other}
        if r.random() < 0.2:
            return {"between": [self.value(fact), self.value(fact)]}
        return {op: self.value(fact)}

    def question(self, subject: Subject, depth: int, *, members: bool) -> dict[str, Any]:
        r = self.r
        circles = [c for c in _CIRCLES.get(subject, ()) if members or c == HOUSEHOLDS]
        if circles and r.random() < 0.4:
            return self.circle(r.choice(circles), depth, subject)
        sources = [s for s in SOURCES.values() if s.dataset is None or s.dataset in DATASETS]
        own_or_home = (subject, "household") if subject == "person" else (subject,)
        source = r.choice([s for s in sources if any(o in s.subjects for o in own_or_home)])
        hows = (
            ["any", "none", "count"]
            + (["sum"] if any(f.kind in NUMERIC for f in source.fields) else [])
            + (["latest"] if source.day else [])
        )
        how = r.choice(hows)
        node: dict[str, Any] = {how: source.key}
        if source.live and r.random() < 0.5:
            node["window"] = "live"
        elif source.day and r.random() < 0.4:
            unit, number = r.choice([("days", 30), ("months", 2), ("months", 24), ("years", 1)])
            this = {"this": r.choice(["year", "month"])}
            node["window"] = {"last": {unit: number}} if r.random() < 0.7 else this
        fields = [f for f in source.fields if f.kind != "text"]
        if fields and r.random() < 0.7:
            node["where"] = self._row_condition(fields, owner_of(source, subject))
        if how == "sum":
            return self._limit(node, how, r.choice([f for f in fields if f.kind in NUMERIC]), subject)
        field = r.choice(fields) if how == "latest" else None
        return self._limit(node, how, field, subject)

    def circle(self, over: str, depth: int, subject: Subject) -> dict[str, Any]:
        """A question about members, one's household, or the households of a village."""
        r = self.r
        how = r.choice(["any", "none"] if over == HOUSEHOLD else ["any", "none", "count", "sum"])
        inner: Subject = "person" if over == MEMBERS else "household"
        node: dict[str, Any] = {how: over}
        if r.random() < 0.8:
            node["where"] = self.condition(inner, min(depth, 2), members=over != MEMBERS)
        numbers = [f for f in KNOWN if f.subject == inner and f.kind in NUMERIC]
        return self._limit(node, how, r.choice(numbers), subject) if how in ("count", "sum") else node

    def _row_condition(self, fields: list[Fact], owner: Subject) -> dict[str, Any]:
        r = self.r
        around = facts_around(owner)
        parts = [self.about(r.choice(fields), [*fields, *around]) for _ in range(r.choice([1, 1, 2]))]
        if r.random() < 0.15:
            parts.append(self.about(r.choice(around), around))
        return parts[0] if len(parts) == 1 else {r.choice(["all", "any"]): parts}

    def _limit(self, node: dict[str, Any], how: str, field: Fact | None, subject: Subject) -> dict[str, Any]:
        r = self.r
        if how == "count":
            return {**node, r.choice(["lt", "le", "gt", "ge", "is", "is_not"]): r.choice([0, 1, 2, 3])}
        if field is None:
            return node
        return {**node, "of": field.key, **self.against(field, facts_around(subject))}
