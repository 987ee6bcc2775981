"""Files that want to hurt the reader, or were hurt on their way."""

import io
from collections.abc import Callable
from random import Random
from zipfile import ZipFile

import openpyxl

from tests.workbooks import dibao
from tests.workbooks.binary import xlsb
from tests.workbooks.tables import ods, part, saved, text_table, with_part, xls, xlsx, zipped

_SHEET = "xl/worksheets/sheet1.xml"
_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
OLE_HEAD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504


def plain_xlsx() -> bytes:
    """An ordinary small workbook."""
    return xlsx(("表一", [dibao.HEADER, *dibao.rows(20)]))


def stray_cell() -> bytes:
    """One cell in the last corner: an unguarded reader asks for 549 GB."""
    book = openpyxl.Workbook()
    book.active["A1"], book.active["XFD1048576"] = "姓名", "x"  # type: ignore[index]
    return saved(book)


def zip_bomb() -> bytes:
    """Sixty-four megabytes of nothing in sixty-four kilobytes."""
    return with_part(plain_xlsx(), _SHEET, b"<worksheet>" + b" " * (64 << 20) + b"</worksheet>")


def entity_bomb() -> bytes:
    """Billion laughs in the sheet."""
    entities = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 9))
    cell = '<row r="1"><c r="A1" t="inlineStr"><is><t>&l8;</t></is></c></row>'
    sheet = (
        f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "ha">{entities}]><worksheet {_MAIN}><sheetData>{cell}'
    )
    return with_part(plain_xlsx(), _SHEET, f"{sheet}</sheetData></worksheet>")


def external_entity() -> bytes:
    """Wants to read a file of the server."""
    sheet = part(plain_xlsx(), _SHEET).decode()
    return with_part(plain_xlsx(), _SHEET, '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>' + sheet)


def utf16_part() -> bytes:
    """Hides a declaration from a search for its bytes."""
    text = f'<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE x><worksheet {_MAIN}/>'
    return with_part(plain_xlsx(), _SHEET, text.encode("utf-16"))


def false_dimension() -> bytes:
    """Claims seventeen billion cells and holds twenty rows; harmless, as the claim is not believed."""
    sheet = part(plain_xlsx(), _SHEET).decode()
    start, end = sheet.index('ref="'), sheet.index('"', sheet.index('ref="') + 5)
    return with_part(plain_xlsx(), _SHEET, sheet[:start] + 'ref="A1:XFD1048576' + sheet[end:])


def wide(columns: int) -> bytes:
    """A sheet of so many columns."""
    return xlsx(("宽", [[f"列{i}" for i in range(columns)]]))


def wide_text(columns: int) -> bytes:
    """A text table of so many columns."""
    return (",".join(f"列{i}" for i in range(columns)) + "\n").encode()


def many_members() -> bytes:
    """Thousands of parts."""
    book = plain_xlsx()
    with ZipFile(io.BytesIO(book)) as archive:
        members: dict[str, str | bytes] = {n: archive.read(n) for n in archive.namelist()}
    return zipped(members | {f"xl/media/{i}.png": b"" for i in range(3000)})


def odd_path() -> bytes:
    """Wants to be unpacked outside."""
    return with_part(plain_xlsx(), "../../etc/cron.d/x", b"x")


def with_macro() -> bytes:
    """Carries a macro."""
    return with_part(plain_xlsx(), "xl/vbaProject.bin", b"x")


def with_link() -> bytes:
    """Refers to another workbook."""
    return with_part(plain_xlsx(), "xl/externalLinks/externalLink1.xml", "<externalLink/>")


def encrypted() -> bytes:
    """An OLE container with the streams of a workbook that has an opening password."""
    names = b"".join(n.encode("utf-16-le") + b"\0\0" for n in ("EncryptionInfo", "EncryptedPackage"))
    return OLE_HEAD + names + bytes(4096)


def word_document() -> bytes:
    """A text document under a workbook's name."""
    return zipped({"[Content_Types].xml": "<Types/>", "word/document.xml": "<document/>"})


def open_quote() -> bytes:
    """A quote that never ends, megabytes long."""
    return b'a,b\n"' + b"x" * (2 << 20)


def ods_repeats() -> bytes:
    """A text cell repeated over every place of a sheet."""
    sheet = part(ods([["姓名"]]), "content.xml").decode()
    sheet = sheet.replace("<table:table-row>", '<table:table-row table:number-rows-repeated="1048576">')
    sheet = sheet.replace("<table:table-cell ", '<table:table-cell table:number-columns-repeated="16384" ')
    return with_part(ods([["姓名"]]), "content.xml", sheet)


#: name -> (file name, maker, codes it may be refused with; empty = it is read)
FILES: dict[str, tuple[str, Callable[[], bytes], set[str]]] = {
    "stray cell": ("a.xlsx", stray_cell, {"file_bomb"}),
    "zip bomb": ("a.xlsx", zip_bomb, {"file_bomb"}),
    "entity bomb": ("a.xlsx", entity_bomb, {"file_dtd"}),
    "external entity": ("a.xlsx", external_entity, {"file_dtd"}),
    "utf-16 part": ("a.xlsx", utf16_part, {"file_dtd"}),
    "false dimension": ("a.xlsx", false_dimension, set()),
    "1,200 columns": ("a.xlsx", lambda: wide(1200), {"file_too_wide"}),
    "a million columns": ("a.csv", lambda: wide_text(1_000_000), {"file_too_wide", "file_broken"}),
    "many members": ("a.xlsx", many_members, {"file_bomb"}),
    "odd path": ("a.xlsx", odd_path, {"file_bomb"}),
    "macro": ("a.xlsm", with_macro, {"file_macro"}),
    "external link": ("a.xlsx", with_link, {"file_external_links"}),
    "encrypted": ("a.xlsx", encrypted, {"file_encrypted"}),
    "word document": ("a.xlsx", word_document, {"file_unknown_kind"}),
    "pdf": ("a.xlsx", lambda: b"%PDF-1.7\n" + b"x" * 99, {"file_unknown_kind"}),
    "picture": ("a.xls", lambda: b"\x89PNG\r\n\x1a\n" + bytes(99), {"file_unknown_kind"}),
    "web page": ("a.xls", lambda: b"<html><table><tr><td>x</table>", {"file_html"}),
    "workbook named csv": ("a.csv", plain_xlsx, {"file_kind_differs"}),
    "workbook named pdf": ("a.pdf", plain_xlsx, {"file_unknown_kind"}),
    "nothing": ("a.xlsx", lambda: b"", {"file_empty"}),
    "zeros": ("a.xlsx", lambda: bytes(5000), {"file_unknown_kind"}),
    "half a workbook": ("a.xlsx", lambda: plain_xlsx()[:4000], {"file_broken"}),
    "half an old workbook": (
        "a.xls",
        lambda: xls([dibao.HEADER, *dibao.rows(500)])[:20_000],
        {"file_broken", "file_unknown_kind"},
    ),
    "zip head only": ("a.xlsx", lambda: b"PK\x03\x04" + bytes(60), {"file_broken"}),
    "ole head only": ("a.xls", lambda: OLE_HEAD, {"file_unknown_kind"}),
    "cut text": ("a.csv", lambda: "姓名,身份证号\n赵建国".encode()[:-1] + b"\xff", {"file_broken"}),
    "open quote": ("a.csv", open_quote, {"file_broken"}),
    "ods repeats": (
        "a.ods",
        ods_repeats,
        {"file_memory", "file_reader_died", "file_timeout", "file_too_wide", "file_bomb", "file_broken"},
    ),
}


def seeds() -> list[tuple[str, bytes]]:
    """Small sound files to be mutated."""
    rows = [dibao.HEADER, *dibao.rows(12)]
    texts = [[str(v) for v in row] for row in rows]
    return [
        ("a.xlsx", xlsx(("表一", rows), ("表二", texts))),
        ("a.xls", xls(rows)),
        ("a.xlsb", xlsb(texts)),
        ("a.ods", ods(texts)),
        ("a.csv", text_table(rows, "gb18030")),
        ("a.txt", text_table(rows, "utf-16", "\t")),
    ]


def mutated(content: bytes, random: Random) -> bytes:
    """Bytes flipped, cut, doubled, or (in a zip) one part's inside disturbed and packed again."""
    if content.startswith(b"PK") and random.random() < 0.6:
        return _mutated_part(content, random)
    return _disturbed(content, random)


def _mutated_part(content: bytes, random: Random) -> bytes:
    with ZipFile(io.BytesIO(content)) as archive:
        members: dict[str, str | bytes] = {n: archive.read(n) for n in archive.namelist()}
    name = random.choice(sorted(members))
    inside = members[name]
    members[name] = _disturbed(inside if isinstance(inside, bytes) else inside.encode(), random)
    return zipped(members)


def _disturbed(content: bytes, random: Random) -> bytes:
    data = bytearray(content)
    for _ in range(random.choice((1, 1, 2, 5, 20))):
        if not data:
            break
        place = random.randrange(len(data))
        kind = random.randrange(5)
        if kind == 0:
            data[place] ^= 1 << random.randrange(8)
        elif kind == 1:
            data[place : place + random.randrange(1, 64)] = b""
        elif kind == 2:
            piece = bytes(data[place : place + random.randrange(1, 200)])
            data[place:place] = piece * random.choice((1, 2, 50))
        elif kind == 3:
            data[place : place + 8] = random.randbytes(8)
        else:
            data[place : place + 4] = random.choice(
                (b"9999", b"\xff\xff\xff\x7f", b"\0\0\0\0", b"<!--", b"1048")
            )
    return bytes(data if random.random() < 0.9 else data[: random.randrange(1, len(data) + 1)])
