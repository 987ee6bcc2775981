"""Loads the invented county: places first, then one act a township."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import func, select

from app.adapters.area_list import ListedArea
from app.demo.county import Part
from app.demo.outlines import boundaries
from app.demo.places import CountyPlan, areas
from app.domain.errors import BangfuError
from app.domain.vocabulary.datasets import BY_KEY
from app.models import Household
from app.queries.scope import unscoped
from app.services.areas import load_areas
from app.services.boundaries import load_boundaries
from app.services.demo.numbering import Writer
from app.services.demo.register_rows import write_households, write_people
from app.services.demo.work_rows import (
    write_grants,
    write_ledger,
    write_projects,
    write_records,
    write_villages,
    write_visits,
    write_work,
)
from app.unit_of_work import Work

#: Which data sets `--bureau` loads; `some` leaves the vehicles for the newcomer's first import.
DELIVERIES: dict[str, tuple[str, ...]] = {
    "none": (),
    "some": tuple(key for key in BY_KEY if key != "vehicle"),
    "all": tuple(BY_KEY),
}
_SOURCE = "演示县（虚构）"


class DemoRefusedError(BangfuError):
    """The database already holds households."""

    status = 409

    def __init__(self, households: int) -> None:
        super().__init__(
            "E-DEMO-1",
            f"数据库里已有 {households} 户，演示数据只装进空库。",
            way_out="请换一个空库；确实要加进去，就加 --force。",
        )


@dataclass(slots=True)
class LoadedCounty:
    """What was written: rows by table."""

    rows: dict[str, int] = field(default_factory=dict)

    def add(self, rows: dict[str, int]) -> None:
        for name, count in rows.items():
            self.rows[name] = self.rows.get(name, 0) + count


def load_places(work: Work, plan: CountyPlan, *, force: bool = False) -> None:
    """Divisions and outlines of the invented county. DemoRefusedError in a database with households."""
    with unscoped("is the database empty"):
        known = work.session.scalar(select(func.count()).select_from(Household)) or 0
    if known and not force:
        raise DemoRefusedError(known)
    rows = [ListedArea(str(row["code"]), str(row["name"]), str(row["full_name"])) for row in areas(plan)]
    load_areas(work, rows, source=_SOURCE)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "boundaries.geojson"
        path.write_text(json.dumps(boundaries(plan), ensure_ascii=False), "utf-8")
        load_boundaries(work, path, source=_SOURCE)


def load_part(work: Work, plan: CountyPlan, part: Part, bureau: str) -> dict[str, int]:
    """One township in the act under way; `bureau` is none, some or all. Returns rows by table."""
    writer = Writer(work.session.connection(), work.event_id)
    first_household, first_person = writer.first_id("household"), writer.first_id("person")
    write_households(writer, part, first_person)
    write_people(writer, part, first_household)
    write_ledger(writer, part, first_household)
    write_records(writer, part, first_person, DELIVERIES[bureau], plan.as_of)
    write_grants(writer, part, first_household, first_person)
    write_projects(writer, part, first_household)
    write_visits(writer, part, first_household)
    write_villages(writer, part)
    write_work(writer, part, first_household, first_person)
    return writer.rows
