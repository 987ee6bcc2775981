"""Small households, villages and projects written as data, loaded into a database: examples of rules, dry runs, tests.

    {"area": "520199101201", "kind": "out_of_poverty", "delivered": ["dibao"], "living": {"house_level": "C"},
     "income": [{"year": 2026, "kind": "wage_work", "yuan": 9000}], "visits": [{"on_day": "2026-05-01"}],
     "grants": [{"measure": "M19", "starts_on": "2026-01-01"}], "told_on": "2026-03-01",
     "members": [{"born_on": "1980-05-01", "labor": "ordinary", "identity": "A", "mobile": "B",
                  "records": [{"dataset": "dibao", "kind": "rural"}], "grants": []}]}
    {"area": ..., "village": {"persons": 900, "collective_income": 50000}}      # beside a household, or alone
    {"project": {"area": ..., "state": "accepted", "budget": 10000, "funds": [{"kind": "paid", "source": "county",
     "yuan": 500}], "places": ["520199101201"], "beneficiaries": [{"share": 100}], "assets": [{"name": "大棚"}]}}

Keys that are not named here are columns of the table. Amounts are yuan. What is left out is not told. What has no
`told_on` was told just now; on a member it says when his own facts were told.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, func, insert, select

from app.domain.clock import LOCAL, now
from app.domain.identifiers import mask_phone
from app.domain.vocabulary.datasets import BY_KEY
from app.models import Base
from app.queries.scope import unscoped
from app.services.specimen_rows import LONG_AGO, TABLES, Batch, alike, day_of, record_columns

AREA = "520199101201"
_WORDS = frozenset(
    ("area", "members", "delivered", "living", "income", "visits", "grants", "projects", "phone", "account",
     "told_on", "village", "project", "situations", "monitor_phone")
)  # fmt: skip
_OF_PERSON = frozenset(("records", "grants", "identity", "mobile", "told_on", "work", "work_plans"))
_OF_PROJECT = frozenset(("area", "funds", "places", "beneficiaries", "assets"))
_HOME_SECRETS = (("phone", "phone"), ("bank", "account"), ("monitor_phone", "monitor_phone"))
_ORDER = (
    "secret", "area", "household", "person", "living_condition", "income_entry", "visit", "project", "measure_grant",
    "project_beneficiary", "project_place", "fund_flow", "asset", "village_record", "bureau_record",
    "dataset_coverage", "work_record", "work_plan", "monitoring_case", "monitoring_situation",
)  # fmt: skip


def temporary() -> Engine:
    """An empty database in memory with all tables; it is gone with its connection."""
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    return engine


def load(connection: Connection, specimens: Iterable[Mapping[str, Any]]) -> list[list[int]]:
    """Write the specimens; household n gets id n, project n too. Returns the ids of the members of each household."""
    batch, specimens = Batch(), list(specimens)
    members = [_household(batch, s) for s in specimens if "project" not in s]
    for number, specimen in enumerate((s for s in specimens if "project" in s), 1):
        _project(batch, specimen["project"], number)
    with unscoped("specimens in a database of their own"):
        _villages_once(connection, batch)
        for event_id, day in enumerate(batch.days(), 1):
            event = {"id": event_id, "at": _moment(day, batch.today), "act": "specimen", "payload": {}}
            connection.execute(insert(TABLES["event"]), event)
            for table in _ORDER:
                for chunk in alike(batch.told_on(table, day, event_id)):
                    connection.execute(insert(TABLES[table]), chunk)
        if connection.dialect.name == "postgresql":
            _number_on(connection, ["event", *(t for t in batch.rows if t != "area")])
    return members


def _moment(day: date, today: date) -> datetime:
    """Noon in China; in the morning of today the present, since acts that follow must not be earlier than this one."""
    noon = datetime.combine(day, time(12), LOCAL).astimezone(UTC)
    return min(noon, now()) if day == today else noon


def _villages_once(connection: Connection, batch: Batch) -> None:
    """Each village stands in the list of divisions once, also where the list is there already."""
    area = TABLES["area"]
    known = set(connection.scalars(select(area.c.code).where(area.c.level == 5)))
    fresh = {row["code"]: row for row in batch.rows.get("area", []) if row["code"] not in known}
    batch.rows["area"] = list(fresh.values())


def _number_on(connection: Connection, tables: Iterable[str]) -> None:
    """Later rows are numbered after the ones given numbers here."""
    for table in tables:
        newest = select(func.max(TABLES[table].c.id)).scalar_subquery()
        connection.execute(select(func.setval(func.pg_get_serial_sequence(table, "id"), newest)))


def _village(batch: Batch, area: str) -> None:
    batch.rows.setdefault("area", []).append(
        {
            "code": area,
            "name": "样本村",
            "level": 5,
            "parent_code": area[:9] + "000",
            "full_name": "样本村",
            "source": "",
        }
    )


def _household(batch: Batch, data: Mapping[str, Any]) -> list[int]:
    area = str(data.get("area", AREA))
    _village(batch, area)
    if "village" in data:
        batch.add("village_record", {"year": 2026, "origin": "visit", **data["village"]}, area_code=area)
    told = day_of(data.get("told_on"))
    own = {k: v for k, v in data.items() if k not in _WORDS}
    refs = {f"{n}_ref": _secret(batch, data.get(k)) for n, k in _HOME_SECRETS}
    number = len(batch.rows.get("household", [])) + 1
    batch.add(
        "household", {"kind": "ordinary", "status": "active", **own}, LONG_AGO, area_code=area,
        household_no=f"S{number}", **refs,
    )  # fmt: skip
    here: dict[str, Any] = {"household_id": number, "area_code": area}
    if "living" in data:
        batch.add("living_condition", data["living"], told, household_id=number)
    for line in data.get("income", ()):
        batch.add("income_entry", {"origin": "visit", **line}, household_id=number)
    for visit in data.get("visits", ()):
        batch.add("visit", {"purpose": "routine", **visit}, **here)
    for share in data.get("projects", ()):
        _beneficiary(batch, share, number, area)
    for grant in data.get("grants", ()):
        _grant(batch, grant, person_id=None, **here)
    _situations(batch, data.get("situations", ()), **here)
    for dataset in data.get("delivered", ()):
        high = str(int(area) + 1).zfill(12)
        coverage = {"dataset": BY_KEY[dataset].number, "period": "2020-01"}
        batch.add("dataset_coverage", coverage, area_low=area, area_high=high)
    return [_member(batch, m, told, **here) for m in data.get("members", ())]


def _member(batch: Batch, data: Mapping[str, Any], told: date | None, **here: Any) -> int:
    own = {k: v for k, v in data.items() if k not in _OF_PERSON}
    number = len(batch.rows.get("person", [])) + 1
    words = {"name": f"样本{number}", "name_key": f"样本{number}", "status": "present"}
    refs = {f"{n}_ref": _secret(batch, data.get(k)) for n, k in (("id", "identity"), ("phone", "mobile"))}
    told = day_of(data.get("told_on"), told)
    batch.add("person", {**words, **own}, told, person_no=f"S{number}", **refs, **here)
    for record in data.get("records", ()):
        batch.add("bureau_record", record_columns(record), person_id=number)
    for grant in data.get("grants", ()):
        _grant(batch, grant, person_id=number, **here)
    for month in data.get("work", ()):
        batch.add("work_record", {"origin": "visit", **month}, person_id=number, **here)
    for plan in data.get("work_plans", ()):
        batch.add("work_plan", {"origin": "visit", **plan}, person_id=number, **here)
    return number


def _situations(batch: Batch, situations: Iterable[Mapping[str, Any]], **here: Any) -> None:
    """What was found at identification and at clearance, under one case."""
    case = 0
    for situation in situations:
        words = {"kind": "marginal", "risk_main": "illness", "identified_month": "2026-01"}
        case = case or batch.add("monitoring_case", words, **here)
        batch.add("monitoring_situation", situation, case_id=case, **here)


def _grant(batch: Batch, data: Mapping[str, Any], **here: Any) -> None:
    batch.add("measure_grant", {"state": "approved", "bureau": "NY", **data}, **here)


def _beneficiary(batch: Batch, data: Mapping[str, Any], household_id: int, area: str) -> None:
    """A share of a project that is there for nothing else; it is far away, where no specimen asks for it."""
    number = len(batch.rows.get("project", [])) + 1
    project = {
        "project_no": f"S{number}",
        "name": "样本",
        "year": 2026,
        "category": "industry",
        "state": "accepted",
    }
    told = {k: data[k] for k in ("mechanism", "category") if k in data}
    batch.add("project", project | told, LONG_AGO, area_code="990000000000")
    share = {"share" if k == "yuan" else k: v for k, v in data.items() if k not in told}
    batch.add("project_beneficiary", share, project_id=number, household_id=household_id)


def _project(batch: Batch, data: Mapping[str, Any], number: int) -> None:
    """A project with its money, places, shares and assets. Its number counts from 1 where no household has shares."""
    area = str(data.get("area", AREA))
    _village(batch, area)
    words = {"name": "样本项目", "year": 2026, "category": "industry", "state": "under_way"}
    own = {k: v for k, v in data.items() if k not in _OF_PROJECT}
    key = batch.add("project", {**words, **own}, LONG_AGO, area_code=area, project_no=f"P{number}")
    for flow in data.get("funds", ()):
        batch.add("fund_flow", {"kind": "planned", "source": "county", "yuan": 0, **flow}, project_id=key)
    for place in data.get("places", ()):
        batch.add("project_place", {}, project_id=key, area_code=str(place))
    for asset in data.get("assets", ()):
        words = {"name": "样本资产", "kind": "operating"}
        batch.add("asset", {**words, **asset}, project_id=key, area_code=area)
    for share in data.get("beneficiaries", ()):
        home = len(batch.rows.get("household", [])) + 1
        batch.add(
            "household",
            {"kind": "ordinary", "status": "gone"},
            LONG_AGO,
            area_code=area,
            household_no=f"B{home}",
        )
        batch.add("project_beneficiary", share, project_id=key, household_id=home)


def _secret(batch: Batch, text: object) -> int | None:
    """A stand-in for the vault: equal texts have equal blind indexes, nothing is sealed."""
    if text is None:
        return None
    clear = str(text)
    return batch.add(
        "secret", {}, kind="id", key_no=0, sealed=b"-", blind=clear.encode(), masked=mask_phone(clear)
    )
