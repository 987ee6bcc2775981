"""Forms as PDF and Word: grids with borders, signatures, page numbers, no red head."""

from datetime import date
from io import BytesIO

import docx
from docx.oxml.ns import qn
from pypdf import PdfReader

from app.adapters.docx_writer import write_docx
from app.adapters.pdf_writer import write_pdf
from app.domain.documents import Box, Document, Grid, Sheet, Signatures, Small

DAY = date(2026, 11, 22)


def form(sheets: int = 2) -> Document:
    blocks: list = []
    for n in range(1, sheets + 1):
        rows = ((Box("一、情况", 4, "band"),), (Box("户主", 1, "label"), Box(f"石{n}妹 #x[*", 3)))
        blocks += [
            Sheet("登记表", f"户编号：{n}", "填表日期"),
            Grid((1, 1, 1, 1), rows, heads=1),
            Small("说明"),
            Signatures(("户主签字", "走访人（一）签字", "走访人（二）签字")),
        ]
    return Document("登记表", "", "试村", DAY, DAY, tuple(blocks), remarks=("石维 打印",), is_form=True)


def test_every_sheet_of_a_form_begins_a_page_with_its_number_in_pdf() -> None:
    pages = [page.extract_text().replace(" ", "") for page in PdfReader(BytesIO(write_pdf(form()))).pages]
    assert len(pages) == 2
    assert "户编号：1" in pages[0] and "户编号：2" in pages[1] and "石2妹#x[*" in pages[1]
    assert "—2—" in pages[1] and "石维打印" in pages[1] and "走访人（二）签字" in pages[1]


def test_word_has_a_bordered_grid_with_spans_and_breaks_between_sheets() -> None:
    word = docx.Document(BytesIO(write_docx(form())))
    grids = [t for t in word.tables if t._tbl.tblPr.find(qn("w:tblBorders")) is not None]
    assert len(grids) == 2 and [c.text for c in grids[1].rows[1].cells][1] == "石2妹 #x[*"
    writing = Grid((1,), ((Box("五、打算", 1, "band"),), (Box("\n" * 4),)), heads=1)
    room = Document("计划", "", "试村", DAY, DAY, (Sheet("计划"), writing), is_form=True)
    drawn = docx.Document(BytesIO(write_docx(room))).tables[0]
    assert [row.height.pt for row in drawn.rows] == [18, 84]  # four lines stay free for the hand
    breaks = [
        p
        for p in word.paragraphs
        if p._p.pPr is not None and p._p.pPr.find(qn("w:pageBreakBefore")) is not None
    ]
    assert [p.text for p in breaks] == ["登记表"]
    assert "石维 打印" in "".join(p.text for p in word.sections[0].footer.paragraphs)


def test_a_notice_closes_with_issuer_and_day_and_a_form_does_not() -> None:
    plain = form(1)
    notice = Document(
        **{name: getattr(plain, name) for name in plain.__dataclass_fields__} | {"has_closing": True}
    )
    for document, closes in ((plain, False), (notice, True)):
        text = PdfReader(BytesIO(write_pdf(document))).pages[-1].extract_text().replace(" ", "")
        assert ("2026年11月22日" in text) is closes
        word = docx.Document(BytesIO(write_docx(document)))
        assert any(p.text == "2026年11月22日" for p in word.paragraphs) is closes
