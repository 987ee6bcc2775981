"""Writes plain tables as .xlsx at the speed of compressing them, in memory that does not grow with the rows.

A list of 100,000 rows is asked for while people wait. The general writers lay down one cell at a time; here a row is
one template filled at once, and what must be escaped is escaped for hundreds of rows together. Styled workbooks stay
with xlsxwriter (`workbook_writer`, `report_workbook`).
"""

import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import islice
from math import isfinite
from pathlib import Path
from typing import IO, Any
from xml.sax.saxutils import escape

#: Rows, and characters of a cell, that a sheet holds.
MOST_ROWS, MOST_TEXT = 1_048_576, 32_767
_AT_ONCE = 500
_LEVEL = 1  # a list is opened once or twice: half the time for a tenth more bytes
_FIRST_DAY = date(1899, 12, 30)
_BOLD, _TEXT, _DAY = 1, 2, 3
_MARK = "\x00"  # between the texts of many rows; no cell can hold it
#: What XML cannot hold, and what a spreadsheet program would read as such a sign.
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_ODD = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_CODED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_NAMESPACE = "http://schemas.openxmlformats.org"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PARTS = {
    "[Content_Types].xml": (
        f'<Types xmlns="{_NAMESPACE}/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Override PartName="/xl/workbook.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
        '<Override PartName="/xl/worksheets/sheet1.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
        '<Override PartName="/xl/styles.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/>'
        '<Override PartName="/docProps/core.xml" '
        'ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>'
    ),
    "_rels/.rels": (
        f'<Relationships xmlns="{_NAMESPACE}/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{_NAMESPACE}/officeDocument/2006/relationships/officeDocument" '
        'Target="xl/workbook.xml"/>'
        f'<Relationship Id="rId2" Type="{_NAMESPACE}/package/2006/relationships/metadata/core-properties" '
        'Target="docProps/core.xml"/></Relationships>'
    ),
    "xl/_rels/workbook.xml.rels": (
        f'<Relationships xmlns="{_NAMESPACE}/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{_NAMESPACE}/officeDocument/2006/relationships/worksheet" '
        'Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId2" Type="{_NAMESPACE}/officeDocument/2006/relationships/styles" '
        'Target="styles.xml"/></Relationships>'
    ),
    "xl/styles.xml": (
        f'<styleSheet xmlns="{_NAMESPACE}/spreadsheetml/2006/main">'
        '<numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/></numFmts>'
        '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
        '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
        '<fills count="2"><fill><patternFill patternType="none"/></fill>'
        '<fill><patternFill patternType="gray125"/></fill></fills>'
        '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
        '<cellXfs count="4"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
        '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>'
        '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
        '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
    ),
}


def write_table(
    out: Path | IO[bytes],
    titles: Sequence[str],
    rows: Iterable[Sequence[object]],
    sheet: str = "数据",
    note: str = "",
) -> int:
    """Write a plain .xlsx table; answers the number of rows. Text stays text, numbers numbers, days days.

    `note` (who, when, why, serial) stands in a line below and in the document's properties. Signs that no sheet can
    hold are left out. Raises ValueError where there are more rows than a sheet has.
    """
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as package:
        for name, text in {**_PARTS, **_own_parts(sheet, note)}.items():
            package.writestr(name, _HEAD + text)
        with package.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as page:
            page.write(_beginning(titles).encode())
            count = 0
            for lines, done in _lines(rows, _letters(len(titles))):
                page.write(lines.encode())
                count = done
            if count + 1 > MOST_ROWS - 2:
                raise ValueError(f"{count} rows do not fit into one sheet")
            end = _row(count + 3, [_text_cell("A", count + 3, note)]) if note else ""
            page.write(f"{end}</sheetData></worksheet>".encode())
    return count


def _own_parts(sheet: str, note: str) -> dict[str, str]:
    title = "".join("_" if c in "[]:*?/\\'" else c for c in sheet)[:28] or "表1"
    return {
        "xl/workbook.xml": (
            f'<workbook xmlns="{_NAMESPACE}/spreadsheetml/2006/main" '
            f'xmlns:r="{_NAMESPACE}/officeDocument/2006/relationships"><sheets>'
            f'<sheet name="{_clean(title)}" sheetId="1" r:id="rId1"/></sheets></workbook>'
        ),
        "docProps/core.xml": (
            f'<cp:coreProperties xmlns:cp="{_NAMESPACE}/package/2006/metadata/core-properties" '
            f'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:description>{_clean(note)}</dc:description>'
            "</cp:coreProperties>"
        ),
    }


def _beginning(titles: Sequence[str]) -> str:
    widths = "".join(
        f'<col min="{n}" max="{n}" width="{max(10, min(40, 2 * len(title) + 4))}" customWidth="1"/>'
        for n, title in enumerate(titles, 1)
    )
    head = [
        _text_cell(letter, 1, title, _BOLD)
        for letter, title in zip(_letters(len(titles)), titles, strict=True)
    ]
    return (
        f'{_HEAD}<worksheet xmlns="{_NAMESPACE}/spreadsheetml/2006/main"><sheetViews>'
        '<sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
        f"</sheetView></sheetViews>{f'<cols>{widths}</cols>' if widths else ''}<sheetData>{_row(1, head)}"
    )


def _letters(count: int) -> list[str]:
    """A, B ... Z, AA ..."""
    found = []
    for n in range(1, count + 1):
        name = ""
        left = n
        while left:
            left, rest = divmod(left - 1, 26)
            name = chr(65 + rest) + name
        found.append(name)
    return found


def _row(number: int, cells: Iterable[str]) -> str:
    return f'<row r="{number}">{"".join(cells)}</row>'


def _text_cell(letter: str, number: int, text: str, style: int = _TEXT) -> str:
    return f'<c r="{letter}{number}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{_clean(text)}</t></is></c>'


def _clean(text: str) -> str:
    return escape(_CODED.sub("_x005F_", _UNFIT.sub("", text[:MOST_TEXT])), {'"': "&quot;"})


# --- many rows at once ---------------------------------------------------------------------------------------

#: How the values of one kind of row become one text: the template, which values, and how each is said.
_Plan = tuple[str, tuple[tuple[int, Callable[[Any], str]], ...]]


def _lines(rows: Iterable[Sequence[object]], letters: list[str]) -> Iterator[tuple[str, int]]:
    """XML of some hundred rows, and how many rows there are up to their end."""
    plans: dict[tuple[type, ...], _Plan] = {}
    left, done = iter(rows), 0
    while some := list(islice(left, _AT_ONCE)):
        templates, values, ends = [], [], [0]
        for number, row in enumerate(some, done + 2):
            kinds = tuple([_NOTHING if value == "" else type(value) for value in row])
            plan = plans.get(kinds)
            if plan is None:
                plan = plans[kinds] = _plan(kinds, letters)
            templates.append(plan[0].replace("\x01", str(number)))
            values += [say(row[place]) for place, say in plan[1]]
            ends.append(len(values))
        done += len(some)
        ready = _escaped(values)
        filled = [t % tuple(ready[a:b]) for t, a, b in zip(templates, ends, ends[1:], strict=False)]
        yield "".join(filled), done


_NOTHING = type(None)


def _plan(kinds: tuple[type, ...], letters: list[str]) -> _Plan:
    cells: list[str] = []
    told: list[tuple[int, Callable[[Any], str]]] = []
    for place, (kind, letter) in enumerate(zip(kinds, letters, strict=True)):
        if kind is _NOTHING:
            continue
        at = f'<c r="{letter}\x01"'
        if issubclass(kind, bool):
            cells.append(f'{at} s="{_TEXT}" t="inlineStr"><is><t>%s</t></is></c>')
            told.append((place, _truth))
        elif issubclass(kind, int | float):
            cells.append(f"{at}><v>%s</v></c>")
            told.append((place, _number))
        elif issubclass(kind, date):
            cells.append(f'{at} s="{_DAY}"><v>%s</v></c>')
            told.append((place, _serial))
        else:
            cells.append(f'{at} s="{_TEXT}" t="inlineStr"><is><t xml:space="preserve">%s</t></is></c>')
            told.append((place, str))
    return f'<row r="\x01">{"".join(cells)}</row>', tuple(told)


def _truth(value: bool) -> str:
    return "是" if value else "否"


def _number(value: float) -> str:
    if not isfinite(value):
        raise ValueError(f"no sheet holds the number {value}")
    return (
        repr(value) if type(value) is float else str(int(value) if isinstance(value, int) else float(value))
    )


def _serial(value: date) -> str:
    """Days since the first day of spreadsheets, with the part of the day."""
    if not isinstance(value, datetime):
        return str((value - _FIRST_DAY).days)
    seconds = value.hour * 3600 + value.minute * 60 + value.second
    return str((value.date() - _FIRST_DAY).days + seconds / 86400)


def _escaped(values: list[str]) -> list[str]:
    """Each value as XML may hold it; all are looked through together, and one by one only where one is odd."""
    if not values:
        return []
    joined = _MARK.join(values)
    if joined.count(_MARK) != len(values) - 1 or _ODD.search(joined) or max(map(len, values)) > MOST_TEXT:
        joined = _MARK.join([_UNFIT.sub("", value[:MOST_TEXT]) for value in values])
    if "_x" in joined:
        joined = _CODED.sub("_x005F_", joined)
    return escape(joined).split(_MARK)
