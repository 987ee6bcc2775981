"""Parts 五 to 八: targets, problems, what the figures say about causes, and what follows for the next step."""

from app.domain.documents import Block, Column, Heading, Number, Paragraph, Run, Table
from app.domain.number_text import percent
from app.domain.reporting.material import Material, Part

_TARGETS = ("I09", "I11", "I12", "I17", "I18", "I19")
_BY_YEAR = ("I12", "I17", "I18", "I19")
_MOST = 8


def targets(m: Material) -> list[Block]:
    """五、绩效目标完成情况: the rates with the year before, where the year makes a difference."""
    rows = []
    for code in _TARGETS:
        indicator = m.indicators[code]
        told = code in _BY_YEAR and (code != "I12" or m.sums_before.get("visits"))
        before = m.cell(code, before=True) if told else "—"
        aim = {"higher_is_better": "越高越好", "lower_is_better": "越低越好"}.get(indicator.direction, "")
        rows.append((indicator.title, m.cell(code), before, aim))
    columns = (
        Column("指标", "left", 4),
        Column(f"{m.year}年（%）"),
        Column(f"{m.year - 1}年（%）"),
        Column("方向", "center"),
    )
    return [
        Heading(1, "五、绩效目标完成情况"),
        Paragraph(("系统里没有录入本年度的目标值，下表只列完成情况，不打分。",)),
        Table("主要工作指标", columns, tuple(rows), "%", "应享率、疑点办结率是当前状态，没有上年数。"),
    ]


def problems(m: Material) -> list[Block]:
    """六、存在问题: what is owed, what looks wrong, what is late."""
    blocks: list[Block] = [Heading(1, "六、存在问题")]
    if m.judged_on is None:
        return [*blocks, Paragraph(("措施和疑点还没有判定过，本部分没有数。请先运行一次判定再出报告。",))]
    words: list[Run] = [
        "应享未享",
        m.number("I08"),
        "，不应享已享",
        m.number("I33"),
        "；待办疑点",
        m.number("I10"),
    ]
    words += ["，其中逾期", m.number("I32"), "。"]
    blocks.append(Paragraph(tuple(words)))
    if m.missing:
        blocks.append(_missing_table(m))
    if m.checks:
        blocks.append(_check_table(m))
    return blocks


def _missing_table(m: Material) -> Table:
    rows = tuple(
        (
            m.title(code),
            m.count(
                f"{count:,}", count, "I08", f"/households?area={m.area_code}&measure={code}&verdict=missing"
            ),
        )
        for code, count in m.missing[:_MOST]
    )
    return Table("应享未享最多的措施", (Column("措施", "left", 6), Column("应享未享（项）")), rows, "项")


def _check_table(m: Material) -> Table:
    rows = []
    for line in m.checks[:_MOST]:
        link = f"/findings?area={m.area_code}&check={line.check}&group="
        rows.append(
            (
                m.title(line.check),
                m.count(f"{line.findings:,}", line.findings, "I11", link + "open"),
                m.count(f"{line.unfinished:,}", line.unfinished, "I10", link + "open"),
                m.count(f"{line.late:,}", line.late, "I32", link + "late"),
            )
        )
    columns = (
        Column("比对规则", "left", 5),
        Column("疑点（个）"),
        Column("待办（个）"),
        Column("逾期（个）"),
    )
    note = "疑点只说明要核实，不等于问题属实；核实后合理的应当保留。"
    return Table("疑点办理情况", columns, tuple(rows), "个", note)


def causes(m: Material) -> list[Block]:
    """七、原因: only what the figures themselves show; nothing is claimed about people."""
    blocks: list[Block] = [
        Heading(1, "七、原因"),
        Paragraph(("下面只列数据本身能看出的情况，其他原因请各单位补充。",)),
    ]
    found = [words for words in (_concentrated(m), _unfilled(m), _unpaid(m)) if words]
    if not found:
        found = [("现有数据看不出集中的原因。",)]
    return [*blocks, *(Paragraph(words) for words in found)]


def _concentrated(m: Material) -> tuple[Run, ...] | None:
    top = _worst(m, "I08")
    total = m.now["I08"].value if m.known("I08") else None
    if not top or not total:
        return None
    share = sum(part.answers["I08"].value or 0 for part in top)
    names = "、".join(part.name for part in top)
    return (
        f"应享未享集中在{names}，合计占全部的",
        Number(percent(share, total, 1), share / total * 100),
        "。",
    )


def _unfilled(m: Material) -> tuple[Run, ...] | None:
    households = m.sums.get("households", 0)
    without = households - m.sums.get("income_households", 0)
    if not households or without <= 0:
        return None
    return (
        f"{without}户没有{m.year}年收入台账，占在册户的{percent(without, households, 1)}，有的措施因资料不全无法判定。",
    )


def _unpaid(m: Material) -> tuple[Run, ...] | None:
    if not m.known("I17") or (m.now["I17"].value or 0) >= 95:
        return None
    idle = (m.sums.get("arrived_fen", 0) - m.sums.get("paid_fen", 0)) / 1_000_000
    return ("资金到位后还有", m.figure("I28", idle), "没有支付。") if idle > 0 else None


def advice(m: Material) -> list[Block]:
    """八、下一步建议: each follows from a number above."""
    steps: list[tuple[Run, ...]] = []
    if m.known("I08") and m.now["I08"].value:
        names = "、".join(part.name for part in _worst(m, "I08"))
        where = f"，先从{names}做起" if names else ""
        steps.append(("对应享未享的", m.number("I08"), f"逐户核实，符合条件的一个月内办理{where}。"))
    if m.known("I32") and m.now["I32"].value:
        steps.append(("逾期疑点", m.number("I32"), "由县帮扶办挂牌督办，写明未办原因。"))
    if m.known("I31") and (m.now["I31"].value or 0) < 98:
        steps.append(("补齐收入台账，覆盖率由", m.number("I31"), "提高到98%以上，资料不全的先补后判。"))
    if m.known("I12") and (m.now["I12"].value or 0) < 90:
        steps.append(("走访核实率为", m.number("I12"), "，请把还没有走访过的户排进计划。"))
    if m.known("I17") and (m.now["I17"].value or 0) < 95:
        steps.append(("资金支付率为", m.number("I17"), "，请项目单位按进度报账。"))
    if not steps:
        steps.append(("各项工作指标没有需要专门提出的事项，按年度计划继续做好监测和走访。",))
    return [
        Heading(1, "八、下一步建议"),
        *(Paragraph((f"{n}. ", *step)) for n, step in enumerate(steps, start=1)),
    ]


def _worst(m: Material, code: str, most: int = 3) -> list[Part]:
    """Parts with the most of something, none where it is nothing; fewer than half of the parts."""
    known = [part for part in m.parts if part.answers[code].value]
    ranked = sorted(known, key=lambda part: (-(part.answers[code].value or 0), part.code))
    return ranked[: min(most, len(m.parts) // 2)]
