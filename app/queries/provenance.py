"""Who said it and when: the act behind a register value, the delivery behind a bureau's record."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from sqlalchemy import Table, and_, func, select
from sqlalchemy.orm import Session

from app.domain.areas import full_code, range_of
from app.domain.clock import LOCAL
from app.domain.facts import SOURCES, Fact, RowSource
from app.domain.vocabulary.bureaus import OFFICE
from app.domain.vocabulary.datasets import BY_KEY, BY_NUMBER
from app.models import DatasetCoverage, Event, ImportBatch, Person, User
from app.queries.days import Days
from app.queries.row_kinds import Subjects
from app.queries.row_sources import rows_of
from app.queries.worlds import TABLES, World, WorldThen, history_of

SourceKind = Literal["bureau", "visit", "person", "computed", "file"]
REGISTER = ("household", "person", "living_condition")


@dataclass(frozen=True, slots=True)
class Told:
    """One line of "谁说的，哪天". `on` is the day it was said, `stale` how old it is where that is too old."""

    words: str
    kind: SourceKind
    on: date | None = None
    stale: str = ""
    event_id: int | None = None
    batch_id: int | None = None
    row_no: int | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """A bureau's record or a grant of one person, as far as an explanation shows it."""

    person_id: int | None
    values: dict[str, Any]
    live: bool
    told: Told


class Provenance:
    """Everything about one household that explanations quote, read in a few statements."""

    def __init__(
        self, session: Session, household_id: int, area_code: str, as_of: date, event_id: int | None = None
    ) -> None:
        """`event_id`: what was known after that event only."""
        self.as_of, self._until = as_of, event_id
        self._world = World() if event_id is None else WorldThen(event_id, household_id)
        self._session, self._household, self._area = session, household_id, area_code
        self._said = self._last_changes()
        self._events = self._acts(set(self._said.values()))
        self._records = self._bureau_records()
        self._grants = self._grant_rows()
        self._delivered = self._deliveries()

    def of_fact(self, fact: Fact, row_id: int) -> Told:
        """Who told a fact of the household or of one of its persons."""
        table, column = fact.columns[0].split(".")
        if table == "village_record":
            return Told("村级资料", "computed")
        if table not in REGISTER:
            return Told({"income_entry": "收入账加总", "visit": "走访记录"}.get(table, "计算"), "computed")
        event = self._said.get((table, 0 if table == "living_condition" else row_id, column))
        told = self._events.get(event) if event is not None else None
        if told is None:
            return Told("登记资料", "person")
        return Told(told.words, told.kind, told.on, self._age(told.on, fact), told.event_id, told.batch_id)

    def records(self, source: RowSource, person_id: int | None) -> list[Record]:
        """Records of a bureau or grants, of one person or (None) of the whole household."""
        rows = self._grants if source.key == "grants" else self._records.get(source.dataset or "", [])
        return [r for r in rows if person_id is None or r.person_id == person_id]

    def delivery(self, source: RowSource) -> Told | None:
        """The newest delivery of a bureau for this place; None where it has not delivered."""
        return self._delivered.get(source.dataset or "")

    def newest_elsewhere(self, source: RowSource) -> str | None:
        """The newest period (YYYY-MM) that the bureau delivered for any place of this county; None = never."""
        c, number = DatasetCoverage, BY_KEY[source.dataset or ""].number
        low, high = range_of(full_code(self._area[:6]))
        here = [c.dataset == number, c.area_low < high, c.area_high > low]
        return self._session.scalar(select(func.max(c.period)).where(*here))

    # -- reading -------------------------------------------------------------------------------------------------

    def _last_changes(self) -> dict[tuple[str, int, str], int]:
        """(table, row, column) -> the event of the version in which the value last changed."""
        said: dict[tuple[str, int, str], int] = {}
        for name in REGISTER:
            versions: dict[int, list[Any]] = {}
            for table in (TABLES[name], history_of(name)):
                for row in self._session.execute(self._of_household(name, table)).mappings():
                    versions.setdefault(row["id"], []).append(row)
            for rows in versions.values():
                rows.sort(key=lambda row: -row["version"])
                key = 0 if name == "living_condition" else rows[0]["id"]
                said |= {(name, key, column): _last_change(rows, column) for column in rows[0]}
        return said

    def _of_household(self, name: str, table: Table) -> Any:
        key = table.c.id if name == "household" else table.c.household_id
        columns = [table.c[c.name] for c in TABLES[name].columns]
        mine = select(*columns).where(key == self._household)
        return mine if self._until is None else mine.where(table.c.event_id <= self._until)

    def _acts(self, numbers: set[int]) -> dict[int, Told]:
        rows = self._session.execute(
            select(Event, User.display_name, ImportBatch)
            .outerjoin(User, User.id == Event.actor_id)
            .outerjoin(ImportBatch, ImportBatch.id == Event.batch_id)
            .where(Event.id.in_(numbers))
        )
        return {event.id: _act(event, name, batch) for event, name, batch in rows}

    def _bureau_records(self) -> dict[str, list[Record]]:
        world, days = self._world, Days(self.as_of)
        p, h = world.table("person"), world.table("household")
        rows = rows_of(SOURCES["bureau.dibao"], Subjects(world, days, h, p))
        r = rows.table.c
        query = (
            select(r.dataset, r.person_id, r.kind, r.level, r.status, r.amount_fen, r.starts_on, r.ends_on,
                   r.period, r.row_no, r.batch_id, and_(*rows.live).label("live"))
            .where(r.person_id.in_(select(Person.id).where(Person.household_id == self._household)))
            .order_by(r.dataset, r.period.desc(), r.id)
        )  # fmt: skip
        found: dict[str, list[Record]] = {}
        for row in self._session.execute(query, self._world.params()).mappings():
            dataset = BY_NUMBER[row["dataset"]]
            line = f" 第 {row['row_no']} 行" if row["row_no"] else ""
            words = f"{OFFICE.label(dataset.office)} {row['period']}{line}"
            told = Told(words, "bureau", None, "", None, row["batch_id"], row["row_no"])
            values = {f"row.{k}": row[k] for k in ("kind", "level", "status", "starts_on", "ends_on")}
            values["row.amount"] = row["amount_fen"]
            found.setdefault(dataset.key, []).append(
                Record(row["person_id"], values, bool(row["live"]), told)
            )
        return found

    def _grant_rows(self) -> list[Record]:
        world, days = self._world, Days(self.as_of)
        p, h = world.table("person"), world.table("household")
        rows = rows_of(SOURCES["grants"], Subjects(world, days, h, p))
        r = rows.table.c
        live = and_(*rows.live).label("live")
        query = select(r.person_id, r.measure, r.state, r.amount_fen, r.starts_on, r.ends_on, live)
        query = query.where(r.household_id == self._household).order_by(r.measure, r.id)
        found = []
        for row in self._session.execute(query, self._world.params()).mappings():
            values = {f"row.{k}": row[k] for k in ("measure", "state", "starts_on", "ends_on")}
            values["row.amount"] = row["amount_fen"]
            told = Told("帮扶落实台账", "computed", row["starts_on"])
            found.append(Record(row["person_id"], values, bool(row["live"]), told))
        return found

    def _deliveries(self) -> dict[str, Told]:
        c = DatasetCoverage
        rows = self._session.execute(
            select(c.dataset, c.period, c.batch_id)
            .where(c.area_low <= self._area, c.area_high > self._area)
            .order_by(c.period, c.id)
        )
        found: dict[str, Told] = {}
        for number, period, batch in rows:
            dataset = BY_NUMBER[number]
            words = f"{OFFICE.label(dataset.office)} {period} 名册（完整）"
            found[dataset.key] = Told(words, "bureau", None, "", None, batch)
        return found

    def _age(self, said_on: date | None, fact: Fact) -> str:
        if said_on is None or fact.max_age_months is None:
            return ""
        months = (self.as_of.year - said_on.year) * 12 + self.as_of.month - said_on.month
        return f"已 {months} 个月没有更新" if months > fact.max_age_months else ""


def _last_change(rows: list[Any], column: str) -> int:
    """Rows newest first: the event of the oldest version that already had today's value, without a break."""
    event: int = rows[0]["event_id"]
    for older in rows[1:]:
        if older[column] != rows[0][column]:
            break
        event = older["event_id"]
    return event


def _act(event: Event, name: str | None, batch: ImportBatch | None) -> Told:
    day = event.at.astimezone(LOCAL).date()
    if batch is not None:
        words = f"导入 {batch.profile or '表格'} {batch.period or day.isoformat()}"
        return Told(words, "file", day, "", event.id, batch.id)
    kind: SourceKind = "visit" if event.act.startswith("visit") else "person"
    return Told(f"{name or '系统装入'} {day.isoformat()}", kind, day, "", event.id)
