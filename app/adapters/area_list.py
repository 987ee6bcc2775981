"""Reads lists of administrative divisions as they are published: CSV with the columns code12 (or code), name,
full_name.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from app.domain.areas import AreaCodeError, full_code, level_number, parent_of
from app.domain.errors import InvalidInputError


@dataclass(frozen=True, slots=True)
class ListedArea:
    """One line of the list; the level and the parent follow from the code."""

    code: str
    name: str
    full_name: str

    @property
    def level(self) -> int:
        return level_number(self.code)

    @property
    def parent_code(self) -> str | None:
        return parent_of(self.code)


def read_area_list(path: Path) -> list[ListedArea]:
    """All divisions of the file, parents before children. UTF-8 or GB18030.

    Raises InvalidInputError E-AREA-LIST with the line where a code or name is missing or stands twice.
    """
    rows = list(_rows(path))
    seen: set[str] = set()
    for number, row in rows:
        if row.code in seen:
            raise _refusal(path, number, f"区划代码 {row.code} 出现了两次。")
        seen.add(row.code)
    return sorted((row for _, row in rows), key=lambda row: row.code)


def _rows(path: Path) -> Iterator[tuple[int, ListedArea]]:
    reader = csv.DictReader(StringIO(_text(path)))
    names = set(reader.fieldnames or ())
    if not {"code12", "code"} & names or "name" not in names:
        raise _refusal(path, 1, "表头里要有 code12（或 code）和 name 两列。")
    for number, line in enumerate(reader, start=2):
        code = (line.get("code12") or line.get("code") or "").strip()
        name = (line.get("name") or "").strip()
        try:
            yield number, ListedArea(full_code(code), name, (line.get("full_name") or name).strip())
        except AreaCodeError as error:
            raise _refusal(path, number, f"“{code}”不是区划代码。") from error
        if not name:
            raise _refusal(path, number, "没有名称。")


def _text(path: Path) -> str:
    try:
        body = path.read_bytes()
    except OSError as error:
        raise InvalidInputError(
            "E-AREA-LIST", "这个文件打不开。", place=path.name, way_out="请核对路径。"
        ) from error
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return body.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise _refusal(path, 1, "文字编码既不是 UTF-8 也不是 GB18030。")


def _refusal(path: Path, line: int, words: str) -> InvalidInputError:
    return InvalidInputError(
        "E-AREA-LIST", words, place=f"{path.name} 第 {line} 行", way_out="请改好这一行再装；什么都没有写入。"
    )
