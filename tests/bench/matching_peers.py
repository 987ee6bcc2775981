"""Matching rows without numbers (D1, D2): ours beside Splink with the same blocking and beside one exact-key join.

Rows are labelled slips of the register's own people and of nobody (`tests.bench.matching`). Processor seconds count,
training of Splink included; base of the ratios: ours. `exact_join`: same name and birthday, as most offices do it.
"""

import random
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.names import name_keys
from app.extensions import db
from app.models import ImportBatch, Person
from app.queries.scope import unscoped
from app.services.importing.matching import match_people
from tests.bench.county import COUNTY, county
from tests.bench.matching import SEED, SLIPS, Row, frame_of, people
from tests.bench.peer import peer
from tests.bench.rounds import in_turn, kept, tell, with_cpu

ROUNDS = 3
WITHOUT_NUMBER = ("no_number_same", "no_number_homophone", "swapped_day", "sibling", "namesake", "stranger")
Made = list[tuple[int | None, Row]]


def rows_of(session: Session, count: int) -> Made:
    """About `count` rows without numbers: whose they are (None: nobody's), and the row."""
    r = random.Random(SEED)
    known = list(people(session))
    made: Made = []
    while len(made) < count:
        one = r.choice(known)
        name = r.choice(WITHOUT_NUMBER)
        noise, wanted = SLIPS[name]
        row = noise(one, r)
        if row is not None:
            made.append((None if wanted == "nobody" else one.id, (None, *row[1:])))
    return made


def write_for_peer(session: Session, made: Made, frame: pl.DataFrame, folder: Path) -> None:
    """The same rows and the same register, keys of names made beforehand on both sides."""
    sounds = [name_keys(row[1]).pinyin for _truth, row in made]
    left = frame.select("line", "name_key", "born_on", "sex", "village").with_columns(
        pl.Series("sound", sounds), pl.Series("truth", [truth for truth, _row in made], dtype=pl.Int64)
    )
    left.write_csv(folder / "left.csv")
    fields = (Person.id, Person.name_key, Person.born_on, Person.sex, Person.area_code, Person.name_pinyin)
    register = session.execute(select(*fields).where(Person.status == "present").order_by(Person.id)).all()
    names = ["person_id", "name_key", "born_on", "sex", "village", "sound"]
    pl.DataFrame([tuple(r) for r in register], schema=names, orient="row").write_csv(folder / "right.csv")


def exact_join(folder: Path) -> int:
    """One join on name and birthday over the same tables."""
    left, right = (pl.read_csv(folder / f"{side}.csv", infer_schema=False) for side in ("left", "right"))
    return left.join(right, on=["name_key", "born_on"]).height


def main(numbers: list[int] | None = None) -> None:
    """Households of the register and rows of the list."""
    households, count = numbers or (20_000, 20_000)
    with county("sqlite", households, rules=False), unscoped("measuring"), TemporaryDirectory() as name:
        session, folder = db.session(), Path(name)
        made = rows_of(session, count)
        frame = frame_of([row for _truth, row in made])
        write_for_peer(session, made, frame, folder)
        session.commit()
        batch = ImportBatch(area_code=COUNTY)
        ours: dict[str, Any] = {}
        facts: dict[str, dict[str, Any]] = {"ours": {}, "exact_join": {}, "splink": {}}

        def once() -> None:
            ours["links"], ours["cases"] = match_people(session, batch, frame)

        with peer("splink_match", folder) as ask:
            sides = {
                "ours": with_cpu(once, facts["ours"]),
                "exact_join": with_cpu(lambda: exact_join(folder), facts["exact_join"]),
                "splink": kept(ask, facts["splink"]),
            }
            found = in_turn(sides, "ours", ROUNDS)
    tell(
        "matching_peers", households=households, rows=count, sides=found,
        splink_cpu_to_ours=round(facts["splink"]["cpu"] / facts["ours"]["cpu"], 2),
        ours_cpu_to_exact_join=round(facts["ours"]["cpu"] / facts["exact_join"]["cpu"], 2),
        ours=quality(made, ours), splink={k: v for k, v in facts["splink"].items() if k.startswith("at_")},
    )  # fmt: skip


def quality(made: Made, ours: dict[str, Any]) -> dict[str, float]:
    """Precision and recall of certain links, share of rows that go to a person."""
    certain = ours["links"].filter(pl.col("outcome") == "certain").select("line", "person_id").unique("line")
    right = sum(made[line][0] == person for line, person in certain.iter_rows())
    return {
        "precision": round(right / max(certain.height, 1), 4),
        "recall": round(right / sum(truth is not None for truth, _row in made), 4),
        "asked_share": round(len(ours["cases"]) / len(made), 4),
    }
