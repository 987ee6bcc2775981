"""Small households written as data, loaded into a database: examples of rules, dry runs, tests of the kernel.

    {"area": "520199101201", "kind": "out_of_poverty", "delivered": ["dibao"], "living": {"house_level": "C"},
     "income": [{"year": 2026, "kind": "wage_work", "yuan": 9000}], "visits": [{"on_day": "2026-05-01"}],
     "grants": [{"measure": "M19", "starts_on": "2026-01-01"}],
     "members": [{"born_on": "1980-05-01", "labor": "ordinary", "identity": "A",
                  "records": [{"dataset": "dibao", "kind": "rural"}], "grants": []}]}

Keys that are not named here are columns of the table. Amounts are yuan. What is left out is not told.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Date, Engine, Table, create_engine, func, insert, select

from app.domain.vocabulary.datasets import BY_KEY
from app.models import Base
from app.queries.scope import unscoped

AREA = "520199101201"
_WORDS = (
    "area",
    "members",
    "delivered",
    "living",
    "income",
    "visits",
    "grants",
    "projects",
    "phone",
    "account",
)
_T = Base.metadata.tables


@dataclass
class _Batch:
    """Rows by table, numbered as they come, written in one go per table."""

    rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def add(self, table: str, values: Mapping[str, Any], **more: Any) -> int:
        number = len(self.rows.setdefault(table, [])) + 1
        row = {**_row(_T[table], values), **more, "id": number}
        if "public_id" in _T[table].c:
            row |= {"public_id": f"specimen-{table}-{number}", "version": 1, "event_id": 1}
        self.rows[table].append(row)
        return number


def temporary() -> Engine:
    """An empty database in memory with all tables; it is gone with its connection."""
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    return engine


def load(connection: Connection, households: Iterable[Mapping[str, Any]]) -> list[list[int]]:
    """Write the households; household n gets id n. Returns the ids of the members of each."""
    batch = _Batch()
    members = [_household(batch, h) for h in households]
    moment = datetime.fromisoformat("2020-01-01T00:00:00+00:00")
    event = {"id": 1, "at": moment, "act": "specimen", "payload": {}}
    with unscoped("specimens in a database of their own"):
        connection.execute(insert(_T["event"]), event)
        for table in _T_ORDER:
            for chunk in _alike(batch.rows.get(table, [])):
                connection.execute(insert(_T[table]), chunk)
        if connection.dialect.name == "postgresql":
            _number_on(connection, ["event", *batch.rows])
    return members


def _number_on(connection: Connection, tables: Iterable[str]) -> None:
    """Later rows are numbered after the ones given numbers here."""
    for table in tables:
        newest = select(func.max(_T[table].c.id)).scalar_subquery()
        connection.execute(select(func.setval(func.pg_get_serial_sequence(table, "id"), newest)))


_T_ORDER = (
    "secret", "household", "person", "living_condition", "income_entry", "visit", "project", "measure_grant",
    "project_beneficiary", "bureau_record", "dataset_coverage",
)  # fmt: skip


def _alike(rows: list[dict[str, Any]]) -> Iterable[list[dict[str, Any]]]:
    """Rows grouped by their columns, since one INSERT for many rows names columns once."""
    groups: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for row in rows:
        groups.setdefault(tuple(row), []).append(row)
    return groups.values()


def _household(batch: _Batch, data: Mapping[str, Any]) -> list[int]:
    area = str(data.get("area", AREA))
    own = {k: v for k, v in data.items() if k not in _WORDS}
    refs = {f"{n}_ref": _secret(batch, data.get(k)) for n, k in (("phone", "phone"), ("bank", "account"))}
    number = len(batch.rows.get("household", [])) + 1
    batch.add(
        "household", {"kind": "ordinary", "status": "active", **own}, area_code=area,
        household_no=f"S{number}", **refs,
    )  # fmt: skip
    here = {"household_id": number, "area_code": area}
    if "living" in data:
        batch.add("living_condition", data["living"], household_id=number)
    for line in data.get("income", ()):
        batch.add("income_entry", {"origin": "visit", **line}, household_id=number)
    for visit in data.get("visits", ()):
        batch.add("visit", {"purpose": "routine", **visit}, **here)
    for share in data.get("projects", ()):
        _beneficiary(batch, share, number, area)
    for grant in data.get("grants", ()):
        _grant(batch, grant, person_id=None, **here)
    for dataset in data.get("delivered", ()):
        high = str(int(area) + 1).zfill(12)
        coverage = {"dataset": BY_KEY[dataset].number, "period": "2020-01"}
        batch.add("dataset_coverage", coverage, area_low=area, area_high=high)
    return [_member(batch, m, **here) for m in data.get("members", ())]


def _member(batch: _Batch, data: Mapping[str, Any], **here: Any) -> int:
    own = {k: v for k, v in data.items() if k not in ("records", "grants", "identity")}
    number = len(batch.rows.get("person", [])) + 1
    words = {"name": f"样本{number}", "name_key": f"样本{number}", "status": "present"}
    reference = _secret(batch, data.get("identity"))
    batch.add("person", {**words, **own}, person_no=f"S{number}", id_ref=reference, **here)
    for record in data.get("records", ()):
        row = {"status": "normal", "period": "2020-01", **record, "dataset": BY_KEY[record["dataset"]].number}
        batch.add("bureau_record", row, person_id=number)
    for grant in data.get("grants", ()):
        _grant(batch, grant, person_id=number, **here)
    return number


def _grant(batch: _Batch, data: Mapping[str, Any], **here: Any) -> None:
    batch.add("measure_grant", {"state": "approved", "bureau": "NY", **data}, **here)


def _beneficiary(batch: _Batch, data: Mapping[str, Any], household_id: int, area: str) -> None:
    number = len(batch.rows.get("project", [])) + 1
    project = {
        "project_no": f"S{number}",
        "name": "样本",
        "year": 2026,
        "category": "industry",
        "state": "done",
    }
    batch.add("project", project, area_code=area)
    share = {"share_fen" if k == "yuan" else k: v for k, v in data.items()}
    if "share_fen" in share:
        share["share_fen"] = _fen(share["share_fen"])
    batch.add("project_beneficiary", share, project_id=number, household_id=household_id)


def _secret(batch: _Batch, text: object) -> int | None:
    """A stand-in for the vault: equal texts have equal blind indexes, nothing is sealed."""
    if text is None:
        return None
    return batch.add("secret", {}, kind="id", key_no=0, sealed=b"-", blind=str(text).encode(), masked="")


def _row(table: Table, values: Mapping[str, Any]) -> dict[str, Any]:
    """Values by column: ISO days become dates, `yuan` becomes fen. An unknown column is a mistake of the author."""
    row: dict[str, Any] = {}
    for key, value in values.items():
        name = "amount_fen" if key == "yuan" else key
        if name not in table.c:
            raise KeyError(f"{table.name} has no column {key}")
        row[name] = _fen(value) if key == "yuan" else _day(table, name, value)
    return row


def _day(table: Table, name: str, value: Any) -> Any:
    is_day = isinstance(table.c[name].type, Date) and isinstance(value, str)
    return date.fromisoformat(value) if is_day else value


def _fen(yuan: Any) -> int | None:
    return None if yuan is None else int(Decimal(str(yuan)) * 100)
