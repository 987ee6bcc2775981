"""What applying writes: new rows and final values by table, parents before children."""

from dataclasses import dataclass, field

import polars as pl

#: Tables whose new rows stand as the plan says them.
KEYED = ("work_record", "work_plan", "village_record", "project_beneficiary", "asset", "monitoring_situation")
#: New rows that changed ones may point at: a person's new phone, the household somebody moved to.
FIRST = ("secret", "household")
#: Parents before children.
ORDER = (
    "secret",
    "household",
    "person",
    "living_condition",
    "income_entry",
    "membership",
    "name_gram",
    "project",
    "project_place",
    "fund_flow",
    "monitoring_case",
    *KEYED,
    "bureau_record",
    "clue",
)


@dataclass
class Built:
    """`inserts` by table, complete but for version and event; `updates` by table: id, version, final values.

    `numbers`: what was reserved by table, to be asked again under the lock on SQLite. `regrammed`: people renamed or
    moved. `moved`: people who changed household. `replaced`: records that the list stands in place of.
    """

    inserts: dict[str, pl.DataFrame] = field(default_factory=dict)
    updates: dict[str, pl.DataFrame] = field(default_factory=dict)
    numbers: dict[str, list[int]] = field(default_factory=dict)
    regrammed: pl.DataFrame | None = None
    moved: pl.DataFrame | None = None
    replaced: pl.DataFrame | None = None
    heads_may_change: bool = False
    lines: int = 0

    def add(self, table: str, frame: pl.DataFrame) -> None:
        """More rows of a table."""
        if frame.height:
            have = self.inserts.get(table)
            self.inserts[table] = frame if have is None else pl.concat([have, frame], how="diagonal_relaxed")
