"""One row a household as a frozen period keeps it: counts, income, and the columns of the multidimensional index."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import BigInteger, Select, cast, select
from sqlalchemy.orm import Session

from app.adapters.catalogue_files import read_entries
from app.domain.areas import range_of
from app.domain.catalogue_parser import read_standard
from app.domain.indicators.deprivations import Deprivation
from app.models import Household, LivingCondition
from app.queries.days import Days
from app.queries.rules_in_force import rules_in_force
from app.queries.scope import Scope
from app.queries.tally_basis import Period, active
from app.queries.tally_people import ledger_of, members_of
from app.queries.wide import Wide

#: Names of the columns that do not come from the index, with what a household without an answer has.
COLUMNS = (
    "id", "area_code", "kind", "monitoring_kind", "risk_cleared", "members",
    "net_fen", "wage_fen", "business_fen", "property_fen", "transfer_fen", "house_level", "water_is_safe",
)  # fmt: skip
#: The column of an indicator of the index begins so.
DEPRIVED = "d_"


def household_rows(
    session: Session, scope: Scope, county: str, period: Period, table: Sequence[Deprivation]
) -> dict[str, list[Any]]:
    """Active households of a county by columns; what nobody has told is None. Amounts in fen a year.

    The scope must cover the county: the index is judged over all of it, whoever calls says so with `unscoped`.
    """
    plain = session.execute(_plain(scope.within(county), county, period)).all()
    answers = _answers(session, county, period, table) if scope.covers(county) else {}
    columns: dict[str, list[Any]] = {name: [] for name in COLUMNS}
    for row in plain:
        for name, value in zip(COLUMNS, row, strict=True):
            columns[name].append(value)
    nothing = (None,) * len(table)
    for at, one in enumerate(table):
        told = (answers.get(number, nothing)[at] for number in columns["id"])
        columns[f"{DEPRIVED}{one.code}"] = [None if answer is None else int(bool(answer)) for answer in told]
    columns["line_fen"] = [period.line_fen] * len(columns["id"])
    return columns


def _plain(scope: Scope, area: str, period: Period) -> Select[Any]:
    members, ledger = members_of(scope, area), ledger_of(scope, area, period.year)
    home, living = Household, LivingCondition
    return (
        select(
            home.id, home.area_code, home.kind, home.monitoring_kind, home.risk_cleared, members.c.members,
            *(cast(ledger.c[name], BigInteger) for name in ("net", "wage", "business", "property", "transfer")),
            living.house_level, living.water_is_safe,
        )
        .outerjoin(members, members.c.household_id == home.id)
        .outerjoin(ledger, ledger.c.household_id == home.id)
        .outerjoin(living, living.household_id == home.id)
        .where(*active(scope, area))
        .order_by(home.id)
    )  # fmt: skip


def _answers(
    session: Session, county: str, period: Period, table: Sequence[Deprivation]
) -> dict[int, tuple[Any, ...]]:
    """Answers of the index by household, by the same compiler as the rules."""
    if not table:
        return {}
    shipped = {entry["code"]: read_standard(entry) for entry in read_entries("standards")}
    standards = shipped | dict(rules_in_force(session, period.as_of).catalogue.standards)
    trees = {one.code: one.condition for one in table}
    wide = Wide("household", trees, standards, days=Days(period.as_of), restriction="area")
    params = wide.days.params(period.as_of) | {"area_low": county, "area_high": range_of(county)[1]}
    rows = session.execute(wide.statement, params)
    return {row[0]: tuple(row[3:]) for row in rows}
