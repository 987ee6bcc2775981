"""Forms as PDF and Word: grids with borders, signatures, page numbers, no red head."""

from dataclasses import replace
from datetime import date
from io import BytesIO

import docx
import pytest
from docx.oxml.ns import qn
from pypdf import PdfReader

from app.adapters.docx_writer import write_docx
from app.adapters.pdf_writer import write_pdf
from app.adapters.print_run import write_print_run
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


def test_each_household_counts_its_own_pages_in_pdf_and_word() -> None:
    blocks = [replace(b, begins=n != 4) if isinstance(b, Sheet) else b for n, b in enumerate(form(3).blocks)]
    three = replace(form(3), blocks=tuple(blocks))  # the second sheet belongs to the first household
    pages = [page.extract_text().replace(" ", "") for page in PdfReader(BytesIO(write_pdf(three))).pages]
    assert [next(n for n in "123" if f"—{n}—" in text) for text in pages] == ["1", "2", "1"]
    word = docx.Document(BytesIO(write_docx(three)))
    counted = [section._sectPr.find(qn("w:pgNumType")) for section in word.sections]
    assert [one.get(qn("w:start")) for one in counted] == ["1", "1"]
    assert all("石维 打印" in section.footer.paragraphs[-1].text for section in word.sections)


def test_a_long_run_is_laid_out_in_pieces_told_one_by_one_and_joined_in_order() -> None:
    blocks = [replace(b, begins=True) if isinstance(b, Sheet) else b for b in form(45).blocks]
    run, told = replace(form(), blocks=tuple(blocks)), []
    whole = PdfReader(BytesIO(write_print_run(run, lambda done, total: told.append((done, total)))))
    assert (
        sorted(n for n, _all in told)[-1] == 45 and len(told) == 3 and {total for _n, total in told} == {45}
    )
    texts = [page.extract_text().replace(" ", "") for page in whole.pages]
    assert [f"户编号：{n}填" in text.replace("\n", "") for n, text in enumerate(texts, 1)] == [True] * 45
    assert all("—1—" in text for text in texts)
    assert whole.metadata.title == "登记表" and whole.trailer["/Root"]["/Lang"] == "zh-CN"
    with pytest.raises(KeyboardInterrupt):
        write_print_run(run, _stop)


def _stop(_done: int, _total: int) -> None:
    raise KeyboardInterrupt


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
