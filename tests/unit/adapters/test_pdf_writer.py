from io import BytesIO

import pytest
from pypdf import PdfReader

from app.adapters.fonts import find_fonts
from app.adapters.pdf_writer import write_pdf
from tests.unit.adapters.paper import paper


@pytest.fixture(scope="module")
def made() -> bytes:
    return write_pdf(paper(rows=60))


def _text(content: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)


def test_the_paper_is_a4_and_has_an_outline(made: bytes) -> None:
    reader = PdfReader(BytesIO(made))
    assert [round(float(side) * 25.4 / 72) for side in reader.pages[0].mediabox[2:]] == [210, 297]
    titles = [item.title for item in reader.outline if not isinstance(item, list)]
    assert titles == ["一、基本情况"]


@pytest.mark.skipif(
    not find_fonts(None).has_chinese, reason="no Chinese face installed; the words come out as boxes"
)
def test_words_digits_and_rogue_text_come_out_as_they_are(made: bytes) -> None:
    text = _text(made).replace(" ", "").replace("\n", "")
    assert "云岫县2025年精准帮扶成效评估报告" in text
    assert '<b>#strong[x]&"q"=1+1' in text
    assert "82,200" in text


def test_every_page_is_numbered(made: bytes) -> None:
    pages = PdfReader(BytesIO(made)).pages
    assert len(pages) >= 3
    for number, page in enumerate(pages, start=1):
        assert f"—{number}—" in page.extract_text().replace(" ", "")


def test_numbers_are_links_to_their_rows(made: bytes) -> None:
    page = PdfReader(BytesIO(made)).pages[0]
    targets = {note.get_object()["/A"]["/URI"] for note in page["/Annots"] if "/A" in note.get_object()}
    assert targets == {"http://localhost:8000/households?area=520199000000"}


def test_the_same_paper_gives_the_same_bytes() -> None:
    assert write_pdf(paper()) == write_pdf(paper())
