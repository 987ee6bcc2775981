"""`flask matching score`: which rows of one list speak of which people of another."""

import json
import time
from pathlib import Path
from typing import Any

import click
import polars as pl
from flask.cli import AppGroup

from app.adapters.people_list import PeopleList, read_people
from app.adapters.workbook_reader import open_workbook
from app.adapters.workbook_writer import write_csv
from app.analysis.linking.decision import Linked
from app.analysis.linking.lists import link_lists
from app.domain.errors import BangfuError, InvalidInputError
from app.domain.matching.judgement import CERTAIN, DOUBTFUL, likelihood

matching = AppGroup("matching", help="认人：两张名单里谁和谁是同一个人。 Match people of two lists.")
commands = (matching,)

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@matching.command("score")
@click.option("--left", required=True, type=FILE, help="要认的名单，CSV 或表格。")
@click.option("--right", required=True, type=FILE, help="底册，CSV 或表格。")
@click.option("--truth", type=FILE, help="答案：两列，左编号和右编号；不写就看名单里的“真值”列。")
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), help="认出来的和要问的逐行写到这个 CSV。"
)
@click.option("--json", "printed", is_flag=True, help="输出 JSON。")
def score(left: Path, right: Path, truth: Path | None, out: Path | None, printed: bool) -> None:
    """认两张名单里的同一个人，有答案就报准确率和找回率。 Match two lists; with the truth, precision and recall."""
    try:
        began = time.perf_counter()
        mine, theirs = read_people(left), read_people(right)
        linked = link_lists(mine.people, theirs.people)
        wanted = _truth(mine, theirs, truth)
        answer = _answer(mine, theirs, linked, wanted)
        answer["seconds"] = round(time.perf_counter() - began, 2)
        if out is not None:
            rows = _rows(mine, theirs, linked)
            with out.open("w", encoding="utf-8-sig", newline="") as file:
                write_csv(file, rows.columns, rows.iter_rows())
    except BangfuError as error:
        parts = (error.code, error.message, error.way_out)
        raise click.ClickException(" ".join(p for p in parts if p)) from error
    click.echo(json.dumps(answer, ensure_ascii=False) if printed else _words(answer))


def _rows(mine: PeopleList, theirs: PeopleList, linked: Linked) -> pl.DataFrame:
    """left, outcome, right and score: one row a link, one row a candidate of a question."""
    sure = linked.outcomes.filter(pl.col("outcome") == CERTAIN).select("line", "outcome", "id", "odds")
    asked = linked.shown.select("line", pl.lit(DOUBTFUL).alias("outcome"), "id", "odds")
    both = pl.concat([sure, asked]).sort("line", maintain_order=True)
    return both.select(
        mine.ids.gather(both["line"]).alias("left"),
        "outcome",
        theirs.ids.gather(both["id"]).alias("right"),
        pl.Series("score", [round(likelihood(o), 4) for o in both["odds"]], dtype=pl.Float64),
    )


def _truth(mine: PeopleList, theirs: PeopleList, file: Path | None) -> pl.DataFrame | None:
    """line and id (null: nobody) of every row whose answer is known; None where nothing is told.

    Raises InvalidInputError E-MATCH-TRUTH where the answers name rows that neither list has.
    """
    if file is not None:
        pairs = _pairs_of(file)
    elif mine.truth is not None:
        pairs = pl.DataFrame({"left": mine.ids, "right": mine.truth})
    else:
        return None
    names = theirs.truth if theirs.truth is not None and file is None else theirs.ids
    right = pl.DataFrame({"right": names, "id": theirs.people["id"]}).drop_nulls("right").unique("right")
    left = pl.DataFrame({"left": mine.ids, "line": mine.people["id"]})
    told = left.join(pairs.unique("left"), on="left", how="left").join(right, on="right", how="left")
    if told["id"].null_count() == told.height and file is None:
        mine.notes.append(f"“{mine.columns['truth']}”一列和底册的编号对不上，没有当作答案。")
        return None
    if told["id"].null_count() == told.height:
        raise InvalidInputError(
            "E-MATCH-TRUTH",
            "答案里的编号和两张名单的编号对不上。",
            way_out="左边写要认的名单的编号，右边写底册的编号；底册里没有的人右边留空。",
        )
    return told.select("line", "id")


def _pairs_of(file: Path) -> pl.DataFrame:
    for sheet in open_workbook(file).sheets:
        if sheet.width >= 2 and sheet.height > 1:
            clean = [sheet.text(c).slice(1).str.strip_chars() for c in (0, 1)]
            return pl.DataFrame({"left": clean[0], "right": clean[1]})
    raise InvalidInputError("E-MATCH-TRUTH", "答案要有两列：左编号、右编号，第一行是列名。", place=file.name)


def _answer(
    mine: PeopleList, theirs: PeopleList, linked: Linked, truth: pl.DataFrame | None
) -> dict[str, Any]:
    rows = _rows(mine, theirs, linked)
    certain = rows.filter(pl.col("outcome") == CERTAIN)
    asked = rows.filter(pl.col("outcome") == DOUBTFUL)
    questions = asked["left"].n_unique()
    answer: dict[str, Any] = {
        "left": mine.people.height,
        "right": theirs.people.height,
        "linked": certain.height,
        "asked": questions,
        "nobody": mine.people.height - certain.height - questions,
        "asked_share": round(questions / mine.people.height, 5),
        "columns": {"left": mine.columns, "right": theirs.columns},
        "notes": {"left": mine.notes, "right": theirs.notes},
    }
    if truth is not None:
        answer |= _quality(linked, truth)
    answer["links"] = certain.select("left", "right", "score").to_dicts()
    groups = asked.group_by("left", maintain_order=True).agg(pl.struct("right", "score").alias("candidates"))
    answer["questions"] = groups.to_dicts()
    return answer


def _quality(linked: Linked, truth: pl.DataFrame) -> dict[str, Any]:
    """Precision and recall of links made without asking; how many truths are linked or among the shown."""
    wanted = truth.drop_nulls("id")
    sure = linked.outcomes.filter(pl.col("outcome") == CERTAIN).select("line", "id")
    right = sure.join(wanted, on=["line", "id"]).height
    shown = linked.shown.join(wanted, on=["line", "id"]).height
    return {
        "true_pairs": wanted.height,
        "correct": right,
        "wrong": sure.height - right,
        "precision": round(right / sure.height, 5) if sure.height else None,
        "recall": round(right / wanted.height, 5),
        "truth_linked_or_shown": round((right + shown) / wanted.height, 5),
    }


def _words(answer: dict[str, Any]) -> str:
    lines = [
        f"名单 {answer['left']:,} 行，底册 {answer['right']:,} 人：认准 {answer['linked']:,}，"
        f"要人来定 {answer['asked']:,}，底册里没有 {answer['nobody']:,}。"
    ]
    if "recall" in answer:
        lines.append(
            f"和答案比：认准的有 {answer['wrong']:,} 个错，准确率 {answer['precision']}，找回率 {answer['recall']}，"
            f"认准或列出来给人看的 {answer['truth_linked_or_shown']}。"
        )
    return "\n".join(lines + [f"{side}：{note}" for side, told in answer["notes"].items() for note in told])
