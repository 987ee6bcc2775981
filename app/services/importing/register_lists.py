"""The register as the rows of its own workbooks N01 to N06: columns named by the targets that profiles read into."""

from collections.abc import Callable
from typing import Any

import polars as pl
from sqlalchemy import BigInteger, ColumnElement, Select, select
from sqlalchemy.orm import Session

from app.domain.areas import range_of
from app.domain.importing.profile import Profile
from app.extensions import vault
from app.models import (
    Area,
    Household,
    IncomeEntry,
    LivingCondition,
    MonitoringCase,
    MonitoringSituation,
    Person,
    Secret,
    VillageRecord,
    WorkPlan,
    WorkRecord,
)
from app.queries.scope import Scope
from app.services.importing.bulk import drop_staged, staged
from app.services.importing.frames import fetch

#: What stands in a list for somebody without a number (N02 and the lists of work accept it).
NO_NUMBER = "999999{born}0000"
_H, _P = Household.__table__, Person.__table__


def rows_of_list(
    session: Session, scope: Scope, profile: Profile, area_code: str, period: str
) -> pl.DataFrame:
    """All rows of a list over an area, columns `<table>.<field>`. `period` is YYYY-MM: its month or its year counts."""
    frame = _SOURCES[profile.code](session, scope, profile, area_code, period)
    return _with_places(session, frame)


def _wanted(profile: Profile, table: Any, *more: str) -> list[str]:
    fields = [c.target.partition(".")[2] for c in profile.columns if c.target.startswith(f"{table.name}.")]
    return [f for f in dict.fromkeys((*fields, *more)) if f in table.c]


def _columns(table: Any, fields: list[str]) -> list[ColumnElement[Any]]:
    return [table.c[f].label(f"{table.name}.{f}") for f in fields]


def _within(statement: Select[Any], entity: Any, scope: Scope, area_code: str) -> Select[Any]:
    low, high = range_of(area_code)
    return statement.where(scope.on(entity), entity.area_code >= low, entity.area_code < high)


def _households(
    session: Session, scope: Scope, profile: Profile, area_code: str, period: str
) -> pl.DataFrame:
    living, head = LivingCondition.__table__, _P.alias("head")
    statement = (
        select(
            _H.c.id.label("household_id"),
            _H.c.area_code.label("match.area_code"),
            _H.c.phone_ref,
            head.c.id_ref.label("head_ref"),
            *_columns(_H, _wanted(profile, _H)),
            *_columns(living, _wanted(profile, living)),
        )
        .outerjoin(living, living.c.household_id == _H.c.id)
        .outerjoin(head, head.c.id == _H.c.head_id)
        .order_by(_H.c.area_code, _H.c.household_no)
    )
    frame = fetch(session, _within(statement, Household, scope, area_code))
    year = int(period[:4])
    frame = frame.join(_ledger(session, scope, area_code, year), on="household_id", how="left")
    return frame.with_columns(
        opened(session, frame["phone_ref"]).alias("household.phone"),
        opened(session, frame["head_ref"]).alias("match.head_id_number"),
        pl.lit(year).alias("income_entry.year"),
    )


def _ledger(session: Session, scope: Scope, area_code: str, year: int) -> pl.DataFrame:
    """One column a kind: what its entries of the year come to."""
    e = IncomeEntry.__table__
    statement = select(e.c.household_id, e.c.kind, e.c.amount_fen).join(_H, _H.c.id == e.c.household_id)
    found = fetch(session, _within(statement.where(e.c.year == year), Household, scope, area_code))
    sums = found.group_by("household_id", "kind").agg(pl.col("amount_fen").sum())
    wide = sums.pivot("kind", index="household_id", values="amount_fen")
    return wide.rename({k: f"income_entry.{k}" for k in wide.columns if k != "household_id"})


def _members(session: Session, scope: Scope, profile: Profile, area_code: str, period: str) -> pl.DataFrame:
    health = ("health_chronic", "health_serious", "health_disabled")
    statement = (
        select(
            _H.c.household_no.label("household.household_no"),
            _H.c.head_name.label("match.head_name"),
            _P.c.area_code.label("match.area_code"),
            _P.c.id_ref,
            _P.c.phone_ref,
            _P.c.disability_ref,
            _P.c.born_on.label("born"),
            *(_P.c[h] for h in health),
            *_columns(_P, _wanted(profile, _P)),
        )
        .join(_H, _H.c.id == _P.c.household_id)
        .order_by(_P.c.area_code, _H.c.household_no, _P.c.person_no)
    )
    frame = fetch(session, _within(statement, Person, scope, area_code))
    return frame.with_columns(
        numbers(session, frame["id_ref"], frame["born"]).alias("person.id_number"),
        opened(session, frame["phone_ref"]).alias("person.phone"),
        opened(session, frame["disability_ref"]).alias("person.disability_certificate"),
        pl.lit(int(period[:4])).alias("details.year"),
    )


def _monitored(
    session: Session, scope: Scope, profile: Profile, area_code: str, _period: str
) -> pl.DataFrame:
    """Households that are or were watched, with their latest case and its situation when it was identified."""
    case, facts = MonitoringCase.__table__, MonitoringSituation.__table__
    later = case.alias("later")
    newest = (
        ~select(later.c.id)
        .where(later.c.household_id == case.c.household_id, later.c.id > case.c.id)
        .exists()
    )
    head = _P.alias("head")
    statement = (
        select(
            _H.c.household_no.label("match.household_no"),
            _H.c.head_name.label("match.name"),
            _H.c.area_code.label("match.area_code"),
            head.c.id_ref.label("head_ref"),
            *_columns(_H, _wanted(profile, _H)),
            *_columns(case, _wanted(profile, case)),
            *_columns(facts, _wanted(profile, facts)),
        )
        .select_from(_H)
        .outerjoin(case, (case.c.household_id == _H.c.id) & newest)
        .outerjoin(facts, (facts.c.case_id == case.c.id) & (facts.c.moment == "identified"))
        .outerjoin(head, head.c.id == _H.c.head_id)
        .where(_H.c.monitoring_kind.is_not(None) | case.c.id.is_not(None))
        .order_by(_H.c.area_code, _H.c.household_no)
    )
    frame = fetch(session, _within(statement, Household, scope, area_code))
    return frame.with_columns(opened(session, frame["head_ref"]).alias("match.id_number"))


def _work(table: Any, field: str) -> Callable[..., pl.DataFrame]:
    def rows(session: Session, scope: Scope, profile: Profile, area_code: str, period: str) -> pl.DataFrame:
        wanted = period if field == "month" else int(period[:4])
        statement = (
            select(
                _H.c.household_no.label("match.household_no"),
                _P.c.person_no.label("match.person_no"),
                _P.c.name.label("match.name"),
                _P.c.area_code.label("match.area_code"),
                _P.c.id_ref,
                _P.c.born_on.label("born"),
                *_columns(table, _wanted(profile, table)),
            )
            .select_from(table)
            .join(_P, _P.c.id == table.c.person_id)
            .join(_H, _H.c.id == _P.c.household_id)
            .where(table.c[field] == wanted)
            .order_by(_P.c.area_code, _P.c.person_no)
        )
        frame = fetch(session, _within(statement, Person, scope, area_code))
        return frame.with_columns(numbers(session, frame["id_ref"], frame["born"]).alias("match.id_number"))

    return rows


def _villages(session: Session, scope: Scope, profile: Profile, area_code: str, period: str) -> pl.DataFrame:
    v = VillageRecord.__table__
    statement = (
        select(v.c.area_code.label("match.area_code"), *_columns(v, _wanted(profile, v)))
        .where(v.c.year == int(period[:4]))
        .order_by(v.c.area_code)
    )
    return fetch(session, _within(statement, VillageRecord, scope, area_code))


_SOURCES: dict[str, Callable[[Session, Scope, Profile, str, str], pl.DataFrame]] = {
    "N01": _households,
    "N02": _members,
    "N03": _monitored,
    "N04": _work(WorkRecord.__table__, "month"),
    "N05": _work(WorkPlan.__table__, "year"),
    "N06": _villages,
}
LISTS = tuple(_SOURCES)


def opened(session: Session, refs: pl.Series) -> pl.Series:
    """The clear values behind vault numbers; the act that asks for them stands in the trail."""
    connection = session.connection()
    wanted = pl.DataFrame({"id": refs.drop_nulls().unique().cast(pl.Int64)})
    ids = staged(connection, "asked", {"id": BigInteger()}, wanted, key="id")
    s = Secret.__table__
    rows = connection.execute(
        select(s.c.id, s.c.kind, s.c.sealed, s.c.blind).join(ids, ids.c.id == s.c.id)
    ).all()
    drop_staged(connection, ids)
    clear = {row.id: vault().open(row.kind, row.sealed, row.blind) for row in rows}
    return pl.Series([None if ref is None else clear.get(ref) for ref in refs], dtype=pl.String)


def numbers(session: Session, refs: pl.Series, born: pl.Series) -> pl.Series:
    """Identity numbers; the agreed placeholder for people without one."""
    clear = opened(session, refs).to_list()
    days = [day.strftime("%Y%m%d") if day else "19000101" for day in born]
    told = [n or NO_NUMBER.format(born=day) for n, day in zip(clear, days, strict=True)]
    return pl.Series(told, dtype=pl.String)


def _with_places(session: Session, frame: pl.DataFrame) -> pl.DataFrame:
    above = Area.__table__.alias()
    places = fetch(
        session,
        select(
            Area.code.label("match.area_code"),
            Area.name.label("match.village"),
            above.c.name.label("match.township"),
        ).outerjoin(above, above.c.code == Area.parent_code),
    )
    return frame.join(places, on="match.area_code", how="left", maintain_order="left").with_columns(
        pl.col("match.area_code").alias("household.area_code")
    )
