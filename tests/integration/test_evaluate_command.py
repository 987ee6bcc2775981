"""`flask evaluate`: comparisons over a file, and what is refused."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from tests.unit.analysis.panels import staggered, two_periods


def _write(folder: Path, table: dict[str, list[Any]]) -> str:
    path = folder / "panel.csv"
    with path.open("w", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(table)
        writer.writerows(zip(*table.values(), strict=True))
    return str(path)


def _run(app: Flask, *words: str) -> Any:
    return app.test_cli_runner().invoke(args=["evaluate", *words])


def test_group_time_effects_come_as_plain_data(app: Flask, tmp_path: Path) -> None:
    path = _write(tmp_path, staggered())
    columns = ["--y", "y", "--unit", "id", "--time", "t", "--group", "g", "--covariates", "x"]
    done = _run(app, "group_time_att", "--csv", path, *columns, "--json")
    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout)
    assert found["simple"]["overall"]["estimate"] == pytest.approx(0.691115, abs=1e-6)
    assert [part["key"] for part in found["dynamic"]["parts"]] == [-2, -1, 0, 1, 2, 3]
    assert found["settings"]["method"] == "dr"


def test_a_matched_comparison_prints_its_words(app: Flask, tmp_path: Path) -> None:
    path = _write(tmp_path, two_periods())
    columns = ["--y", "y", "--unit", "id", "--time", "year", "--treated", "helped", "--covariates", "labour"]
    done = _run(app, "matched_did", "--csv", path, *columns, "--cluster", "village")
    assert done.exit_code == 0, done.output
    assert "找到了受助前相像的对照户" in done.output
    assert "不能单凭它说成因果" in done.output
    told = json.loads(_run(app, "matched_did", "--csv", path, *columns, "--json").stdout)
    assert told["verdict"] == "more"


def test_differences_by_command(app: Flask, tmp_path: Path) -> None:
    path = _write(tmp_path, two_periods(periods=(2024, 2025)))
    words = ["--csv", path, "--y", "y", "--treatment", "helped", "--json"]
    plain = json.loads(_run(app, "did", *words, "--time", "year").stdout)
    effects = json.loads(_run(app, "did", *words, "--time", "year", "--unit", "id").stdout)
    assert plain["estimate"] == pytest.approx(effects["estimate"])
    simple = json.loads(_run(app, "att_difference", *words, "--covariance", "classic").stdout)
    assert simple["se"] == pytest.approx(simple["other_errors"]["classic"])


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["magic"], "E-EVA-NAME"),
        (["did", "--y", "y"], "E-EVA-OPTION"),
        (["did", "--y", "y", "--treated", "helped", "--group", "g"], "E-EVA-OPTION"),
        (["did", "--y", "y", "--treated", "helped"], "E-EVA-TIME"),
        (["did", "--y", "none", "--treated", "helped", "--time", "year"], "E-EVA-COLUMN"),
        (["att_difference", "--y", "y", "--treated", "labour"], "E-EVA-FLAG"),
        (["att_difference", "--y", "y", "--treated", "helped", "--level", "95"], "E-EVA-LEVEL"),
        (["att_difference", "--y", "y", "--treated", "helped", "--level", "高"], "E-IND-NUMBER"),
    ],
)
def test_what_does_not_fit_is_said_in_one_sentence(
    app: Flask, tmp_path: Path, words: list[str], code: str
) -> None:
    done = _run(app, *words, "--csv", _write(tmp_path, two_periods(size=20)))
    assert done.exit_code != 0
    assert code in done.output
    assert isinstance(done.exception, SystemExit)


@pytest.mark.parametrize(
    "text", ["", "y,helped\n", "y,helped\n1,1\n", "y,helped\n5,1\n5,0\n5,1\n5,0\n", "y,helped\nx,1\n"]
)
def test_thin_files_are_refused_with_a_code(app: Flask, tmp_path: Path, text: str) -> None:
    path = tmp_path / "thin.csv"
    path.write_text(text)
    done = _run(app, "att_difference", "--csv", str(path), "--y", "y", "--treated", "helped")
    assert done.exit_code == 1
    assert "Error: E-" in done.output
