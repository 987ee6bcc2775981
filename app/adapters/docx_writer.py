"""Writes a `Document` as Word in the layout of official papers (GB/T 9704-2012): real styles, numbered captions, links.

The reader's own computer supplies 仿宋_GB2312, 黑体, 楷体_GB2312 and 方正小标宋简体; Word substitutes where they are
missing. Tables are text until the file is saved, because building them cell by cell is slow.
"""

from datetime import datetime, time
from functools import cache
from io import BytesIO
from typing import Any, Literal

import docx
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor

from app.adapters.docx_forms import write_form_part
from app.adapters.docx_xml import run_xml, table_xml
from app.domain.documents import (
    Column,
    Document,
    Grid,
    Heading,
    Number,
    Paragraph,
    Picture,
    Run,
    Sheet,
    Signatures,
    Small,
    Strong,
    Table,
    captions,
)
from app.domain.number_text import full_day

PITCH = 28.9
BODY = 16
FANG, HEI, KAI, TITLE = "仿宋_GB2312", "黑体", "楷体_GB2312", "方正小标宋简体"
RED = RGBColor(0xD7, 0x00, 0x0F)
_UNUSED_PARTS = {"stylesWithEffects", "customXml", "thumbnail", "extended-properties"}
#: A paper of so many parts has a table of contents, down to the second level.
_PARTS_WITH_CONTENTS, _CONTENTS_LEVEL = 5, 2
_CONTENTS = '<w:r {ns}><w:instrText xml:space="preserve"> TOC \\o "1-2" \\h \\z \\u </w:instrText></w:r>'
#: Columns of the appendix of definitions and their relative widths.
_DEFINITION_COLUMNS = (("编号", 1), ("指标", 3), ("单位", 1), ("口径", 7), ("来源", 4))


def write_docx(document: Document) -> bytes:
    """DOCX bytes; the same document gives the same text, tables and pictures."""
    word = docx.Document(BytesIO(_blank()))
    if document.is_form:
        _mark_feet(word, document)
    else:
        _write_head(word, document)
    titles, links = captions(document.blocks), _Links(word, document)
    for position, block in enumerate(document.blocks):
        _write_block(word, links, block, titles.get(position, ""))
    if document.has_closing:
        _write_closing(word, document)
    if not document.is_form:
        _write_tail(word, document)
    properties = word.core_properties
    properties.title, properties.author, properties.comments = document.title, document.issuer, ""
    properties.created = properties.modified = datetime.combine(document.dated, time.min)
    target = BytesIO()
    word.save(target)
    return target.getvalue()


@cache
def _blank() -> bytes:
    """An empty paper with its page and styles, made once a process.

    The library's own template brings a hundred styles of tables, twice, a picture of itself and the name of another
    program: most of the time and size of a short paper, and nothing that a paper of ours uses.
    """
    word = docx.Document()
    for style in list(word.styles):
        if style.type == WD_STYLE_TYPE.TABLE and style.name != "Normal Table":
            style.delete()
    for rels in (word.part.rels, word.part.package.rels):
        for key in [key for key, rel in rels.items() if rel.reltype.rsplit("/", 1)[-1] in _UNUSED_PARTS]:
            del rels[key]
    _set_page(word)
    _set_styles(word)
    target = BytesIO()
    word.save(target)
    return target.getvalue()


class _Links:
    """Relationships to addresses, one an address; asking the package for each number again is slow."""

    def __init__(self, word: Any, document: Document) -> None:
        self._part, self._document = word.part, document
        self._ids: dict[str, str] = {}

    def __call__(self, number: Number) -> str | None:
        url = self._document.url(number)
        if url is None:
            return None
        if url not in self._ids:
            self._ids[url] = self._part.relate_to(url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        return self._ids[url]


def _set_page(word: Any) -> None:
    section = word.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    # The page number stands 7 mm under the text block.
    section.footer_distance = Mm(35 - 7 - 5)
    word.settings.odd_and_even_pages_header_footer = True
    _number_pages(section.footer, "right")
    _number_pages(section.even_page_footer, "left")


def _number_pages(footer: Any, side: Literal["left", "right"]) -> None:
    paragraph = footer.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT if side == "right" else WD_ALIGN_PARAGRAPH.LEFT
    field = '<w:fldSimple {ns} w:instr=" PAGE "><w:r>{face}<w:t>1</w:t></w:r></w:fldSimple>'
    face = '<w:rPr><w:rFonts w:ascii="宋体" w:hAnsi="宋体" w:eastAsia="宋体"/><w:sz w:val="28"/></w:rPr>'
    for words in ("— ", None, " —"):
        if words is None:
            paragraph._p.append(parse_xml(field.format(ns=nsdecls("w"), face=face)))
        else:
            paragraph._p.append(
                parse_xml(f'<w:r {nsdecls("w")}>{face}<w:t xml:space="preserve">{words}</w:t></w:r>')
            )


def _mark_feet(word: Any, document: Document) -> None:
    """Who printed it and what is masked, at the foot of each page; there is no first empty paragraph."""
    section = word.sections[0]
    for footer in (section.footer, section.even_page_footer):
        line = footer.add_paragraph()
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
        line.add_run("　".join(document.remarks)).font.size = Pt(7.5)


def _set_styles(word: Any) -> None:
    normal = word.styles["Normal"]
    _face(normal, FANG, BODY)
    shape = normal.paragraph_format
    shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(PITCH)
    shape.space_before = shape.space_after = Pt(0)
    for level, face in ((1, HEI), (2, KAI), (3, FANG)):
        style = word.styles[f"Heading {level}"]
        _face(style, face, BODY)
        style.font.bold, style.font.italic = level == 3, False
        style.font.color.rgb = RGBColor(0, 0, 0)
        style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(0)
        _indent(style.element.get_or_add_pPr())
    _face(word.styles["Title"], TITLE, 22)
    title = word.styles["Title"]
    title.font.color.rgb, title.font.bold = RGBColor(0, 0, 0), False
    title.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    title.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
    border = title.element.pPr.find(qn("w:pBdr"))
    if border is not None:
        title.element.pPr.remove(border)
    caption = word.styles["Caption"]
    _face(caption, HEI, 12)
    caption.font.bold, caption.font.color.rgb = False, RGBColor(0, 0, 0)
    caption.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    caption.paragraph_format.keep_with_next = True
    caption.paragraph_format.space_before = Pt(6)


def _face(style: Any, name: str, size: float) -> None:
    style.font.name, style.font.size = "Times New Roman", Pt(size)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for slot in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
        fonts.attrib.pop(qn(slot), None)
    fonts.set(qn("w:eastAsia"), name)


def _indent(properties: Any) -> None:
    """First line indented by two characters; programs that count no characters take the twips of 16 pt letters."""
    indent = properties.get_or_add_ind()
    indent.set(qn("w:firstLineChars"), "200")
    indent.set(qn("w:firstLine"), "640")


def _write_head(word: Any, document: Document) -> None:
    if document.red_head:
        _write_red_head(word, document)
    title = word.add_paragraph(document.title, style="Title")
    title.paragraph_format.space_before = title.paragraph_format.space_after = Pt(PITCH)
    _write_contents(word, document)


def _write_contents(word: Any, document: Document) -> None:
    """A table of contents that Word itself keeps, for papers of several parts; it is filled with the headings now."""
    heads = [
        block for block in document.blocks if isinstance(block, Heading) and block.level <= _CONTENTS_LEVEL
    ]
    if sum(head.level == 1 for head in heads) < _PARTS_WITH_CONTENTS:
        return
    for position, head in enumerate(heads):
        line = word.add_paragraph(style="Normal")
        line.paragraph_format.left_indent = Pt(BODY * 2 * (head.level - 1))
        if position == 0:
            _field_char(line, "begin", dirty=True)
            line._p.append(parse_xml(_CONTENTS.format(ns=nsdecls("w"))))
            _field_char(line, "separate")
        line.add_run(head.text)
        if position == len(heads) - 1:
            _field_char(line, "end")


def _field_char(line: Any, kind: str, *, dirty: bool = False) -> None:
    mark = ' w:dirty="true"' if dirty else ""
    line._p.append(parse_xml(f'<w:r {nsdecls("w")}><w:fldChar w:fldCharType="{kind}"{mark}/></w:r>'))


def _write_red_head(word: Any, document: Document) -> None:
    mark = word.add_paragraph()
    mark.alignment = WD_ALIGN_PARAGRAPH.CENTER
    shape = mark.paragraph_format
    shape.line_spacing_rule, shape.space_before = WD_LINE_SPACING.SINGLE, Mm(22)
    run = mark.add_run(document.red_head)
    size = min(44.0, 425 / max(len(document.red_head), 1))
    run.font.size, run.font.color.rgb, run.font.bold = Pt(size), RED, True
    run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), TITLE)
    number = word.add_paragraph(document.number)
    number.alignment = WD_ALIGN_PARAGRAPH.CENTER
    border = (
        f'<w:pBdr {nsdecls("w")}><w:bottom w:val="single" w:sz="12" w:space="11" w:color="D7000F"/></w:pBdr>'
    )
    number._p.get_or_add_pPr().insert_element_before(
        parse_xml(border), "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc"
    )


def _write_block(word: Any, links: _Links, block: Any, caption: str) -> None:
    if isinstance(block, Heading):
        word.add_heading(block.text, level=block.level)
    elif isinstance(block, Paragraph):
        paragraph = word.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
        _indent(paragraph._p.get_or_add_pPr())
        for run in block.runs:
            _write_run(links, paragraph, run)
    elif isinstance(block, Table):
        _write_table(word, links, block, caption)
    elif isinstance(block, Picture):
        _write_picture(word, block, caption)
    elif isinstance(block, Sheet | Grid | Small | Signatures):
        write_form_part(word, block, faces=(FANG, HEI, TITLE))


def _write_run(links: _Links, paragraph: Any, run: Run) -> None:
    if isinstance(run, Number):
        paragraph._p.append(parse_xml(run_xml(run.text, link=links(run), declare=True)))
    elif isinstance(run, Strong):
        paragraph._p.append(parse_xml(run_xml(run.text, bold=True, declare=True)))
    else:
        paragraph._p.append(parse_xml(run_xml(run, declare=True)))


def _write_table(word: Any, links: _Links, table: Table, caption: str) -> None:
    word.add_paragraph(caption, style="Caption")
    if table.unit:
        unit = _small(word, f"单位：{table.unit}", WD_ALIGN_PARAGRAPH.RIGHT)
        unit.paragraph_format.keep_with_next = True

    word.part.place(table_xml(table, links, face=FANG, head_face=HEI))
    _small(word, table.note, WD_ALIGN_PARAGRAPH.LEFT)


def _write_picture(word: Any, picture: Picture, caption: str) -> None:
    paragraph = word.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
    paragraph.paragraph_format.keep_with_next = True
    shape = paragraph.add_run().add_picture(BytesIO(picture.png), width=Mm(picture.width_mm))
    shape._inline.docPr.set("descr", picture.alt)
    line = word.add_paragraph(caption, style="Caption")
    line.paragraph_format.keep_with_next = bool(picture.note)
    if picture.note:
        _small(word, picture.note, WD_ALIGN_PARAGRAPH.LEFT)


def _small(word: Any, words: str, alignment: Any) -> Any:
    paragraph = word.add_paragraph()
    paragraph.alignment = alignment
    paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
    paragraph.add_run(words).font.size = Pt(9)
    return paragraph


def _write_closing(word: Any, document: Document) -> None:
    """Issuer and day, two letters from the right edge."""
    word.add_paragraph()
    day = full_day(document.dated)
    for words in (document.issuer, day):
        paragraph = word.add_paragraph(words)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        paragraph._p.get_or_add_pPr().get_or_add_ind().set(qn("w:rightChars"), "200")


def _write_tail(word: Any, document: Document) -> None:
    _write_closing(word, document)
    if document.definitions:
        head = word.add_paragraph("附件")
        head.paragraph_format.page_break_before = True
        word.add_paragraph("指标口径", style="Title")
        table = table_xml(_definition_table(document), lambda number: None, face=FANG, head_face=HEI)
        word.part.place(table)
    for words in document.remarks:
        _small(word, words, WD_ALIGN_PARAGRAPH.LEFT)


def _definition_table(document: Document) -> Table:
    columns = tuple(Column(title, "left", weight) for title, weight in _DEFINITION_COLUMNS)
    rows = tuple((d.code, d.title, d.unit, d.words, d.source) for d in document.definitions)
    return Table("指标口径", columns, rows)
