"""Further hostile and odd packages: .xlsx, .xlsb and .ods whose insides lie, repeat, nest or point elsewhere."""

import io
import struct
from collections.abc import Callable
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZIP_LZMA, ZipFile, ZipInfo

from tests.workbooks import dibao
from tests.workbooks.binary import _record, xlsb
from tests.workbooks.hostile import plain_xlsx
from tests.workbooks.tables import Row, ods, part, with_part, xlsx, zipped

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
REL = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
SHEET, BOOK, RELS = "xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

Maker = Callable[[], bytes]


def _members(book: bytes) -> dict[str, str | bytes]:
    with ZipFile(io.BytesIO(book)) as archive:
        return {n: archive.read(n) for n in archive.namelist()}


def sheet_of(inside: str, before: str = "", after: str = "", head: str = '<?xml version="1.0"?>') -> bytes:
    """A workbook whose only sheet holds this as sheetData."""
    text = f"{head}<worksheet {MAIN}>{before}<sheetData>{inside}</sheetData>{after}</worksheet>"
    return with_part(plain_xlsx(), SHEET, text)


def _rows(number: int, cell: str) -> str:
    return "".join(f'<row r="{n}">{cell.format(n=n)}</row>' for n in range(1, number + 1))


def _text(place: str, words: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{words}</t></is></c>'


def shared_strings(number: int) -> bytes:
    """So many empty entries."""
    return with_part(
        plain_xlsx(), "xl/sharedStrings.xml", f"<sst {MAIN}>" + "<si><t/></si>" * number + "</sst>"
    )


def written(change: Callable[[ZipFile], None], compression: int = ZIP_DEFLATED) -> bytes:
    """An ordinary workbook with members added by hand."""
    out = io.BytesIO()
    with ZipFile(out, "w", compression) as archive:
        for name, body in _members(plain_xlsx()).items():
            archive.writestr(name, body)
        change(archive)
    return out.getvalue()


def _added(name: str, body: bytes = b"x", attributes: int = 0) -> Maker:
    def make() -> bytes:
        info = ZipInfo(name)
        info.external_attr = attributes
        return written(lambda archive: archive.writestr(info, body))

    return make


def lying_sizes() -> bytes:
    """The directory says that the sheet is one byte."""
    book = bytearray(plain_xlsx())
    place = book.find(b"PK\x01\x02")
    while place >= 0:
        name_length = struct.unpack_from("<H", book, place + 28)[0]
        if bytes(book[place + 46 : place + 46 + name_length]) == SHEET.encode():
            struct.pack_into("<I", book, place + 24, 1)
        place = book.find(b"PK\x01\x02", place + 4)
    return bytes(book)


def wrong_checksum() -> bytes:
    """One byte of the stored data differs."""
    out = io.BytesIO()
    with ZipFile(out, "w") as archive:
        for name, body in _members(plain_xlsx()).items():
            archive.writestr(name, body)
    return out.getvalue().replace(b"sheetData", b"sheetDatb", 1)


def locked_member() -> bytes:
    """Says of each member that it is under a password of the archive."""
    book = bytearray(plain_xlsx())
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = book.find(mark)
        while place >= 0:
            book[place + at] |= 1
            place = book.find(mark, place + 4)
    return bytes(book)


def many_sheets(number: int, name: str = "表{n}") -> bytes:
    """So many small sheets."""
    sheets: list[tuple[str, list[Row]]] = [(name.format(n=n), [["姓名"], [n]]) for n in range(number)]
    return xlsx(*sheets)


def sheets_named(name: str, state: str = "visible") -> bytes:
    """The sheet's name as no program would write it."""
    book = part(plain_xlsx(), BOOK).decode()
    book = book.replace('name="表一"', f'name="{name}"').replace('state="visible"', f'state="{state}"')
    return with_part(plain_xlsx(), BOOK, book)


def points_to(target: str, more: str = "") -> bytes:
    """The sheet lies elsewhere."""
    relations = part(plain_xlsx(), RELS).decode()
    return with_part(
        plain_xlsx(),
        RELS,
        relations.replace('Target="/xl/worksheets/sheet1.xml"', f'Target="{target}"{more}'),
    )


def chart_sheet_only() -> bytes:
    """No cells at all: one sheet that is a chart."""
    members = _members(plain_xlsx())
    members["xl/chartsheets/sheet1.xml"] = f"<chartsheet {MAIN}/>"
    del members[SHEET]
    relations = part(plain_xlsx(), RELS).decode()
    members[RELS] = relations.replace('/worksheet"', '/chartsheet"').replace("worksheets/", "chartsheets/")
    return zipped(members)


def without(*names: str) -> bytes:
    """A workbook that lost parts."""
    return zipped({n: b for n, b in _members(plain_xlsx()).items() if n not in names})


def deep(levels: int) -> bytes:
    """Elements within elements."""
    return sheet_of("<row>" + "<x>" * levels + "</x>" * levels + "</row>")


def odd_records() -> bytes:
    """Binary records that are longer than the file, and numbers that nobody knows."""
    sheet = _record(129) + _record(145) + _record(0, struct.pack("<IIHBBBI", 2**30, 0, 300, 0, 0, 0, 0))
    sheet += b"\xff\x7f\xff\xff\xff\x7f" + _record(16_000, b"x" * 10)
    return with_part(xlsb([["姓名"], ["甲"]]), "xl/worksheets/sheet1.bin", sheet)


def cut_records() -> bytes:
    """A binary sheet cut in the middle of a record."""
    sheet = part(xlsb([[str(n) for n in range(20)] for _ in range(50)]), "xl/worksheets/sheet1.bin")
    return with_part(xlsb([["姓名"]]), "xl/worksheets/sheet1.bin", sheet[: len(sheet) // 2 + 1])


def ods_with(old: str, new: str) -> bytes:
    """An OpenDocument sheet with something put elsewhere."""
    book = ods([["姓名", "身份证号"], ["甲", "1"]])
    return with_part(book, "content.xml", part(book, "content.xml").decode().replace(old, new, 1))


_HEAD = "".join(_text(f"{chr(65 + n)}1", str(h)) for n, h in enumerate(dibao.HEADER[:20]))
_DDE = "=cmd|' /C calc'!A0"
#: name -> (file name, maker)
PACKAGES: dict[str, tuple[str, Maker]] = {
    "ten million shared strings": ("a.xlsx", lambda: shared_strings(10_000_000)),
    "300,000 shared strings": ("a.xlsx", lambda: shared_strings(300_000)),
    "declaration in the types": (
        "a.xlsx",
        lambda: with_part(plain_xlsx(), "[Content_Types].xml", "<!DOCTYPE x><Types/>"),
    ),
    "declaration in the relations": (
        "a.xlsx",
        lambda: with_part(plain_xlsx(), RELS, "<!DOCTYPE x><Relationships/>"),
    ),
    "declaration in custom parts": (
        "a.xlsx",
        lambda: with_part(plain_xlsx(), "customXml/item1.xml", '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'),
    ),
    "entities in shared strings": (
        "a.xlsx",
        lambda: with_part(
            plain_xlsx(),
            "xl/sharedStrings.xml",
            f'<!DOCTYPE x [<!ENTITY a "{"b" * 50_000}">]><sst {MAIN}><si><t>{"&a;" * 50_000}</t></si></sst>',
        ),
    ),
    "says utf-16, is utf-8": (
        "a.xlsx",
        lambda: sheet_of(f'<row r="1">{_HEAD}</row>', head='<?xml version="1.0" encoding="UTF-16"?>'),
    ),
    "says gbk": (
        "a.xlsx",
        lambda: with_part(
            plain_xlsx(),
            SHEET,
            '<?xml version="1.0" encoding="GBK"?>'.encode("gbk")
            + f'<worksheet {MAIN}><sheetData><row r="1">{_HEAD}</row></sheetData></worksheet>'.encode("gbk"),
        ),
    ),
    "a workbook within": ("a.xlsx", lambda: with_part(plain_xlsx(), "xl/media/b.xlsx", plain_xlsx())),
    "a member twice": ("a.xlsx", _added(SHEET, b"<worksheet/>")),
    "a member twice in other letters": ("a.xlsx", _added(SHEET.upper(), b"<worksheet/>")),
    "absolute path": ("a.xlsx", _added("/etc/cron.d/x")),
    "backslashes": ("a.xlsx", _added("..\\..\\x")),
    "drive letter": ("a.xlsx", _added("C:/x.xml")),
    "linked member": ("a.xlsx", _added("xl/link", b"/etc/passwd", 0xA1FF << 16)),
    "embedded object": ("a.xlsx", _added("xl/embeddings/oleObject1.bin")),
    "connection": ("a.xlsx", _added("xl/connections.xml", b"<connections/>")),
    "sizes that lie": ("a.xlsx", lying_sizes),
    "wrong checksum": ("a.xlsx", wrong_checksum),
    "members under a password": ("a.xlsx", locked_member),
    "packed by lzma": ("a.xlsx", lambda: written(lambda _: None, ZIP_LZMA)),
    "packed by bzip2": ("a.xlsx", lambda: written(lambda _: None, ZIP_BZIP2)),
    "program before the package": ("a.xlsx", lambda: b"MZ" + bytes(1000) + plain_xlsx()),
    "pdf before the package": ("a.xlsx", lambda: b"%PDF-1.4\n" + plain_xlsx()),
    "junk behind the package": ("a.xlsx", lambda: plain_xlsx() + b"x" * (1 << 20)),
    "no workbook part": ("a.xlsx", lambda: without(BOOK)),
    "no sheet part": ("a.xlsx", lambda: without(SHEET)),
    "no relations": ("a.xlsx", lambda: without(RELS)),
    "no sheets named": (
        "a.xlsx",
        lambda: with_part(plain_xlsx(), BOOK, f"<workbook {MAIN} {REL}><sheets/></workbook>"),
    ),
    "sheet outside": ("a.xlsx", lambda: points_to("../../../../etc/passwd")),
    "sheet on a server": ("a.xlsx", lambda: points_to("http://192.0.2.1/x.xml", ' TargetMode="External"')),
    "a thousand sheets": ("a.xlsx", lambda: many_sheets(1000)),
    "sheet name of 5,000 letters": ("a.xlsx", lambda: sheets_named("长" * 5000)),
    "script as sheet name": ("a.xlsx", lambda: sheets_named("&lt;script&gt;alert(1)&lt;/script&gt;")),
    "control characters as sheet name": ("a.xlsx", lambda: sheets_named("表&#x1;&#x7;&#xFFFF;")),
    "hidden sheets only": ("a.xlsx", lambda: sheets_named("藏", "veryHidden")),
    "chart sheets only": ("a.xlsx", chart_sheet_only),
    "all places merged": (
        "a.xlsx",
        lambda: sheet_of(
            f'<row r="1">{_HEAD}</row>', after='<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
        ),
    ),
    "200,000 merges": (
        "a.xlsx",
        lambda: sheet_of(
            f'<row r="1">{_HEAD}</row>',
            after="<mergeCells>"
            + "".join(f'<mergeCell ref="A{n}:B{n}"/>' for n in range(200_000))
            + "</mergeCells>",
        ),
    ),
    "a cell of 32,768 letters": (
        "a.xlsx",
        lambda: sheet_of(f'<row r="1">{_HEAD}</row><row r="2">{_text("A2", "长" * 32_768)}</row>'),
    ),
    "a cell of ten million letters": (
        "a.xlsx",
        lambda: sheet_of(f'<row r="1">{_text("A1", "ab12" * 2_500_000)}</row>'),
    ),
    "an attribute of ten million letters": (
        "a.xlsx",
        lambda: sheet_of(f'<row r="1" x="{"ab12" * 2_500_000}"/>'),
    ),
    "rows beyond the sheet": (
        "a.xlsx",
        lambda: sheet_of(f'<row r="99999999">{_text("A99999999", "x")}</row>'),
    ),
    "columns beyond the sheet": ("a.xlsx", lambda: sheet_of(f'<row r="1">{_text("ZZZZZ1", "x")}</row>')),
    "no places": ("a.xlsx", lambda: sheet_of('<row><c t="inlineStr"><is><t>姓名</t></is></c></row>')),
    "rows out of order": (
        "a.xlsx",
        lambda: sheet_of(
            f'<row r="9">{_text("A9", "甲")}</row><row r="1">{_HEAD}</row><row r="1">{_HEAD}</row>'
        ),
    ),
    "unknown shared string": (
        "a.xlsx",
        lambda: sheet_of('<row r="1"><c r="A1" t="s"><v>99999999</v></c><c r="B1" t="s"><v>-1</v></c></row>'),
    ),
    "unknown style": ("a.xlsx", lambda: sheet_of('<row r="1"><c r="A1" s="99999999"><v>1</v></c></row>')),
    "odd numbers": (
        "a.xlsx",
        lambda: sheet_of(
            '<row r="1"><c r="A1"><v>1e999</v></c><c r="B1"><v>NaN</v></c><c r="C1"><v>-1</v></c>'
            '<c r="D1"><v>x</v></c></row>'
        ),
    ),
    "days before and after time": (
        "a.xlsx",
        lambda: xlsx(
            ("表", [dibao.HEADER, *[[-1e9 if n % 2 else 9e15 for n in range(len(dibao.HEADER))]] * 3])
        ),
    ),
    "days of 1904": ("a.xlsx", lambda: xlsx(("表", [dibao.HEADER, *dibao.rows(3)]), date1904=True)),
    "commands as formulas": (
        "a.xlsx",
        lambda: sheet_of(
            f'<row r="1">{_HEAD}</row><row r="2"><c r="A2"><f>{_DDE[1:]}</f></c><c r="B2" t="str"><f>HYPERLINK("http://192.0.2.1","x")</f><v>x</v></c></row>'
        ),
    ),
    "formulas without answers": (
        "a.xlsx",
        lambda: sheet_of(f'<row r="1">{_HEAD}</row>' + '<row r="2"><c r="A2"><f>A1</f></c></row>' * 5),
    ),
    "elements in elements": ("a.xlsx", lambda: deep(200_000)),
    "comments only": ("a.xlsx", lambda: sheet_of("<!--" + "x" * 10_000 + "-->")),
    "cut in a tag": ("a.xlsx", lambda: with_part(plain_xlsx(), SHEET, part(plain_xlsx(), SHEET)[:300])),
    "a million formats": (
        "a.xlsx",
        lambda: with_part(
            plain_xlsx(),
            "xl/styles.xml",
            f"<styleSheet {MAIN}><numFmts>"
            + "".join(f'<numFmt numFmtId="{n}" formatCode="0%{n}"/>' for n in range(300_000))
            + "</numFmts></styleSheet>",
        ),
    ),
    "a million empty rows": (
        "a.xlsx",
        lambda: sheet_of(f'<row r="1">{_HEAD}</row>' + _rows(400_000, "<c/>")),
    ),
    "binary records that lie": ("a.xlsb", odd_records),
    "binary sheet cut": ("a.xlsb", cut_records),
    "binary workbook of noise": (
        "a.xlsb",
        lambda: with_part(xlsb([["姓名"]]), "xl/workbook.bin", b"\x9c\x01\xff\xff\xff\x7f" * 500),
    ),
    "a billion columns": (
        "a.ods",
        lambda: ods_with(
            "<table:table-cell ", '<table:table-cell table:number-columns-repeated="1000000000" '
        ),
    ),
    "a billion rows": (
        "a.ods",
        lambda: ods_with("<table:table-row>", '<table:table-row table:number-rows-repeated="1000000000">'),
    ),
    "minus one columns": (
        "a.ods",
        lambda: ods_with("<table:table-cell ", '<table:table-cell table:number-columns-repeated="-1" '),
    ),
    "tables within tables": (
        "a.ods",
        lambda: ods_with(
            "<table:table-row>",
            "<table:table-row><table:table-cell>"
            + '<table:table table:name="x">' * 500
            + "</table:table>" * 500
            + "</table:table-cell></table:table-row><table:table-row>",
        ),
    ),
    "open document with a declaration": (
        "a.ods",
        lambda: ods_with(
            "<office:document-content", '<!DOCTYPE x [<!ENTITY a "b">]><office:document-content'
        ),
    ),
    "open document locked": (
        "a.ods",
        lambda: with_part(
            ods([["姓名"]]),
            "META-INF/manifest.xml",
            "<manifest:manifest><manifest:encryption-data/></manifest:manifest>",
        ),
    ),
    "open document with a macro": (
        "a.ods",
        lambda: with_part(ods([["姓名"]]), "Basic/Standard/Module1.xml", "<x/>"),
    ),
    "open document of text": (
        "a.ods",
        lambda: with_part(ods([["姓名"]]), "mimetype", "application/vnd.oasis.opendocument.text"),
    ),
}
