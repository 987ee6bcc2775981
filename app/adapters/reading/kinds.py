"""What a file really is, told from its bytes, and whether its name agrees."""

from typing import IO
from zipfile import BadZipFile, ZipFile

from app.adapters.reading.refusal import Refusal

WORKBOOKS = {".xlsx", ".xls", ".xlsb", ".ods", ".et", ".xlsm", ".xltx", ".xlt", ".ett"}
TEXTS = {".csv", ".txt", ".tsv"}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_FOREIGN = {
    b"%PDF": "PDF",
    b"\x89PNG": "图片",
    b"\xff\xd8\xff": "图片",
    b"GIF8": "图片",
    b"{\\rtf": "文字文档",
    b"MZ": "程序",
}


def kind_of(file: IO[bytes], suffix: str) -> str:
    """xlsx, xlsb, ods, ole or text. Raises Refusal where it is none of them or where the name claims another family."""
    head = _head(file)
    if not head:
        raise Refusal("file_empty")
    kind = _container(file, head) or _text(head)
    if suffix in TEXTS and kind != "text":
        raise Refusal("file_kind_differs", suffix=suffix, found="工作簿")
    if suffix and suffix not in TEXTS | WORKBOOKS:
        raise Refusal("file_unknown_kind")
    return kind


def _head(file: IO[bytes], size: int = 65_536) -> bytes:
    file.seek(0)
    head = file.read(size)
    file.seek(0)
    return head


def _container(file: IO[bytes], head: bytes) -> str | None:
    if head.startswith(_OLE):
        return "ole"
    if head.startswith(b"PK\x03\x04"):
        return _zip_kind(file)
    if head.startswith(b"PK"):
        raise Refusal("file_broken")
    return None


def _zip_kind(file: IO[bytes]) -> str:
    try:
        with ZipFile(file) as archive:
            names = set(archive.namelist())
            if "xl/workbook.bin" in names:
                return "xlsb"
            if "xl/workbook.xml" in names or "xl/worksheets/sheet1.xml" in names:
                return "xlsx"
            if "content.xml" in names and "mimetype" in names and archive.getinfo("mimetype").file_size < 200:
                mime = archive.read("mimetype")
                if b"spreadsheet" in mime:
                    return "ods"
    except (BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError, EOFError, KeyError):
        raise Refusal("file_broken") from None
    raise Refusal("file_unknown_kind")


def _text(head: bytes) -> str:
    for magic in _FOREIGN:
        if head.startswith(magic):
            raise Refusal("file_unknown_kind")
    start = head[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.replace(b"\0", b"").lstrip().startswith(b"<"):
        raise Refusal("file_html")
    return "text"
