"""What a fact is: something told about the world, with its label, unit, source and sensitivity."""

from dataclasses import dataclass
from typing import Literal

from app.domain.vocabulary import CodeList

Subject = Literal["person", "household", "village", "project", "row"]
#: Of a text only can be asked whether anybody has told it.
Kind = Literal["bool", "number", "money", "date", "code", "text"]
Sensitivity = Literal["ordinary", "personal", "sensitive"]
Origin = Literal["register", "ledger", "bureau", "visit", "grant", "computed"]


@dataclass(frozen=True, slots=True)
class Fact:
    """One entry of the dictionary.

    `columns` are the register columns that tell it ("person.labor"), for provenance and for asking.
    `scale` is the number of decimals kept: amounts are compared as whole numbers of 10**-scale units.
    `max_age_months` says how long a value counts after it was last told; older ones are unknown. None = does
    not grow old. A value is as old as the last act on its row or the last visit to the household.
    `askable` is false for what no visit can change (age, sex) and for what bureaus alone can tell.
    """

    key: str
    label: str
    subject: Subject
    kind: Kind
    unit: str = ""
    codes: CodeList | None = None
    sensitivity: Sensitivity = "ordinary"
    origin: Origin = "register"
    columns: tuple[str, ...] = ()
    scale: int = 0
    max_age_months: int | None = None
    askable: bool = True


@dataclass(frozen=True, slots=True)
class RowSource:
    """Rows that belong to a person or household and can be counted, summed or searched by a condition.

    `dataset` names the bureau's delivery: without its coverage an absence is unknown, not "no".
    `day` is the field that orders rows and that time windows look at. `live` says in words what the
    window "live" means, empty where the source has no such window. `max_age_months`: an older delivery no
    longer proves that something is absent. `observes`: a row tells how somebody found things, so that without
    one what the newest would say is not told, while a list without a row says that there is no such thing.
    """

    key: str
    label: str
    subjects: tuple[Subject, ...]
    fields: tuple[Fact, ...]
    dataset: str | None = None
    day: str | None = None
    live: str = ""
    counter: str = "条"
    bureau: str = ""
    max_age_months: int | None = None
    observes: bool = False

    def field(self, key: str) -> Fact | None:
        """The field of this name ("row.kind"), None where there is none."""
        return next((f for f in self.fields if f.key == key), None)
