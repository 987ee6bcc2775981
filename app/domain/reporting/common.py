"""What all further papers share: numbered headings, the table of changes against an earlier period, the frame."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from app.domain.documents import (
    Block,
    Cell,
    Column,
    Definition,
    Document,
    Heading,
    Number,
    Paragraph,
    Run,
    Table,
)
from app.domain.number_text import full_day, plain
from app.domain.reporting.material import Material

_FIRST = "一二三四五六七八九十"
_LEAD = re.compile(r"^(（[一二三四五六七八九十]+）|[一二三四五六七八九十]+、|\d+\.\s*)")


def numbered(blocks: Iterable[Block]) -> list[Block]:
    """Headings counted anew by level, whatever number they carried."""
    counts = [0, 0, 0]
    found: list[Block] = []
    for block in blocks:
        if not isinstance(block, Heading):
            found.append(block)
            continue
        counts[block.level - 1] += 1
        counts[block.level :] = [0] * (3 - block.level)
        n, words = counts[block.level - 1], _LEAD.sub("", block.text)
        lead = (
            f"{_FIRST[n - 1]}、"
            if block.level == 1
            else f"（{_FIRST[n - 1]}）"
            if block.level == 2
            else f"{n}. "
        )
        found.append(Heading(block.level, f"{lead}{words}"))
    return found


def heading_words(text: str) -> str:
    """A heading without the number in front."""
    return _LEAD.sub("", text)


def says_nothing(m: Material) -> list[Block]:
    """The plain sentence of an area without households."""
    day = full_day(m.as_of)
    return [Paragraph((f"截至{day}，{m.area_name}没有登记在册的户，本期没有数可列。",))]


def change_words(m: Material, before: Material | None, code: str) -> tuple[Run, ...]:
    """`，比上期增加3户` as a piece of a sentence; empty where one of the two is unknown."""
    moved = moved_by(m, before, code)
    if moved is None:
        return ()
    if moved == 0:
        return ("，与上期持平",)
    indicator = m.indicators[code]
    unit = "个百分点" if indicator.unit == "%" else indicator.unit
    word = "增加" if moved > 0 else "减少"
    return (
        f"，比上期{word}",
        Number(f"{plain(abs(moved), indicator.decimals)}{unit}", moved),
    )


def moved_by(m: Material, before: Material | None, code: str) -> float | None:
    """This period less the one before, rounded as the indicator is written; None where one is unknown."""
    if before is None or not m.known(code) or not before.known(code):
        return None
    now, was = m.now[code].value, before.now[code].value
    if now is None or was is None:
        return None
    return round(now, m.indicators[code].decimals) - round(was, m.indicators[code].decimals)


def change_table(m: Material, before: Material | None, codes: Sequence[str], title: str) -> Table:
    """Indicators of this period beside those of the one before."""
    rows = []
    for code in codes:
        indicator, moved = m.indicators[code], moved_by(m, before, code)
        was: Cell = before.cell(code) if before is not None else "—"
        said = (
            "—"
            if moved is None
            else f"{'+' if moved > 0 else ''}{plain(moved, indicator.decimals, grouped=True)}"
        )
        rows.append((indicator.title, indicator.unit or "—", m.cell(code), was, Number(said, moved)))
    columns = (
        Column("指标", "left", 4), Column("单位", "center", 1), Column("本期"), Column("上期"), Column("增减"),
    )  # fmt: skip
    note = "" if before is not None else "没有冻结过上一期，上期和增减不列。"
    return Table(title, columns, tuple(rows), "", note)


def frame(
    m: Material,
    title: str,
    blocks: Sequence[Block],
    *,
    fingerprint: str,
    asked_by: str,
    base_url: str,
    details: tuple[Table, ...] = (),
    red: bool = True,
) -> Document:
    """The document around the blocks, with the definitions of every number that is printed."""
    document = Document(
        title=title,
        red_head=f"{m.office}文件" if red else "",
        issuer=m.office,
        dated=m.as_of,
        as_of=m.as_of,
        blocks=tuple(blocks),
        number=f"〔{m.as_of.year}〕　　号" if red else "",
        remarks=(
            f"数据截至{m.as_of.isoformat()}，指纹 {fingerprint}。以后资料再改，这份文件的数不变。",
            *([f"数取自冻结的 {m.frozen}，以后随时可以照样再出。"] if m.frozen else []),
            f"由{asked_by}申请生成，范围：{m.area_name}。证件号码、电话等不在本文件内。",
        ),
        base_url=base_url,
        details=details,
    )  # fmt: skip
    used = {number.provenance.definition for _, number in document.numbers() if number.provenance}
    found = [
        Definition(i.code, i.title, i.unit or "无", i.words, i.source)
        for i in sorted(m.indicators.values(), key=lambda one: one.code)
        if i.code in used
    ]
    return replace(document, definitions=tuple(found))
