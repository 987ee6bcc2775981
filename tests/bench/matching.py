"""Precision and recall of links made without asking, on a demo county with labelled noise.

First kind by kind through the import's own matching: every row is made from a person of the register (or from nobody)
by one kind of slip. `no_number_*`: the number is missing, as in lists of villages. Hard negatives: brothers and
sisters, namesakes, strangers of the same birthday. Then the list of all slips in their shares (`tests.bench.labelled`)
without numbers and with numbers in half of its rows, beside one exact join on the same columns. Seeds of the noise
differ from any used for choosing weights (1 to 20).
"""

import random
import statistics
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.analysis.linking.decision import Linked
from app.analysis.linking.linker import link
from app.analysis.linking.lists import link_lists
from app.domain.identifiers import check_digit
from app.domain.names import name_key
from app.extensions import db, vault
from app.models import ImportBatch, Person, Secret
from app.queries.scope import unscoped
from app.services.importing.matching import match_people
from tests.bench.county import COUNTY, county
from tests.bench.labelled import register, rows_of
from tests.bench.rounds import tell, with_cpu

SEED = 20_261_122
_JOINED = ("id", "name_key", "born_on", "sex", "village")
_SOUNDS = dict(zip("英珍华明国建秀文强光", "瑛贞花铭囯健绣雯墙广", strict=True))


@dataclass(frozen=True)
class Known:
    """A person of the register in clear."""

    id: int
    name: str
    number: str
    born_on: date
    sex: str
    village: str


Row = tuple[str | None, str, date | None, str | None, str | None]
Noise = Callable[[Known, random.Random], Row | None]


def exact(p: Known, _r: random.Random) -> Row:
    return p.number, p.name, p.born_on, p.sex, p.village


def exact_homophone(p: Known, r: random.Random) -> Row | None:
    name = _homophone(p.name, r)
    return None if name is None else (p.number, name, p.born_on, p.sex, p.village)


def exact_other_name(p: Known, _r: random.Random) -> Row:
    return p.number, "诸葛" + p.name[-1] + "某", p.born_on, p.sex, p.village


def no_number_same(p: Known, _r: random.Random) -> Row:
    return None, p.name, p.born_on, p.sex, p.village


def no_number_homophone(p: Known, r: random.Random) -> Row | None:
    name = _homophone(p.name, r)
    return None if name is None else (None, name, p.born_on, p.sex, p.village)


def swapped_day(p: Known, _r: random.Random) -> Row | None:
    if p.born_on.day > 12 or p.born_on.day == p.born_on.month:
        return None
    return None, p.name, p.born_on.replace(month=p.born_on.day, day=p.born_on.month), p.sex, p.village


def sibling(p: Known, r: random.Random) -> Row:
    """Nobody: the same surname and generation character, another birthday and number."""
    born = p.born_on.replace(year=p.born_on.year + r.choice((-3, -2, 2, 3)), day=1 + p.born_on.day % 28)
    return _number(born, r), p.name[:2] + r.choice("槐桦钧铎"), born, p.sex, p.village


def namesake(p: Known, r: random.Random) -> Row:
    """Nobody: the same name elsewhere, another birthday and number."""
    born = p.born_on.replace(year=p.born_on.year - r.randint(4, 30) % 40 - 1, day=1 + p.born_on.day % 28)
    return _number(born, r), p.name, born, p.sex, None


def stranger(p: Known, r: random.Random) -> Row:
    """Nobody: the same birthday in the same village under another name."""
    return (
        _number(p.born_on, r),
        r.choice("东方") + r.choice("槐桦钧铎") + r.choice("垠埕"),
        p.born_on,
        p.sex,
        p.village,
    )


def _homophone(name: str, r: random.Random) -> str | None:
    places = [n for n, c in enumerate(name) if n and c in _SOUNDS]
    if not places:
        return None
    at = r.choice(places)
    return name[:at] + _SOUNDS[name[at]] + name[at + 1 :]


def _number(born: date, r: random.Random) -> str:
    body = f"520198{born:%Y%m%d}{r.randint(1, 998):03d}"
    return body + check_digit(body)


#: What should become of such rows: linked without asking, asked, or nobody's.
SLIPS: dict[str, tuple[Noise, str]] = {
    "exact": (exact, "link"),
    "exact_homophone": (exact_homophone, "link"),
    "exact_other_name": (exact_other_name, "ask"),
    "no_number_same": (no_number_same, "link"),
    "no_number_homophone": (no_number_homophone, "link"),
    "swapped_day": (swapped_day, "link"),
    "sibling": (sibling, "nobody"),
    "namesake": (namesake, "nobody"),
    "stranger": (stranger, "nobody"),
}


def people(session: Session) -> Iterator[Known]:
    """Everybody with a number."""
    box = vault()
    rows = session.execute(
        select(
            Person.id, Person.name, Person.born_on, Person.sex, Person.area_code, Secret.sealed, Secret.blind
        )
        .join(Secret, Secret.id == Person.id_ref)
        .where(Person.status == "present")
        .order_by(Person.id)
    )
    for number, name, born, sex, village, sealed, blind in rows:
        yield Known(number, name, box.open("id_no", sealed, blind)[:18], born, sex or "", village)  # type: ignore[arg-type]


def frame_of(rows: list[Row]) -> pl.DataFrame:
    """Rows in the shape that matching takes."""
    columns = list(zip(*rows, strict=True))
    return pl.DataFrame(
        {
            "line": pl.Series(range(len(rows)), dtype=pl.Int64),
            "number": pl.Series(columns[0], dtype=pl.String),
            "name": pl.Series(columns[1], dtype=pl.String),
            "name_key": pl.Series([name_key(n) for n in columns[1]], dtype=pl.String),
            "born_on": pl.Series(columns[2], dtype=pl.Date),
            "sex": pl.Series(columns[3], dtype=pl.String),
            "village": pl.Series(columns[4], dtype=pl.String),
        }
    )


def measure(
    session: Session, known: list[Known], name: str, noise: Noise, is_somebody: bool
) -> dict[str, int]:
    """Counts of one kind of slip."""
    r = random.Random(f"{SEED}{name}")
    made = [(p, row) for p in known if (row := noise(p, r)) is not None]
    batch = ImportBatch(area_code=COUNTY)
    links, cases = match_people(session, batch, frame_of([row for _p, row in made]))
    shown = {case["line"]: {c["person_id"] for c in case["candidates"]} for case in cases}
    found: dict[int, set[int]] = {}
    for line, person in links.filter(pl.col("outcome") == "certain").select("line", "person_id").iter_rows():
        found.setdefault(line, set()).add(person)
    counts = {"rows": len(made), "linked": len(found), "right": 0, "asked": len(shown), "truth_shown": 0}
    for line, (p, _row) in enumerate(made):
        counts["right"] += is_somebody and p.id in found.get(line, set())
        counts["truth_shown"] += is_somebody and p.id in shown.get(line, set())
    return counts


def labelled(households: int, count: int) -> None:
    """Figures of labelled lists, and what both sides cost from the same files on (processor seconds)."""
    known = register(households)
    right = known.with_columns(pl.Series("name_key", map(name_key, known["name"])))
    for seed, numbers in ((SEED, 0.0), (SEED + 1, 0.0), (SEED + 2, 0.5)):
        rows = rows_of(known, count, seed, numbers=numbers)
        left = rows.with_columns(pl.Series("name_key", map(name_key, rows["name"])))
        if numbers:
            found, cost = link_lists(left, right), dict[str, Any]()
        else:
            found, cost = beside_exact_join(left.select(_JOINED), right.select(_JOINED))
        tell("matching_labelled", seed=seed, rows=count, people=known.height, numbers=numbers,
             **shares(rows, found), **cost)  # fmt: skip


def beside_exact_join(left: pl.DataFrame, right: pl.DataFrame) -> tuple[Linked, dict[str, Any]]:
    """Ours and one join on name and birthday, in turn, each from the files on."""
    answer: dict[str, Linked] = {}
    with TemporaryDirectory() as folder:
        files = [Path(folder) / name for name in ("left.csv", "right.csv")]
        left.write_csv(files[0])
        right.write_csv(files[1])

        def sides() -> list[pl.DataFrame]:
            return [
                pl.read_csv(f, schema_overrides={"village": pl.String}, try_parse_dates=True) for f in files
            ]

        def ours() -> None:
            answer["ours"] = link(*sides())

        def exact() -> None:
            mine, theirs = sides()
            mine.join(theirs, on=["name_key", "born_on"])

        costs: dict[str, list[float]] = {"ours": [], "exact_join": []}
        for _ in range(3):
            for name, act in (("ours", ours), ("exact_join", exact)):
                spent: dict[str, Any] = {}
                with_cpu(act, spent)()
                costs[name].append(spent["cpu"])
    ratio = statistics.median(a / b for a, b in zip(*costs.values(), strict=True))
    return answer["ours"], {
        "cpu": {n: round(min(c), 3) for n, c in costs.items()},
        "to_exact_join": round(ratio, 2),
    }


def shares(rows: pl.DataFrame, found: Linked) -> dict[str, float]:
    """Precision and recall of links without asking, share of rows asked about, truths linked or shown."""
    truth = rows.select(pl.col("id").alias("line"), pl.col("truth").alias("id")).drop_nulls("id")
    sure = found.outcomes.filter(pl.col("outcome") == "certain").select("line", "id")
    right = sure.join(truth, on=["line", "id"]).height
    seen = found.shown.join(truth, on=["line", "id"]).height
    return {
        "precision": round(right / sure.height, 5),
        "recall": round(right / truth.height, 5),
        "asked_share": round(found.shown["line"].n_unique() / rows.height, 4),
        "truth_linked_or_shown": round((right + seen) / truth.height, 5),
    }


def main(numbers: list[int] | None = None) -> None:
    """Households of the register, then those of the labelled one and rows of its list."""
    households, more, count = [*(numbers or []), *(2_000, 60_000, 100_000)[len(numbers or []) :]]
    labelled(more, count)
    total: dict[str, int] = {}
    with county("sqlite", households, rules=False), unscoped("measuring"):
        session = db.session()
        known = list(people(session))
        for name, (noise, wanted) in SLIPS.items():
            counts = measure(session, known, name, noise, wanted != "nobody")
            tell("matching", kind=name, wanted=wanted, **counts)
            for key, value in counts.items():
                total[key] = total.get(key, 0) + value
            for word, rows in (("somebody", wanted != "nobody"), ("to_link", wanted == "link")):
                total[word] = total.get(word, 0) + counts["rows"] * rows
    facts: dict[str, Any] = {
        "precision": round(total["right"] / total["linked"], 5),
        "recall": round(total["right"] / total["to_link"], 5),
        "asked_share": round(total["asked"] / total["rows"], 4),
        "truth_linked_or_shown": round((total["right"] + total["truth_shown"]) / total["somebody"], 5),
    }
    tell("matching", kind="all", persons=len(known), **total, **facts)


if __name__ == "__main__":
    main()
