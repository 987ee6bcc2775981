"""The fact dictionary: what conditions may speak about. A fact tells the world, never a verdict."""

from collections.abc import Mapping
from types import MappingProxyType

from app.domain.fact_dictionary.households import HOUSEHOLD_FACTS
from app.domain.fact_dictionary.kinds import Fact, Kind, Origin, RowSource, Sensitivity, Subject
from app.domain.fact_dictionary.persons import PERSON_FACTS
from app.domain.fact_dictionary.projects import PROJECT_FACTS
from app.domain.fact_dictionary.rows import ROW_SOURCES
from app.domain.fact_dictionary.villages import VILLAGE_FACTS

__all__ = [
    "CIRCLES",
    "FACTS",
    "HOUSEHOLD",
    "HOUSEHOLDS",
    "MEMBERS",
    "SOURCES",
    "Fact",
    "Kind",
    "Origin",
    "RowSource",
    "Sensitivity",
    "Subject",
    "may_speak_of",
    "owner_of",
]

#: The word for "the persons of this household" in quantified conditions.
MEMBERS = "members"
#: "The household of this person", and "the households of this village".
HOUSEHOLD, HOUSEHOLDS = "household", "households"
#: Whose answers a question about a circle of subjects gathers.
CIRCLES: Mapping[str, Subject] = MappingProxyType(
    {MEMBERS: "person", HOUSEHOLD: "household", HOUSEHOLDS: "household"}
)

FACTS: Mapping[str, Fact] = MappingProxyType(
    {f.key: f for f in (*PERSON_FACTS, *HOUSEHOLD_FACTS, *VILLAGE_FACTS, *PROJECT_FACTS)}
)
SOURCES: Mapping[str, RowSource] = MappingProxyType({s.key: s for s in ROW_SOURCES})


def may_speak_of(subject: Subject, other: Subject) -> bool:
    """Whether a condition about `subject` may name facts of `other`: one's own, one's household's and village's."""
    return other in _AROUND[subject]


_AROUND: Mapping[Subject, tuple[Subject, ...]] = MappingProxyType(
    {
        "person": ("person", "household", "village"),
        "household": ("household", "village"),
        "village": ("village",),
        "project": ("project",),
        "row": (),
    }
)


def owner_of(source: RowSource, subject: Subject) -> Subject:
    """Whose rows a condition about `subject` means: the person's own where there are such, else the household's."""
    return subject if subject in source.subjects or subject == "village" else "household"
