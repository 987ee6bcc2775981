"""People of a list who are not in the register: counted and hashed, and kept as clues only where a rule says so.

A clue holds name, number, place and one fact, sealed in the vault, for the responsible township alone; it ends by
itself.
"""

import json
from datetime import timedelta
from hashlib import sha256

import polars as pl
from sqlalchemy import LargeBinary, select
from sqlalchemy.orm import Session

from app.domain.areas import level_of, range_of
from app.domain.clock import today
from app.domain.importing.clue_rules import SAME_HOUSE, ClueRule
from app.domain.importing.profile import Profile
from app.extensions import vault
from app.models import Area, Clue, ImportBatch, Secret
from app.queries.rules_in_force import line_on
from app.services.importing.bulk import drop_staged, staged
from app.services.importing.frames import fetch
from app.services.importing.known import areas_within, by_key
from app.services.importing.preview import in_words
from imports import load_clue_rules

CLUE_COLUMNS = pl.Schema(
    {
        "line": pl.Int64,
        "area_code": pl.String,
        "check_code": pl.String,
        "legal_ground": pl.String,
        "ends_on": pl.Date,
        "clear": pl.String,
        "blind": pl.Binary,
    }
)


def outsiders(links: pl.DataFrame, people: pl.DataFrame) -> tuple[int, str]:
    """How many different people of the list are nobody of the register, and one hash over all of them."""
    lines = links.filter(pl.col("outcome") == "none")["line"].cast(pl.Int64).implode()
    told = people.filter(pl.col("line").is_in(lines)).select("number", "name_key").unique()
    box = vault()
    marks = sorted(box.blind("outsider", f"{number or ''}|{name or ''}") for number, name in told.iter_rows())
    return len(marks), sha256(b"".join(marks)).hexdigest()


def plan_clues(
    session: Session, batch: ImportBatch, profile: Profile, rows: pl.DataFrame, links: pl.DataFrame
) -> pl.DataFrame:
    """Rows of the table of clues for the outsiders of a list (see CLUE_COLUMNS); those known already are left out."""
    found = [
        _clues(session, batch, profile, rule, rows, links)
        for rule in load_clue_rules()
        if rule.profile == profile.code and rule.holds_on(today()) and rule.fact in rows.columns
    ]
    clues = pl.concat([pl.DataFrame(schema=CLUE_COLUMNS), *found]).unique(
        ["blind"], keep="first", maintain_order=True
    )
    return clues.filter(~pl.col("blind").is_in(_known(session, clues["blind"]).implode()))


def _clues(
    session: Session,
    batch: ImportBatch,
    profile: Profile,
    rule: ClueRule,
    rows: pl.DataFrame,
    links: pl.DataFrame,
) -> pl.DataFrame:
    nobody = links.filter(pl.col("outcome") == "none")["line"].cast(pl.Int64).implode()
    mine = rows.filter(pl.col("line").cast(pl.Int64).is_in(nobody) & pl.col(rule.fact).is_not_null())
    if rule.at_least is not None:
        least = line_on(session, rule.at_least, today(), batch.area_code)
        mine = mine.filter(pl.col(rule.fact) >= least) if least is not None else mine.head(0)
    places = (
        _known_houses(session, rows, links, rule)
        if rule.place == SAME_HOUSE
        else _written(session, batch, mine)
    )
    mine = mine.with_columns(pl.col("line").cast(pl.Int64)).join(places, on="line")
    column = profile.column(rule.fact)
    made = []
    for row in mine.iter_rows(named=True):
        said = {
            "name": row.get("name"),
            "number": row.get("id_number"),
            "place": " ".join(str(row[k]) for k in ("township", "village") if row.get(k)),
            "what": f"{column.title}：{in_words(row[rule.fact], column)}",
        }
        mark = vault().blind("clue", f"{rule.code}|{said['number'] or said['name']}")
        ends = today() + timedelta(days=rule.days)
        clear = json.dumps(said, ensure_ascii=False)
        made.append((row["line"], row["area_code"], rule.code, rule.ground, ends, clear, mark))
    return pl.DataFrame(made, schema=CLUE_COLUMNS, orient="row")


def _known_houses(session: Session, rows: pl.DataFrame, links: pl.DataFrame, rule: ClueRule) -> pl.DataFrame:
    """line and township of rows whose house holds somebody of the register."""
    empty = pl.DataFrame(schema={"line": pl.Int64, "area_code": pl.String})
    if rule.column is None or rule.column not in rows.columns:
        return empty
    houses = rows.select(pl.col("line").cast(pl.Int64), pl.col(rule.column).alias("house"))
    people = links.filter(pl.col("person_id").is_not_null()).select(
        pl.col("line").cast(pl.Int64), "person_id"
    )
    lived = by_key(session, "person", "id", people["person_id"], ["area_code"])
    known = (
        houses.join(people, on="line")
        .join(lived.select(pl.col("id").alias("person_id"), "area_code"), on="person_id")
        .select("house", pl.col("area_code").str.slice(0, 9) + "000")
        .drop_nulls()
        .unique(["house"], maintain_order=True)
    )
    return houses.join(known, on="house").select("line", "area_code")


def _written(session: Session, batch: ImportBatch, rows: pl.DataFrame) -> pl.DataFrame:
    """line and township as the row names them; a township's own list needs no name. Without a township no clue."""
    villages = areas_within(session, batch.area_code)
    once = villages.filter(~pl.col("name").is_duplicated())
    low, high = range_of(batch.area_code)
    townships = select(Area.name, Area.code).where(Area.level == 4, Area.code >= low, Area.code < high)
    towns = {str(name): str(code) for name, code in session.execute(townships)}
    towns |= {name: code[:9] + "000" for code, name, _ in once.iter_rows()}
    home = batch.area_code[:9] + "000" if level_of(batch.area_code) in ("township", "village") else None
    found = []
    for row in rows.select("line", *(k for k in ("township", "village") if k in rows.columns)).iter_rows(
        named=True
    ):
        names = (row.get("township"), row.get("village"))
        found.append((row["line"], next((towns[n] for n in names if n in towns), home)))
    schema = {"line": pl.Int64, "area_code": pl.String}
    return pl.DataFrame(found, schema=schema, orient="row").drop_nulls()


def _known(session: Session, marks: pl.Series) -> pl.Series:
    """Marks of clues that stand already, also of those that were answered and wait for their end."""
    if not len(marks):
        return marks
    connection = session.connection()
    asked = staged(
        connection, "marks", {"blind": LargeBinary(16)}, pl.DataFrame({"blind": marks}), key="blind"
    )
    wanted = (
        select(Secret.blind)
        .join(Clue, Clue.secret_id == Secret.id)
        .join(asked, asked.c.blind == Secret.blind)
    )
    frame = fetch(session, wanted)
    drop_staged(connection, asked)
    return frame["blind"]


def clue_titles() -> dict[str, str]:
    """What each kind of clue is about, by its code."""
    return {rule.code: rule.title for rule in load_clue_rules()}
