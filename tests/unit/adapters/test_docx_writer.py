from io import BytesIO
from zipfile import ZipFile

import docx
from docx.oxml.ns import qn
from docx.shared import Mm

from app.adapters.docx_writer import write_docx
from tests.unit.adapters.paper import paper


def _read(content: bytes):
    return docx.Document(BytesIO(content))


def test_headings_are_real_styles_in_order() -> None:
    word = _read(write_docx(paper()))
    headings = [(p.style.name, p.text) for p in word.paragraphs if p.style.name.startswith("Heading")]
    assert headings == [("Heading 1", "一、基本情况"), ("Heading 2", "（一）区域概况")]


def test_the_page_is_laid_out_as_an_official_paper() -> None:
    word = _read(write_docx(paper()))
    section = word.sections[0]
    margins = [section.top_margin, section.bottom_margin, section.left_margin, section.right_margin]
    assert [round(m / Mm(1)) for m in margins] == [37, 35, 28, 26]
    assert word.styles["Normal"].paragraph_format.line_spacing.pt == 28.9
    assert word.styles["Normal"].element.rPr.rFonts.get(qn("w:eastAsia")) == "仿宋_GB2312"


def test_rogue_text_stays_text_and_control_characters_are_dropped() -> None:
    text = "\n".join(p.text for p in _read(write_docx(paper())).paragraphs)
    assert '<b>#strong[x] & "q" =1+1 $a$' in text


def test_tables_hold_every_cell() -> None:
    table = _read(write_docx(paper(rows=40))).tables[0]
    assert len(table.rows) == 42
    assert [cell.text for cell in table.rows[2].cells] == ["第2镇", "2,740", "2.50%"]


def test_numbers_are_links_to_their_rows() -> None:
    word = _read(write_docx(paper()))
    targets = {rel.target_ref for rel in word.part.rels.values() if rel.is_external}
    assert targets == {"http://localhost:8000/households?area=520199000000"}
    links = word.element.body.findall(".//" + qn("w:hyperlink"))
    assert "3000户" in {part.text for link in links for part in link.iter(qn("w:t"))}


def test_pictures_carry_words_for_those_who_cannot_see_them() -> None:
    word = _read(write_docx(paper()))
    assert word.inline_shapes[0]._inline.docPr.get("descr") == "各乡镇户数的条形图"


def test_the_file_tells_only_of_the_paper() -> None:
    """No picture, program, person or day of the library's own template travels with it."""
    given, written = paper(), write_docx(paper())
    told = _read(written).core_properties
    assert (told.author, told.last_modified_by, told.comments) == (given.issuer, "", "")
    assert told.created.date() == told.modified.date() == given.dated
    with ZipFile(BytesIO(written)) as package:
        assert not [n for n in package.namelist() if "thumbnail" in n or "app.xml" in n or "customXml" in n]
