"""One group in one period."""

from dataclasses import dataclass
from typing import Any

from app.analysis.estimates import Estimate


@dataclass(frozen=True)
class Cell:
    """ATT(g, t): the effect in period `time` on units that began in `group`. `found` is None where `why` says so."""

    group: float
    time: float
    found: Estimate | None
    treated: int
    control: int
    why: str = ""

    @property
    def att(self) -> float | None:
        return None if self.found is None else self.found.estimate

    @property
    def se(self) -> float | None:
        return None if self.found is None else self.found.se

    @property
    def is_before(self) -> bool:
        return self.time < self.group

    def as_data(self) -> dict[str, Any]:
        """Flat: group, time, att, se, low, high, p and sizes."""
        found = self.found
        told = {name: None if found is None else getattr(found, name) for name in ("se", "low", "high", "p")}
        sizes = {"treated": self.treated, "control": self.control, "why": self.why}
        return {"group": self.group, "time": self.time, "att": self.att, **told, **sizes}
