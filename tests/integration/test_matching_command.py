"""`flask matching score` over lists of all kinds of offices, and what is refused."""

import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from flask import Flask

from tests.bench.labelled import register, rows_of

KNOWN = register(150)


def _run(app: Flask, *words: object) -> Any:
    return app.test_cli_runner().invoke(args=["matching", "score", *map(str, words)])


@pytest.fixture(scope="module")
def lists(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, pl.DataFrame]:
    """A GBK list with a title line and the register in UTF-8, under other headers; the rows with their truth."""
    folder = tmp_path_factory.mktemp("lists")
    rows = rows_of(KNOWN, 300, seed=77, numbers=0.4)
    sexes = {"male": "男", "female": "女"}
    left = rows.select(
        pl.col("id").alias("编号"),
        pl.col("name").alias("姓  名"),
        pl.col("born_on").dt.strftime("%Y.%-m.%-d").alias("出生年月日"),
        pl.col("sex").replace(sexes).alias("性别"),
        pl.col("village").alias("所在村（社区）"),
        pl.col("number").alias("身份证号码"),
        pl.col("truth").alias("真值"),
    )
    (folder / "left.csv").write_bytes(("残疾人名单,,,,,,\r\n" + left.write_csv()).encode("gb18030"))
    right = KNOWN.select(
        "id",
        "name",
        pl.col("born_on").alias("birth_date"),
        "sex",
        "village",
        pl.col("number").alias("id_number"),
    )
    right.write_csv(folder / "right.csv")
    return folder / "left.csv", folder / "right.csv", rows


def test_lists_of_two_offices_are_matched_and_measured(
    sqlite_app: Flask, lists: tuple[Path, Path, pl.DataFrame], tmp_path: Path
) -> None:
    left, right, rows = lists
    done = _run(sqlite_app, "--left", left, "--right", right, "--json", "--out", tmp_path / "out.csv")
    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout)
    assert found["columns"]["left"]["village"] == "所在村（社区）"
    truth = {str(r["id"]): r["truth"] for r in rows.iter_rows(named=True)}
    right_ones = sum(str(truth[link["left"]]) == link["right"] for link in found["links"])
    assert found["correct"] == right_ones
    assert found["precision"] == round(right_ones / found["linked"], 5) >= 0.99
    assert found["recall"] == round(right_ones / rows["truth"].count(), 5) >= 0.95
    assert found["linked"] + found["asked"] + found["nobody"] == 300
    assert len(found["questions"]) == found["asked"]
    written = pl.read_csv(tmp_path / "out.csv")
    assert written.filter(pl.col("outcome") == "certain").height == found["linked"]


def test_the_truth_may_come_in_a_file_of_its_own(
    sqlite_app: Flask, lists: tuple[Path, Path, pl.DataFrame], tmp_path: Path
) -> None:
    left, right, rows = lists
    rows.select("id", "truth").write_csv(tmp_path / "truth.csv")
    done = _run(sqlite_app, "--left", left, "--right", right, "--truth", tmp_path / "truth.csv")
    assert done.exit_code == 0, done.output
    assert "准确率" in done.output


@pytest.mark.parametrize(
    ("content", "code"),
    [("编号,性别\n1,男\n", "E-PEOPLE-LIST"), ("姓名,性别\n,男\n", "E-PEOPLE-LIST"), ("", "文件是空的")],
)
def test_a_list_without_people_is_refused_by_name(
    sqlite_app: Flask, lists: tuple[Path, Path, pl.DataFrame], tmp_path: Path, content: str, code: str
) -> None:
    (tmp_path / "odd.csv").write_text(content)
    done = _run(sqlite_app, "--left", tmp_path / "odd.csv", "--right", lists[1])
    assert done.exit_code == 1
    assert code in done.output
