"""The same office's list of 18 columns imported by us and as it is done elsewhere, from workbook to commit (A3, A4).

Ours: all steps with encryption, register history, matching without a number, compare and apply. Peers know persons by
their clear numbers and keep a plain history (django-import-export none). Each side begins without that list; every row
has a number, one in a hundred a wrong one, one in twenty that of nobody: all sides must count alike. Base of the
ratios: ours; `cpu`: processor seconds. One object a row is run once. `readers`: opening the same workbook only, beside
our guarded reader.
"""

import sqlite3
from collections import Counter
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy.orm import Session

from app.adapters.workbook_reader import open_workbook
from app.domain.identifiers import check_digit
from app.domain.permissions import Actor
from app.extensions import db
from app.queries.accounts import actor_of, find_user
from app.queries.scope import unscoped
from tests.bench.county import LOGIN, county
from tests.bench.import_apply import one_import, people
from tests.bench.office_list import Listed, months, rows_of, workbook
from tests.bench.peer import Facts, peer
from tests.bench.rounds import in_turn, kept, seconds, tell

ROUNDS = 3
SCRIPTS = ("pandas_calamine", "pandas_openpyxl")
PER_ROW = ("orm_per_row", "django_import_export")
READERS = ("fastexcel", "pandas_calamine", "pandas_openpyxl", "openpyxl_read_only")


Known = tuple[str, str, str, str, str]


def certain_people(session: Session) -> list[Known]:
    """Everybody whose number is right and nobody else's, so that all sides must count alike."""
    known = list(people(session, 10**7))
    times = Counter(number for *_rest, number in known)
    return [
        one
        for one in known
        if times[one[4]] == 1 and len(one[4]) == 18 and check_digit(one[4][:17]) == one[4][17]
    ]


def clear_people(known: list[Known], path: Path) -> None:
    """Persons in clear for the peers: in a throw-away file, of an invented county."""
    rows = [(k, number, name) for k, (_h, _p, name, _s, number) in enumerate(known, 1)]
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE person (id INTEGER PRIMARY KEY, number TEXT, name TEXT)")
        connection.executemany("INSERT INTO person VALUES (?, ?, ?)", rows)
        connection.execute("CREATE INDEX person_number ON person (number)")


class Ours:
    """One import a round, each for a month of its own."""

    def __init__(self, session: Session, actor: Actor, body: bytes) -> None:
        self.session, self.actor, self.body, self.months = session, actor, body, months()
        self.facts: dict[str, Any] = {}

    def once(self) -> float:
        self.facts = one_import(self.session, self.actor, self.body, "B04", next(self.months), "xlsx")
        return float(self.facts["whole"])


def main(numbers: list[int] | None = None) -> None:
    """Households of the register and rows of the list."""
    households, rows = numbers if numbers else (60_000, 100_000)
    with (
        county("sqlite", households, rules=False) as _,
        TemporaryDirectory() as folder,
        unscoped("measuring"),
    ):
        session = db.session()
        user = find_user(session, LOGIN)
        assert user is not None
        actor = actor_of(session, user)
        path, clear = Path(folder) / "list.xlsx", Path(folder) / "people.db"
        known = certain_people(session)
        body = workbook(
            rows_of([Listed(name, number) for _h, _p, name, _s, number in known], rows, numbered=True)
        )
        path.write_bytes(body)
        clear_people(known, clear)
        session.commit()
        ours = Ours(session, actor, body)
        for ways, rounds in ((SCRIPTS, ROUNDS), (PER_ROW, 1)):
            counts: dict[str, Facts] = {}
            with ExitStack() as others:
                sides = {"ours": ours.once}
                for way in ways:
                    ask = others.enter_context(peer("import_list", path, clear, way))
                    sides[way] = kept(ask, counts.setdefault(way, {}))
                found = in_turn(sides, "ours", rounds)
            told = {way: {k: f[k] for k in ("rows", "matched", "new", "cpu")} for way, f in counts.items()}
            mine = {"cpu": ours.facts["cpu"]["whole"], **ours.facts["counts"]}
            tell(
                "import_peers",
                households=households,
                rows=rows,
                rounds=rounds,
                sides=found,
                ours=mine,
                peers=told,
            )
        readers(body, path, rows)


def readers(body: bytes, path: Path, rows: int) -> None:
    """Opening alone."""
    with ExitStack() as others:
        sides = {"ours_guarded": lambda: seconds(lambda: open_workbook(body, "list.xlsx"), 1)}
        for way in READERS:
            sides[way] = kept(others.enter_context(peer("read_sheet", path, way)), {})
        tell("import_readers", rows=rows, sides=in_turn(sides, "ours_guarded", ROUNDS))
