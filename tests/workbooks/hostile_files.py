"""Further hostile and odd files that are no packages: old workbooks, plain text, and what only is called a table."""

import gzip
import struct
from collections.abc import Callable

from tests.workbooks import dibao
from tests.workbooks.hostile import OLE_HEAD, plain_xlsx
from tests.workbooks.locked import locked_xls
from tests.workbooks.tables import text_table, xls

Maker = Callable[[], bytes]
_LINE = "赵建国,520199195001010019,农村,A类,600,2024-01,享受\n"
_HEAD = "成员姓名,身份证号,低保类型,保障类别,户月保障金,起保时间,状态\n"
_BOM = b"\xef\xbb\xbf"


def old_book() -> bytes:
    """An ordinary legacy workbook."""
    return xls([dibao.HEADER, *dibao.rows(20)])


def bare_biff(version: int) -> bytes:
    """BIFF2, 3 and 4 are bare streams without a container; the first record says which."""
    begin = {2: 0x0009, 3: 0x0209, 4: 0x0409}[version]
    body = struct.pack("<HH", begin, 6) + struct.pack("<HHH", version << 8, 0x0010, 0)
    label = struct.pack("<HHBBBB", 0, 0, 0, 0, 0, 4) + b"name"
    return body + struct.pack("<HH", 0x0004, len(label)) + label + struct.pack("<HH", 0x000A, 0)


def biff5() -> bytes:
    """The stream of Excel 95 is called Book."""
    return old_book().replace("Workbook\0".encode("utf-16-le"), "Book\0\0\0\0\0".encode("utf-16-le"))


def chain_in_a_circle() -> bytes:
    """Each sector of the container is followed by itself."""
    book = bytearray(old_book())
    table = struct.unpack_from("<I", book, 76)[0] * 512 + 512
    for place in range(128):
        struct.pack_into("<I", book, table + place * 4, place)
    return bytes(book)


def directory_in_a_circle() -> bytes:
    """Each entry of the directory is its own neighbour and child."""
    book = bytearray(old_book())
    place = struct.unpack_from("<I", book, 48)[0] * 512 + 512
    for entry in range(4):
        struct.pack_into("<III", book, place + entry * 128 + 68, entry, entry, entry)
    return bytes(book)


def records_that_lie() -> bytes:
    """Lengths of records of the workbook's stream point beyond it."""
    book = old_book()
    return book.replace(struct.pack("<HH", 0x00FC, 0)[:2], b"\xfc\x00\xff\xff", 1)[: len(book)]


def _xml_2003() -> bytes:
    space = "urn:schemas-microsoft-com:office:spreadsheet"
    cells = "".join(f'<Cell><Data ss:Type="String">{h}</Data></Cell>' for h in ("姓名", "身份证号"))
    return (
        f'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook xmlns="{space}" xmlns:ss="{space}">'
        f'<Worksheet ss:Name="表"><Table><Row>{cells}</Row></Table></Worksheet></Workbook>'
    ).encode()


_MHTML = (
    b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x\r\n"
    b"Content-Type: text/html\r\n\r\n<html><table><tr><td>x</td></tr></table></html>\r\n--x--\r\n"
)
_FORMULAS = "".join(
    f"{word},520199195001010019\n" for word in ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "=cmd|' /C calc'!A0")
)
_ODD = "".join(
    f"{word},520199195001010019\n"
    for word in (
        "<script>alert(1)</script>",
        "'; DROP TABLE person;--",
        "\u202e甲",
        "甲\x07",
        "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"),
        "{{7*7}}",
        "%s%n",
        "𠮷\U00030edd",
    )
)

#: name -> (file name, maker)
OTHERS: dict[str, tuple[str, Maker]] = {
    "biff 2": ("a.xls", lambda: bare_biff(2)),
    "biff 3": ("a.xls", lambda: bare_biff(3)),
    "biff 4": ("a.xls", lambda: bare_biff(4)),
    "biff 5": ("a.xls", biff5),
    "sectors in a circle": ("a.xls", chain_in_a_circle),
    "directory in a circle": ("a.xls", directory_in_a_circle),
    "old records that lie": ("a.xls", records_that_lie),
    "old workbook cut": ("a.xls", lambda: old_book()[:4000]),
    "old workbook locked": ("a.xls", lambda: locked_xls(old_book(), "秘密")),
    "old workbook with a macro": ("a.xls", lambda: old_book() + "_VBA_PROJECT".encode("utf-16-le") + b"\0\0"),
    "wps workbook": ("a.et", old_book),
    "old text document": ("a.xls", lambda: OLE_HEAD + "WordDocument".encode("utf-16-le") + bytes(4096)),
    "spreadsheet of 2003 in xml": ("a.xls", _xml_2003),
    "mhtml": ("a.xls", lambda: _MHTML),
    "web page behind a mark": ("a.xls", lambda: _BOM + b"\r\n  <html><table>"),
    "rich text": ("a.xls", lambda: b"{\\rtf1 x}"),
    "gzip": ("a.xlsx", lambda: gzip.compress(plain_xlsx())),
    "gzip bomb": ("a.csv", lambda: gzip.compress(bytes(50 << 20))),
    "7z": ("a.xlsx", lambda: b"7z\xbc\xaf\x27\x1c" + bytes(500)),
    "rar": ("a.xls", lambda: b"Rar!\x1a\x07\x01\0" + bytes(500)),
    "noughts in text": ("a.csv", lambda: (_HEAD + _LINE).encode().replace(b",", b"\0,", 3)),
    "only noughts in text": ("a.csv", lambda: b"a,b\n" + bytes(100_000)),
    "three kinds of line ends": (
        "a.csv",
        lambda: _BOM + (_HEAD + _LINE.replace("\n", "\r") + _LINE.replace("\n", "\r\n") + _LINE).encode(),
    ),
    "a line of 100 MB": ("a.csv", lambda: b"a" * (100 << 20)),
    "a line of 100 MB in cells": ("a.csv", lambda: b"abc," * (25 << 20)),
    "ten million empty lines": ("a.csv", lambda: b"\n" * 10_000_000),
    "ten million commas": ("a.csv", lambda: b"a\n" + b"," * 10_000_000),
    "quotes that do not match": (
        "a.csv",
        lambda: (_HEAD + _LINE * 5 + '"赵建国,1\n' + _LINE * 2000).encode(),
    ),
    "quotes within words": ("a.csv", lambda: (_HEAD + 'x"y""z,"a"b"c\n').encode()),
    "utf-16 without a mark": ("a.csv", lambda: (_HEAD + _LINE).encode("utf-16-le")),
    "utf-16 the other way": ("a.txt", lambda: (_HEAD + _LINE).encode("utf-16-be")),
    "utf-16 cut": ("a.txt", lambda: (_HEAD + _LINE).encode("utf-16")[:-1]),
    "utf-32": ("a.csv", lambda: (_HEAD + _LINE).encode("utf-32")),
    "four bytes of gb18030": ("a.csv", lambda: (_HEAD + _LINE.replace("赵", "𠮷")).encode("gb18030")),
    "big5": ("a.csv", lambda: "姓名,身份證號\n趙建國,1\n".encode("big5")),
    "ebcdic": ("a.csv", lambda: b"NAME,NUMBER\n".decode().encode("cp500") * 50),
    "two encodings": ("a.csv", lambda: _HEAD.encode() + _LINE.encode("gb18030") * 3),
    "formulas in text": ("a.csv", lambda: ("成员姓名,身份证号\n" + _FORMULAS).encode()),
    "odd words in text": ("a.csv", lambda: ("成员姓名,身份证号\n" + _ODD).encode()),
    "a field of 200,000 letters": ("a.csv", lambda: (_HEAD + "长" * 200_000 + "\n").encode()),
    "only a mark": ("a.csv", lambda: _BOM),
    "only blanks": ("a.csv", lambda: b" \t \r\n" * 100),
    "one letter": ("a.xlsx", lambda: b"P"),
    "text called a workbook": ("a.xlsx", lambda: text_table([dibao.HEADER, *dibao.rows(3)])),
    "mark of a deleted row": ("a.csv", lambda: (_HEAD + "﻿" + _LINE).encode()),
}

#: What a browser may call a file.
NAMES = (
    "../../../etc/passwd.xlsx",
    "..\\..\\x.xlsx",
    "CON.xlsx",
    "a\r\nSet-Cookie: x=1.xlsx",
    "<script>alert(1)</script>.xlsx",
    "长" * 300 + ".xlsx",
    "\u202excod.xlsx",
    ".xlsx",
    "a.xlsx.exe",
    "=1+1.xlsx",
    "a;rm -rf x.xlsx",
    "名单 %s%n.xlsx",
)  # fmt: skip
