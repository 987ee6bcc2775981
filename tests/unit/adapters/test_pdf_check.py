"""A PDF that only shows something, and what else comes under that name."""

import zlib

import pytest

from app.adapters.pdf_check import MOST_UNPACKED, only_shows

ACTION = b"<</Type/Catalog/OpenAction<</S/JavaScript/JS(app.alert(1))>>>>"


def pdf(*objects: bytes) -> bytes:
    return b"%PDF-1.5\n" + b"\n".join(objects) + b"\ntrailer <</Root 1 0 R>>\n%%EOF\n"


def packed(inner: bytes, kind: bytes = b"/Type/ObjStm", filters: bytes = b"/Filter/FlateDecode") -> bytes:
    return b"5 0 obj <<%s %s /N 1 /First 4>>\nstream\r\n%s\nendstream endobj" % (
        kind,
        filters,
        zlib.compress(inner),
    )


def test_a_plain_paper_and_its_packed_parts() -> None:
    page = b"1 0 obj <</Type/Catalog/OpenAction[3 0 R /FitH null]>> endobj"
    assert only_shows(pdf(page, packed(b"6 0 <</Type/Font/BaseFont/SimSun>>"), packed(b"BT (x) Tj ET", b"")))


@pytest.mark.parametrize(
    "part",
    [
        b"1 0 obj " + ACTION + b" endobj",
        b"1 0 obj <</S/J#61vaScript/J#53(x)>> endobj",
        b"1 0 obj <</S/Rendition/JS\n7 0 R>> endobj",
        b"1 0 obj <</S/SubmitForm/F(http://x)>> endobj",
        packed(b"1 0 " + ACTION),
        packed(b"1 0 " + ACTION, b"/Type /Obj#53tm"),
        packed(b"1 0 <</S/#4caunch/F(cmd)>>"),
        packed(b"1 0 <<>>", filters=b"/Filter[/ASCII85Decode/FlateDecode]"),
        packed(b" " * (MOST_UNPACKED + 1)),
        packed(b"1 0 <<>>").replace(b"x\x9c", b"!!"),
    ],
    ids=[
        "clear", "spelled around", "by reference", "sends", "packed", "odd stream", "starts", "odd filter", "bomb",
        "broken",
    ],
)  # fmt: skip
def test_what_runs_sends_or_hides_is_refused(part: bytes) -> None:
    assert not only_shows(pdf(part))
