"""The same table in every format that offices send."""

import csv
import io
from collections.abc import Sequence
from datetime import date
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
import xlwt

Row = Sequence[Any]


def xlsx(*sheets: tuple[str, Sequence[Row]], merged: Sequence[str] = (), date1904: bool = False) -> bytes:
    """Sheets by name; `merged` are ranges of the first sheet."""
    book = openpyxl.Workbook()
    del book["Sheet"]
    for title, rows in sheets:
        page = book.create_sheet(title)
        for row in rows:
            page.append(list(row))
    for span in merged:
        book.worksheets[0].merge_cells(span)
    if date1904:
        book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    """The bytes of a workbook."""
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def xls(rows: Sequence[Row], title: str = "表一", merged: Sequence[tuple[int, int, int, int]] = ()) -> bytes:
    """Legacy BIFF; `merged` are 0-based first row, last row, first column, last column."""
    book = xlwt.Workbook(encoding="utf-8")
    page = book.add_sheet(title)
    day = xlwt.easyxf(num_format_str="YYYY-MM-DD")
    corners = {(r0, c0): (r1, c1) for r0, r1, c0, c1 in merged}
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            if value is None:
                continue
            if (r, c) in corners:
                r1, c1 = corners[r, c]
                page.write_merge(r, r1, c, c1, value)
            elif isinstance(value, date):
                page.write(r, c, value, day)
            else:
                page.write(r, c, value)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


_ODS = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content '
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2"><office:body>'
    '<office:spreadsheet><table:table table:name="表一">{rows}</table:table></office:spreadsheet></office:body>'
    "</office:document-content>"
)


def ods(rows: Sequence[Row]) -> bytes:
    """OpenDocument with text and number cells."""
    lines = "".join(f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>" for row in rows)
    mime = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{mime}"/></manifest:manifest>'
    )
    return zipped(
        {"mimetype": mime, "META-INF/manifest.xml": manifest, "content.xml": _ODS.format(rows=lines)}
    )


def _ods_cell(value: Any) -> str:
    if value is None:
        return "<table:table-cell/>"
    if isinstance(value, int | float):
        kind = f'office:value-type="float" office:value="{value}"'
        return f"<table:table-cell {kind}><text:p>{value}</text:p></table:table-cell>"
    return f'<table:table-cell office:value-type="string"><text:p>{value}</text:p></table:table-cell>'


def text_table(rows: Sequence[Row], encoding: str = "utf-8", delimiter: str = ",") -> bytes:
    """CSV in any encoding."""
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows([["" if v is None else v for v in row] for row in rows])
    return out.getvalue().encode(encoding)


def zipped(members: dict[str, str | bytes]) -> bytes:
    """A zip of members in their order."""
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def with_part(book: bytes, name: str, content: str | bytes) -> bytes:
    """A workbook with one more (or one replaced) part."""
    with ZipFile(io.BytesIO(book)) as archive:
        members: dict[str, str | bytes] = {n: archive.read(n) for n in archive.namelist()}
    members[name] = content
    return zipped(members)


def part(book: bytes, name: str) -> bytes:
    """The bytes of one part."""
    with ZipFile(io.BytesIO(book)) as archive:
        return archive.read(name)
