"""数据资产盘点表: every list with owner, freshness, rows and quality of one year; all fields in the workbook."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from app.domain.documents import (
    Block,
    Cell,
    Column,
    Definition,
    Document,
    Heading,
    Number,
    Paragraph,
    Provenance,
    Table,
)
from app.domain.number_text import full_day

_NO_GROUND = "没有写"
STATE_WORDS = {"late": "迟交", "fresh": "按时", "never": "没交过", "event": "有事才交"}
DEFINITIONS = (
    Definition(
        "A1", "在库条数", "条", "这张表现在留在登记库里的记录，只数盘点区划内的人和户。", "数据资产登记"
    ),
    Definition(
        "A2", "本年批次", "批", "盘点年度内应用、没有撤回的批次，按所属期的年份归年。", "数据资产登记"
    ),
    Definition(
        "A3", "本年行数", "行", "这些批次读到的行；同一地方同一期重交的只数最后一次。", "数据资产登记"
    ),
    Definition(
        "A4",
        "每千行问题",
        "个",
        "必须改的和要看一眼的问题合计，除以本年行数，乘一千。",
        "数据资产登记",
    ),
    Definition("A5", "资产项数", "项", "能收的表，一张一项，含本地自己教会的表。", "数据资产登记"),
)


@dataclass(frozen=True, slots=True)
class InventoryField:
    """One field of a list in words."""

    title: str
    standard: str
    codes: str
    guarded: str
    is_sensitive: bool


@dataclass(frozen=True, slots=True)
class InventoryLine:
    """One list as it is counted: `rows` None where it keeps none of its own."""

    code: str
    title: str
    office: str
    cadence: str
    state: str
    newest: str
    grounds: tuple[str, ...]
    rows: int | None
    batches: int
    delivered: int
    problems: int
    fields: tuple[InventoryField, ...]
    readers: int


def inventory(
    lines: Sequence[InventoryLine],
    *,
    area_name: str,
    issuer: str,
    year: int,
    as_of: date,
    asked_by: str,
    base_url: str,
    fingerprint: str,
) -> Document:
    """The paper: a summary, the lists, their grounds; fields only in the workbook."""
    number = _counter(as_of)
    blocks: list[Block] = [
        Heading(1, "一、总的情况"),
        _summary(lines, area_name, year, as_of, number),
        Heading(1, "二、各项资产"),
        _assets(lines, year, number),
        Heading(1, "三、凭什么收"),
        _grounds(lines),
    ]
    return Document(
        title=f"{area_name}{year}年数据资产盘点表",
        red_head="",
        issuer=issuer,
        dated=as_of,
        as_of=as_of,
        blocks=tuple(blocks),
        definitions=DEFINITIONS,
        remarks=(
            f"数据截至{as_of.isoformat()}，指纹 {fingerprint}。",
            f"由{asked_by}申请生成，范围：{area_name}。表里只有条数，没有任何人的资料。",
        ),
        base_url=base_url,
        details=(_grounds_of_each(lines), _fields(lines)),
    )


Counter = Callable[[int | float | None, str, str | None], Number]


def _counter(as_of: date) -> Counter:
    def number(value: int | float | None, definition: str, link: str | None) -> Number:
        text = "—" if value is None else f"{value:,}"
        return Number(text, value, Provenance(definition, as_of, link))

    return number


def _summary(
    lines: Sequence[InventoryLine], area_name: str, year: int, as_of: date, number: Counter
) -> Paragraph:
    def of(state: str) -> Number:
        return number(sum(one.state == state for one in lines), "A5", f"/datasets?view={state}")

    delivered, problems = sum(one.delivered for one in lines), sum(one.problems for one in lines)
    sensitive = sum(f.is_sensitive for one in lines for f in one.fields)
    share = round(problems * 1000 / delivered, 1) if delivered else None
    return Paragraph(
        (
            f"截至{full_day(as_of)}，{area_name}登记数据资产",
            number(len(lines), "A5", "/datasets"),
            f"项，来自{len({one.office for one in lines})}个部门；按时",
            of("fresh"),
            "项，迟交",
            of("late"),
            "项，没有交过",
            of("never"),
            f"项。{year}年应用",
            number(sum(one.batches for one in lines), "A2", None),
            "批，读到",
            number(delivered, "A3", None),
            "行，每千行问题",
            number(share, "A4", None),
            f"个。各项资产共有字段{sum(len(one.fields) for one in lines):,}个，其中敏感的{sensitive:,}个，"
            "加密存放或按岗位遮盖。",
        )
    )


def _assets(lines: Sequence[InventoryLine], year: int, number: Counter) -> Table:
    columns = (
        Column("编号", "left", 2),
        Column("表", "left", 5),
        Column("责任部门", "left", 4),
        Column("周期", "center", 3),
        Column("最近一期", "center", 3),
        Column("状态", "center", 3),
        Column("批次"),
        Column("行数"),
        Column("每千行问题"),
        Column("在库条数", weight=3),
    )
    rows: list[tuple[Cell, ...]] = []
    for one in lines:
        link = f"/datasets/{one.code}"
        share = round(one.problems * 1000 / one.delivered, 1) if one.delivered else None
        told: tuple[Cell, ...] = (
            one.code, one.title, one.office, one.cadence, one.newest or "—", STATE_WORDS[one.state],
        )  # fmt: skip
        counted = ((one.batches, "A2"), (one.delivered, "A3"), (share, "A4"), (one.rows, "A1"))
        rows.append((*told, *(number(value, code, link) for value, code in counted)))
    return Table(
        "各项数据资产", columns, tuple(rows), note=f"批次、行数和问题是{year}年的，在库条数是今天的。"
    )


def _grounds(lines: Sequence[InventoryLine]) -> Table:
    """A row a ground with the lists that rest on it: most hold for many lists, and nobody reads one sixty times."""
    resting: dict[str, list[str]] = {}
    for one in lines:
        for ground in one.grounds or (_NO_GROUND,):
            resting.setdefault(ground, []).append(one.code)
    rows = tuple(
        (
            ground,
            "全部" if len(codes) == len(lines) else "、".join(codes),
            Number(f"{len(codes):,}", len(codes)),
        )
        for ground, codes in sorted(resting.items(), key=lambda item: -len(item[1]))
    )
    columns = (Column("合法依据", "left", 10), Column("用它的资产", "left", 8), Column("项数"))
    return Table("合法依据和依它而收的资产", columns, rows, "项", "每项资产各自的依据见电子表。")


def _named(codes: Sequence[str], every: Sequence[str]) -> str:
    """The lists by number, or those that are left out where these are fewer."""
    others = [code for code in every if code not in codes]
    if not others:
        return "全部"
    return f"除{'、'.join(others)}以外的全部" if len(others) < len(codes) else "、".join(codes)


def _grounds_of_each(lines: Sequence[InventoryLine]) -> Table:
    columns = (Column("编号", "left", 2), Column("表", "left", 5), Column("合法依据", "left", 14))
    rows = tuple((one.code, one.title, "；".join(one.grounds) or _NO_GROUND) for one in lines)
    return Table("各项资产的合法依据", columns, rows)


def _fields(lines: Sequence[InventoryLine]) -> Table:
    columns = (
        Column("编号", "left"), Column("表", "left"), Column("部门", "left"), Column("字段", "left"),
        Column("标准", "left"), Column("选项", "left"), Column("敏感", "center"), Column("怎么管", "left"),
        Column("能看的账号"),
    )  # fmt: skip
    rows = tuple(
        (
            one.code, one.title, one.office, f.title, f.standard or "—", f.codes or "—",
            "是" if f.is_sensitive else "否", f.guarded, Number(str(one.readers), one.readers),
        )
        for one in lines
        for f in one.fields
    )  # fmt: skip
    return Table("字段清单", columns, rows)
