"""A batch killed (-9) at each of its points: carried on afterwards, nothing is lost and nothing is there twice.

Points lie in every stage: received, parsing, chunks, matching, preview, apply, after (the rules), and in the taking
back. What stands in the end is compared with a run that nobody killed.
"""

import hashlib
import json
import random
import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import Engine, text

from tests.support.databases import ENGINES, copied_database, migrated_database, open_engine
from tests.support.dying_batches import STAGES, Clerk

#: Compared row by row; numbers, moments and keys that a repeat may give anew are left out.
TABLES = (
    "household",
    "person",
    "membership",
    "income_entry",
    "living_condition",
    "bureau_record",
    "dataset_coverage",
    "rule_result",
    "finding",
    "match_case",
    "clue",
    "import_problem",
)
_LEFT_OUT = ("id", "_id", "_at", "_ref", "_on", "version", "digest", "until_event")
#: Acts of a batch that happen once, whatever was killed.
ONCE = ("import.receive", "import.parse", "import.compare", "import.apply")
FILES = ("members", "dibao")
#: After a death in these stages the rules are run to the end too: before, nothing of the batch is in the register.
RULED = ("apply", "after")
#: Tries of the whole count, line by line.
KEPT = Path(__file__).resolve().parents[2] / "test-results" / "prove" / "import_kill.lines"
#: Engine, workbook, whether it is taken back, and the number of the point.
Try = tuple[str, str, bool, int]


def state_of(engine: Engine) -> dict[str, str]:
    """A digest of each table's rows, and how often each act of the batches stands in the trail."""
    found = {}
    with engine.connect() as connection:
        for table in TABLES:
            rows = [dict(r) for r in connection.execute(text(f'SELECT * FROM "{table}"')).mappings()]
            _by_place(rows)
            kept = sorted(
                repr([(k, str(v)) for k, v in sorted(row.items()) if not k.endswith(_LEFT_OUT)])
                for row in rows
            )
            found[table] = f"{len(rows)}:{hashlib.sha256(repr(kept).encode()).hexdigest()[:12]}"
        acts = connection.execute(text("SELECT act, count(*) FROM event GROUP BY act")).all()
        found |= {act: str(count) for act, count in acts if act in (*ONCE, "import.undo")}
        found["jobs"] = str(
            connection.execute(text("SELECT count(*) FROM job WHERE state != 'done'")).scalar()
        )
    return found


def _by_place(rows: list[dict[str, Any]]) -> None:
    """Subjects of results by their order: a death leaves a gap in PostgreSQL's numbers of new people."""
    order = {s: n for n, s in enumerate(sorted({r["subject"] for r in rows if "subject" in r}))}
    for row in rows:
        if "subject" in row:
            row["subject"] = order[row["subject"]]


@contextmanager
def loaded(kind: str, folder: Path) -> Iterator[str]:
    """A village with an earlier delivery of 低保, and the two workbooks that come next, in `folder`."""
    from app.cli.migrate import MIGRATIONS  # noqa: F401 - the application's modules before its database
    from app.extensions import db
    from app.factory import create_app
    from app.queries.scope import unscoped
    from tests.conftest import settings_for
    from tests.integration.importing.conftest import HOME_ROWS, MEMBER_ROWS
    from tests.integration.importing.office import Office, dibao, homes, members
    from tests.integration.importing.test_bureau_list import HEAD, WIFE, line
    from tests.support.people import COUNTY, World
    from tests.workbooks.people import number_of

    with migrated_database(kind, folder) as url:
        app = create_app(settings_for(url, folder / "place"))
        with app.app_context(), unscoped("proof"):
            session = db.session()
            office = Office(
                session, World(session).account("office", "county_office", COUNTY), folder / "place"
            )
            office.applies(homes(*HOME_ROWS), "N01.xlsx", "N01", "2026-10")
            office.applies(members(*MEMBER_ROWS), "N02.xlsx", "N02", "2026-10")
            office.applies(dibao(line("赵建国", HEAD), line("孙小红", WIFE)), "10.xlsx", "B04", "2026-10")
            db.session.remove()
            _all_into_the_file(db.engine)
            db.engine.dispose()
        new = ["0002", "000202", "钱小宝", "男", number_of(10_009), "之子", "普通劳动力", "健康", ""]
        changed = [*MEMBER_ROWS[1][:6], "丧失劳动力", "患有大病", "13800000018"]
        (folder / "members.xlsx").write_bytes(members(MEMBER_ROWS[0], changed, MEMBER_ROWS[2], new))
        (folder / "dibao.xlsx").write_bytes(
            dibao(line("赵建国", HEAD, level="B类"), line("错号", "520199195001010018"))
        )
        yield url


def _all_into_the_file(engine: Engine) -> None:
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")


class Proof:
    """Tries on copies of one loaded village."""

    def __init__(self, url: str, folder: Path, clerk: Clerk) -> None:
        self.url, self.folder, self.clerk = url, folder, clerk

    @contextmanager
    def copy(self) -> Iterator[tuple[str, Path]]:
        with TemporaryDirectory(dir=self.folder) as name:
            place = Path(name) / "place"
            shutil.copytree(self.folder / "place", place)
            with copied_database(self.url, Path(name)) as url:
                yield url, place

    def whole(self, file: str, undo: bool) -> tuple[list[str], dict[bool, dict[str, str]]]:
        """Stages of all points, and what stands without and with the rules, where nobody is killed."""
        with self.copy() as (url, place):
            if undo:
                self._ask(url, place, file, rules=False)
            self._ask(url, place, file, undo=undo, rules=False)
            before = self._state(url)
        with self.copy() as (url, place):
            if undo:
                self._ask(url, place, file, rules=False)
            told = self._ask(url, place, file, undo=undo)
            return told["stages"], {False: before, True: self._state(url)}

    def written(self, file: str) -> tuple[list[str], dict[str, str]]:
        """Stages of all points up to the writing, and what stands then."""
        with self.copy() as (url, place):
            told = self._ask(url, place, file, rules=False)
            return told["stages"], self._state(url)

    def killed(self, file: str, point: int, *, undo: bool, rules: bool) -> dict[str, str]:
        """What stands after a death at this point and a clerk who carries on."""
        with self.copy() as (url, place):
            if undo:
                self._ask(url, place, file, rules=False)
            self._ask(url, place, file, kill_at=point, undo=undo)
            self._ask(url, place, file, undo=undo, rules=rules)
            return self._state(url) | {"left": str(_left(place))}

    def _ask(
        self, url: str, place: Path, file: str, *, kill_at: int = 0, undo: bool = False, rules: bool = True
    ) -> Any:
        profile = {"members": "N02", "dibao": "B04"}[file]
        told = self.clerk.tries(
            url, place, self.folder / f"{file}.xlsx", profile, kill_at=kill_at, undo=undo, rules=rules
        )
        assert not told["failed"], (file, kill_at, undo)
        assert told["killed"] == bool(kill_at), (file, kill_at, undo)
        return told

    @staticmethod
    def _state(url: str) -> dict[str, str]:
        engine = open_engine(url)
        try:
            return state_of(engine)
        finally:
            engine.dispose()


def _left(place: Path) -> int:
    """Files in the store whose name says that they were not finished and that hold anything in clear."""
    return sum(b"PK\x03\x04" in p.read_bytes()[:64] for p in (place / "files").rglob("*") if p.is_file())


def sample(kind: str, stages: tuple[str, ...], seed: int) -> list[dict[str, Any]]:
    """One point of each of these stages of the members' workbook, without the rules; what differed afterwards."""
    chance, wrong = random.Random(seed), []
    with TemporaryDirectory() as name, loaded(kind, Path(name)) as url, Clerk() as clerk:
        proof = Proof(url, Path(name), clerk)
        met, wanted = proof.written("members")
        for stage in stages:
            point = chance.choice([i + 1 for i, s in enumerate(met) if s == stage])
            found = proof.killed("members", point, undo=False, rules=False)
            if found != wanted | {"left": "0"}:
                wrong.append({"stage": stage, "point": point, "found": found, "wanted": wanted})
    return wrong


class Log:
    """Tries that are done, one line each, so that a stopped count of thousands goes on where it stood."""

    def __init__(self, path: Path | None) -> None:
        self.path = path
        told = path.read_text().splitlines() if path is not None and path.exists() else []
        self.done = {tuple(one["try"]): one for one in map(json.loads, told)}

    def add(self, key: Try, stage: str, differs: dict[str, Any]) -> None:
        self.done[key] = {"try": key, "stage": stage, "differs": differs}
        if self.path is not None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self.path.open("a") as out:
                print(json.dumps(self.done[key], ensure_ascii=False), file=out, flush=True)


def run(
    kind: str, points_each: int | None, seed: int, files: tuple[str, ...] = FILES, kept: Path | None = None
) -> dict[str, Any]:
    """`points_each` points of every stage (None: all of them) of each workbook, and of taking it back.

    The batch's own points come first, those of the rules in any order after them. `kept`: where tries are written down.
    """
    log, tries, ends = Log(kept), [], {}
    with TemporaryDirectory() as name, loaded(kind, Path(name)) as url, Clerk() as clerk:
        proof = Proof(url, Path(name), clerk)
        for file, undo in [(f, u) for f in files for u in (False, True)]:
            stages, ends[file, undo] = proof.whole(file, undo)
            tries += [
                (one, stages[one[3] - 1]) for one in _chosen(kind, file, undo, stages, points_each, seed)
            ]
        for one, stage in sorted(tries, key=lambda t: t[1] == "after"):
            if one in log.done:
                continue
            _, file, undo, point = one
            rules = stage in RULED
            wanted = ends[file, undo][rules] | {"left": "0"}
            found = proof.killed(file, point, undo=undo, rules=rules)
            differs = {k: (v, found.get(k)) for k, v in wanted.items() if found.get(k) != v}
            log.add(one, f"undo {stage}" if undo and stage == "after" else stage, differs)
    mine = [one for key, one in log.done.items() if key[0] == kind]
    by_stage = Counter(one["stage"] for one in mine)
    missing = [s for s in (*STAGES, "undo") if not by_stage[s]]
    wrong = [one for one in mine if one["differs"]]
    return {"kills": len(mine), "by_stage": dict(by_stage), "missing": missing, "wrong": wrong}


def _chosen(kind: str, file: str, undo: bool, stages: list[str], each: int | None, seed: int) -> list[Try]:
    """The points to die at: all of a stage, or so many of it; those of the rules in an order of chance."""
    chance, chosen = random.Random(f"{seed} {file} {undo}"), []
    for stage in dict.fromkeys(stages):
        places = [i + 1 for i, s in enumerate(stages) if s == stage]
        taken = chance.sample(places, len(places) if each is None else min(each, len(places)))
        chosen += taken if stage == "after" else sorted(taken)
    return [(kind, file, undo, point) for point in chosen]


def main(count: int | None = None, seed: int = 1) -> dict[str, Any]:
    """`count` points of every stage (all without it), two workbooks, both engines."""
    kept = KEPT if count is None else None
    found = {kind: run(kind, count, seed, kept=kept) for kind in ENGINES}
    held = all(not one["wrong"] and not one["missing"] for one in found.values())
    return {"held": held, "points_each": count or "all", "seed": seed, **found}
