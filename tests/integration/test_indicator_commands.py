"""`flask indicators compute`: the measures over a file, and what is refused."""

import json
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

TABLE = "y,w,a,b\n541,1,1,0\n1463,1,0,1\n2445,2,1,1\n3438,1,0,0\n"


def _run(app: Flask, folder: Path, name: str, *words: str, text: str | bytes = TABLE) -> Any:
    path = folder / "rows.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return app.test_cli_runner().invoke(args=["indicators", "compute", name, "--csv", str(path), *words])


def _json(app: Flask, folder: Path, name: str, *words: str, text: str | bytes = TABLE) -> Any:
    done = _run(app, folder, name, *words, "--json", text=text)
    assert done.exit_code == 0, done.output
    return json.loads(done.output)


@pytest.mark.parametrize(
    ("words", "value"),
    [
        (["gini"], 0.262330623306),
        (["fgt", "--line", "2000"], 0.4),
        (["fgt", "--line", "2000", "--alpha", "1"], 0.1996),
        (["at_risk_rate"], 0.4),
        (["at_risk_rate", "--share", "1/10"], 0),
        (["median"], 2445),
        (["closing_cost", "--z", "2000"], 1996),
        (["median", "--w", "a"], 1493),
    ],
)
def test_a_measure_is_computed_over_the_named_columns(
    app: Flask, tmp_path: Path, words: list[str], value: float
) -> None:
    assert _json(app, tmp_path, *words)["value"] == pytest.approx(value)


def test_alkire_foster_answers_by_indicator(app: Flask, tmp_path: Path) -> None:
    found = _json(app, tmp_path, "alkire_foster", "--deprived", "a,b", "--weights", "1/3,2/3", "--k", "2/3")
    assert found["H"] == pytest.approx(0.6)
    assert found["censored_headcounts"] == pytest.approx({"a": 0.4, "b": 0.6})
    assert found["weight"] == "w"


def test_a_file_in_the_offices_encoding_is_read(app: Flask, tmp_path: Path) -> None:
    found = _json(app, tmp_path, "median", text="收入,权数\n100,1\n300,3\n".encode("gb18030"))
    assert (found["value"], found["y"], found["weight"]) == (300, "收入", "权数")


@pytest.mark.parametrize(
    ("words", "text", "code"),
    [
        (["nope"], TABLE, "E-IND-NAME"),
        (["gini", "--y", "q"], TABLE, "E-IND-COLUMN"),
        (["gini"], "a\n1\n", "E-IND-COLUMN"),
        (["fgt"], TABLE, "E-IND-LINE"),
        (["fgt", "--line", "很高"], TABLE, "E-IND-NUMBER"),
        (["fgt", "--line", "-1"], TABLE, "E-IND-LINE"),
        (["alkire_foster", "--deprived", "a"], TABLE, "E-IND-CUTOFF"),
        (["alkire_foster", "--deprived", "a", "--k", "3"], TABLE, "E-IND-CUTOFF"),
        (["alkire_foster", "--deprived", "a,b", "--weights", "1", "--k", "1"], TABLE, "E-IND-LENGTH"),
        (["alkire_foster", "--deprived", "a,b", "--weights", "1,x", "--k", "1"], TABLE, "E-IND-WEIGHT"),
        (["gini"], "", "E-CSV"),
        (["gini"], "y\n", "E-IND-EMPTY"),
        (["gini"], "y\n1\n十\n", "E-IND-NUMBER"),
        (["gini"], "y\n1\n\n3\n", "E-IND-NUMBER"),
        (["gini"], "y\nNaN\n3\n", "E-IND-NUMBER"),
        (["gini"], "y,w\n1,0\n3,0\n", "E-IND-EMPTY"),
        (["gini"], "y\n0\n0\n", "E-IND-TOTAL"),
        (["at_risk_rate"], "y\n-1\n0\n", "E-IND-MEDIAN"),
        (["watts", "--line", "10"], "y\n0\n20\n", "E-IND-NONPOSITIVE"),
        (["gini"], "y,w\n1,2,3\n", "E-CSV"),
        (["gini"], "y,y\n1,2\n", "E-CSV"),
        (["gini"], b"y\n\xff\xff\n", "E-CSV"),
    ],
)
def test_what_cannot_be_computed_is_said_in_one_sentence(
    app: Flask, tmp_path: Path, words: list[str], text: str | bytes, code: str
) -> None:
    done = _run(app, tmp_path, *words, text=text)
    assert done.exit_code != 0
    assert code in done.output
    assert "Traceback" not in done.output
    assert isinstance(done.exception, SystemExit)


def test_a_missing_file_is_said(app: Flask, tmp_path: Path) -> None:
    done = app.test_cli_runner().invoke(
        args=["indicators", "compute", "gini", "--csv", str(tmp_path / "none.csv")]
    )
    assert "E-CSV 这个文件打不开。" in done.output


def test_negative_incomes_are_kept_and_said(app: Flask, tmp_path: Path) -> None:
    found = _json(app, tmp_path, "gini", text="y\n-5\n20\n")
    assert found["negative"] == 1
    assert found["value"] == pytest.approx(25 / 30)


def test_a_survey_with_gaps_is_computed_over_the_answers_when_asked(app: Flask, tmp_path: Path) -> None:
    """A file as R writes it: a column of row numbers without a name, NA, and a mark at its beginning."""
    path = tmp_path / "survey.csv"
    path.write_bytes('\ufeff"","db030","eqIncome","rb050"\n1,7,100,2\n2,7,NA,1\n3,8,300,2\n4,9,,\n'.encode())
    wanted = ["indicators", "compute", "gini", "--csv", str(path), "--y", "eqIncome", "--weight", "rb050"]
    refused = app.test_cli_runner().invoke(args=wanted)
    assert refused.exit_code and "--missing drop" in refused.output
    told = json.loads(app.test_cli_runner().invoke(args=[*wanted, "--missing", "drop", "--json"]).output)
    assert (told["value"], told["rows"], told["left_out"]) == (0.25, 2, 2)
