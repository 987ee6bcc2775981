"""Importing a list of N rows into a demo county, step by step, file to commit, on both engines.

`office`: N people of the register as a complete bureau list (new records), a workbook of 18 columns with shared
strings, as an office sends it. `dibao`: the same as csv of 7 columns, whose opening costs hardly more than the start of
the reading process. `members`: N people of the register as N02
with two fields changed for two thirds of them (updates with history). Base: the same file opened into columns by the
guarded reader, without checking or database. `share_locked`: building and applying under the write lock against all.
`cpu`: processor seconds of the whole and of the base, children included; believe `cpu_ratio` on a busy machine.
"""

import csv
import io
import resource
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import xlsxwriter
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.adapters.file_store import FileStore
from app.adapters.workbook_reader import open_workbook
from app.domain.permissions import Actor
from app.extensions import db, vault
from app.models import Household, ImportBatch, Person, Secret
from app.queries.accounts import actor_of, find_user
from app.queries.scope import Scope, unscoped
from app.services.importing.apply import apply_batch, build
from app.services.importing.prepare import keep_prepared, prepare
from app.services.importing.profiles import profiles_for
from app.services.importing.receive import keep_reading, read_batch, receive
from app.unit_of_work import unit_of_work
from tests.bench.county import COUNTY, LOGIN, county
from tests.bench.rounds import tell
from tests.support.databases import ENGINES

DIBAO = ["成员姓名", "身份证号", "低保类型", "保障类别", "户月保障金", "起保时间", "状态"]
OFFICE = [
    *(
        "序号",
        "乡镇",
        "村",
        "户主",
        "成员姓名",
        "身份证号",
        "与户主关系",
        "保障类别",
        "低保类型",
        "保障人口",
        "户月保障金",
    ),
    *("起保时间", "停保时间", "状态", "联系电话", "开户行", "银行账号", "备注"),
]
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
    """The same list as the office keeps it."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"strings_to_formulas": False}) as book:
        page = book.add_worksheet("名单")
        page.write_row(0, 0, OFFICE)
        for k, (home, _p, name, _s, number) in enumerate(people(session, count), 1):
            place = [
                str(k),
                f"第{k % 20}镇",
                f"第{k % 97}村",
                name,
                name,
                number,
                "本人",
                "ABC"[k % 3] + "类",
                "农村",
            ]
            money = [
                str(1 + k % 4),
                f"{300 + k % 700}.50",
                f"20{10 + k % 16}-{k % 12 + 1:02d}-01",
                "",
                "在保",
            ]
            page.write_row(k, 0, [*place, *money, f"13900{k:06d}", "农村信用社", f"6217{k:015d}", home])
    return out.getvalue()


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

    def timed(name: str, act: Callable[[], Any]) -> Any:
        began, cpu_began = time.perf_counter(), _cpu()
        answer = act()
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
    base, cpu_base = spent.pop("base"), cpu.pop("base")
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
        "share_locked": round(spent["locked"] / whole, 3),
        "counts": {k: batch.counts[k] for k in ("rows", "matched", "doubtful", "changed", "moved")},
    }


def _side(application: Flask, kind: str, rows: int) -> None:
    session = db.session()
    with unscoped("measuring"):
        user = find_user(session, LOGIN)
        assert user is not None
        actor = actor_of(session, user)
        profiles_for(actor, session)  # read once in the life of a worker
        for name, make, profile, period, kind_of_file in (
            ("office", office, "B04", "2027-01", "xlsx"),
            ("dibao", dibao, "B04", "2027-02", "csv"),
            ("members", members, "N02", "2027-12", "csv"),
        ):
            body = make(session, rows)
            session.commit()
            facts = one_import(session, actor, body, profile, period, kind_of_file)
            tell("import_apply", list=name, engine=kind, rows=rows, **facts)


def main(numbers: list[int] | None = None) -> None:
    """Households of the register and rows of the list."""
    households, rows = numbers if numbers else (60_000, 100_000)
    for kind in ENGINES:
        with county(kind, households, rules=False) as application:
            _side(application, kind, rows)


if __name__ == "__main__":
    main()
