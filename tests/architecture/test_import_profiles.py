"""Every import profile and every problem a clerk can meet has its line in the guide of the bureaus."""

from pathlib import Path

import pytest

from app.domain.importing.problems import FILE_REFUSALS, PROBLEMS
from imports import load_profiles

GUIDE = (Path(__file__).resolve().parents[2] / "docs" / "guides" / "bureau.md").read_text("utf-8")


@pytest.mark.parametrize("code", load_profiles())
def test_every_profile_has_its_line(code: str) -> None:
    profile = load_profiles()[code]
    assert f"| {code} | {profile.title} |" in GUIDE


@pytest.mark.parametrize("code", [*PROBLEMS, *FILE_REFUSALS])
def test_every_problem_has_its_line(code: str) -> None:
    kind = (PROBLEMS | FILE_REFUSALS)[code]
    line = next((line for line in GUIDE.splitlines() if line.endswith(f"| `{code}` |")), "")
    assert kind.title in line
    assert kind.way_out in line


@pytest.mark.parametrize(
    "path", sorted((Path(__file__).resolve().parents[2] / "imports").glob("*.yaml")), ids=lambda p: p.stem
)
def test_a_profile_file_is_named_by_its_code_and_stays_short(path: Path) -> None:
    assert path.stem.split("_")[0] in load_profiles()
    # the national export of households has about 150 columns; everything else is far below
    assert len(path.read_text("utf-8").splitlines()) <= 160
