"""`flask evaluate`: comparisons of treated and others over a file."""

import json
from collections.abc import Mapping
from dataclasses import is_dataclass
from pathlib import Path
from typing import Any

import click

from app.adapters.csv_table import read_csv_table
from app.cli.areas import refuse
from app.cli.indicators import NUMBER
from app.domain.errors import BangfuError, InvalidInputError

#: What each comparison takes; columns first.
TAKES = {
    "did": (
        "y", "treated", "time", "post", "unit", "covariates", "weights", "cluster", "covariance", "level", "unknown",
    ),
    "att_difference": ("y", "treated", "covariates", "weights", "cluster", "covariance", "level", "unknown"),
    "matched_did": (
        "y", "unit", "time", "treated", "covariates", "cluster", "within", "before", "after", "caliper", "replace",
        "level", "repeats", "seed", "unknown",
    ),
    "group_time_att": (
        "y", "unit", "time", "group", "covariates", "control", "base", "method", "anticipation", "weights", "cluster",
        "level", "repeats", "seed", "unknown",
    ),
}  # fmt: skip
NEEDS = {
    "did": ("y", "treated"),
    "att_difference": ("y", "treated"),
    "matched_did": ("y", "unit", "time", "treated", "covariates"),
    "group_time_att": ("y", "unit", "time", "group"),
}


@click.command("evaluate")
@click.argument("name", metavar=f"[{'|'.join(TAKES)}]")
@click.option(
    "--csv",
    "path",
    type=click.Path(path_type=Path),
    required=True,
    help="CSV 文件，第一行是列名，一行一户一期。",
)
@click.option("--y", help="哪一列是结果，例如人均纯收入。")
@click.option("--unit", help="哪一列是户（单位）的编号。")
@click.option("--time", help="哪一列是时期，填数，例如年份。")
@click.option("--treated", "--treatment", "treated", help="哪一列是受助与否，0 或 1，各期一样。")
@click.option("--post", help="哪一列标出实施之后，0 或 1（did；不写就要 --time 恰好两期）。")
@click.option("--group", help="哪一列是开始受助的时期，从未受助填 0 或留空（group_time_att）。")
@click.option("--covariates", help="哪些列是受助前的特征，逗号分开。")
@click.option("--cluster", help="哪一列是村（误差按村聚类）。")
@click.option("--weights", "--weight", "weights", help="哪一列是权数。")
@click.option("--within", help="只在这一列相同的户里配对，例如乡镇（matched_did）。")
@click.option("--covariance", help="误差算法：classic、HC0、HC1、HC2、HC3；不写是 HC1。")
@click.option("--control", help="对照：nevertreated 从未受助，notyettreated 尚未受助。")
@click.option("--base", help="基期：varying 前一期，universal 开始前最后一期。")
@click.option("--method", help="dr 双重稳健，reg 回归，ipw 加权。")
@click.option("--anticipation", type=NUMBER, help="提前几期就可能有反应。")
@click.option("--before", type=NUMBER, help="受助前的时期（matched_did）。")
@click.option("--after", type=NUMBER, help="受助后的时期（matched_did）。")
@click.option("--caliper", type=NUMBER, help="卡尺，倾向得分对数几率标准差的倍数；不写是 0.2。")
@click.option("--replace", is_flag=True, default=None, help="对照户可以重复用。")
@click.option("--level", type=NUMBER, help="置信水平；不写是 0.95。")
@click.option("--repeats", type=click.IntRange(0, 100_000), help="随机重复多少次。")
@click.option("--seed", type=int, help="随机种子。")
@click.option("--unknown", help="没填全的行：refuse 不算并指出，drop 去掉。")
@click.option("--json", "as_json", is_flag=True, help="结果印成 JSON。")
def evaluate(name: str, path: Path, as_json: bool, **given: Any) -> None:
    """前后对比、有无对比，带误差和平实的话。 Before and after, with and without, from a CSV file."""
    try:
        wishes = _wishes(name, given)
        table = read_csv_table(path)
        from app.analysis import evaluation

        found = getattr(evaluation, name)(table, **wishes)
    except BangfuError as error:
        raise refuse(error) from error
    if as_json:
        click.echo(json.dumps({"name": name} | _finite(found.as_data()), ensure_ascii=False))
        return
    click.echo("\n".join(found.words))


def _wishes(name: str, given: Mapping[str, Any]) -> dict[str, Any]:
    if name not in TAKES:
        raise InvalidInputError(
            "E-EVA-NAME", f"没有叫 {name} 的办法。", way_out=f"可以用：{'、'.join(TAKES)}。"
        )
    said = {key: value for key, value in given.items() if value is not None}
    if strange := sorted(set(said) - set(TAKES[name])):
        raise InvalidInputError(
            "E-EVA-OPTION", f"{name} 用不上：{'、'.join('--' + key for key in strange)}。"
        )
    if missing := [key for key in NEEDS[name] if key not in said]:
        raise InvalidInputError(
            "E-EVA-OPTION", f"{name} 还要写明：{'、'.join('--' + key for key in missing)}。"
        )
    if "covariates" in said:
        said["covariates"] = [column.strip() for column in said["covariates"].split(",") if column.strip()]
    return said


def _finite(value: Any) -> Any:
    """Plain data that JSON can hold: what is not a finite number becomes null."""
    if isinstance(value, Mapping):
        return {str(key): _finite(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(item) for item in value]
    if isinstance(value, float):
        return value if abs(value) != float("inf") and value == value else None
    if is_dataclass(value) and not isinstance(value, type):
        return _finite(vars(value))
    return value


commands = (evaluate,)
