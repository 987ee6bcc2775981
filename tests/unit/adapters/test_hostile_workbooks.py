"""Hostile and hurt files cost a named refusal and nothing else."""

import os
import resource
import time
from pathlib import Path

import pytest

from app.adapters.reading import guard, limits
from app.adapters.workbook_reader import open_workbook
from app.domain.importing.problems import FILE_REFUSALS, ReadingRefusedError
from tests.prove.reading import prove
from tests.workbooks.hostile import FILES
from tests.workbooks.hostile_files import OTHERS
from tests.workbooks.hostile_packages import PACKAGES


@pytest.mark.parametrize("name", FILES)
def test_each_hostile_file_is_refused_in_time_with_a_reason(name: str) -> None:
    filename, make, codes = FILES[name]
    content = make()
    begin = time.perf_counter()
    if not codes:
        open_workbook(content, filename)
        return
    with pytest.raises(ReadingRefusedError) as refused:
        open_workbook(content, filename)
    assert refused.value.code in codes
    assert refused.value.message and refused.value.way_out
    assert time.perf_counter() - begin < 15


#: Further kinds, one of each way to be refused or read; all of them go through `./run prove uploads`.
FURTHER = {
    "ten million shared strings": {"file_bomb"},
    "a member twice in other letters": {"file_bomb"},
    "sheet on a server": {"file_broken", "file_external_links", "file_reader_died"},
    "binary records that lie": {"file_broken", "file_reader_died", "file_bomb", "file_memory"},
    "a billion rows": {"file_bomb"},
    "sectors in a circle": {"file_broken"},
    "a line of 100 MB in cells": {"file_too_wide"},
    "ten million empty lines": {"file_bomb"},
    "spreadsheet of 2003 in xml": {"file_html"},
    "gzip bomb": {"file_unknown_kind", "file_broken"},
    "wps workbook": set[str](),
    "four bytes of gb18030": set[str](),
    "three kinds of line ends": set[str](),
}


@pytest.mark.parametrize("name", FURTHER)
def test_further_kinds_are_refused_or_read(name: str) -> None:
    filename, make = (PACKAGES | OTHERS)[name]
    if not FURTHER[name]:
        assert open_workbook(make(), filename).sheets[0].cells.height > 0
        return
    with pytest.raises(ReadingRefusedError) as refused:
        open_workbook(make(), filename)
    assert refused.value.code in FURTHER[name]


def test_reading_hostile_files_leaves_the_parent_small() -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for name in ("stray cell", "zip bomb", "ods repeats"):
        filename, make, _ = FILES[name]
        with pytest.raises(ReadingRefusedError):
            open_workbook(make(), filename)
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < 300 * 1024


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ReadingRefusedError) as refused:
        open_workbook(tmp_path / "fort.xlsx")
    assert refused.value.code == "file_broken"


def test_a_file_beyond_the_limit_is_refused_unopened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_PACKED", 10)
    with pytest.raises(ReadingRefusedError) as refused:
        open_workbook(b"x" * 11, "a.csv")
    assert refused.value.code == "file_too_large"


@pytest.mark.parametrize(
    ("module", "code"),
    [
        ("abort", "file_reader_died"),
        ("sleep", "file_timeout"),
        ("silent", "file_reader_died"),
        ("eat", "file_memory"),
    ],
)
def test_whatever_happens_to_the_child_is_a_named_refusal(
    module: str, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guard, "_longest_wait", lambda: 2)
    with guard.anonymous("x") as file, pytest.raises(ReadingRefusedError) as refused:
        guard.ask(f"tests.support.dying_children.{module}", [file], "", "a.xlsx")
    assert refused.value.code == code


def test_the_child_knows_nothing_of_our_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BANGFU_SECRET", "x")
    with guard.anonymous("x") as file:
        answer = guard.ask("tests.support.dying_children.tell", [file], "", "a.xlsx")
    assert answer["environment"] == []
    assert answer["memory"] <= limits.MAX_MEMORY
    assert answer["network"] in ([], ["lo"]) or os.geteuid() != 0


def test_every_refusal_has_its_words() -> None:
    assert all(k.sentence and k.way_out for k in FILE_REFUSALS.values())


def test_a_seeded_sample_of_mutated_files_raises_nothing_but_refusals() -> None:
    assert prove(40, seed=20_261_122)["unexpected"] == []


def test_whoever_waits_may_stop_the_child() -> None:
    class CancelledError(Exception): ...

    def pulse() -> None:
        raise CancelledError

    begin = time.perf_counter()
    with guard.anonymous("x") as file, pytest.raises(CancelledError):
        guard.ask("tests.support.dying_children.sleep", [file], "", "a.xlsx", pulse)
    assert time.perf_counter() - begin < 10
