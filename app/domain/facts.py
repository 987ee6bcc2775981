"""The fact dictionary: what conditions may speak about. A fact tells the world, never a verdict."""

from collections.abc import Mapping
from types import MappingProxyType

from app.domain.fact_dictionary.households import HOUSEHOLD_FACTS
from app.domain.fact_dictionary.kinds import Fact, Kind, Origin, RowSource, Sensitivity, Subject
from app.domain.fact_dictionary.persons import PERSON_FACTS
from app.domain.fact_dictionary.rows import ROW_SOURCES

__all__ = [
    "FACTS",
    "MEMBERS",
    "SOURCES",
    "Fact",
    "Kind",
    "Origin",
    "RowSource",
    "Sensitivity",
    "Subject",
    "owner_of",
]

#: The word for "the persons of this household" in quantified conditions.
MEMBERS = "members"

FACTS: Mapping[str, Fact] = MappingProxyType({f.key: f for f in (*PERSON_FACTS, *HOUSEHOLD_FACTS)})
SOURCES: Mapping[str, RowSource] = MappingProxyType({s.key: s for s in ROW_SOURCES})


def owner_of(source: RowSource, subject: Subject) -> Subject:
    """Whose rows a condition about `subject` means: the person's own where there are such, else the household's."""
    return subject if subject in source.subjects else "household"
