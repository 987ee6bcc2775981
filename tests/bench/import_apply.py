"""Importing a list of N rows into a demo county, step by step, file to commit, on both engines.

`office`: N rows as an office sends them (see office_list), one month after the other: the first is all new, a later one
stands in place of the one before. Of lists up to 100,000 rows the median of three months is told. `dibao`: N people as
csv of 7 columns, whose opening costs hardly more than the start of the reading process. `members`: N people of the
register as N02 with two fields changed for two thirds of them (updates with history). Base: the same file opened into
columns by the guarded reader, without checking or database. `share_locked`: writing under the lock against all.
`cpu`: processor seconds of the whole and of the base, children included, without a database server; believe
`cpu_ratio` on a busy machine. `memory_ratio`: peaks of the process's whole tree, application included on both sides.
`linear`: time of ten times the rows to the time of one.
"""

import csv
import io
import os
import resource
import statistics
import time
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from app.adapters.file_store import FileStore
from app.adapters.workbook_reader import open_workbook
from app.domain.permissions import Actor
from app.extensions import db, vault
from app.models import Area, Household, ImportBatch, Person, Secret
from app.queries.accounts import actor_of, find_user
from app.queries.scope import Scope, unscoped
from app.services.importing.apply import apply_batch, build
from app.services.importing.prepare import keep_prepared, prepare
from app.services.importing.profiles import profiles_for
from app.services.importing.receive import keep_reading, read_batch, receive
from app.unit_of_work import unit_of_work
from tests.bench.county import COUNTY, LOGIN, county
from tests.bench.office_list import Listed, months, rows_of, workbook
from tests.bench.rounds import tell
from tests.support.databases import ENGINES
from tests.support.process_tree import watched_tree

ROUNDS = 3
COUNTS = ("rows", "rejected", "matched", "doubtful", "new", "changed", "moved")
#: Longer lists once.
MOST_THRICE = 100_000
DIBAO = ["成员姓名", "身份证号", "低保类型", "保障类别", "户月保障金", "起保时间", "状态"]
MEMBERS = ["户编号", "人口编号", "姓名", "性别", "证件号码", "务工企业名称", "是否会讲普通话"]


def people(session: Session, count: int) -> Iterator[tuple[str, str, str, str, str]]:
    """household_no, person_no, name, sex, number of people whose number is known."""
    box = vault()
    rows = session.execute(
        select(Household.household_no, Person.person_no, Person.name, Person.sex, Secret.sealed, Secret.blind)
        .join(Person, Person.household_id == Household.id)
        .join(Secret, Secret.id == Person.id_ref)
        .order_by(Person.id)
        .limit(count)
    )
    for home, person, name, sex, sealed, blind in rows:
        yield home, person, name, sex or "", box.open("id_no", sealed, blind)[:18]


def _sheet(header: list[str], rows: Iterator[list[str]]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue().encode("utf-8-sig")


def dibao(session: Session, count: int) -> bytes:
    """A complete dibao list."""
    rows = ([n, i, "农村", "ABC"[k % 3] + "类", "600", "2024-01-01", "在保"]
            for k, (_h, _p, n, _s, i) in enumerate(people(session, count)))  # fmt: skip
    return _sheet(DIBAO, rows)


def office(session: Session, count: int) -> bytes:
    """The list as the office keeps it, with what is wrong in it."""
    village, township = aliased(Area), aliased(Area)
    places = session.execute(
        select(Household.household_no, village.name, township.name)
        .join(village, village.code == Household.area_code)
        .join(township, township.code == village.parent_code)
    )
    lives = {home: (near, above) for home, near, above in places}
    known = [
        Listed(name, number, *lives.get(home, ("", "")))
        for home, _p, name, _s, number in people(session, count)
    ]
    return workbook(rows_of(known, count))


def members(session: Session, count: int) -> bytes:
    """N02 with an employer and a yes for two thirds of the people."""
    sexes = {"male": "男", "female": "女"}
    rows = ([h, p, n, sexes.get(s, ""), i, f"厂{k % 7}" if k % 3 else "", "是" if k % 3 else ""]
            for k, (h, p, n, s, i) in enumerate(people(session, count)))  # fmt: skip
    return _sheet(MEMBERS, rows)


def _cpu() -> float:
    """Processor seconds of this process and of its children that have ended."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(u.ru_utime + u.ru_stime for u in used)


def one_import(
    session: Session, actor: Actor, body: bytes, profile: str, period: str, kind: str = "csv"
) -> dict[str, Any]:
    """Seconds of every step and counts."""
    spent: dict[str, float] = {}
    cpu: dict[str, float] = {}
    peaks: dict[str, int] = {}

    def timed(name: str, act: Callable[[], Any]) -> Any:
        began, cpu_began = time.perf_counter(), _cpu()
        with watched_tree() as peak:
            answer = act()
        peaks[name] = peak.bytes
        spent[name] = spent.get(name, 0) + time.perf_counter() - began
        cpu[name] = cpu.get(name, 0) + _cpu() - cpu_began
        return answer

    name = f"{profile}.{kind}"
    timed("base", lambda: open_workbook(body, name))
    with TemporaryDirectory() as folder:
        store = FileStore(Path(folder), vault())

        def take() -> ImportBatch:
            with unit_of_work(session, actor, "import.receive") as work:
                return receive(
                    work, Scope.of(actor), store, body, name, area_code=COUNTY, profile=profile, period=period
                )

        batch = timed("receive", take)
        reading = timed("read", lambda: read_batch(session, store, batch, actor))
        with unit_of_work(session, actor, "import.parse") as work:
            timed("stage", lambda: keep_reading(work, batch, reading))
        prepared = timed("match_compare", lambda: prepare(session, batch))
        with unit_of_work(session, actor, "import.compare") as work:
            batch.read = {**batch.read, "guard_answered": 0}
            timed("keep_plan", lambda: keep_prepared(work, batch, prepared))
        built = timed("build", lambda: build(session, batch))

        def apply() -> None:
            with unit_of_work(session, actor, "import.apply", batch_id=batch.id) as work:
                apply_batch(work, batch, built)

        timed("locked", apply)
    base, cpu_base, peak_base = spent.pop("base"), cpu.pop("base"), peaks.pop("base")
    whole = sum(spent.values())
    return {
        "seconds": {k: round(v, 3) for k, v in spent.items()},
        "base": round(base, 3),
        "whole": round(whole, 3),
        "ratio": round(whole / base, 2),
        "cpu": {
            "whole": round(sum(cpu.values()), 3),
            "base": round(cpu_base, 3),
            **{k: round(v, 3) for k, v in cpu.items()},
        },
        "cpu_ratio": round(sum(cpu.values()) / cpu_base, 2),
        "memory_mib": {"whole": max(peaks.values()) >> 20, "base": peak_base >> 20},
        "memory_ratio": round(max(peaks.values()) / peak_base, 2),
        "share_locked": round(spent["locked"] / whole, 3),
        "counts": {k: batch.counts[k] for k in COUNTS if k in batch.counts},
    }


def _side(application: Flask, kind: str, rows: list[int]) -> None:
    session = db.session()
    with unscoped("measuring"):
        user = find_user(session, LOGIN)
        assert user is not None
        actor = actor_of(session, user)
        profiles_for(actor, session)  # read once in the life of a worker
        ahead = months()
        whole = {n: _months(session, actor, kind, n, ahead) for n in rows}
        for few, many in pairwise(rows):
            tell("import_linear", engine=kind, few=few, many=many, times=round(whole[many] / whole[few], 2))
        for name, make, profile in (("dibao", dibao, "B04"), ("members", members, "N02")):
            body = make(session, rows[-1])
            session.commit()
            facts = one_import(session, actor, body, profile, next(ahead))
            tell("import_apply", list=name, engine=kind, rows=rows[-1], **facts)


def _months(session: Session, actor: Actor, kind: str, rows: int, ahead: Iterator[str]) -> float:
    """Some months of one office's list; seconds of the one in the middle."""
    body = office(session, rows)
    session.commit()
    found = []
    for _ in range(ROUNDS if rows <= MOST_THRICE else 1):
        found.append(one_import(session, actor, body, "B04", next(ahead), "xlsx"))
        tell("import_apply", list="office", engine=kind, rows=rows, **found[-1])
    keys = ("whole", "ratio", "cpu_ratio", "memory_ratio", "share_locked")
    middle = {k: statistics.median(one[k] for one in found) for k in keys}
    tell("import_apply_median", list="office", engine=kind, rows=rows, rounds=len(found), **middle)
    return float(middle["whole"])


def main(numbers: list[int] | None = None) -> None:
    """Households of the register and rows of each list."""
    households, *rows = numbers if numbers else (60_000, 10_000, 100_000)
    for kind in os.environ.get("BANGFU_BENCH_ENGINES", " ".join(ENGINES)).split():
        with county(kind, households, rules=False) as application:
            _side(application, kind, rows)


if __name__ == "__main__":
    main()
