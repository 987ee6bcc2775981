"""Parts 一 to 三: the area and its people, what was organised and delivered, and how the paper was made."""

from app.domain.documents import Block, Column, Heading, Number, Paragraph, Picture, Run, Table
from app.domain.number_text import full_day, percent, wan_yuan
from app.domain.reporting.material import Material, part_rows, total_row

_PEOPLE = ("I01", "I02", "I03", "I22", "I04")
_PEOPLE_TITLES = ("户数", "人口", "监测对象户", "风险未消除户", "未消除占比（%）")
#: Measures that the table names; the rest are added into one row.
_MOST_MEASURES = 12
_RATES = (
    "比率由分子、分母各自相加后相除，不用各地比率的平均。"
    "每个数的口径编号和出处见附件，电子版里点数字可以看到明细。"
)


def situation(m: Material) -> list[Block]:
    """一、基本情况: the area, the people, and the table by parts."""
    blocks: list[Block] = [Heading(1, "一、基本情况"), Heading(2, "（一）区域概况")]
    blocks.append(Paragraph(_area_words(m)))
    blocks += [Heading(2, "（二）对象规模"), Paragraph(_people_words(m))]
    if m.parts:
        columns = (Column(m.part_word, "left", 3), *(Column(title) for title in _PEOPLE_TITLES))
        rows = (*part_rows(m, _PEOPLE), total_row(m, _PEOPLE))
        note = "不满 5 户的比重不公布，以“—”表示。"
        blocks.append(Table(f"各{m.part_word}对象规模", columns, rows, "户、人、%", note, has_total=True))
    return blocks


def _area_words(m: Material) -> tuple[Run, ...]:
    if m.townships:
        return (f"{m.area_name}辖{m.townships}个乡镇（街道）、{m.villages}个村（社区）。",)
    if m.villages:
        return (f"{m.area_name}辖{m.villages}个村（社区）。",)
    return (f"本报告评估{m.area_name}一个村（社区）。",)


def _people_words(m: Material) -> tuple[Run, ...]:
    day = full_day(m.as_of)
    words: list[Run] = [
        f"截至{day}，登记在册", m.number("I01"), "、", m.number("I02"), "，其中脱贫户", m.number("I20"), "。",
        "监测对象", m.number("I03"), "、", m.number("I21"),
    ]  # fmt: skip
    households = m.sums.get("households")
    if households:
        words += ["，占在册户的", percent(m.sums.get("monitored"), households, 1)]
    words += ["；风险未消除的", m.number("I22")]
    if m.known("I04"):
        words += ["，占监测对象的", m.number("I04")]
    return (*words, "。")


def delivery(m: Material) -> list[Block]:
    """二、工作组织和措施落实: live grants by measure, and visits."""
    blocks: list[Block] = [Heading(1, "二、工作组织和措施落实"), Heading(2, "（一）措施到户情况")]
    if not m.grants:
        blocks.append(Paragraph(("帮扶落实台账里没有落实中的措施，本部分没有数可列。",)))
    else:
        words: list[Run] = ["落实中的帮扶措施", m.number("I23"), "，惠及", m.number("I24")]
        words += ["，占在册户的", m.number("I25"), "。"] if m.known("I25") else ["。"]
        blocks += [Paragraph(tuple(words)), _measure_table(m)]
    blocks += [Heading(2, "（二）走访核实"), Paragraph(_visit_words(m))]
    return blocks


def _measure_table(m: Material) -> Table:
    shown, rest = m.grants[:_MOST_MEASURES], m.grants[_MOST_MEASURES:]
    rows = [
        _measure_row(m, line.measure, m.title(line.measure), line.grants, line.households, line.amount_fen)
        for line in shown
    ]
    if rest:
        rows.append(
            (
                f"其他{len(rest)}项措施",
                m.count(f"{sum(line.grants for line in rest):,}", sum(line.grants for line in rest), "I23"),
                "",
                wan_yuan(sum(line.amount_fen or 0 for line in rest), grouped=True),
            )
        )
    columns = (Column("措施", "left", 4), Column("项次"), Column("户数"), Column("登记金额（万元）"))
    note = "一户可以有几项措施，户数不能相加。金额只含台账里写了金额的。"
    return Table("落实中的帮扶措施", columns, tuple(rows), "项次、户、万元", note)


def _measure_row(
    m: Material, code: str, title: str, grants: int, households: int, fen: int | None
) -> tuple[str | Number, ...]:
    link = f"/grants?area={m.area_code}&measure={code}&group=live"
    return (
        title,
        m.count(f"{grants:,}", grants, "I23", link),
        m.count(f"{households:,}", households, "I24", link),
        wan_yuan(fen, grouped=True),
    )


def _visit_words(m: Material) -> tuple[Run, ...]:
    if not m.sums.get("visits"):
        return (f"{m.year}年没有走访记录，走访核实率无从算起。",)
    return (
        f"{m.year}年走访{m.sums['visits']}次，至少走访过一次的户占在册户的", m.number("I12"),
        "。走访的满意与否由走访人自己记录，不能代替第三方测评。",
    )  # fmt: skip


def method(m: Material) -> list[Block]:
    """三、评估方法与数据来源: day, sources, definitions, quality of the data, what is left out."""
    day = full_day(m.as_of)
    judged = (
        f"措施和疑点的判定截至{full_day(m.judged_on)}。"
        if m.judged_on
        else "措施和疑点还没有判定过，凡由判定得来的数都不列。"
    )
    line = (
        f"收入对照的防返贫监测线为每人每年{m.line_yuan}元，监测线是参考，不是纳入监测的唯一门槛。"
        if m.line_yuan
        else f"没有查到{m.year}年适用的防返贫监测线，低于监测线的人口不列。"
    )
    blocks: list[Block] = [
        Heading(1, "三、评估方法与数据来源"),
        Paragraph(
            (f"户、人、监测对象和疑点为{day}的登记状态；收入、走访、项目和资金为{m.year}年度。{judged}",)
        ),
        Paragraph((line, _RATES)),
    ]
    if m.known("I31"):
        note: tuple[Run, ...] = (
            "数据质量：有当年收入台账的户占在册户的", m.number("I31"),
            "，没有台账的户不当作零收入，也不进入收入指标。没有上报的地方写“没有数”，不满 5 户的比率不公布。",
        )  # fmt: skip
        blocks.append(Paragraph(note))
    return blocks


def map_block(m: Material, key: str, code: str, title: str) -> list[Block]:
    """A map picture where one could be drawn, with what its special areas mean."""
    if key not in m.pictures:
        return []
    left_out = [part.name for part in m.parts if not part.answers[code].is_known]
    note = f"没有数或不公布的：{'、'.join(left_out)}。" if left_out else ""
    known = [part for part in m.parts if part.answers[code].is_known]
    alt = "；".join(f"{part.name}{part.answers[code].text}" for part in known)
    return [Picture(title, m.pictures[key], f"{title}（{m.indicators[code].unit}）：{alt}", note, 120)]
