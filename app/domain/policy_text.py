"""Reads a pasted policy text for what a new measure begins with: a proposal for its author, never a decision."""

import re
from dataclasses import dataclass
from datetime import date

MOST_LETTERS = 8000
_DOCUMENT = re.compile(r"《([^》]{2,80})》")
_CLAUSE = re.compile(r"第[一二三四五六七八九十百\d]{1,5}条")
_YUAN = re.compile(r"([\d,，]{1,12}(?:\.\d{1,2})?)\s*(万?)元")
_DAY = re.compile(r"自\s*(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日")
_PERS = (
    ("每月", "month"),
    ("每季度", "quarter"),
    ("每学期", "semester"),
    ("一次性", "once"),
    ("每年", "year"),
)
_PERIODS = {"month": "按月", "quarter": "按季度", "semester": "按学期", "once": "一次性", "year": "每年"}
_PAPERS = re.compile(r"(?:提供|提交|凭)([^。；;\n]{2,80}?)(?:办理|申请|[。；;\n])")


@dataclass(frozen=True, slots=True)
class Proposal:
    """What stands in the text as far as it could be read; empty where nothing was found."""

    title: str
    document: str
    clause: str
    yuan: str
    per: str
    period: str
    first_day: date | None
    documents: tuple[str, ...]


def read_policy(text: str) -> Proposal:
    """The first line as title, the first 《…》 as document, the first amount, how often it is paid, the first day."""
    text = text[:MOST_LETTERS]
    first = next((line.strip() for line in text.splitlines() if line.strip()), "")
    document, clause, yuan = _DOCUMENT.search(text), _CLAUSE.search(text), _YUAN.search(text)
    around = text[max(yuan.start() - 20, 0) : yuan.end() + 10] if yuan else text
    per = next((code for words, code in _PERS if words in around), "year")
    papers = _PAPERS.search(text)
    return Proposal(
        title=_title(first),
        document=document[1] if document else "",
        clause=clause[0] if clause else "",
        yuan=_yuan(yuan) if yuan else "",
        per=per,
        period=_PERIODS[per],
        first_day=_day(text),
        documents=tuple(p for p in re.split(r"[、，,和]", papers[1]) if p)[:10] if papers else (),
    )


def _title(line: str) -> str:
    inside = _DOCUMENT.search(line)
    return (inside[1] if inside else re.split(r"[。：:，,；;]", line)[0])[:60]


def _yuan(found: re.Match[str]) -> str:
    plain = re.sub(r"[,，]", "", found[1]) or "0"
    return str(round(float(plain) * 10_000)) if found[2] else plain


def _day(text: str) -> date | None:
    found = _DAY.search(text)
    try:
        return date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        return None
