"""Cases that a machine makes from a condition: one step on either side of each threshold, each choice, and not told.

Each case is a small register (see services.specimens) in which everything else is as the condition wants it. What the
rule should answer is not said here: a person says that.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from app.domain.catalogue import DatedStandard
from app.domain.condition_words import amount
from app.domain.condition_writer import fact_of
from app.domain.conditions import (
    FACTOR_SCALE,
    Compare,
    Distance,
    Group,
    Node,
    Not,
    Plain,
    Quantified,
    Scalar,
    Standard,
    Told,
)
from app.domain.facts import HOUSEHOLD, MEMBERS, SOURCES, Fact, Subject

AREA = "520199101201"
#: More are not made; a longer condition is looked at by its first thresholds.
MOST_CASES = 60
#: What stands in every register: there is no case without it.
ALWAYS_TOLD = frozenset(("household.kind", "household.size", "household.is_monitored"))
#: Values and words of a variation: (value, whether it is told).
_UNTOLD = object()


@dataclass(frozen=True, slots=True)
class Case:
    """One case: its key (the same register has the same key), its words, and the register."""

    key: str
    title: str
    household: dict[str, Any]
    member: int


@dataclass
class _Register:
    """A household while it is made up."""

    household: dict[str, Any] = field(default_factory=dict)
    members: list[dict[str, Any]] = field(default_factory=lambda: [{}])

    def as_data(self) -> dict[str, Any]:
        return {"area": AREA, **self.household, "members": self.members}


@dataclass(frozen=True)
class _Place:
    """Where a fact is written: which member, and the record inside of which one stands."""

    member: int = 0
    record: dict[str, Any] | None = None
    rows: str | None = None


class Maker:
    """Makes registers for one condition. `as_of`: the day on which the examples are judged."""

    def __init__(
        self, node: Node, subject: Subject, standards: Mapping[str, DatedStandard], as_of: date
    ) -> None:
        self.node, self.subject, self.standards, self.as_of = node, subject, standards, as_of
        self.varied: tuple[Node, Any] | None = None
        self.branch: set[int] = set()

    def cases(self) -> list[Case]:
        """Those of each threshold in reading order, each once."""
        found: dict[str, Case] = {}
        for leaf, trail in self._leaves(self.node, ()):
            rows = next(
                (n.over for n in reversed(trail[:-1]) if isinstance(n, Quantified) and n.over in SOURCES),
                None,
            )
            for value, words in self._variations(leaf, rows):
                case = self._case(leaf, trail, value, words)
                if len(found) < MOST_CASES:
                    found.setdefault(case.key, case)
        return list(found.values())

    def _leaves(self, node: Node, trail: tuple[Node, ...]) -> Iterator[tuple[Node, tuple[Node, ...]]]:
        here = (*trail, node)
        if isinstance(node, Group):
            for part in node.parts:
                yield from self._leaves(part, here)
        elif isinstance(node, Not):
            yield from self._leaves(node.part, here)
        elif isinstance(node, Quantified) and node.where is not None and node.how in ("any", "none"):
            yield node, here
            yield from self._leaves(node.where, here)
        else:
            yield node, here

    def _case(self, leaf: Node, trail: tuple[Node, ...], value: Any, words: str) -> Case:
        self.varied, self.branch = (leaf, value), {id(n) for n in trail}
        register = _Register()
        self._satisfy(self.node, True, _Place(), register)
        data = register.as_data()
        told = json.dumps(data, sort_keys=True, ensure_ascii=False, default=str)
        return Case(hashlib.sha256(told.encode()).hexdigest()[:16], words[:60], json.loads(told), 0)

    def _variations(self, leaf: Node, rows: str | None) -> list[tuple[Any, str]]:
        """Values to try, each with the words of the case."""
        if isinstance(leaf, Quantified):
            name = SOURCES[leaf.over].label if leaf.over in SOURCES else "家里"
            yes, no = (f"{name}：有这样的", f"{name}：没有这样的")
            found: list[tuple[Any, str]] = [(True, yes), (False, no)]
            return (
                [*found, (_UNTOLD, f"{name}：没有报来")]
                if leaf.over in SOURCES and SOURCES[leaf.over].dataset
                else found
            )
        if isinstance(leaf, Told):
            fact = self._fact(leaf.fact, rows)
            return [(True, f"{fact.label}：已填"), (False, f"{fact.label}：没有填")]
        if isinstance(leaf, Distance):
            fact = self._fact(leaf.fact, rows)
            return [(leaf.number + d, f"{fact.label}：隔了 {leaf.number + d}") for d in (-1, 0, 1)] + [
                (_UNTOLD, f"{fact.label}：没有填")
            ]
        assert isinstance(leaf, Compare)
        fact = self._fact(leaf.fact, rows)
        found = [(v, f"{fact.label}：{amount(v, fact)}") for v in self._values(leaf, fact)]
        return found if fact.key in ALWAYS_TOLD else [*found, (_UNTOLD, f"{fact.label}：没有填")]

    def _fact(self, key: str, rows: str | None = None) -> Fact:
        if key.startswith("row."):
            source = next((s for s in SOURCES.values() if rows in (None, s.key) and s.field(key)), None)
            found = source.field(key) if source else None
            assert found is not None
            return found
        return fact_of(key, rows)

    def _values(self, leaf: Compare, fact: Fact) -> list[Scalar]:
        """One step below, at and above each threshold; each chosen code and one that is not; yes and no."""
        if fact.kind == "bool":
            return [True, False]
        if fact.kind == "code":
            codes = [str(v) for v in leaf.value.values] if isinstance(leaf.value, Plain) else []
            other = next((c.code for c in fact.codes or () if c.code not in codes), None)
            return [*codes[:6], *([other] if other else [])]
        found: list[Scalar] = []
        for limit in self._limits(leaf):
            step: Any = timedelta(days=1) if isinstance(limit, date) else 1
            found += [limit - step, limit, limit + step]
        return list(dict.fromkeys(found))

    def _limits(self, leaf: Compare) -> list[Scalar]:
        if isinstance(leaf.value, Plain):
            return list(leaf.value.values)[:4]
        if isinstance(leaf.value, Standard) and leaf.value.code in self.standards:
            standard = self.standards[leaf.value.code]
            day = date(_income_year(self.as_of), 12, 31) if standard.clock == "income_year" else self.as_of
            value = standard.value_on(day, AREA)
            return [] if value is None else [value * leaf.value.factor // FACTOR_SCALE]
        return []

    # --- making a register that satisfies -------------------------------------------------------------------

    def _satisfy(self, node: Node, want: bool, place: _Place, register: _Register) -> None:
        if isinstance(node, Not):
            self._satisfy(node.part, not want, place, register)
        elif isinstance(node, Group):
            self._satisfy_group(node, want, place, register)
        elif isinstance(node, Quantified):
            self._satisfy_rows(node, want, place, register)
        elif isinstance(node, Compare):
            self._write(self._fact(node.fact, place.rows), self._chosen(node, want, place), place, register)
        elif isinstance(node, Distance):
            self._write_distance(node, want, place, register)
        elif isinstance(node, Told):
            told = self.varied[1] if self.varied and self.varied[0] is node else node.told is want
            fact = self._fact(node.fact, place.rows)
            self._write(fact, self._any_value(fact) if told else _UNTOLD, place, register)

    def _satisfy_group(self, node: Group, want: bool, place: _Place, register: _Register) -> None:
        """All of "all", one of "any"; the part that leads to what is varied before the others."""
        leading = next((p for p in node.parts if id(p) in self.branch), node.parts[0])
        every = (node.how == "all") is want
        others = [p for p in node.parts if p is not leading]
        for part in others:
            self._satisfy(part, want if every else not want, place, register)
        self._satisfy(leading, want, place, register)

    def _satisfy_rows(self, node: Quantified, want: bool, place: _Place, register: _Register) -> None:
        value = self.varied[1] if self.varied and self.varied[0] is node else None
        present = want is (node.how != "none") if value is None else value is True
        if node.over == HOUSEHOLD:
            if node.where is not None:
                self._satisfy(node.where, present, place, register)
        elif node.over == MEMBERS:
            self._satisfy_members(node, present, place, register)
        elif node.over in SOURCES:
            self._satisfy_source(node, present, value is _UNTOLD, place, register)

    def _satisfy_members(self, node: Quantified, present: bool, place: _Place, register: _Register) -> None:
        where = 0
        if self.subject == "person" and place.record is None:
            register.members.append({})
            where = len(register.members) - 1
        if node.where is not None:
            self._satisfy(node.where, present, _Place(where), register)

    def _satisfy_source(
        self, node: Quantified, present: bool, silent: bool, place: _Place, register: _Register
    ) -> None:
        source = SOURCES[node.over]
        if source.dataset and not silent:
            register.household.setdefault("delivered", [])
            if source.dataset not in register.household["delivered"]:
                register.household["delivered"].append(source.dataset)
        if not present:
            return
        record: dict[str, Any] = {"dataset": source.dataset} if source.dataset else {}
        if node.where is not None:
            self._satisfy(node.where, True, _Place(place.member, record, node.over), register)
        self._measured(node, source.field(node.field) if node.field else None, record)
        self._add_record(node.over, record, place, register)

    def _measured(self, node: Quantified, fact: Fact | None, record: dict[str, Any]) -> None:
        """The field that is summed or looked at in the newest row has its threshold."""
        if fact is None or not isinstance(node.value, Plain | Standard):
            return
        limits = self._limits(Compare(fact.key, "ge", node.value))
        if limits and node.op is not None:
            value = _meeting(node.op, limits)
            record[_column(fact)] = _plain(value, fact)

    def _add_record(self, over: str, record: dict[str, Any], place: _Place, register: _Register) -> None:
        member = register.members[place.member]
        if over.startswith("bureau."):
            member.setdefault("records", []).append(record)
        elif over == "grants":
            owner = member if self.subject == "person" else register.household
            day = (self.as_of - timedelta(days=30)).isoformat()
            owner.setdefault("grants", []).append({"starts_on": day, "state": "approved", **record})
        elif over == "income":
            year = _income_year(self.as_of) - int(record.pop("years_ago", 0))
            line = {"year": year, "kind": "wage_work", "yuan": record.pop("amount", 1)}
            register.household.setdefault("income", []).append({**line, **record})
        elif over == "visits":
            day = (self.as_of - timedelta(days=1)).isoformat()
            register.household.setdefault("visits", []).append({"on_day": day, **record})

    def _chosen(self, node: Compare, want: bool, place: _Place) -> Any:
        """The value to write: the one that is tried, else one that meets the comparison or fails it."""
        if self.varied is not None and self.varied[0] is node:
            return self.varied[1]
        fact = self._fact(node.fact, place.rows)
        if fact.kind == "bool":
            value = node.value.values[0] if isinstance(node.value, Plain) else True
            return value if want else not value
        if fact.kind == "code":
            return self._chosen_code(node, want, fact)
        limits = self._limits(node)
        if not limits:
            return self._any_value(fact)
        return _meeting(node.op, limits) if want else _failing(node.op, limits)

    def _chosen_code(self, node: Compare, want: bool, fact: Fact) -> str | None:
        named = [str(v) for v in node.value.values] if isinstance(node.value, Plain) else []
        other = next((c.code for c in fact.codes or () if c.code not in named), None)
        inside = want is (node.op in ("is", "in"))
        return named[0] if inside and named else other

    def _any_value(self, fact: Fact) -> Any:
        if fact.kind == "code":
            return next((c.code for c in fact.codes or ()), None)
        return {"bool": True, "date": self.as_of - timedelta(days=400), "text": "有"}.get(fact.kind, 1)

    def _write_distance(self, node: Distance, want: bool, place: _Place, register: _Register) -> None:
        fact = self._fact(node.fact, place.rows)
        number: Any = node.number
        if self.varied is not None and self.varied[0] is node:
            number = self.varied[1]
        elif want is False:
            number = _failing(node.op, [node.number])
        else:
            number = _meeting(node.op, [node.number])
        if number is _UNTOLD:
            self._write(fact, _UNTOLD, place, register)
        else:
            self._write(fact, _before(self.as_of, int(number), node.unit), place, register)

    def _write(self, fact: Fact, value: Any, place: _Place, register: _Register) -> None:
        """Put a value where the register keeps it; a value that is not told is taken out again."""
        if place.record is not None and fact.subject == "row":
            target, key = place.record, _column(fact)
        else:
            target, key, value = self._target(fact, value, place, register)
        if value is _UNTOLD or value is None:
            target.pop(key, None)
        else:
            target[key] = value if isinstance(value, _Raw) else _plain(value, fact)
            if isinstance(target[key], _Raw):
                target[key] = target[key].data

    def _target(
        self, fact: Fact, value: Any, place: _Place, register: _Register
    ) -> tuple[dict[str, Any], str, Any]:
        told = value is not _UNTOLD and value is not None
        member = register.members[place.member]
        if fact.key == "person.age":
            return (
                member,
                "born_on",
                _Raw(_before(self.as_of, int(value), "years").isoformat()) if told else value,
            )
        if fact.key == "household.is_monitored":
            return register.household, "monitoring_kind", _Raw("marginal") if value is True else _UNTOLD
        if fact.key in ("person.has_identity", "person.has_phone"):
            return (
                member,
                "identity" if fact.key.endswith("identity") else "mobile",
                _Raw("A") if value is True else _UNTOLD,
            )
        if fact.origin == "ledger":
            return register.household, "income", self._income(fact, value, register) if told else _UNTOLD
        table, _, column = fact.columns[0].partition(".") if fact.columns else ("", "", fact.key)
        if table == "living_condition":
            return register.household.setdefault("living", {}), column, value
        if table == "village_record":
            return register.household.setdefault("village", {}), column, value
        return (member if fact.subject == "person" else register.household), column, value

    def _income(self, fact: Fact, value: int, register: _Register) -> "_Raw":
        """One line of wage that makes the figure: per head it is as often as there are members."""
        year = _income_year(self.as_of) - (1 if fact.key.endswith("last_year") else 0)
        heads = len(register.members) if "per_head" in fact.key else 1
        kind = {"business_income": "business", "property_income": "property_other", "transfer_income": "transfer_other",
                "business_cost": "business_cost"}.get(fact.key.partition(".")[2], "wage_work")  # fmt: skip
        others = [line for line in register.household.get("income", []) if line["year"] != year]
        return _Raw([*others, {"year": year, "kind": kind, "yuan": value * heads / 100}])


@dataclass(frozen=True)
class _Raw:
    """A value that is already as the register keeps it."""

    data: Any


def _column(fact: Fact) -> str:
    """The word of a specimen for a fact's column: row.amount is told in yuan."""
    name = fact.key.partition(".")[2]
    return "amount" if name == "amount" and fact.subject == "row" else name


def _plain(value: Any, fact: Fact) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if fact.kind == "money" and isinstance(value, int):
        return value / 100
    return (
        value / 10**fact.scale
        if fact.scale and isinstance(value, int) and not isinstance(value, bool)
        else value
    )


def _meeting(op: str, limits: list[Any]) -> Any:
    step: Any = timedelta(days=1) if isinstance(limits[0], date) else 1
    return (
        limits[0] + step
        if op in ("gt", "is_not", "not_in")
        else limits[0] - step
        if op == "lt"
        else limits[0]
    )


def _failing(op: str, limits: list[Any]) -> Any:
    step: Any = timedelta(days=1) if isinstance(limits[0], date) else 1
    below, above = limits[0] - step, limits[0] + step
    found = {"ge": below, "gt": limits[0], "le": above, "lt": limits[0], "is": above, "is_not": limits[0]}
    return {**found, "between": below, "not_in": limits[0]}.get(op, limits[-1] + step)


def _before(day: date, number: int, unit: str) -> date:
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


def _income_year(day: date) -> int:
    return day.year if day.month >= 10 else day.year - 1
