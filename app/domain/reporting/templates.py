"""The office's own way of a report: which sections in which order, own headings and texts with named blanks.

A text holds words and blanks from a closed list. Blanks are looked up in the finished paper and never evaluated, so
that nothing but its own figures can come into it. What a section says stays what the register says.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from app.domain.documents import Block, Document, Heading, Number, Paragraph, Run
from app.domain.errors import InvalidInputError
from app.domain.reporting.common import heading_words, numbered

_MONITORING = ("监测对象情况", "帮扶落实情况", "工作变化", "存在问题", "下一步工作")
#: Sections of each kind in the order of the original; kinds without any have an opening and a closing only.
SECTIONS: Mapping[str, tuple[str, ...]] = {
    "effectiveness": (
        "基本情况", "工作组织和措施落实", "评估方法与数据来源", "成效分析", "绩效目标完成情况", "存在问题", "原因",
        "下一步建议",
    ),
    "poverty": (
        "基本情况", "收入状况", "基本保障", "多维贫困", "地区差异", "总的判断", "数据说明", "数据能看出的原因",
    ),
    "month": _MONITORING,
    "quarter": _MONITORING,
    "annual": _MONITORING,
    "funds": ("资金投入和进度", "使用方向", "到户情况", "存在问题"),
    "self_evaluation": ("项目概况", "自评得分", "没有达到的指标和原因", "结果应用"),
    "urging": ("督办事项", "停着的项目和资产", "办理要求"),
    "brief": (),
    "ranking": (),
}  # fmt: skip
#: How the numbers came about is never left out.
KEPT = frozenset({"评估方法与数据来源", "数据说明"})
#: Blanks that are words of the paper itself.
WORDS = ("地方", "期间", "数据日期", "单位")
#: Blanks that are numbers: name -> definition. One that the paper does not hold is said to be missing.
NUMBERS: Mapping[str, str] = {
    "在册户数": "I01",
    "监测对象户数": "I03",
    "人均纯收入": "I05",
    "应享未享": "I08",
    "待办疑点": "I10",
    "走访核实率": "I12",
    "资金支付率": "I17",
    "风险未消除户数": "I22",
}
LONGEST_TEXT, LONGEST_HEADING = 600, 30
_BLANK = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class Part:
    """One section: shown or left out, under its own or another heading, with a text before what it says."""

    section: str
    is_shown: bool = True
    heading: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class ReportTemplate:
    """Sections in the office's order, a text at the beginning and one at the end."""

    parts: tuple[Part, ...] = ()
    opening: str = ""
    closing: str = ""

    def as_json(self) -> dict[str, Any]:
        """As it is kept."""
        parts = [[p.section, p.is_shown, p.heading, p.text] for p in self.parts]
        return {"parts": parts, "opening": self.opening, "closing": self.closing}

    @classmethod
    def of_json(cls, kept: Mapping[str, Any]) -> "ReportTemplate":
        """As `as_json` kept it."""
        parts = tuple(Part(str(a), bool(b), str(c), str(d)) for a, b, c, d in kept.get("parts", ()))
        return cls(parts, str(kept.get("opening", "")), str(kept.get("closing", "")))


def original(kind: str) -> ReportTemplate:
    """The report as it is shipped."""
    return ReportTemplate(tuple(Part(section) for section in SECTIONS[kind]))


def check_template(kind: str, template: ReportTemplate) -> None:
    """E-TEMPLATE with a sentence for each field (`opening`, `closing`, `heading-0`, `text-0` …) that cannot stay."""
    fields: dict[str, str] = {}
    texts = {"opening": template.opening, "closing": template.closing}
    for number, part in enumerate(template.parts):
        texts[f"text-{number}"] = part.text
        if len(part.heading) > LONGEST_HEADING:
            fields[f"heading-{number}"] = f"标题最多 {LONGEST_HEADING} 个字。"
        if not part.is_shown and part.section in KEPT:
            fields[f"shown-{number}"] = f"“{part.section}”说明数是怎么来的，不能去掉。"
    for name, text in texts.items():
        if sentence := _wrong_text(text):
            fields[name] = sentence
    if sorted(p.section for p in template.parts) != sorted(SECTIONS.get(kind, ())):
        fields["opening"] = "这种报告的节对不上，请刷新页面再改。"
    elif template.parts and not any(part.is_shown for part in template.parts):
        fields["shown-0"] = "至少要留一节。"
    if fields:
        raise InvalidInputError("E-TEMPLATE", "".join(fields.values()), fields=fields, way_out="请改好再存。")


def _wrong_text(text: str) -> str:
    if len(text) > LONGEST_TEXT:
        return f"最多 {LONGEST_TEXT} 个字。"
    unknown = [name for name in _BLANK.findall(text) if name not in WORDS and name not in NUMBERS]
    if unknown:
        return f"没有“{{{unknown[0][:20]}}}”这个空，只能用：{'、'.join((*WORDS, *NUMBERS))}。"
    if "{" in _BLANK.sub("", text) or "}" in _BLANK.sub("", text):
        return "有半个括号，空要写成 {地方} 这样。"
    return ""


def apply_template(
    document: Document, template: ReportTemplate, words: Mapping[str, str], note: str
) -> Document:
    """The paper in the office's way. Sections that the template does not know follow in their own order.

    `words` fill the blanks of `WORDS`; `note` is a line under the text that says whose way this is.
    """
    before, sections = _sections(document.blocks)
    figures: dict[str, Number] = {}
    for _place, number in document.numbers():
        if number.provenance is not None:
            figures.setdefault(number.provenance.definition, number)
    blocks: list[Block] = [*_text(template.opening, words, figures), *before]
    left = dict(sections)
    for part in template.parts:
        found = next((title for title in left if _is_of(title, part.section)), None)
        if found is None:
            continue
        inner = left.pop(found)
        if part.is_shown:
            blocks += [Heading(1, part.heading or found), *_text(part.text, words, figures), *inner]
    for title, inner in left.items():
        blocks += [Heading(1, title), *inner]
    blocks += _text(template.closing, words, figures)
    return replace(document, blocks=tuple(numbered(blocks)), remarks=(*document.remarks, note))


def _is_of(title: str, section: str) -> bool:
    """The heading of a section; what a period's name stands before (本月工作变化) is the same section."""
    return title == section or (section == "工作变化" and title.endswith(section))


def _sections(blocks: tuple[Block, ...]) -> tuple[list[Block], dict[str, list[Block]]]:
    """What stands before the first heading, and the blocks under each heading of the first level."""
    before: list[Block] = []
    found: dict[str, list[Block]] = {}
    at = before
    for block in blocks:
        if isinstance(block, Heading) and block.level == 1:
            at = found.setdefault(heading_words(block.text), [])
        else:
            at.append(block)
    return before, found


def _text(text: str, words: Mapping[str, str], figures: Mapping[str, Number]) -> list[Block]:
    """A paragraph for each line, its blanks looked up."""
    return [
        Paragraph(tuple(_runs(line.strip(), words, figures))) for line in text.splitlines() if line.strip()
    ]


def _runs(line: str, words: Mapping[str, str], figures: Mapping[str, Number]) -> list[Run]:
    runs: list[Run] = []
    for at, piece in enumerate(_BLANK.split(line)):
        if at % 2 == 0:
            runs += [piece] if piece else []
        elif piece in NUMBERS:
            runs.append(figures.get(NUMBERS[piece], f"（本期没有{piece}）"))
        else:
            runs.append(words.get(piece, ""))
    return runs
