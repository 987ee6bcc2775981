"""`flask demo load` and `flask demo workbooks`: the invented county as a database and as files."""

import json
import time
from datetime import datetime
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup

from app.adapters.demo_workbooks import write_planned
from app.cli.areas import refuse
from app.demo.county import generate, generate_parts
from app.demo.outlines import boundaries
from app.demo.places import areas, plan_county
from app.demo.workbooks.county_books import truth, workbooks
from app.domain.clock import today
from app.domain.errors import BangfuError
from app.domain.indicators.periods import full_months_before, period_bounds
from app.domain.permissions import SYSTEM
from app.extensions import db, vault
from app.queries.period_count import count_period
from app.queries.scope import Scope
from app.queries.snapshots import find_snapshot
from app.services.demo import LoadedCounty, assign_officers, has_accounts, load_part, load_places
from app.services.demo.weeks import live_weeks
from app.services.demo_accounts import create_demo_accounts
from app.services.files import open_store
from app.services.rule_runs import run_area
from app.services.snapshots import freeze
from app.unit_of_work import unit_of_work

demo_group = AppGroup("demo", help="演示县：虚构的户、人、数据和它的标准答案。")
commands = (demo_group,)

DAY = click.DateTime(formats=["%Y-%m-%d"])
HOUSEHOLDS = click.IntRange(40, 3_000_000)


@demo_group.command("load")
@click.option("--households", type=HOUSEHOLDS, default=3000, show_default=True, help="多少户。")
@click.option("--seed", type=int, default=1, show_default=True, help="同样的种子得到同样的县。")
@click.option("--as-of", type=DAY, help="以哪天为准，默认今天。")
@click.option(
    "--bureau",
    type=click.Choice(["none", "some", "all"]),
    default="all",
    show_default=True,
    help="部门数据。",
)
@click.option("--force", is_flag=True, help="数据库不空也装。")
@click.option("--json", "as_json", is_flag=True, help="结果印成 JSON。")
def load(households: int, seed: int, as_of: datetime | None, bureau: str, force: bool, as_json: bool) -> None:
    """把演示县装进空库，一个乡镇一次提交。"""
    plan = plan_county(households, seed, as_of.date() if as_of else today())
    loaded, started = LoadedCounty(), time.monotonic()
    try:
        with unit_of_work(db.session(), SYSTEM, "demo.places", payload={"seed": seed}) as work:
            load_places(work, plan, force=force)
        for part in generate_parts(plan):
            act = {"seed": seed, "township": part.township.code, "bureau": bureau}
            with unit_of_work(db.session(), SYSTEM, "demo.load", payload=act) as work:
                loaded.add(load_part(work, plan, part, bureau))
            del part  # or two townships stand in memory while the next one is drawn
        with unit_of_work(db.session(), SYSTEM, "demo.accounts") as work:
            if not has_accounts(work):
                create_demo_accounts(work, current_app.extensions["bangfu"].data_dir)
            assign_officers(work)
    except BangfuError as error:
        raise refuse(error) from error
    seconds = round(time.monotonic() - started, 1)
    if as_json:
        click.echo(json.dumps({"seconds": seconds, "rows": loaded.rows}))
        return
    click.echo(
        f"装好 {plan.households} 户、{loaded.rows['person']} 人，{len(plan.townships)} 个乡镇，用了 {seconds} 秒。"
    )


@demo_group.command("workbooks")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), required=True, help="放到哪个目录。")
@click.option("--households", type=HOUSEHOLDS, default=3000, show_default=True, help="多少户。")
@click.option("--seed", type=int, default=1, show_default=True, help="同样的种子得到同样的县。")
@click.option("--as-of", type=DAY, help="以哪天为准，默认今天。")
def write_workbooks(out: Path, households: int, seed: int, as_of: datetime | None) -> None:
    """写出同一个演示县的部门表格、区划、边界，和标准答案 truth.json。"""
    county = generate(households, seed, as_of.date() if as_of else today())
    out.mkdir(parents=True, exist_ok=True)
    books = workbooks(county)
    for book in books:
        write_planned(book, out)
    _write_areas(out / "areas.csv", areas(county.plan))
    _write_json(out / "boundaries.geojson", boundaries(county.plan))
    _write_json(out / "truth.json", truth(county, books))
    click.echo(f"写好 {len(books)} 个表格和 truth.json，在 {out}。")


@demo_group.command("months")
@click.option("--last", type=click.IntRange(1, 12), default=3, show_default=True, help="最近几个满月。")
def freeze_months(last: int) -> None:
    """把最近几个满月的指标冻结下来，首次打开就有趋势；规则要先跑过。已经冻结过的月份不动。"""
    store = open_store(current_app.extensions["bangfu"].files_dir, vault())
    frozen = []
    for period in full_months_before(today(), last):
        if find_snapshot(db.session(), Scope.everything(), period):
            continue
        counted = count_period(db.session(), Scope.everything(), *period_bounds(period, today()))
        with unit_of_work(db.session(), SYSTEM, "indicator.freeze", payload={"period": period}) as work:
            freeze(work, store, period, counted)
        frozen.append(period)
    click.echo(f"冻结了 {len(frozen)} 个月：{'、'.join(frozen)}。" if frozen else "这几个月都已经冻结过。")


@demo_group.command("weeks")
def work_for_weeks() -> None:
    """把演示县最近几周的日常办理走一遍：疑点、监督、项目、资产、公示和月度冻结，最后按今天跑一遍规则。"""
    store = open_store(current_app.extensions["bangfu"].files_dir, vault())
    try:
        done = live_weeks(db.session(), store)
    except BangfuError as error:
        raise refuse(error) from error
    if done:
        run_area(db.session())  # here, where the rules are already compiled
    click.echo(f"办了 {done} 件事。" if done else "没有演示账号，什么都没有办。")


def _write_areas(path: Path, rows: list[dict[str, str | int | None]]) -> None:
    lines = [f"{row['code']},{row['name']},{row['full_name']}" for row in rows]
    path.write_text("\n".join(["code12,name,full_name", *lines, ""]), "utf-8")


def _write_json(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, separators=(",", ":")), "utf-8")
