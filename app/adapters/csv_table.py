"""Reads a comma-separated table as columns of text: what its cells mean is for others to say."""

from pathlib import Path

import polars as pl

from app.domain.errors import InvalidInputError

#: Larger files are refused: two million rows of twenty columns stay below it.
MOST_BYTES = 1 << 30


def read_csv_table(path: Path) -> dict[str, list[str | None]]:
    """Column by column as text, empty cells None. UTF-8 or GB18030, first line the names.

    Raises InvalidInputError E-CSV where it cannot be opened, is empty, or its lines or names do not fit.
    """
    text = _text(path)
    if not text.strip():
        raise _refusal(path, "文件是空的。")
    names = [name.strip().strip('"') for name in text.partition("\n")[0].rstrip("\r").split(",")]
    if twice := next((name for name in names if names.count(name) > 1), None):
        raise _refusal(path, f"表头里“{twice}”出现了两次。")
    try:
        table = pl.read_csv(text.encode(), infer_schema=False)
    except pl.exceptions.PolarsError as error:
        raise _refusal(path, "行和表头的列数对不上，或引号没有配对。") from error
    return {name.strip(): column.to_list() for name, column in table.to_dict().items()}


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise _refusal(path, "文件超过 1 GB。")
        body = path.read_bytes()
    except OSError as error:
        raise _refusal(path, "这个文件打不开。") from error
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return body.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise _refusal(path, "文字编码既不是 UTF-8 也不是 GB18030。")


def _refusal(path: Path, words: str) -> InvalidInputError:
    return InvalidInputError(
        "E-CSV", words, place=path.name, way_out="请另存为 CSV（UTF-8，第一行是列名）再试。"
    )
