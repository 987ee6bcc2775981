"""A batch killed (-9) at each of its points: carried on afterwards, nothing is lost and nothing is there twice.

Points lie in every stage: received, parsing, chunks, matching, preview, apply, after (the rules), and in the taking
back. What stands in the end is compared with a run that nobody killed.

Every point of a batch and of its taking back is tried. The rules that follow have some thousand points, most of which
are one and the same death: a database keeps nothing of a transaction that did not come to its commit, so all points
between two commits that wrote leave the same rows and the same work to the next process. Such points are one group,
and a group is proved by its first point (right after the commit before it) and its last (its own commit, everything
written and nothing kept). The rules are tried in a village where they ran before, and once as the first run ever, with
the catalogue and what the loading owes. Beyond that each shape of statement of the rules, values aside, is died at
once on each engine wherever it stands, in case one of them leaves something outside its transaction. Points, groups
and shapes are counted in the answer; `BANGFU_PROVE_COUNT` takes so many points of every stage instead.
"""

import hashlib
import json
import random
import shutil
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import Engine, text

from tests.support.databases import ENGINES, copied_database, migrated_database, open_engine
from tests.support.dying_batches import STAGES, Clerk
from tests.support.kill_points import BATCH, RULES, Point, Way, Ways, all_points, counted, some_points

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
#: Engine, workbook, whether it is taken back, the batch or the rules after it, and the number of the point.
Try = tuple[str, str, bool, str, int]
#: Address of a database and the folder of its files.
Base = tuple[str, Path]


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
    """Tries on copies of one loaded village, each way from where it begins."""

    def __init__(self, url: str, folder: Path, clerk: Clerk, stack: ExitStack) -> None:
        self.folder, self.clerk, self.stack = folder, clerk, stack
        self.bases: dict[Way, Base] = {}
        self.loaded: Base = (url, folder / "place")

    def set_up(self, files: tuple[str, ...]) -> None:
        """Batches come into a village whose rules were run (by the warm process, which then knows them); the first of
        the runs after a batch is the first ever, with the catalogue and what the loading owes.
        """
        ruled = self._kept(self.loaded)
        self.clerk.learns(*ruled)
        for file in files:
            written = self._kept(ruled)
            self._ask(written, file, rules=False)
            back = self._kept(written)
            self._ask(back, file, undo=True, rules=False)
            self.bases |= {(file, False, BATCH): ruled, (file, True, BATCH): written}
            self.bases |= {(file, False, RULES): written, (file, True, RULES): back}
        first = self._kept(self.loaded)
        self._ask(first, files[0], rules=False)
        self.bases[files[0], False, RULES] = first

    def _kept(self, base: Base) -> Base:
        return self.stack.enter_context(self.copy(base))

    @contextmanager
    def copy(self, base: Base) -> Iterator[Base]:
        with TemporaryDirectory(dir=self.folder) as name:
            place = Path(name) / "place"
            shutil.copytree(base[1], place)
            with copied_database(base[0], Path(name)) as url:
                yield url, place

    def whole(self, way: Way) -> tuple[list[Point], dict[bool, dict[str, str]]]:
        """All points, and what stands without and with the rules, where nobody is killed."""
        file, undo, part = way
        ends: dict[bool, dict[str, str]] = {}
        points: list[Point] = []
        for rules in (False, True):
            with self.copy(self.bases[way]) as base:
                told = self._ask(base, file, undo=undo, rules=rules)
                ends[rules] = self._state(base)
                points = told["points"] if rules == (part == RULES) else points
        return [(stage, shape) for stage, shape in points if (stage == "after") <= (part == RULES)], ends

    def killed(self, way: Way, point: int, *, rules: bool) -> dict[str, str]:
        """What stands after a death at this point and a clerk who carries on."""
        file, undo, part = way
        with self.copy(self.bases[way]) as base:
            self._ask(base, file, kill_at=point, undo=undo, rules=part == RULES)
            self._ask(base, file, undo=undo, rules=rules)
            return self._state(base) | {"left": str(_left(base[1]))}

    def _ask(self, base: Base, file: str, *, kill_at: int = 0, undo: bool = False, rules: bool = True) -> Any:
        profile = {"members": "N02", "dibao": "B04"}[file]
        told = self.clerk.tries(
            *base, self.folder / f"{file}.xlsx", profile, kill_at=kill_at, undo=undo, rules=rules
        )
        assert not told["failed"], (file, kill_at, undo)
        assert told["killed"] == bool(kill_at), (file, kill_at, undo)
        return told

    @staticmethod
    def _state(base: Base) -> dict[str, str]:
        engine = open_engine(base[0])
        try:
            return state_of(engine)
        finally:
            engine.dispose()


def _left(place: Path) -> int:
    """Files in the store whose name says that they were not finished and that hold anything in clear."""
    return sum(b"PK\x03\x04" in p.read_bytes()[:64] for p in (place / "files").rglob("*") if p.is_file())


@contextmanager
def _proof(kind: str) -> Iterator[Proof]:
    """A loaded register of its own with a clerk beside it."""
    with (
        TemporaryDirectory() as name,
        loaded(kind, Path(name)) as url,
        Clerk() as clerk,
        ExitStack() as stack,
    ):
        yield Proof(url, Path(name), clerk, stack)


def sample(kind: str, stages: tuple[str, ...], seed: int) -> list[dict[str, Any]]:
    """One point of each of these stages of the members' workbook, without the rules; what differed afterwards."""
    chance, wrong, way = random.Random(seed), [], ("members", False, BATCH)
    with _proof(kind) as proof:
        proof.bases[way] = proof.loaded
        with proof.copy(proof.loaded) as base:
            met = proof._ask(base, "members", rules=False)["points"]
            wanted = proof._state(base) | {"left": "0"}
        for stage in stages:
            point = chance.choice([n for n, (s, _) in enumerate(met, 1) if s == stage])
            found = proof.killed(way, point, rules=False)
            if found != wanted:
                wrong.append({"stage": stage, "point": point, "found": found, "wanted": wanted})
    return wrong


class Log:
    """Tries that are done, one line each, so that a stopped count of hundreds goes on where it stood."""

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
    """`points_each` points of every stage (None: all of them, of the rules by groups) of each workbook, and of taking
    it back. `kept`: where tries are written down.
    """
    log, ends = Log(kept), {}
    ways: Ways = {}
    with _proof(kind) as proof:
        proof.set_up(files)
        for way in proof.bases:
            ways[way], ends[way] = proof.whole(way)
        chosen = all_points(ways, seed) if points_each is None else some_points(ways, points_each, seed)
        for way, point in chosen:
            if (kind, *way, point) in log.done:
                continue
            stage = ways[way][point - 1][0]
            rules = stage in RULED
            wanted = ends[way][rules] | {"left": "0"}
            found = proof.killed(way, point, rules=rules)
            differs = {k: (v, found.get(k)) for k, v in wanted.items() if found.get(k) != v}
            log.add((kind, *way, point), f"undo {stage}" if way[1] and stage == "after" else stage, differs)
    mine = [one for key, one in log.done.items() if key[0] == kind]
    by_stage = Counter(one["stage"] for one in mine)
    missing = [s for s in (*STAGES, "undo") if not by_stage[s]]
    wrong = [one for one in mine if one["differs"]]
    told = {"kills": len(mine), "by_stage": dict(by_stage), "of_the_rules": counted(ways)}
    return {**told, "missing": missing, "wrong": wrong}


def _on(kind: str, count: int | None, seed: int) -> dict[str, Any]:
    return run(kind, count, seed, kept=None if count else KEPT.with_suffix(f".{kind}.lines"))


def main(count: int | None = None, seed: int = 1) -> dict[str, Any]:
    """All points as said above (`count`: so many of every stage), two workbooks, both engines beside each other."""
    with ThreadPoolExecutor(len(ENGINES)) as pool:
        found = dict(zip(ENGINES, pool.map(lambda kind: _on(kind, count, seed), ENGINES), strict=True))
    held = all(not one["wrong"] and not one["missing"] for one in found.values())
    return {"held": held, "points_each": count or "all", "seed": seed, **found}
