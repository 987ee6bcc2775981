"""A proposed plan by risk (domain 6.1): for each risk of a monitored family the measures that speak to it, whose turn
it is and until when. It proposes what the rules found; people decide.

Which kinds of help a risk needs is data (`app/catalogue/risk_plans`), the days are dated standards.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from app.domain.catalogue import Source
from app.domain.catalogue_parser import source_of
from app.domain.verdicts import ORDER, Verdict
from app.domain.vocabulary.grants import MEASURE_GROUP
from app.domain.vocabulary.households import RISK

#: What a plan may hold: owed first, then what can be asked for, what nobody can tell yet, what runs already.
PLANNED: tuple[Verdict, ...] = ("missing", "may_apply", "unknown", "having")


class Answer(Protocol):
    """What the rules say about one measure for one family or member."""

    @property
    def code(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def bureau(self) -> str: ...
    @property
    def verdict(self) -> Verdict: ...


@dataclass(frozen=True, slots=True)
class Binding:
    """One risk, the groups of measures of which at least one is needed (but for those `without`), and that in words."""

    risk: str
    groups: tuple[str, ...]
    without: tuple[str, ...]
    words: str
    source: Source


@dataclass(frozen=True, slots=True)
class Part:
    """The plan for one risk: `measures` in the order in which they matter; `by` is the last day for the first of them,
    None where one runs already or nobody noted when monitoring began."""

    risk: str
    words: str
    measures: tuple[Answer, ...]
    by: date | None
    source: Source

    @property
    def is_met(self) -> bool:
        """Whether at least one measure that speaks to the risk runs already."""
        return any(m.verdict == "having" for m in self.measures)


def read_binding(raw: Mapping[str, Any]) -> Binding:
    """A line of the list from its data; CatalogueError without a source, ValueError for an unknown risk or group."""
    risk, groups = str(raw["code"]), tuple(str(g) for g in raw["groups"])
    if risk not in RISK or any(group not in MEASURE_GROUP for group in groups):
        raise ValueError(risk)
    without = tuple(str(code) for code in raw.get("without", ()))
    return Binding(risk, groups, without, str(raw["words"]), source_of(raw.get("source"), risk))


def plan_by_risk(
    risks: Iterable[str | None],
    answers: Sequence[Answer],
    groups: Mapping[str, str],
    bindings: Mapping[str, Binding],
    by: date | None,
) -> list[Part]:
    """One part for each risk of the family, in the family's order, each risk once. `groups`: measure code -> group.
    A risk without a binding (其他) gets no part: people write down what helps."""
    order = {verdict: place for place, verdict in enumerate(ORDER)}
    parts = []
    for risk in dict.fromkeys(risks):
        binding = bindings.get(risk or "")
        if binding is None:
            continue
        fitting = [
            a
            for a in answers
            if a.verdict in PLANNED and groups.get(a.code) in binding.groups and a.code not in binding.without
        ]
        fitting.sort(key=lambda a: (order[a.verdict], binding.groups.index(groups[a.code])))
        part = Part(binding.risk, binding.words, tuple(fitting), by, binding.source)
        parts.append(Part(part.risk, part.words, part.measures, None, part.source) if part.is_met else part)
    return parts
