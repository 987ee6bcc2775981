"""Tables in plain text: encoding, delimiter, rows."""

import codecs
import csv
import io
from collections.abc import Iterator
from typing import IO

from app.adapters.reading import limits
from app.adapters.reading.refusal import Refusal

_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_PIECE = 1 << 20


#: Of so many characters one may be unreadable: a cell that was hurt on its way does not stop the rest.
_READABLE_FOR_ONE_DAMAGED = 200


def encoding_of(file: IO[bytes]) -> tuple[str, bool]:
    """The encoding, and whether a few characters cannot be read in it.

    BOM first, then strict UTF-8, then GB18030 (holds all of GBK); guessing by frequency errs on short files.
    """
    file.seek(0)
    head = file.read(4096)
    for bom, name in _BOMS:
        if head.startswith(bom):
            candidates = [name]
            break
    else:
        odd, even = head[1::2].count(0), head[0::2].count(0)
        if odd > len(head) // 8:
            candidates = ["utf-16-le"]
        elif even > len(head) // 8:
            candidates = ["utf-16-be"]
        else:
            candidates = ["utf-8", "gb18030"]
    for name in candidates:
        if _decodes(file, name):
            return name, False
    for name in candidates:
        if _decodes(file, name, damaged=True):
            return name, True
    raise Refusal("file_broken" if _begins_as_text(head) else "file_unknown_kind")


def _begins_as_text(head: bytes) -> bool:
    """A readable beginning means a table that was cut or hurt, not another kind of file."""
    text = head.decode("utf-8", "replace")
    return text.count("\ufffd") <= max(3, len(text) // 100) and not _is_binary(text)


def _decodes(file: IO[bytes], name: str, *, damaged: bool = False) -> bool:
    file.seek(0)
    decoder = codecs.getincrementaldecoder(name)("replace" if damaged else "strict")
    read = bad = 0
    try:
        while piece := file.read(_PIECE):
            text = decoder.decode(piece)
            if _is_binary(text):
                return False
            read, bad = read + len(text), bad + text.count("\ufffd")
        bad += decoder.decode(b"", final=True).count("\ufffd")
    except UnicodeError:
        return False
    return not damaged or bad <= read // _READABLE_FOR_ONE_DAMAGED


def _is_binary(text: str) -> bool:
    """Many control characters: decodable by chance, not a table anybody wrote."""
    control = sum(text.count(c) for c in "\x00\x01\x02\x03\x04\x05\x06\x0e\x0f\x10\x11\x12\x13\x14\x15\x16")
    return control > 8 and control > len(text) // 200


def delimiter_of(sample: str) -> str:
    """The separator most lines agree on; comma where nothing speaks for another."""
    lines = [line for line in sample.splitlines() if line.strip()][:30]
    best, best_score = ",", 0
    for candidate in (",", "\t", ";", "|"):
        counts = sorted(line.count(candidate) for line in lines)
        score = counts[len(counts) // 2] if counts else 0
        if score > best_score:
            best, best_score = candidate, score
    return best


def _lines(text: io.TextIOWrapper, delimiter: str) -> Iterator[str]:
    """Lines of a length that somebody may have written; a longer one is refused before it is taken apart."""
    blank = 0
    while line := text.readline(limits.MAX_LINE):
        blank += line.isspace()
        if blank > limits.MAX_BLANK_LINES:
            raise Refusal("file_bomb", reason="空行太多")
        if len(line) == limits.MAX_LINE:
            columns = line.count(delimiter)
            if columns > limits.MAX_COLUMNS:
                raise Refusal("file_too_wide", columns=f"{columns:,}", limit=str(limits.MAX_COLUMNS))
            raise Refusal("file_broken")
        yield line


def rows_of(file: IO[bytes], encoding: str) -> Iterator[list[str]]:
    """Rows of cells. Raises Refusal for a cell or row no office writes."""
    file.seek(0)
    text = io.TextIOWrapper(file, encoding=encoding, errors="replace", newline="")
    delimiter = delimiter_of(text.read(65_536))
    text.seek(0)
    csv.field_size_limit(limits.MAX_CELL_TEXT * 4)
    try:
        for row in csv.reader(_lines(text, delimiter), delimiter=delimiter):
            if len(row) > limits.MAX_COLUMNS:
                raise Refusal("file_too_wide", columns=str(len(row)), limit=str(limits.MAX_COLUMNS))
            yield row
    except csv.Error:
        raise Refusal("file_broken") from None
