"""Each setting, command, import profile, measure, check and indicator has its line in docs/."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
import yaml
from flask import Flask

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
REFERENCE = (DOCS / "reference.md").read_text("utf-8")
SETTING = re.compile(r'"(BANGFU_[A-Z_]+|DATABASE_URL|SECRET_KEY|DEVELOPMENT)"')
LINK = re.compile(r"\]\(([^)#:]+\.md)[^)]*\)")


def _entries(kind: str) -> list[dict[str, Any]]:
    files = sorted((ROOT / "app" / "catalogue" / kind).glob("*.yaml"))
    found = [entry for path in files for entry in yaml.safe_load(path.read_text("utf-8"))]
    assert found
    return found


def _row_of(entry: dict[str, Any]) -> bool:
    """The entry's row begins with code and title as they are now."""
    return f"\n| {entry['code']} | {entry['title']} |" in REFERENCE


def _commands(group: click.Group, before: str = "") -> Iterator[str]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from _commands(command, f"{before}{name} ")
        else:
            yield f"{before}{name}"


def test_each_setting_has_its_line() -> None:
    sources = [ROOT / "config.py", *sorted((ROOT / "app").rglob("*.py"))]
    named = {name for path in sources for name in SETTING.findall(path.read_text("utf-8"))}
    assert len(named) > 8
    assert not {name for name in named if f"| `{name}` |" not in REFERENCE}


def test_each_command_has_its_line(sqlite_app: Flask) -> None:
    named = set(_commands(sqlite_app.cli))
    assert {"rules run", "imports run", "users create"} <= named
    assert not {name for name in named if f"\n| `{name}` |" not in REFERENCE}


def test_each_command_of_run_has_its_line() -> None:
    named = re.findall(r"^cmd_(\w+)\(\)", (ROOT / "run").read_text("utf-8"), re.M)
    assert "up" in named
    assert not {name for name in named if not re.search(rf"^  (.*\| )?{name}\b", REFERENCE, re.M)}


def test_each_import_profile_has_its_line() -> None:
    profiles = [yaml.safe_load(p.read_text("utf-8")) for p in sorted((ROOT / "imports").glob("*.yaml"))]
    assert profiles
    assert not [profile["code"] for profile in profiles if not _row_of(profile)]


@pytest.mark.parametrize("kind", ["measures", "checks", "indicators", "standards"])
def test_each_entry_of_the_catalogue_has_its_line(kind: str) -> None:
    assert not [entry["code"] for entry in _entries(kind) if not _row_of(entry)]


def test_links_between_documents_lead_somewhere() -> None:
    documents = [*DOCS.rglob("*.md"), *ROOT.glob("*.md")]
    broken = [
        f"{path.relative_to(ROOT)}: {target}"
        for path in documents
        for target in LINK.findall(path.read_text("utf-8"))
        if not (path.parent / target).exists()
    ]
    assert not broken


def test_decisions_have_a_number_each_and_a_title() -> None:
    files = sorted((DOCS / "adr").glob("*.md"))
    numbers = [file.name[:4] for file in files]
    assert numbers[0] == "0001"
    assert len(set(numbers)) == len(numbers)
    assert not [f.name for f in files if not f.read_text("utf-8").startswith("# ")]
