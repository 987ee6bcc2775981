"""`flask rules`: run the rules, explain one household, ship and check the catalogue."""

import json
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click
import yaml
from flask.cli import AppGroup

from app.domain.clock import today
from app.domain.errors import BangfuError
from app.domain.permissions import SYSTEM
from app.extensions import db
from app.queries.register import find_household_no
from app.queries.rule_answers import CheckAnswer, MeasureAnswer
from app.queries.rules import household_answers
from app.queries.rules_in_force import rules_in_force
from app.queries.scope import Scope
from app.services.catalogue import shipped_catalogue
from app.services.catalogue_renewal import renew_catalogue
from app.services.examples import disagreements
from app.services.rule_runs import RunSummary, run_area
from app.services.rule_scenarios import preview_change
from app.services.rule_versions import KINDS
from app.unit_of_work import unit_of_work

rules = AppGroup("rules", help="措施和比对规则。 Measures and checks.")
commands = (rules,)

DAY = click.DateTime(formats=["%Y-%m-%d"])


def _day(moment: datetime | None) -> date:
    return moment.date() if moment else today()


@rules.command("run")
@click.option("--area", help="12 位区划代码；不写就是全部。")
@click.option("--as-of", type=DAY, help="按哪一天判，YYYY-MM-DD；不写就是今天。")
@click.option("--json", "as_json", is_flag=True, help="结果印成 JSON。")
def run(area: str | None, as_of: datetime | None, as_json: bool) -> None:
    """把全部措施和比对规则跑一遍，写下变化。 Run all rules and write the difference."""
    try:
        summary = run_area(db.session(), area, as_of=_day(as_of))
    except BangfuError as refused:
        raise click.ClickException(f"{refused.code} {refused.message} {refused.way_out or ''}") from refused
    told = as_data(summary)
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    size = f"{told['households']} 户、{told['persons']} 人，{told['seconds']} 秒"
    click.echo(f"{size}；新出 {told['came']}，消去 {told['went']}。")
    for kind in ("measures", "checks"):
        for code, counts in told[kind].items():
            click.echo(f"{code} {counts}")


def as_data(summary: RunSummary) -> dict[str, Any]:
    """A run as data: stable names, see the commands in the guide for developers."""
    catalogue = rules_in_force(db.session(), summary.as_of).catalogue
    return {
        "as_of": summary.as_of.isoformat(),
        "households": summary.households,
        "persons": summary.persons,
        "seconds": round(summary.seconds, 3),
        "came": summary.came,
        "went": summary.went,
        "measures": {code: summary.measure(code) for code in catalogue.measures},
        "checks": {code: summary.check(code) for code in catalogue.checks},
        "findings": summary.findings,
    }


@rules.command("explain")
@click.option("--household", "household_no", required=True, help="户编号。")
@click.option("--as-of", type=DAY, help="按哪一天判，YYYY-MM-DD；不写就是今天。")
@click.option("--json", "as_json", is_flag=True, help="结果印成 JSON。")
def explain(household_no: str, as_of: datetime | None, as_json: bool) -> None:
    """一户对照全部措施和规则，逐条说明。 One household against all rules, with reasons."""
    household = find_household_no(db.session(), Scope.everything(), household_no)
    if household is None:
        raise click.ClickException(f"没有户编号 {household_no}。")
    found = household_answers(db.session(), Scope.everything(), household.id, _day(as_of))
    if as_json:
        told: dict[str, Any] = {"household": household_no, "as_of": found.as_of.isoformat()}
        told |= {"measures": [_told(m) for m in found.measures], "checks": [_told(c) for c in found.checks]}
        click.echo(json.dumps(told, ensure_ascii=False, default=str))
        return
    for measure in found.measures:
        click.echo(f"{measure.verdict_label} {measure.code} {measure.title} {measure.name} {measure.amount}")
        for line in measure.lines if measure.verdict != "none" else ():
            click.echo(f"    {_MARKS[line.met]} {line.title}：{line.actual}；要求：{line.wanted}")
    for check in found.checks:
        if check.answer is not False:
            click.echo(f"{'疑点' if check.answer else '资料不全'} {check.code} {check.title} {check.name}")


_MARKS = {True: "是", False: "否", None: "？"}


def _told(answer: MeasureAnswer | CheckAnswer) -> dict[str, Any]:
    """An answer as data: verdict or answer, the conditions with value, requirement, source, and what is missing."""
    return asdict(answer)


@rules.command("ship")
def ship() -> None:
    """把随产品的目录装进数据库：没改过的换成新写法，改过的不动。 Store or renew the shipped catalogue."""
    with unit_of_work(db.session(), SYSTEM, "rule.ship") as work:
        found = renew_catalogue(work, today())
    click.echo(f"新装 {found.fresh} 条，换成新写法 {len(found.renewed)} 条。{' '.join(found.renewed)}")
    if found.kept:
        click.echo(f"本地改过、没有动 {len(found.kept)} 条：{' '.join(found.kept)}")
    if found.held:
        click.echo(f"例子和本地的标准对不上、没有换 {len(found.held)} 条：{' '.join(found.held)}")


@rules.command("preview")
@click.option(
    "--entry",
    "entry_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="一条改过的规则或标准，YAML 文件。",
)
@click.option("--kind", default="measure", show_default=True, type=click.Choice(KINDS), help="这条是哪一类。")
@click.option(
    "--line",
    "lines",
    multiple=True,
    metavar="代码=数",
    help="试算一条标准线，例如 monitoring_line=8000。",
)
@click.option("--area", help="12 位区划代码；不写就是全部。")
@click.option("--as-of", type=DAY, help="按哪一天判，YYYY-MM-DD；不写就是今天。")
@click.option("--json", "as_json", is_flag=True, help="结果印成 JSON。")
def preview(
    entry_file: Path | None, kind: str, lines: tuple[str, ...], area: str | None, as_of: datetime | None, as_json: bool
) -> None:  # fmt: skip
    """试算一处改动：谁多了、谁少了、要多少钱，按乡镇列；什么也不改。 Dry run of a change, by township."""
    day = _day(as_of)
    try:
        found = preview_change(
            db.session(), area, day, kind=kind, entry=_entry_of(entry_file), lines=_lines_of(lines)
        )
    except BangfuError as refused:
        raise click.ClickException(f"{refused.code} {refused.message} {refused.way_out or ''}") from refused
    if as_json:
        click.echo(json.dumps(asdict(found), ensure_ascii=False, default=str))
        return
    for code in found.codes:
        t = found.total(code)
        yuan = (t.cost_after_fen - t.cost_before_fen) // 100
        click.echo(f"{code} 符合的由 {t.before} 变 {t.after}：多 {t.gain}，少 {t.lose}；一年多花 {yuan} 元")
        for line in found.lines:
            if line.code == code and (line.gain or line.lose):
                click.echo(f"    {line.township} 多 {line.gain} 少 {line.lose}")


def _entry_of(path: Path | None) -> dict[str, Any] | None:
    """One entry from a YAML file that holds it, alone or as a list of one."""
    if path is None:
        return None
    try:
        body = yaml.safe_load(path.read_text("utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError, ValueError) as broken:
        raise click.ClickException(f"{path.name} 不是能读的 YAML 文件。") from broken
    entry = body[0] if isinstance(body, list) and len(body) == 1 else body
    if not isinstance(entry, dict):
        raise click.ClickException(f"{path.name} 里要有一条规则。")
    return entry


def _lines_of(lines: tuple[str, ...]) -> dict[str, str]:
    pairs = [line.partition("=") for line in lines]
    if not all(code and number for code, _, number in pairs):
        raise click.ClickException("标准线要写成 代码=数，例如 monitoring_line=8000。")
    return {code: number for code, _, number in pairs}


@rules.command("examples")
def examples() -> None:
    """跑一遍所有规则的例子，不一致就报错。 Run the examples of all rules."""
    found = disagreements(shipped_catalogue())
    for one in found:
        click.echo(f"{one.code} {one.title}：应得 {one.expected}，算出 {one.found}")
    if found:
        raise SystemExit(1)
    click.echo("例子全对。")
