"""Writes the empty workbook of a list: text-typed number columns, drop-downs, required columns marked."""

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from app.domain.importing.template import TemplateColumn

_OFFERED_ROWS = 5_000
_WORDS = "选项"


def write_template(out: Path | io.BytesIO, title: str, columns: Sequence[TemplateColumn]) -> None:
    """Title in row 1, header in row 2; the words of long lists rest on a hidden sheet."""
    book = xlsxwriter.Workbook(str(out) if isinstance(out, Path) else out, {"strings_to_formulas": False})
    with book:
        page = book.add_worksheet(title[:31])
        words = book.add_worksheet(_WORDS)
        words.very_hidden()
        formats = {
            "title": book.add_format({"bold": True, "font_size": 16}),
            "required": book.add_format(
                {"bold": True, "bg_color": "#FBE3A6", "border": 1, "text_wrap": True}
            ),
            "optional": book.add_format({"bold": True, "border": 1, "text_wrap": True}),
            "text": book.add_format({"num_format": "@"}),
        }
        page.write_string(0, 0, f"{title}（底色为必填）", formats["title"])
        page.freeze_panes(2, 0)
        for place, column in enumerate(columns):
            _write_column(page, words, place, column, formats)


def _write_column(page: Any, words: Any, place: int, column: TemplateColumn, formats: dict[str, Any]) -> None:
    page.write_string(1, place, column.title, formats["required" if column.required else "optional"])
    page.set_column(
        place, place, max(12, 2 * len(column.title) + 2), formats["text"] if column.is_text else None
    )
    if column.choices:
        words.write_column(0, place, column.choices)
        letter = xl_col_to_name(place)
        source = f"='{_WORDS}'!${letter}$1:${letter}${len(column.choices)}"
        rule = {
            "validate": "list",
            "source": source,
            "error_type": "warning",
            "error_message": "请从选项里选。",
        }
        page.data_validation(2, place, _OFFERED_ROWS, place, rule)
    elif column.hint:
        rule = {"validate": "any", "input_title": column.title[:32], "input_message": column.hint}
        page.data_validation(2, place, _OFFERED_ROWS, place, rule)
