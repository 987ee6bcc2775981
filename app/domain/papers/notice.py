"""公示名单: the public list of a village as a paper (domain reference 11.3). What it may hold is fixed here; leaks are
looked for in the finished paper.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.domain.documents import Block, Box, Document, Grid, Paragraph, Sheet
from app.domain.names import masked_name
from app.domain.number_text import full_day, yuan

#: Where the list is shown: the board inside the village may name people in full, the web may not.
CHANNELS = {"web": "网站、公众号", "board": "村公示栏"}
#: What is made public, by code; `measure:M01` stands for one measure.
MATTERS = {"monitored": "拟纳入防返贫监测的户", "cleared": "拟消除返贫致贫风险的户"}


@dataclass(frozen=True, slots=True)
class Listed:
    """One household on the list. `name` is the adult who stands for it; `amount_fen` None where none is paid."""

    township: str
    village: str
    group: str
    name: str
    members: int
    matter: str
    amount_fen: int | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """The wording of one list."""

    title: str
    issuer: str
    channel: str
    from_on: date
    until_on: date
    working_days: int
    phone: str
    remark: str = ""


def notice_paper(notice: Notice, listed: Sequence[Listed], on: date) -> Document:
    """The list as a paper: what, who, until when, where to object, issuer and day."""
    blocks: list[Block] = [
        Sheet(notice.title),
        Paragraph((f"现将名单公示如下，共 {len(listed)} 户，请群众监督。",)),
        _list(notice.channel, listed),
        Paragraph(
            (
                f"公示期：{full_day(notice.from_on)}至{full_day(notice.until_on)}（{notice.working_days} 个工作日）。"
                f"公示期内有异议的，请向{notice.issuer}反映。监督电话：{notice.phone}。",
            )
        ),
    ]
    if notice.remark:
        blocks.append(Paragraph((notice.remark,)))
    return Document(
        title=notice.title,
        red_head="",
        issuer=notice.issuer,
        dated=notice.from_on,
        as_of=on,
        blocks=tuple(blocks),
        remarks=(f"适用于{CHANNELS[notice.channel]}；公示期满后撤下。",),
        is_form=True,
        has_closing=True,
    )


def _list(channel: str, listed: Sequence[Listed]) -> Grid:
    has_money = any(one.amount_fen is not None for one in listed)
    heads = ["序号", "乡镇", "村", "组", "户主姓名", "人数", "事项", *(["金额（元）"] if has_money else [])]
    widths = (2, 3, 3, 3, 3, 2, 6, *([3] if has_money else []))
    rows = [tuple(Box(words, kind="label") for words in heads)]
    for number, one in enumerate(listed, start=1):
        name = one.name if channel == "board" else masked_name(one.name)
        cells = [
            Box(str(number), align="center"),
            Box(one.township),
            Box(one.village),
            Box(one.group),
            Box(name),
            Box(str(one.members), align="right"),
            Box(one.matter),
        ]
        if has_money:
            cells.append(Box("" if one.amount_fen is None else yuan(one.amount_fen), align="right"))
        rows.append(tuple(cells))
    return Grid(widths, tuple(rows), heads=1)
