"""`flask indicators`: poverty measures over a file."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
from flask import current_app
from flask.cli import AppGroup

from app.adapters.csv_table import read_csv_table
from app.cli.areas import refuse
from app.domain.areas import full_code
from app.domain.clock import today
from app.domain.errors import BangfuError, InvalidInputError
from app.domain.indicators.compute import NAMES, Wishes, compute, read_share
from app.domain.indicators.definition import answer
from app.domain.indicators.periods import period_bounds
from app.domain.number_text import plain
from app.domain.permissions import SYSTEM
from app.extensions import db, vault
from app.queries.indicators import list_indicators
from app.queries.period_count import count_period
from app.queries.scope import Scope
from app.queries.snapshot_changes import WORDS, why_changed
from app.queries.snapshots import find_snapshot, get_frozen
from app.services.files import open_store
from app.services.snapshots import freeze
from app.unit_of_work import unit_of_work

indicators_group = AppGroup("indicators", help="指标。")
commands = (indicators_group,)

FILE = click.Path(path_type=Path)


class NumberOption(click.ParamType[float]):
    """A number, refused in Chinese."""

    name = "number"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """The number; a fraction such as 1/3 will do."""
        try:
            return float(value) if isinstance(value, float | int) else read_share(str(value))
        except BangfuError:
            self.fail(f"E-IND-NUMBER “{value}”不是数。", param, ctx)


NUMBER = NumberOption()


def _names(text: str | None) -> list[str]:
    return [name.strip() for name in (text or "").split(",") if name.strip()]


@indicators_group.command("compute")
@click.argument("name", metavar=f"[{'|'.join(NAMES)}]")
@click.option("--csv", "path", type=FILE, required=True, help="CSV 文件，第一行是列名。")
@click.option("--y", "--income", "y", help="哪一列是收入；不写就用 y、income 或“收入”。")
@click.option(
    "--w", "--weight", "weight", help="哪一列是权数；不写就用 w、weight 或“权数”，都没有就每行算一。"
)
@click.option(
    "--line", "--z", "line", type=NUMBER, help="贫困线，和收入同一单位（fgt、watts、sen、closing_cost 要）。"
)
@click.option(
    "--alpha", type=NUMBER, default=0, show_default=True, help="FGT 的 α：0 贫困率，1 深度，2 强度。"
)
@click.option("--share", type=NUMBER, default=0.6, show_default=True, help="相对贫困线占中位数的比例。")
@click.option(
    "--variant",
    type=click.Choice(["limit", "small_sample", "shorrocks_thon"]),
    default="limit",
    show_default=True,
    help="森指数的算法。",
)
@click.option("--floor", type=NUMBER, help="瓦茨指数里零和负收入按多少算；不写就不算。")
@click.option("--deprived", help="多维贫困：哪些列是剥夺（1 是 0 否），逗号分开；不写就是权数以外的全部列。")
@click.option("--weights", help="多维贫困：各指标的权重，逗号分开，可写 1/6；不写就都一样。")
@click.option(
    "--k", type=NUMBER, help="多维贫困：临界值，占总权重的份额，可写 1/3；大于 1 就是权重单位的个数。"
)
@click.option(
    "--missing",
    type=click.Choice(["refuse", "drop", "rescale"]),
    default="refuse",
    show_default=True,
    help="没填全的行：refuse 不算并指出，drop 去掉并说明几行；rescale 只用于多维贫困，权重按填了的重算。",
)
@click.option("--json", "as_json", is_flag=True, help="结果印成 JSON。")
def compute_command(name: str, path: Path, as_json: bool, **given: Any) -> None:
    """按公布的定义，从一个 CSV 算出贫困或不平等指标。 A poverty measure over a CSV file."""
    try:
        lists = {"deprived": _names(given["deprived"]), "weights": _names(given["weights"])}
        found = compute(name, read_csv_table(path), Wishes(**(given | lists)))
    except BangfuError as error:
        raise refuse(error) from error
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False))
        return
    for key, value in found.items():
        click.echo(f"{key}：{plain(value, 6) if isinstance(value, float) else value}")


@indicators_group.command("freeze")
@click.option("--period", required=True, help="哪一期：2026-11 或 2026。")
@click.option("--again", is_flag=True, help="已经冻结过的，另出一版；旧的保留。")
@click.option("--json", "as_json", is_flag=True, help="结果印成 JSON。")
def freeze_command(period: str, again: bool, as_json: bool) -> None:
    """把一个月或一年的指标按现在所知冻结下来。 Freeze the indicators of a month or a year."""
    store = open_store(current_app.extensions["bangfu"].files_dir, vault())
    try:
        as_of, year = period_bounds(period, today())
        counted = count_period(db.session(), Scope.everything(), as_of, year)
        with unit_of_work(db.session(), SYSTEM, "indicator.freeze", payload={"period": period}) as work:
            row = freeze(work, store, period, counted, again=again)
            told = {
                "period": row.period, "revision": row.revision, "as_of": row.as_of.isoformat(),
                "households": row.households, "file_bytes": row.file_bytes, "file_digest": row.file_digest,
            }  # fmt: skip
    except BangfuError as error:
        raise refuse(error) from error
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    click.echo(f"{period} 第 {told['revision']} 版：{told['households']} 户，数据到 {told['as_of']}。")


@indicators_group.command("show")
@click.option("--period", required=True, help="哪一期：2026-11 或 2026。")
@click.option("--area", required=True, help="区划代码。")
@click.option("--json", "as_json", is_flag=True, help="结果印成 JSON。")
def show_command(period: str, area: str, as_json: bool) -> None:
    """一个区划在冻结的一期里的指标。 The indicators of an area in a frozen period."""
    session, scope = db.session(), Scope.everything()
    try:
        snapshot = find_snapshot(session, scope, period)
        if snapshot is None:
            raise InvalidInputError(
                "E-PERIOD", f"{period} 没有冻结过。", way_out="请先运行 indicators freeze。"
            )
        frozen = get_frozen(session, scope, snapshot, full_code(area))
    except BangfuError as error:
        raise refuse(error) from error
    answers = {one.code: (one, answer(one, frozen.sums)) for one in list_indicators() if not one.computed}
    if as_json:
        told = {
            "period": period, "revision": snapshot.revision, "as_of": snapshot.as_of.isoformat(), "area": frozen.code,
            "indicators": {code: {"state": a.state, "value": a.value} for code, (_, a) in answers.items()},
            "measures": frozen.measures,
        }  # fmt: skip
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    for code, (one, given) in answers.items():
        click.echo(f"{code} {one.title}：{given.text}{one.unit if given.is_known else ''}")


@indicators_group.command("changes")
@click.option("--from", "before", required=True, help="从哪一期：2026-10。")
@click.option("--to", "after", required=True, help="到哪一期：2026-11。")
@click.option("--area", required=True, help="区划代码。")
@click.option("--json", "as_json", is_flag=True, help="结果印成 JSON。")
def changes_command(before: str, after: str, area: str, as_json: bool) -> None:
    """两期的数为什么不一样：新进、离开、改正、口径。 Why the sums of two frozen periods differ."""
    store = open_store(current_app.extensions["bangfu"].files_dir, vault())
    try:
        code = full_code(area)
        found = why_changed(db.session(), Scope.everything(), store, area=code, before=before, after=after)
    except BangfuError as error:
        raise refuse(error) from error
    if as_json:
        told = {
            "area": code, "from": before, "to": after,
            "steps": [asdict(step) for step in found.steps],
            "households": dict(zip(("joined", "left", "corrected"), found.moves.counts, strict=True)),
            "definitions_changed": found.definitions_changed, "rules_changed": found.rules_changed,
        }  # fmt: skip
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    for step in found.steps:
        title, unit = WORDS[step.name]
        scale = 100 if unit == "元" else 1
        first, joined, left, corrected, rule, last = (
            round(value / scale)
            for value in (step.before, step.joined, step.left, step.corrected, step.rule, step.after)
        )
        parts = f"新进 {joined:+}，离开 {left:+}，改正 {corrected:+}，口径 {rule:+}"
        click.echo(f"{title}（{unit}）：{first} → {last}（{parts}）")
