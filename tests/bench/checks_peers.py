"""Six comparisons of bureaus' lists with the register (C1): our whole run, with writing the difference, beside DuckDB
finding, comparing and writing the same on the same tables. Counts of those who are found must be equal. Processor
time; base of the ratios: DuckDB.
"""

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.extensions import db
from app.models import BureauRecord, Household, Person, RuleResult
from app.queries.column_reading import fetched
from app.queries.scope import unscoped
from app.services.rule_runs import run_area
from tests.bench.county import county
from tests.bench.peer import peer
from tests.bench.rounds import in_turn, tell, with_cpu
from tests.bench.rules_peers import keep_rules
from tests.support.databases import ENGINES

ROUNDS = 5


def named(dataset: str, **more: Any) -> dict[str, Any]:
    return {"any": f"bureau.{dataset}", "window": "live", **more}


def somebody(*conditions: dict[str, Any]) -> dict[str, Any]:
    return {"any": "members", "where": {"all": list(conditions)}}


RESIDENCES = {
    "count": "bureau.real_estate",
    "window": "live",
    "where": {"fact": "row.kind", "is": "residence"},
    "ge": 2,
}
#: Low relief; two flats; a business; paid by the state; dead; low relief and a house in danger for the same person.
CONDITIONS: tuple[dict[str, Any], ...] = (
    somebody(named("dibao")),
    somebody(RESIDENCES),
    somebody(named("business_entity")),
    somebody(named("payroll")),
    somebody({"any": "bureau.police_death"}),
    somebody(named("dibao"), named("dangerous_house")),
)


def write_tables(session: Session, folder: Path) -> None:
    """The columns that the peer needs; loading them is not measured."""
    h, p, b = Household, Person, BureauRecord
    wanted = {
        "household": select(h.id, h.status),
        "person": select(p.id, p.household_id, p.status),
        "bureau_record": select(b.dataset, b.person_id, b.status, b.kind, b.starts_on, b.ends_on),
    }
    for name, query in wanted.items():
        fetched(session.connection(), query, {}).write_parquet(folder / f"{name}.parquet")


def measure(kind: str, households: int) -> None:
    day = date.today()  # noqa: DTZ011 (the county was loaded for today)
    with county(kind, households, rules=False), unscoped("bench"), TemporaryDirectory() as folder:
        session = db.session()
        keep_rules(session, CONDITIONS)
        write_tables(session, Path(folder))
        session.commit()
        theirs: dict[str, Any] = {}
        mine: dict[str, Any] = {}
        run_area(session, as_of=day)
        with peer("duckdb_checks", folder, day.strftime("%Y%m%d")) as ask:

            def duckdb() -> float:
                theirs.update(ask())
                return float(theirs["cpu"])

            run = with_cpu(lambda: run_area(session, as_of=day), mine)

            def ours() -> float:
                run()
                return float(mine["cpu"])

            found = in_turn({"duckdb": duckdb, "again": ours}, "duckdb", ROUNDS)
        r = RuleResult
        counted = select(r.rule, func.count()).where(r.until_at.is_(None), r.state == 1).group_by(r.rule)
        yes = dict(iter(session.execute(counted)))
        session.commit()
    equal = {code: yes.get(code, 0) for code in theirs["yes"]} == theirs["yes"]
    tell(
        "checks_peers",
        engine=kind,
        households=households,
        cpu=found,
        yes=yes,
        theirs=theirs["yes"],
        equal=equal,
    )


def main(numbers: list[int] | None = None) -> None:
    """Registers of these sizes; on PostgreSQL the server's own time is not in the figure."""
    for households in numbers or (60_000,):
        for kind in ENGINES:
            measure(kind, households)
