"""Workbooks with an opening password: opened in the guarded child when the password is told, and only then."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from random import Random

import pytest

from app.adapters.reading import locked
from app.adapters.workbook_reader import open_workbook, unlock_workbook
from app.domain.importing.problems import ReadingRefusedError
from tests.workbooks import dibao
from tests.workbooks.binary import xlsb
from tests.workbooks.hostile import encrypted, mutated
from tests.workbooks.locked import locked_package, locked_xls
from tests.workbooks.tables import ods, xls, xlsx

ROWS = [dibao.HEADER, *dibao.rows(200)]
WORD = "开门Ab1"
CLEAR: dict[str, Callable[[], bytes]] = {
    "a.xlsx": lambda: xlsx(("表一", ROWS)),
    "a.xlsb": lambda: xlsb(ROWS),
    "a.xls": lambda: xls(ROWS),
}


@cache
def locked_book(name: str, word: str = WORD) -> bytes:
    content = CLEAR[name]()
    return locked_xls(content, word) if name == "a.xls" else locked_package(content, word)


def code_of(call: Callable[[], object]) -> str:
    with pytest.raises(ReadingRefusedError) as refused:
        call()
    assert refused.value.message
    assert refused.value.way_out
    return refused.value.code


@pytest.mark.parametrize("name", CLEAR)
def test_the_password_opens_what_then_reads_like_the_clear_workbook(name: str) -> None:
    opened = open_workbook(unlock_workbook(locked_book(name), name, WORD), name)
    expected = open_workbook(CLEAR[name](), name)
    assert opened.sheets[0].cells.equals(expected.sheets[0].cells)


@pytest.mark.parametrize("name", CLEAR)
def test_without_or_with_a_wrong_password_it_stays_shut(name: str) -> None:
    book = locked_book(name)
    assert code_of(lambda: open_workbook(book, name)) == "file_encrypted"
    assert code_of(lambda: unlock_workbook(book, name, "别的")) == "file_password_wrong"
    assert code_of(lambda: unlock_workbook(book, name, "")) == "file_password_wrong"


@pytest.mark.parametrize("name", ["a.xlsx", "a.xls"])
def test_the_lock_that_excel_opens_unasked_is_no_lock(name: str) -> None:
    assert open_workbook(locked_book(name, locked.UNASKED), name).sheets[0].height == len(ROWS)


def test_what_has_no_lock_of_this_kind_is_said_to_be_so() -> None:
    assert code_of(lambda: unlock_workbook(ods(ROWS), "a.ods", WORD)) == "file_locked_otherwise"
    assert code_of(lambda: unlock_workbook(encrypted(), "a.xlsx", WORD)) == "file_broken"
    assert code_of(lambda: unlock_workbook(b"", "a.xlsx", WORD)) == "file_empty"


@pytest.mark.parametrize("cut", [600, 5_000, 12_000])
def test_a_cut_lock_is_a_broken_file(cut: int) -> None:
    book = locked_book("a.xlsx")
    assert code_of(lambda: unlock_workbook(book[:-cut], "a.xlsx", WORD)) in {
        "file_broken",
        "file_unknown_kind",
        "file_password_wrong",
    }


def test_a_key_that_takes_more_rounds_than_any_program_uses_is_refused() -> None:
    book = locked_book("a.xlsx").replace(b'spinCount="100000"', b'spinCount="999999"')
    assert code_of(lambda: unlock_workbook(book, "a.xlsx", WORD)) == "file_bomb"


@pytest.mark.parametrize("name", ["a.xlsx", "a.xls"])
def test_mutated_locks_are_opened_or_refused_and_nothing_else(name: str) -> None:
    random = Random(20_261_122)
    for _ in range(5):
        hurt = mutated(locked_book(name), random)
        try:
            unlock_workbook(hurt, name, WORD)
        except ReadingRefusedError as refused:
            assert refused.way_out


def test_nothing_clear_lies_on_a_disk_while_an_old_workbook_is_opened(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path / "gone"))  # a temporary file would fail here
    path = tmp_path / "a.xls"
    path.write_bytes(locked_book("a.xls"))
    with path.open("rb") as file, locked.clear_copy(file, WORD) as clear:
        assert clear.read(8) == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        assert "memfd" in str(Path(f"/proc/self/fd/{clear.fileno()}").readlink())
    assert [p.name for p in tmp_path.iterdir()] == ["a.xls"]
