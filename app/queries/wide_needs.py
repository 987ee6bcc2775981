"""What the trees of one wide statement speak about: facts, their ages, questions, by the step that computes them."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from app.domain.conditions import (
    Compare,
    Distance,
    Node,
    Quantified,
    Told,
    facts_of,
    quantified,
    walk,
)
from app.domain.facts import CIRCLES, FACTS, HOUSEHOLD, MEMBERS, SOURCES, Subject, owner_of
from app.queries.bureau_facts import LISTS_OF_FACT
from app.queries.facts import SHARED_OUT, SIZE, Age, age_of

STEPS: tuple[Subject, ...] = ("person", "household", "village", "project")
#: The day of the last visit: whatever a visit did not change, it found as it stands.
VISITED = "household.last_visit_on"


@dataclass
class Needs:
    """What the trees of one statement speak about, gathered before any SQL is written; facts by their subject."""

    facts: dict[Subject, dict[str, None]] = field(default_factory=lambda: {s: {} for s in STEPS})
    rows: dict[Subject, dict[Quantified, None]] = field(default_factory=lambda: {s: {} for s in STEPS})
    ages: dict[Subject, dict[Age, None]] = field(default_factory=lambda: {s: {} for s in STEPS})
    members: dict[Quantified, None] = field(default_factory=dict)
    households: dict[Quantified, None] = field(default_factory=dict)
    datasets: dict[str, None] = field(default_factory=dict)
    keep_ages: bool = True

    def add(self, node: Node, subject: Subject) -> None:
        told = {n.fact for n in walk(node) if isinstance(n, Told)}
        for key in sorted(facts_of(node)):
            self.fact(key, subject, ages=key not in told or _also_compared(node, key))
        for question in quantified(node):
            self._question(question, subject)

    def fact(self, key: str, subject: Subject, *, ages: bool = True) -> None:
        """A fact of the subject, its household or its village; with its age where that matters."""
        if key.startswith("row."):
            return
        step = step_of(key, subject)
        self.facts[step][key] = None
        if key in SHARED_OUT:
            self.facts[step][SIZE] = None
        age = age_of(key)
        if age is not None and ages and self.keep_ages:
            self.ages[step][age] = None
            if age[0] != "village_record":
                self.facts["household"][VISITED] = None

    def lists(self) -> tuple[str, ...]:
        """The lists of bureaus in which members are looked up."""
        sources = (SOURCES[question.over].dataset for question in self.rows["person"])
        asked = {key: None for key in sources if key is not None}
        asked |= dict.fromkeys(k for fact in self.facts["person"] for k in LISTS_OF_FACT.get(fact, ()))
        return tuple(asked)

    def ages_of(self, facts: Iterable[str], subject: Subject) -> list[Age]:
        """The ages of these facts, each once."""
        told = {age_of(key): None for key in facts}
        return [age for age in told if age is not None and any(age in own for own in self.ages.values())]

    def _question(self, question: Quantified, subject: Subject) -> None:
        if question.over in CIRCLES:
            inner = CIRCLES[question.over]
            if question.over != HOUSEHOLD:
                (self.members if question.over == MEMBERS else self.households)[question] = None
            if question.field:
                self.fact(question.field, inner)
            if question.where is not None:
                self.add(question.where, inner)
        else:
            source = SOURCES[question.over]
            self.rows[owner_of(source, subject)][question] = None
            if source.dataset:
                self.datasets[source.dataset] = None
            for node in walk(question.where) if question.where is not None else ():
                for key in sorted(facts_of(node)):
                    self.fact(key, subject)


def _also_compared(node: Node, key: str) -> bool:
    return any(key in facts_of(n) for n in walk(node) if isinstance(n, Compare | Distance | Quantified))


def step_of(key: str, subject: Subject) -> Subject:
    """In which step a fact is computed: a village's facts stand beside its households where those are asked."""
    own = FACTS[key].subject
    return "household" if own == "village" and subject != "village" else own
