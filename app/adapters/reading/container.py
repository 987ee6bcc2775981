"""Looks into a zip container before any reader does: members, names, ratio, measured sizes, DTD, macros, links."""

from collections.abc import Callable
from typing import IO
from zipfile import BadZipFile, ZipFile, ZipInfo
from zlib import error as ZlibError  # noqa: N812 - the module's own name says nothing

from app.adapters.reading import limits
from app.adapters.reading.refusal import Refusal

_PIECE = 1 << 20
_MACROS = (
    "vbaproject.bin",
    "vbadata.xml",
    "xlmacrosheets",
    "macrosheets/",
    "basic/",
    "scripts/",
    "dialogsheets/",
)
_LINKS = (
    "externallinks/",
    "embeddings/",
    "activex/",
    "oleobject",
    "ctrlprops/",
    "querytables/",
    "connections.xml",
)
_NESTED = (".zip", ".xlsx", ".xlsm", ".docx", ".7z", ".rar", ".exe", ".dll", ".js", ".vbs", ".jar")

Watcher = Callable[[str, bytes, bool], None]


def inspect(file: IO[bytes], kind: str, watch: Watcher | None = None) -> int:
    """Unpacked bytes of the sheets, measured. `watch` sees every piece of every sheet: name, piece, last.

    Raises Refusal with the reason.
    """
    try:
        with ZipFile(file) as archive:
            members = archive.infolist()
            _names(members)
            _parts(members)
            _not_locked(archive, members)
            return _measure(archive, members, kind, watch)
    except (BadZipFile, ZlibError, OSError, ValueError, NotImplementedError, EOFError, KeyError):
        raise Refusal("file_broken") from None
    except RuntimeError:  # zipfile's word for a member with a password
        raise Refusal("file_locked_otherwise") from None


def _names(members: list[ZipInfo]) -> None:
    if len(members) > limits.MAX_MEMBERS:
        raise Refusal("file_bomb", reason="内部文件太多")
    names = [m.filename for m in members]
    if len({n.lower() for n in names}) != len(names):
        raise Refusal("file_bomb", reason="内部文件重名")
    for member in members:
        name = member.filename
        if name.startswith("/") or ".." in name.split("/") or "\\" in name or ":" in name or "\0" in name:
            raise Refusal("file_bomb", reason="内部文件的路径可疑")
        if member.external_attr >> 28 == 0xA:
            raise Refusal("file_bomb", reason="内部有指向别处的链接")
        if member.flag_bits & 0x1:
            raise Refusal("file_locked_otherwise")


def _parts(members: list[ZipInfo]) -> None:
    for member in members:
        name = member.filename.lower()
        if any(word in name for word in _MACROS) and not name.endswith("/"):
            raise Refusal("file_macro")
        if any(word in name for word in _LINKS) and not name.endswith("/"):
            raise Refusal("file_external_links")
        if name.endswith(_NESTED):
            raise Refusal("file_external_links")


def _not_locked(archive: ZipFile, members: list[ZipInfo]) -> None:
    """OpenDocument locks its parts one by one and says so in its manifest."""
    manifest = next((m for m in members if m.filename == "META-INF/manifest.xml"), None)
    if manifest is not None:
        with archive.open(manifest) as stream:
            if b"encryption-data" in stream.read(_PIECE):
                raise Refusal("file_locked_otherwise")


def _measure(archive: ZipFile, members: list[ZipInfo], kind: str, watch: Watcher | None) -> int:
    total = sheets = 0
    for member in members:
        is_sheet = _is_sheet(member.filename, kind)
        size = 0
        tail = b""
        with archive.open(member) as stream:
            while piece := stream.read(_PIECE):
                size += len(piece)
                _check_size(size, total + size, member.compress_size)
                if _is_xml(member.filename):
                    _check_xml(tail + piece, first=size == len(piece))
                    tail = piece[-16:]
                if is_sheet and watch is not None:
                    watch(member.filename, piece, False)
        if is_sheet and watch is not None:
            watch(member.filename, b"", True)
        total += size
        sheets += size if is_sheet or "sharedstrings" in member.filename.lower() else 0
    return sheets


def _check_size(size: int, total: int, packed: int) -> None:
    if total > limits.MAX_UNPACKED:
        raise Refusal("file_bomb", reason="解开后太大")
    if size > limits.BOMB_FLOOR and size > limits.MAX_RATIO * max(packed, 1):
        raise Refusal("file_bomb", reason="压缩得过分")


def _check_xml(piece: bytes, *, first: bool) -> None:
    if b"<!" in piece and (b"<!DOCTYPE" in piece or b"<!ENTITY" in piece or b"<!doctype" in piece):
        raise Refusal("file_dtd")
    # No office program writes UTF-16 parts; a declaration hidden in one would pass the line above.
    if first and (piece[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in piece[:64]):
        raise Refusal("file_dtd")


def _is_xml(name: str) -> bool:
    return name.lower().endswith((".xml", ".rels", ".vml"))


def _is_sheet(name: str, kind: str) -> bool:
    lower = name.lower()
    if kind == "ods":
        return lower == "content.xml"
    return lower.startswith("xl/worksheets/") and lower.endswith((".xml", ".bin"))
