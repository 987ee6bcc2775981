"""Whether a PDF does more than show something; its packed parts and written-around names are looked into, too.

No reader of PDF is asked: it would have to be guarded, and what counts here are the names of actions, which stand
either in clear or in object streams.
"""

import re
import zlib

#: Kinds of actions and parts that run, send, open or carry something: scripts, programs, forms that send, other files,
#: locks. Longer names only: four letters turn up in the dots of a scanned page by chance.
_ACTS = re.compile(
    rb"/(javascript|rendition|launch|submitform|importdata|gotoe|gotor|richmedia|embeddedfile|encrypt"
    rb"|xfa {0,3}(\[|\d{1,9} \d{1,5} r))"
)
_ESCAPED = re.compile(rb"#([0-9a-fA-F]{2})")
_STREAM = re.compile(rb"stream\r?\n")
#: How far before its stream the dictionary of an object stream begins at most.
_DICTIONARY = 1000
#: Filters beside Flate hide an object stream from this look; nobody who makes papers uses them there.
_ODD_FILTERS = (b"/asciihex", b"/ahx", b"/ascii85", b"/a85", b"/lzw", b"/runlength", b"/rl", b"/crypt")
#: Unpacked bytes of all object streams together; a scanned paper has some thousand.
MOST_UNPACKED = 16_000_000
#: No paper has more; what has is made to be looked at for minutes.
_MOST_STREAMS, _MOST_SIGNS = 20_000, 500_000


def only_shows(body: bytes) -> bool:
    """False for a PDF with such an action, a file or a lock, or with object streams that cannot be looked into."""
    if body.count(b"stream") > 2 * _MOST_STREAMS or body.count(b"#") > _MOST_SIGNS or _acts(body):
        return False
    room = MOST_UNPACKED
    for found in _STREAM.finditer(body):
        about = _plain(body[max(0, found.start() - _DICTIONARY) : found.start()]).rpartition(b" obj")[2]
        if b"/objstm" not in about:
            continue
        inner = _unpacked(body, found.end(), about, room)
        if inner is None or _acts(inner):
            return False
        room -= len(inner)
    return True


def _acts(text: bytes) -> bool:
    return _ACTS.search(_plain(text)) is not None


def _plain(text: bytes) -> bytes:
    """Lower case, white space as blanks, and `/J#53` read as `/js`."""
    spelled = _ESCAPED.sub(lambda one: bytes([int(one[1], 16)]), text) if b"#" in text else text
    return spelled.lower().translate(_BLANKS)


_BLANKS = bytes(32 if code in b"\0\t\n\f\r" else code for code in range(256))


def _unpacked(body: bytes, start: int, about: bytes, most: int) -> bytes | None:
    """An object stream in clear; None where it is packed in an odd way or is larger than `most`."""
    if any(name in about for name in _ODD_FILTERS):
        return None
    if b"/filter" not in about:
        return b""  # it stands in clear and was looked at with the whole
    opener = zlib.decompressobj()
    try:
        inner = opener.decompress(memoryview(body)[start:], most + 1)
    except zlib.error:
        return None
    return inner if len(inner) <= most and inner.count(b"#") <= _MOST_SIGNS else None
