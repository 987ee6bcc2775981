"""The tables that facts are read from: as they are now, or as they were known after an event."""

from typing import Any

from sqlalchemy import BindParameter, FromClause, MetaData, Table, bindparam, or_, select, union_all
from sqlalchemy import Column as SqlColumn
from sqlalchemy.types import BigInteger

from app.models import (
    Area,
    Asset,
    Base,
    BureauRecord,
    DatasetCoverage,
    Event,
    FundFlow,
    Household,
    IncomeEntry,
    LivingCondition,
    MeasureGrant,
    MonitoringSituation,
    Person,
    Project,
    ProjectBeneficiary,
    ProjectGoal,
    ProjectPlace,
    Secret,
    VillageRecord,
    Visit,
    WorkPlan,
    WorkRecord,
)

TABLES: dict[str, Table] = {
    model.__tablename__: Base.metadata.tables[model.__tablename__]
    for model in (
        Household, Person, LivingCondition, IncomeEntry, MeasureGrant, Visit, ProjectBeneficiary, BureauRecord,
        DatasetCoverage, Secret, VillageRecord, Project, ProjectPlace, ProjectGoal, FundFlow, Asset, Area, Event,
        WorkRecord, WorkPlan, MonitoringSituation,
    )
}  # fmt: skip
_histories = MetaData()


def history_of(name: str) -> Table:
    """The history table that the triggers of `name` fill; it is written by migrations, not by the models."""
    table = f"{name}_history"
    if table in _histories.tables:
        return _histories.tables[table]
    columns = [SqlColumn(c.name, c.type) for c in Base.metadata.tables[name].columns]
    return Table(table, _histories, *columns, SqlColumn("until_event", BigInteger))


class World:
    """The present. Each call gives a new alias, so that one statement may read a table several times."""

    def table(self, name: str, *, everybody: bool = False) -> FromClause:
        """`everybody`: rows beyond the household that is asked about, for keys shared with others."""
        return TABLES[name].alias()

    def params(self) -> dict[str, Any]:
        return {}


class WorldThen(World):
    """As known after event `event_id`: the version of each row that was valid then.

    With `household_id` the key stands inside both arms of the union: SQLite does not push it in by itself.
    """

    def __init__(self, event_id: int, household_id: int | None = None) -> None:
        self.event_id = event_id
        self.household_id = household_id

    def table(self, name: str, *, everybody: bool = False) -> FromClause:
        if name in ("bureau_record", "dataset_coverage"):
            return self._delivered(name)
        if name in ("secret", "area", "event"):
            return TABLES[name].alias()
        base, history = TABLES[name], history_of(name)
        then = self._then
        arms = [
            select(*base.c).where(base.c.event_id <= then),
            select(*(history.c[c.name] for c in base.c)).where(
                history.c.event_id <= then, history.c.until_event > then
            ),
        ]
        key = "id" if name == "household" else "household_id"
        if self.household_id is not None and not everybody and key in base.c:
            arms = [
                arm.where(table.c[key] == bindparam("then_household", self.household_id, type_=BigInteger))
                for arm, table in zip(arms, (base, history), strict=True)
            ]
        return union_all(*arms).subquery()

    @property
    def _then(self) -> BindParameter[int]:
        return bindparam("then_event", self.event_id, type_=BigInteger)

    def _delivered(self, name: str) -> FromClause:
        """Bureau rows of batches that were applied by then and not yet undone."""
        rows, batch = TABLES[name], Base.metadata.tables["import_batch"]
        applied = (batch.c.applied_event_id <= self._then) & or_(
            batch.c.undone_event_id.is_(None), batch.c.undone_event_id > self._then
        )
        known = or_(rows.c.batch_id.is_(None), rows.c.batch_id.in_(select(batch.c.id).where(applied)))
        return select(*rows.c).where(known).subquery()

    def params(self) -> dict[str, Any]:
        return {"then_event": self.event_id, "then_household": self.household_id}
