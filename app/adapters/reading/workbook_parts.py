"""Small parts of an xlsx container that tell which file holds which sheet."""

import re
from typing import IO
from zipfile import BadZipFile, ZipFile

from defusedxml import ElementTree  # type: ignore[import-untyped]
from defusedxml.common import DefusedXmlException  # type: ignore[import-untyped]

from app.adapters.reading.refusal import Refusal

_SMALL = 8 << 20
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def small_part(file: IO[bytes], name: str) -> bytes:
    """The part's bytes, empty where it is absent or larger than any real one."""
    try:
        with ZipFile(file) as archive:
            if name not in archive.namelist() or archive.getinfo(name).file_size > _SMALL:
                return b""
            with archive.open(name) as stream:
                return stream.read(_SMALL)
    except (BadZipFile, OSError, ValueError, NotImplementedError, EOFError):
        raise Refusal("file_broken") from None
    except RuntimeError:
        raise Refusal("file_locked_otherwise") from None


def sheet_members(archive: ZipFile) -> list[str]:
    """Names of the sheet parts in the order of the workbook; empty where the workbook is written oddly."""
    try:
        workbook = ElementTree.fromstring(archive.read("xl/workbook.xml"))
        relations = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    except (KeyError, ElementTree.ParseError, DefusedXmlException, ValueError, BadZipFile):
        return []
    targets = {r.get("Id"): re.sub(r"^(/xl/|xl/|/)?", "xl/", r.get("Target", "")) for r in relations}
    sheets = [e for e in workbook.iter() if e.tag.rsplit("}", 1)[-1] == "sheet"]
    return [targets.get(s.get(_RELATION), "") for s in sheets]


def is_1904(workbook_xml: bytes) -> bool:
    """Whether days count from 1904, as old Macintosh files do."""
    return re.search(rb'<workbookPr[^>]*date1904="(1|true)"', workbook_xml) is not None
