import re
from dataclasses import replace
from io import BytesIO

import pytest
from pypdf import PdfReader

from app.adapters.fonts import find_fonts
from app.adapters.pdf_writer import write_pdf
from app.domain.documents import Box, Column, Grid, Heading, Paragraph, Table
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


def test_a_long_paper_says_on_which_page_each_section_stands() -> None:
    words = Paragraph(("截至十一月一日，登记在册十二户、二十四人。" * 12,))
    blocks = [
        part for n in "一二三四五六七八" for part in (Heading(1, f"{n}、第{n}部分"), words, words, words)
    ]
    reader = PdfReader(BytesIO(write_pdf(replace(paper(), blocks=tuple(blocks), definitions=()))))
    texts = [page.extract_text().replace(" ", "") for page in reader.pages]
    stands = {
        n: next(at for at, text in enumerate(texts[1:], 2) if f"{n}、第{n}部分" in text) for n in "一五八"
    }
    assert all(re.search(rf"{n}、第{n}部分[.\n]*{page}(\D|$)", texts[0]) for n, page in stands.items())
    assert stands["八"] > stands["一"] == 2
    assert len([item for item in reader.outline if not isinstance(item, list)]) == 8
    assert "目录" not in PdfReader(BytesIO(write_pdf(paper()))).pages[0].extract_text().replace("　", "")


def test_numbers_are_links_to_their_rows(made: bytes) -> None:
    page = PdfReader(BytesIO(made)).pages[0]
    targets = {note.get_object()["/A"]["/URI"] for note in page["/Annots"] if "/A" in note.get_object()}
    assert targets == {"http://localhost:8000/households?area=520199000000"}


def test_the_same_paper_gives_the_same_bytes() -> None:
    assert write_pdf(paper()) == write_pdf(paper())


def test_few_rows_of_many_words_run_on_instead_of_over_the_foot() -> None:
    """Kept together they were taller than a page: what stood below its foot was lost."""
    words = [f"第{n}条" + "依据和说明" * 60 for n in range(1, 9)]
    columns = (Column("依据", "left"), Column("资产", "left"))
    table = Table("依据", columns, tuple((text, text) for text in words))
    form = Grid((1, 3), tuple((Box("备注", kind="label"), Box(text)) for text in words))
    for block in (table, form):
        made = write_pdf(replace(paper(), blocks=(block,), definitions=()))
        pages = [page.extract_text() for page in PdfReader(BytesIO(made)).pages]
        assert len([text for text in pages if "依据和说明" in text]) > 2, [len(text) for text in pages]
