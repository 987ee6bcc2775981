"""Whose row is it? Persons, households, projects and villages that the register's own lists speak of."""

from dataclasses import dataclass, field

import polars as pl
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.areas import range_of
from app.models import Area, Household, ImportBatch, Person, Project
from app.services.importing.frames import fetch
from app.services.importing.households import villages_of_lines
from app.services.importing.known import areas_within, by_key
from app.services.importing.matching import describe, match_people

REJECTED = {"line": pl.UInt32, "code": pl.String, "key": pl.String}


@dataclass(frozen=True)
class Owned:
    """`frame`: line and the owner's columns; `rejected`: lines whose owner is unknown or lies outside; `cases`: pairs
    that a person must judge; `known`: how many such owners the area has."""

    frame: pl.DataFrame
    rejected: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=REJECTED))
    cases: list[dict[str, object]] = field(default_factory=list)
    known: int = 0


def _count(session: Session, batch: ImportBatch, entity: type) -> int:
    low, high = range_of(batch.area_code)
    here = (entity.area_code >= low, entity.area_code < high)  # type: ignore[attr-defined]
    return session.scalar(select(func.count()).select_from(entity).where(*here)) or 0


def _refused(frame: pl.DataFrame, code: str, key: str) -> pl.DataFrame:
    """Lines of a frame as refusals."""
    return frame.select(
        pl.col("line").cast(pl.UInt32), pl.lit(code).alias("code"), pl.lit(key).alias("key")
    ).cast(REJECTED)  # type: ignore[arg-type]


def _inside(batch: ImportBatch) -> pl.Expr:
    low, high = range_of(batch.area_code)
    return (pl.col("area_code") >= low) & (pl.col("area_code") < high)


def _settled(
    batch: ImportBatch, found: pl.DataFrame, lines: pl.DataFrame, code: str, key: str, known: int, owner: str
) -> Owned:
    """Owners inside the area; the rest of the lines is refused by its reason."""
    here = found.filter(_inside(batch))
    outside = found.filter(~_inside(batch) & ~pl.col("line").is_in(here["line"].implode()))
    unknown = lines.filter(~pl.col("line").is_in(found["line"].implode()))
    rejected = pl.concat([_refused(unknown, code, key), _refused(outside, "outside_area", key)])
    frame = here.with_columns(pl.col("line").cast(pl.UInt32)).filter(pl.col(owner).is_not_null())
    return Owned(frame, rejected.unique(subset=["line"], maintain_order=True), known=known)


def _lines(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.select(pl.col("line").cast(pl.UInt32))


def person_owners(session: Session, batch: ImportBatch, rows: pl.DataFrame) -> Owned:
    """By the register's own number of the person, else by identity number and name like any bureau's list."""
    direct = _by_number(session, rows)
    rest = rows.filter(~pl.col("line").cast(pl.UInt32).is_in(direct["line"].implode()))
    villages = areas_within(session, batch.area_code).filter(~pl.col("name").is_duplicated())
    people = describe(rest, dict(villages.select("name", "code").iter_rows()))
    links, cases = match_people(session, batch, people)
    certain = links.filter(pl.col("person_id").is_not_null())
    homes = by_key(session, "person", "id", certain["person_id"], ["household_id", "area_code"])
    matched = certain.select(pl.col("line").cast(pl.UInt32), "person_id").join(
        homes.select(pl.col("id").alias("person_id"), "household_id", "area_code"), on="person_id"
    )
    found = pl.concat([direct, matched.select(direct.columns)]).unique(["line"], maintain_order=True)
    asked = pl.Series([c["line"] for c in cases], dtype=pl.UInt32).implode()
    lines = _lines(rows).filter(~pl.col("line").is_in(asked))
    key = "id_number" if "id_number" in rows.columns else "person_no"
    owned = _settled(
        batch, found, lines, "person_unknown", key, _count(session, batch, Person), "household_id"
    )
    return Owned(owned.frame, owned.rejected, cases, owned.known)


def _by_number(session: Session, rows: pl.DataFrame) -> pl.DataFrame:
    schema = {"line": pl.UInt32, "person_id": pl.Int64, "household_id": pl.Int64, "area_code": pl.String}
    if "person_no" not in rows.columns:
        return pl.DataFrame(schema=schema)
    told = rows.select(pl.col("line").cast(pl.UInt32), "person_no").filter(pl.col("person_no").is_not_null())
    known = by_key(session, "person", "person_no", told["person_no"], ["household_id", "area_code"])
    both = told.join(known, on="person_no").rename({"id": "person_id"})
    return both.select(list(schema)).cast(schema)  # type: ignore[arg-type]


def home_owners(session: Session, batch: ImportBatch, rows: pl.DataFrame) -> Owned:
    """By the household's number, else through its head's identity number and name."""
    schema = {"line": pl.UInt32, "household_id": pl.Int64, "area_code": pl.String}
    found = pl.DataFrame(schema=schema)
    if "household_no" in rows.columns:
        told = rows.select(pl.col("line").cast(pl.UInt32), "household_no")
        known = by_key(session, "household", "household_no", told["household_no"].drop_nulls(), ["area_code"])
        found = told.join(known, on="household_no").rename({"id": "household_id"})
        found = found.select(list(schema)).cast(schema)  # type: ignore[arg-type]
    rest = rows.filter(~pl.col("line").cast(pl.UInt32).is_in(found["line"].implode()))
    cases: list[dict[str, object]] = []
    if rest.height and "id_number" in rows.columns:
        through = person_owners(session, batch, rest)
        cases = through.cases
        found = pl.concat([found, through.frame.select(list(schema)).cast(schema)])  # type: ignore[arg-type]
    asked = pl.Series([c["line"] for c in cases], dtype=pl.UInt32).implode()
    lines = _lines(rows).filter(~pl.col("line").is_in(asked))
    key = "household_no" if "household_no" in rows.columns else "id_number"
    owned = _settled(
        batch, found, lines, "household_unknown", key, _count(session, batch, Household), "household_id"
    )
    return Owned(owned.frame, owned.rejected, cases, owned.known)


def project_owners(session: Session, batch: ImportBatch, rows: pl.DataFrame) -> Owned:
    """By the project's number, else by its name where one project of the area bears it."""
    schema = {"line": pl.UInt32, "project_id": pl.Int64, "area_code": pl.String}
    p = Project.__table__
    low, high = range_of(batch.area_code)
    projects = fetch(session, select(p.c.id, p.c.project_no, p.c.name, p.c.area_code))
    projects = projects.rename({"id": "project_id", "name": "project_name"})
    found = pl.DataFrame(schema=schema)
    if "project_no" in rows.columns:
        told = rows.select(pl.col("line").cast(pl.UInt32), "project_no")
        found = told.join(projects, on="project_no").select(list(schema)).cast(schema)  # type: ignore[arg-type]
    if "project_name" in rows.columns:
        rest = rows.select(pl.col("line").cast(pl.UInt32), "project_name")
        rest = rest.filter(~pl.col("line").is_in(found["line"].implode()))
        here = projects.filter((pl.col("area_code") >= low) & (pl.col("area_code") < high))
        once = here.filter(~pl.col("project_name").is_duplicated())
        named = rest.join(once, on="project_name").select(list(schema)).cast(schema)  # type: ignore[arg-type]
        found = pl.concat([found, named])
    key = "project_no" if "project_no" in rows.columns else "project_name"
    return _settled(
        batch, found, _lines(rows), "project_unknown", key, _count(session, batch, Project), "project_id"
    )


def village_owners(session: Session, batch: ImportBatch, rows: pl.DataFrame) -> Owned:
    """By the 12-digit code, else by township and village name."""
    code = villages_of_lines(session, batch, rows)
    found = (
        rows.select(pl.col("line").cast(pl.UInt32))
        .with_columns(code)
        .filter(pl.col("area_code").is_not_null())
    )
    known = session.scalar(select(func.count()).select_from(Area).where(Area.level == 5)) or 0
    key = "area_code" if "area_code" in rows.columns else "village"
    return _settled(batch, found, _lines(rows), "village_unknown", key, known, "area_code")
