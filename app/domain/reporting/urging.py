"""督办单 and 工作台账: what has to be done where, until when; and every number of the area for the desk."""

from datetime import date

from app.domain.documents import Block, Cell, Column, Heading, Number, Paragraph, Run, Table
from app.domain.number_text import full_day
from app.domain.reporting.common import numbered, says_nothing
from app.domain.reporting.funds_material import FundsMaterial
from app.domain.reporting.material import Material, part_rows, total_row

_MOST = 20


def urging(m: Material, funds: FundsMaterial, due: date) -> list[Block]:
    """Late suspicions, what is owed, money and projects that stand still; `due` is the last day to answer."""
    if not m.sums.get("households"):
        return says_nothing(m)
    late, missing = m.now["I32"].value or 0, m.now["I08"].value or 0
    if m.judged_on is None:
        return [Paragraph(("措施和疑点还没有判定过，没有可以督办的数。请先运行一次判定。",))]
    if not late and not missing and not funds.alarms:
        return [
            Paragraph(
                (
                    f"截至{m.as_of.isoformat()}，{m.area_name}没有逾期的疑点、没有应享未享，项目没有停着的，不用督办。",
                )
            )
        ]
    blocks: list[Block] = [Paragraph(_opening(m, due)), Heading(1, "督办事项")]
    blocks.append(_matters(m, funds, due))
    if m.parts:
        blocks += [Heading(1, f"各{m.part_word}数量"), _by_part(m)]
    if funds.alarms:
        blocks += [Heading(1, "停着的项目和资产")]
        blocks += [Paragraph((f"{n}. {words}。",)) for n, words in enumerate(funds.alarms[:_MOST], 1)]
    blocks += [
        Heading(1, "办理要求"),
        Paragraph(
            (
                "请逐件核实办理，办结的在系统里写明结果和依据；办不了的写明原因、需要谁配合。"
                f"办理情况于{full_day(due)}前报{m.office}。",
            )
        ),
    ]
    return numbered(blocks)


def _opening(m: Material, due: date) -> tuple[Run, ...]:
    who = f"各{m.part_word}" if m.part_word else m.area_name
    words: list[Run] = [
        f"{who}：截至{full_day(m.as_of)}，逾期疑点",
        m.number("I32"),
    ]
    words += ["，应享未享", m.number("I08"), "。现予督办，限", f"{due.month}月{due.day}日前办结。"]
    return tuple(words)


def _matters(m: Material, funds: FundsMaterial, due: date) -> Table:
    day = due.isoformat()
    rows: list[tuple[Cell, ...]] = []
    if m.now["I32"].value:
        rows.append(("逾期疑点逐条办结", m.cell("I32"), "村核查、乡镇审核", day))
    if m.now["I08"].value:
        rows.append(("应享未享逐户落实", m.cell("I08"), "乡镇、行业部门", day))
    if m.now["I33"].value:
        rows.append(("不应享已享逐户核实", m.cell("I33"), "行业部门", day))
    if funds.alarms:
        rows.append(
            ("停着的项目和资产", Number(f"{len(funds.alarms):,}", len(funds.alarms)), "项目实施单位", day)
        )
    columns = (
        Column("事项", "left", 4), Column("数量"), Column("谁来办", "left", 3), Column("办结期限", "center", 2),
    )  # fmt: skip
    return Table("督办事项", columns, tuple(rows), "项、个、件")


def _by_part(m: Material) -> Table:
    codes = ("I32", "I10", "I08", "I33")
    columns = (Column(m.part_word, "left", 3), *(Column(m.indicators[code].title) for code in codes))
    return Table(
        f"各{m.part_word}督办数量",
        columns,
        (*part_rows(m, codes), total_row(m, codes)),
        "个、项",
        has_total=True,
    )


DESK = (
    "I01",
    "I02",
    "I03",
    "I22",
    "I23",
    "I24",
    "I08",
    "I33",
    "I10",
    "I32",
    "I12",
    "I31",
    "I16",
    "I27",
    "I28",
    "I29",
)


def desk(m: Material) -> tuple[list[Block], tuple[Table, ...]]:
    """工作台账: a short page, and wide tables for the workbook."""
    if not m.sums.get("households"):
        return says_nothing(m), ()
    columns = (Column(m.part_word or "地方", "left", 3), *(Column(_named(m, code)) for code in DESK))
    wide = Table("各地台账", columns, (*part_rows(m, DESK), total_row(m, DESK, m.area_name)), has_total=True)
    missing = Table(
        "应享未享按措施",
        (Column("措施", "left", 6), Column("应享未享（项）")),
        tuple((m.title(code), m.count(f"{n:,}", n, "I08")) for code, n in m.missing),
    )
    checks = Table(
        "疑点按规则",
        (Column("比对规则", "left", 6), Column("疑点（个）"), Column("待办（个）"), Column("逾期（个）")),
        tuple(
            (
                m.title(line.check), m.count(f"{line.findings:,}", line.findings, "I11"),
                m.count(f"{line.unfinished:,}", line.unfinished, "I10"), m.count(f"{line.late:,}", line.late, "I32"),
            )
            for line in m.checks
        ),
    )  # fmt: skip
    columns = (Column("指标", "left", 5), Column("单位", "center", 1), Column("数"))
    rows = tuple((m.indicators[code].title, m.indicators[code].unit or "—", m.cell(code)) for code in DESK)
    words = Paragraph((f"{m.area_name}主要数据如下，各地、各措施、各规则的明细在电子表里。",))
    return [words, Table("主要数据", columns, rows)], tuple(t for t in (wide, missing, checks) if t.rows)


def _named(m: Material, code: str) -> str:
    return f"{m.indicators[code].title}（{m.indicators[code].unit}）"
