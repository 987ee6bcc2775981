"""What a workbook says of people outside the register is nowhere in clear: not in the database file, not beside it."""

from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from app.services.importing import acts
from tests.integration.importing.office import DIBAO, Office
from tests.integration.importing.test_bureau_list import HEAD
from tests.integration.importing.test_clues import MISSING, STRANGER, police
from tests.workbooks.people import number_of
from tests.workbooks.tables import xlsx

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
BROKEN = number_of(20_009)[:-1] + "?"
NAMES = ("欧阳无痕", "诸葛失踪", "慕容坏号", "上官错格")


def _found(folder: Path, words: tuple[str, ...]) -> list[str]:
    """Which words stand in which file below a folder, in the codings in which anything here is written."""
    codings = ("utf-8", "utf-16-le", "gb18030")
    files = {p.name: p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}
    assert any(name.startswith("bangfu") or ".db" in name for name in files), sorted(files)
    return [
        f"{w} in {n}" for n, body in files.items() for w in words if any(w.encode(c) in body for c in codings)
    ]


def test_an_outsider_leaves_no_word_in_any_file_at_any_stage(
    db: Session, village: Office, tmp_path: Path
) -> None:
    row = ["农村低保", "B类", "600", "2023-01-05", "享受"]
    sheet = [
        ["赵建国", HEAD, *row],
        [NAMES[0], STRANGER, *row],
        [NAMES[1], MISSING, *row],
        [NAMES[2], BROKEN, *row],
        [NAMES[3], number_of(20_010), "农村低保", NAMES[3], number_of(20_010), STRANGER, MISSING],
    ]
    words = (*NAMES, STRANGER, MISSING, BROKEN[:-1], number_of(20_010))
    batch = village.sends(xlsx(("名册", [["低保花名册"], DIBAO, *sheet])), "B04.xlsx", "B04", "2026-10")
    assert batch.counts["rows"] == 5
    db.commit()
    assert _found(tmp_path, words) == []
    acts.write(db, village.actor, batch)
    family = police(
        ["5201", "赵建国", HEAD, "户主", "试201", "农业家庭户"],
        ["5201", NAMES[0], MISSING, "之子", "试201", "农业家庭户"],
    )
    village.applies(family, "B01.xlsx", "B01", "2026-10")  # a clue: kept, and sealed
    db.commit()
    assert _found(tmp_path, words) == []
