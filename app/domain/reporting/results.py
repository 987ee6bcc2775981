"""Part 四: income and poverty, guarantees, differences between parts, projects and money, satisfaction."""

from app.domain.documents import Block, Cell, Column, Heading, Number, Paragraph, Picture, Run, Strong, Table
from app.domain.number_text import full_day, plain, wan_yuan
from app.domain.reporting.material import Material, part_rows, total_row
from app.domain.reporting.multidimensional import multidimensional
from app.domain.reporting.overview import map_block
from app.domain.survey_rates import ClosedCheck, Estimate
from app.domain.vocabulary.projects import PROJECT_CATEGORY, PROJECT_STATE

#: Sources of income by tally.
SOURCES = (
    ("wage_fen", "工资性收入"),
    ("business_fen", "生产经营净收入"),
    ("property_fen", "财产性收入"),
    ("transfer_fen", "转移性收入"),
)
_GUARANTEES = ("I13", "I14", "I15")
_MOST_PROJECTS = 20


def results(m: Material) -> list[Block]:
    """四、成效分析."""
    return [
        Heading(1, "四、成效分析"),
        *_income(m),
        *_guarantees(m),
        *multidimensional(m),
        *_differences(m),
        *_projects(m),
        *_satisfaction(m),
    ]


def _income(m: Material) -> list[Block]:
    head = Heading(2, "（一）减贫和收入")
    if not m.known("I05"):
        return [head, Paragraph((f"{m.year}年没有足够的收入台账，人均纯收入和低收入人口都不列数。",))]
    words: list[Run] = [f"{m.year}年，有台账的户人均纯收入", m.number("I05")]
    before = m.before.get("I05")
    now = m.now["I05"]
    if before is not None and before.value and now.value is not None:
        growth = (now.value - before.value) / before.value * 100
        words += [
            "，上年为",
            m.number_before("I05"),
            f"，{'增长' if growth >= 0 else '下降'}{plain(abs(growth), 1)}%",
        ]
    words.append("。")
    if m.known("I06"):
        words += [f"人均纯收入低于监测线（{m.line_yuan}元）的人口占", m.number("I06"), "。"]
    return [head, Paragraph(tuple(words)), *_distribution(m), _structure(m), *_structure_chart(m)]


def _distribution(m: Material) -> list[Block]:
    spread = m.distribution
    if spread is None:
        return []
    words: list[Run] = ["收入的中位数为", m.figure("I37", spread.median)]
    if spread.gini is not None:
        words += ["，基尼系数", m.figure("I36", spread.gini)]
    if spread.gap is not None and spread.severity is not None:
        words += [
            "；贫困深度（P1）为",
            m.figure("I34", spread.gap),
            "，贫困强度（P2）为",
            m.figure("I35", spread.severity),
        ]
        words += [
            "，把低于监测线的人补足到监测线，一年约需",
            m.figure("I38", (spread.closing_cost or 0) / 10_000),
        ]
    if spread.quintiles is not None and spread.at_risk is not None:
        words += ["；最高五分之一人口的收入是最低五分之一的", m.figure("I48", spread.quintiles), "倍"]
        words += ["，收入低于中位数60%的人占", m.figure("I49", spread.at_risk * 100)]
    return [Paragraph((*words, "。"))]


def _structure(m: Material) -> Table:
    people, people_before = m.sums.get("income_persons", 0), m.sums_before.get("income_persons", 0)
    net = m.sums.get("net_fen", 0)
    rows = []
    for name, title in SOURCES:
        now = m.sums.get(name, 0) / 100 / people if people else None
        before = m.sums_before.get(name, 0) / 100 / people_before if people_before else None
        share = m.sums.get(name, 0) / net * 100 if net > 0 else None
        rows.append(
            (
                title,
                m.figure("I05", now, unit=False),
                Number(plain(share, 1), share),
                m.figure("I05", before, unit=False),
            )
        )
    total = ("纯收入", m.cell("I05"), Number(plain(100, 1), 100), m.cell("I05", before=True))
    columns = (
        Column("来源", "left", 3),
        Column(f"{m.year}年（元）"),
        Column("占比（%）"),
        Column(f"{m.year - 1}年（元）"),
    )
    note = "各年各自按有台账的人口平均，两年的户不完全相同。"
    return Table("人均纯收入结构", columns, (*rows, total), "元／人、%", note, has_total=True)


def _structure_chart(m: Material) -> list[Block]:
    if "structure" not in m.pictures:
        return []
    alt = "；".join(
        f"{title}{plain(m.sums.get(name, 0) / 100 / max(m.sums.get('income_persons', 0), 1))}元"
        for name, title in SOURCES
    )
    return [Picture("人均纯收入结构，两年对照", m.pictures["structure"], f"{m.year}年：{alt}", width_mm=140)]


def _guarantees(m: Material) -> list[Block]:
    words: list[Run] = []
    for code, title in zip(_GUARANTEES, ("住房安全率", "饮水安全率", "基本医保参保率"), strict=True):
        words += [f"{title}", m.number(code) if m.known(code) else "没有数", "；"]
    words[-1] = "。"
    told = m.sums.get("houses_told", 0), m.sums.get("water_told", 0), m.sums.get("insured_told", 0)
    tail = f"分母只含填了的：住房{told[0]}户、饮水{told[1]}户、参保{told[2]}人；没有填的不当作不合格，也不当作合格。"
    return [Heading(2, "（二）两不愁三保障和饮水安全"), Paragraph((*words, tail))]


def _differences(m: Material) -> list[Block]:
    head = Heading(2, "（四）区域差异")
    known = [part for part in m.parts if part.answers["I05"].is_known]
    if len(known) < 2:
        return [head, Paragraph(("有数的下级区划不足两个，不作比较。",))]
    ranked = sorted(known, key=lambda part: part.answers["I05"].value or 0)
    low, high = ranked[0], ranked[-1]
    words: tuple[Run, ...] = (
        f"人均纯收入最高的是{high.name}，", m.number_of("I05", high),
        f"；最低的是{low.name}，", m.number_of("I05", low),
        "。户数少的地方，数会因一两户而明显变动，名次只供参考。",
    )  # fmt: skip
    codes = ("I05", "I06", "I08", "I42", "I12", "I19")
    titles = (
        "人均纯收入（元）",
        "低于监测线人口（%）",
        "应享未享（项）",
        "每百户（项）",
        "走访核实率（%）",
        "项目受益户（%）",
    )
    columns = (Column(m.part_word, "left", 3), *(Column(title) for title in titles))
    table = Table(
        f"各{m.part_word}主要指标", columns, (*part_rows(m, codes), total_row(m, codes)), "元、%、项",
        "“—”表示没有数或不公布。", has_total=True,
    )  # fmt: skip
    return [head, Paragraph(words), *map_block(m, "income", "I05", f"各{m.part_word}人均纯收入"), table]


def _projects(m: Material) -> list[Block]:
    head = Heading(2, "（五）项目和资金效益")
    if not m.sums.get("projects"):
        return [head, Paragraph((f"{m.year}年项目库里没有本区划的项目。",))]
    words: list[Run] = [
        f"{m.year}年有项目", m.number("I16"), "，到位资金", m.number("I27"), "，已支付", m.number("I28"),
    ]  # fmt: skip
    words += ["，支付率", m.number("I17")] if m.known("I17") else []
    words += ["，完工率", m.number("I18")] if m.known("I18") else []
    words += ["。受益户", m.number("I29")]
    words += ["，占在册户的", m.number("I19")] if m.known("I19") else []
    words += ["，其中监测对象", m.number("I30"), "。"]
    blocks: list[Block] = [
        head,
        Paragraph(tuple(words)),
        Paragraph(_cost_words(m)),
        Paragraph(_gain_words(m)),
    ]
    if m.projects:
        blocks.append(_project_table(m))
    return blocks


def _cost_words(m: Material) -> tuple[Run, ...]:
    served, paid = m.sums.get("served", 0), m.sums.get("paid_fen", 0)
    if not served:
        return ("项目还没有登记受益户，户均投入无从算起。",)
    return ("按已支付资金和受益户数算，户均投入", m.figure("I40", paid / 100 / served), "。")


def _gain_words(m: Material) -> tuple[Run, ...]:
    served, others = m.gains[True], m.gains[False]
    if served.change_fen is None:
        return ("受益户没有前后两年都有的收入台账，增收无从算起。",)
    words: list[Run] = [
        f"前后两年都有台账的受益户{served.households}户，人均纯收入变化", m.figure("I39", served.change_fen / 100),
    ]  # fmt: skip
    if others.change_fen is not None:
        words += [f"；没有受益的{others.households}户变化", m.figure("I39", others.change_fen / 100)]
    words.append("。")
    small = min(served.households, others.households) < 30
    tail = "两组户的情况本来不同，" + ("一组不足三十户，" if small else "")
    return (*words, tail, Strong("这是前后对照，不能断定是项目带来的，仅供参考"), "。")


def _project_table(m: Material) -> Table:
    rows = []
    for line in m.projects[:_MOST_PROJECTS]:
        link = f"/projects/{line.public_id}"
        rows.append(
            (
                line.name,
                PROJECT_CATEGORY.label(line.category),
                PROJECT_STATE.label(line.state),
                m.count(wan_yuan(line.arrived_fen, grouped=True), line.arrived_fen / 1_000_000, "I27", link),
                m.count(wan_yuan(line.paid_fen, grouped=True), line.paid_fen / 1_000_000, "I28", link),
                m.count(f"{line.served:,}", line.served, "I29", link),
                _yuan(m, "I40", line.cost_fen, link),
                _yuan(m, "I41", line.gain_fen, link),
            )
        )
    columns = (
        Column("项目", "left", 6), Column("类别", "left", 3), Column("状态", "center", 3),
        Column("到位（万元）"), Column("支付（万元）"), Column("受益户"),
        Column("户均投入（元）", weight=3), Column("户均增收（元）", weight=3),
    )  # fmt: skip
    more = len(m.projects) - len(rows)
    note = f"按到位资金从多到少，另有{more}个项目见电子表。" if more > 0 else "按到位资金从多到少。"
    return Table(
        "项目资金和效益",
        columns,
        tuple(rows),
        "万元、户、元",
        f"{note}户均增收只算前后两年都有台账的受益户。",
    )


def _yuan(m: Material, code: str, fen: int | None, link: str) -> Number | str:
    return "—" if fen is None else m.count(plain(fen / 100, 0, grouped=True), fen / 100, code, link)


def _satisfaction(m: Material) -> list[Block]:
    head = Heading(2, "（六）满意度和抽样核查")
    if not m.known("I26"):
        return [head, Paragraph(("走访中问到满意与否的记录不足，不列数。",)), *_sampled(m)]
    words: tuple[Run, ...] = (
        f"走访中问到满意与否的{m.sums.get('satisfied_told', 0)}次，满意的占", m.number("I26"),
        "。这是走访人自己的记录，群众认可度以抽样核查为准。",
    )  # fmt: skip
    return [head, Paragraph(words), *_sampled(m)]


def _sampled(m: Material) -> list[Block]:
    """What only a drawn sample can tell: the year's last closed check of this very area."""
    if m.check is None:
        return [Paragraph((f"{m.year}年本区划没有办结的抽样核查，漏评率、错退率和群众认可度不列数。",))]
    check = m.check
    told = [
        (code, name, getattr(check.rates, key), check.limits.get(key))
        for code, key, name in (
            ("I52", "missed", "漏评率"), ("I53", "wrong_exit", "错退率"), ("I54", "approval", "群众认可度"),
        )
    ]  # fmt: skip
    words = (
        f"按{full_day(check.frame_on)}的登记抽样入户核查“{check.title}”，{full_day(check.closed_on)}办结。"
    )
    rows = [_sampled_row(m, check, code, name, one, limit) for code, name, one, limit in told]
    columns = (
        Column("比率", "left", 3), Column("估计"), Column("95%区间", weight=3), Column("核查户数"),
        Column("其中计入户数"), Column("退出标准", weight=3),
    )  # fmt: skip
    note = "每户按所在乡镇和类别的户数加权，区间是威尔逊95%区间；抽样有误差，区间跨过标准的，不能断定达标或不达标。"
    return [Paragraph((words,)), Table("抽样核查的三项比率", columns, tuple(rows), "%、户", note)]


def _sampled_row(
    m: Material, check: ClosedCheck, code: str, name: str, one: Estimate | None, limit: int | None
) -> tuple[Cell, ...]:
    link = f"/surveys/{check.public_id}"
    least = code == "I54"
    standard = "—" if limit is None else f"不低于{limit}%" if least else f"低于{limit}%"
    if one is None:
        return (name, "—", "没有问到这类户", "—", "—", standard)
    span = f"{plain(one.low * 100, 2)}～{plain(one.high * 100, 2)}"
    return (
        name, m.count(plain(one.rate * 100, 2), one.rate * 100, code, link), span,
        m.count(f"{one.cases:,}", one.cases, code, link), m.count(f"{one.hits:,}", one.hits, code, link), standard,
    )  # fmt: skip
