"""Cases that a machine makes from a condition: one step on either side of each threshold, each choice, and not told.

Each case is a small register (see services.specimens) in which everything else is as the condition wants it. What the
rule should answer is not said here: a person says that.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from app.domain.boundary_registers import (
    AREA,
    UNTOLD,
    Place,
    Register,
    before,
    column_of,
    failing,
    income_year,
    meeting,
    plain_of,
)
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

#: More are not made; a longer condition is looked at by its first thresholds.
MOST_CASES = 60
MOST_WORDS = 60
#: What stands in every register: there is no case without it.
ALWAYS_TOLD = frozenset(("household.kind", "household.size", "household.is_monitored"))
#: Values and words of a variation: (value, whether it is told).


@dataclass(frozen=True, slots=True)
class Case:
    """One case: its key (the same register has the same key), its words, and the register."""

    key: str
    title: str
    household: dict[str, Any]
    member: int


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
                known = found.get(case.key)
                if known is not None:  # the same register met from another side
                    both = f"{known.title}；{case.title}"
                    found[case.key] = replace(known, title=both if len(both) <= MOST_WORDS else known.title)
                elif len(found) < MOST_CASES:
                    found[case.key] = case
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
        register = Register(self.as_of)
        self._satisfy(self.node, True, Place(), register)
        data = register.as_data()
        told = json.dumps(data, sort_keys=True, ensure_ascii=False, default=str)
        return Case(hashlib.sha256(told.encode()).hexdigest()[:16], words[:MOST_WORDS], json.loads(told), 0)

    def _variations(self, leaf: Node, rows: str | None) -> list[tuple[Any, str]]:
        """Values to try, each with the words of the case."""
        if isinstance(leaf, Quantified):
            return self._varied_rows(leaf)
        if isinstance(leaf, Told):
            fact = self._fact(leaf.fact, rows)
            return [(True, f"{fact.label}：已填"), (False, f"{fact.label}：没有填")]
        if isinstance(leaf, Distance):
            fact = self._fact(leaf.fact, rows)
            return [(leaf.number + d, f"{fact.label}：隔了 {leaf.number + d}") for d in (-1, 0, 1)] + [
                (UNTOLD, f"{fact.label}：没有填")
            ]
        assert isinstance(leaf, Compare)
        fact = self._fact(leaf.fact, rows)
        found = [(v, f"{fact.label}：{amount(v, fact)}") for v in self._values(leaf, fact)]
        return found if fact.key in ALWAYS_TOLD else [*found, (UNTOLD, f"{fact.label}：没有填")]

    def _varied_rows(self, leaf: Quantified) -> list[tuple[Any, str]]:
        """So many rows, or so much of them, on either side of the threshold; else there are such rows or none."""
        source = SOURCES.get(leaf.over)
        name = source.label if source is not None else "家里"
        found: list[tuple[Any, str]] = [(True, f"{name}：有这样的"), (False, f"{name}：没有这样的")]
        if leaf.how == "count" and isinstance(leaf.value, Plain):
            number = int(str(leaf.value.values[0]))
            found = [(n, f"{name}：{n} 个") for n in range(max(number - 1, 0), min(number, 20) + 2)]
        measured = source.field(leaf.field) if source is not None and leaf.field else None
        if measured is not None and leaf.value is not None and measured.kind in ("money", "number"):
            values = self._values(Compare(measured.key, "ge", leaf.value), measured)
            found = [(v, f"{name}{measured.label}：{amount(v, measured)}") for v in values] or found
        return [*found, (UNTOLD, f"{name}：没有报来")] if source is not None and source.dataset else found

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
            day = date(income_year(self.as_of), 12, 31) if standard.clock == "income_year" else self.as_of
            value = standard.value_on(day, AREA)
            return [] if value is None else [value * leaf.value.factor // FACTOR_SCALE]
        return []

    # --- making a register that satisfies -------------------------------------------------------------------

    def _satisfy(self, node: Node, want: bool, place: Place, register: Register) -> None:
        if isinstance(node, Not):
            self._satisfy(node.part, not want, place, register)
        elif isinstance(node, Group):
            self._satisfy_group(node, want, place, register)
        elif isinstance(node, Quantified):
            self._satisfy_rows(node, want, place, register)
        elif isinstance(node, Compare):
            register.write(self._fact(node.fact, place.rows), self._chosen(node, want, place), place)
        elif isinstance(node, Distance):
            self._write_distance(node, want, place, register)
        elif isinstance(node, Told):
            told = self.varied[1] if self.varied and self.varied[0] is node else node.told is want
            fact = self._fact(node.fact, place.rows)
            register.write(fact, self._any_value(fact) if told else UNTOLD, place)

    def _satisfy_group(self, node: Group, want: bool, place: Place, register: Register) -> None:
        """All of "all", one of "any"; the part that leads to what is varied before the others."""
        leading = next((p for p in node.parts if id(p) in self.branch), node.parts[0])
        every = (node.how == "all") is want
        others = [p for p in node.parts if p is not leading]
        for part in others:
            self._satisfy(part, want if every else not want, place, register)
        self._satisfy(leading, want, place, register)

    def _satisfy_rows(self, node: Quantified, want: bool, place: Place, register: Register) -> None:
        value = self.varied[1] if self.varied and self.varied[0] is node else None
        present = (
            want is (node.how != "none") if value is None else value is not False and value is not UNTOLD
        )
        times = self._times(node, present, value)
        if node.over == HOUSEHOLD:
            if node.where is not None:
                self._satisfy(node.where, present, place, register)
        elif node.over == MEMBERS:
            self._satisfy_members(node, present, times, place, register)
        elif node.over in SOURCES:
            self._deliver(node.over, value is not UNTOLD, register)
            for _ in range(times):
                self._satisfy_source(node, value, place, register)

    def _times(self, node: Quantified, present: bool, value: Any) -> int:
        """How many rows: as many as are counted, else one where there are any."""
        if node.how != "count" or not isinstance(node.value, Plain):
            return 1 if present else 0
        if isinstance(value, int) and not isinstance(value, bool):
            return value
        limits = [int(str(node.value.values[0]))]
        number = meeting(node.op or "ge", limits) if present else failing(node.op or "ge", limits)
        return 0 if value is UNTOLD else min(max(int(number), 0), 20)

    def _satisfy_members(
        self, node: Quantified, present: bool, times: int, place: Place, register: Register
    ) -> None:
        first = 0
        if self.subject == "person" and place.record is None:
            first = len(register.members)
        for number in range(max(times, 1)):
            while len(register.members) <= first + number:
                register.members.append({})
            if node.where is not None:
                self._satisfy(node.where, present and times > 0, Place(first + number), register)

    def _deliver(self, over: str, delivered: bool, register: Register) -> None:
        dataset = SOURCES[over].dataset
        if dataset and delivered and dataset not in register.household.setdefault("delivered", []):
            register.household["delivered"].append(dataset)

    def _satisfy_source(self, node: Quantified, value: Any, place: Place, register: Register) -> None:
        """One row that is as it is asked for; its sum or newest value at the threshold, or the value that is tried."""
        source = SOURCES[node.over]
        record: dict[str, Any] = {"dataset": source.dataset} if source.dataset else {}
        if node.where is not None:
            self._satisfy(node.where, True, Place(place.member, record, node.over), register)
        fact = source.field(node.field) if node.field else None
        if fact is not None and isinstance(node.value, Plain | Standard):
            limits = self._limits(Compare(fact.key, "ge", node.value))
            tried = isinstance(value, int) and not isinstance(value, bool)
            if limits and node.op is not None:
                record[column_of(fact)] = plain_of(value if tried else meeting(node.op, limits), fact)
        self._add_record(node.over, record, place, register)

    def _add_record(self, over: str, record: dict[str, Any], place: Place, register: Register) -> None:
        member = register.members[place.member]
        if over.startswith("bureau."):
            member.setdefault("records", []).append(record)
        elif over == "grants":
            owner = member if self.subject == "person" else register.household
            day = (self.as_of - timedelta(days=30)).isoformat()
            owner.setdefault("grants", []).append({"starts_on": day, "state": "approved", **record})
        elif over == "income":
            year = income_year(self.as_of) - int(record.pop("years_ago", 0))
            line = {"year": year, "kind": "wage_work", "yuan": record.pop("amount", 1)}
            register.household.setdefault("income", []).append({**line, **record})
        elif over == "visits":
            day = (self.as_of - timedelta(days=1)).isoformat()
            register.household.setdefault("visits", []).append({"on_day": day, **record})

    def _chosen(self, node: Compare, want: bool, place: Place) -> Any:
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
        return meeting(node.op, limits) if want else failing(node.op, limits)

    def _chosen_code(self, node: Compare, want: bool, fact: Fact) -> str | None:
        named = [str(v) for v in node.value.values] if isinstance(node.value, Plain) else []
        other = next((c.code for c in fact.codes or () if c.code not in named), None)
        inside = want is (node.op in ("is", "in"))
        return named[0] if inside and named else other

    def _any_value(self, fact: Fact) -> Any:
        if fact.kind == "code":
            return next((c.code for c in fact.codes or ()), None)
        return {"bool": True, "date": self.as_of - timedelta(days=400), "text": "有"}.get(fact.kind, 1)

    def _write_distance(self, node: Distance, want: bool, place: Place, register: Register) -> None:
        fact = self._fact(node.fact, place.rows)
        number: Any = node.number
        if self.varied is not None and self.varied[0] is node:
            number = self.varied[1]
        elif want is False:
            number = failing(node.op, [node.number])
        else:
            number = meeting(node.op, [node.number])
        if number is UNTOLD:
            register.write(fact, UNTOLD, place)
        else:
            register.write(fact, before(self.as_of, int(number), node.unit), place)
