"""A line of a long list: the macros draw it once, with marks for its texts, and each row is filled into it."""

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from flask import get_template_attribute
from markupsafe import Markup

from app.web.rendering import escape, language, mark

#: A line: address, name, texts of the columns behind the name, None for what nobody has told.
Texts = tuple[str, str, Sequence[str | None]]
#: No text of a list holds U+0000.
_MARK = mark("\0")


class Column(NamedTuple):
    """A column as `table` and `line` of macros/table.html take it; `said`: the word before the value on phones."""

    label: str
    num: bool = False
    stick: bool = False
    place: str = ""
    said: str | None = None


def table_line(columns: tuple[Column, ...], row: Texts) -> Markup:
    """The line under these columns, the first of which is the name."""
    (before, between, within, behind), cells, end = _form(language(), columns)
    url, name, texts = row
    done = [before, url, between, url, within, escape(name), behind]
    for (told, closed, untold), text in zip(cells, texts, strict=True):
        if text is None:
            done.append(untold)
        else:
            done += (told, escape(text), closed)
    return mark("".join((*done, end)))


@lru_cache(maxsize=300)
def _form(
    _language: str, columns: tuple[Column, ...]
) -> tuple[tuple[str, ...], list[tuple[str, str, str]], str]:
    """What stands before, between and behind the texts of a line; for each column also a cell without one."""
    line = get_template_attribute("macros/table.html", "line")
    cell = get_template_attribute("macros/table.html", "line_cell")
    start, end = str(line(_MARK, _MARK, mark("\0\0"))).split("\0\0")
    cells = [(*str(cell(column, _MARK)).split("\0"), str(cell(column, None))) for column in columns[1:]]
    return tuple(start.split("\0")), cells, end  # type: ignore[return-value]
