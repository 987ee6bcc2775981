"""资金绩效 and 项目绩效自评: money by source and kind, progress, and each project's points."""

from app.domain.documents import Block, Cell, Column, Heading, Number, Paragraph, Run, Strong, Table
from app.domain.number_text import percent, plain, wan_yuan
from app.domain.project_points import PART_TITLES, PARTS
from app.domain.reporting.common import numbered
from app.domain.reporting.funds_material import FundsMaterial, ProjectFacts
from app.domain.reporting.material import Material
from app.domain.vocabulary.projects import FUND_SOURCE, PROJECT_CATEGORY, PROJECT_STATE

_FLOWS = (
    ("planned", "计划"),
    ("arrived", "到位"),
    ("allocated", "拨付"),
    ("paid", "支付"),
    ("reimbursed", "报账"),
)
_MOST = 30


def _none(m: Material) -> list[Block]:
    return [Paragraph((f"{m.year}年项目库里没有{m.area_name}的项目，本文件没有数可列。",))]


def _money(m: Material, fen: int, code: str, *, unit: bool = False, link: str | None = None) -> Number:
    text = wan_yuan(fen, grouped=not unit)
    return m.count(f"{text}万元" if unit else text, fen / 1_000_000, code, link)


def _rate(part: int, whole: int) -> Number:
    return Number(percent(part, whole, 2), part / whole * 100 if whole else None)


def funds_paper(m: Material, f: FundsMaterial, industry_least: int | None) -> list[Block]:
    """资金投入, 拨付和支付, 使用方向, 到户, 问题."""
    if not f.projects:
        return _none(m)
    arrived, paid = f.total("arrived"), f.total("paid")
    blocks: list[Block] = [
        Heading(1, "资金投入和进度"),
        Paragraph(
            (
                f"{m.year}年{m.area_name}有项目", m.number("I16") if m.known("I16") else f"{len(f.projects)}个",
                "，到位资金", _money(m, arrived, "I27", unit=True), "，已支付", _money(m, paid, "I28", unit=True),
                "，支付率", _rate(paid, arrived), "，已报账占支付的", _rate(f.total("reimbursed"), paid),
                "，到位没有支付的", Number(f"{wan_yuan(arrived - paid)}万元", (arrived - paid) / 1e6), "。",
            )
        ),
        _by_source(m, f),
        Heading(1, "使用方向"),
        Paragraph(_industry(m, f, industry_least)),
        _by_category(m, f),
        Heading(1, "到户情况"),
        Paragraph(_to_households(m, f)),
        Heading(1, "存在问题"),
        *_slow(m, f),
    ]  # fmt: skip
    return numbered(blocks)


def _by_source(m: Material, f: FundsMaterial) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for line in f.sources:
        cells = [_money(m, getattr(line, name), "I28" if name == "paid" else "I27") for name, _ in _FLOWS]
        rows.append((FUND_SOURCE.label(line.source), *cells, _rate(line.paid, line.arrived)))
    sums = [_money(m, f.total(name), "I28" if name == "paid" else "I27") for name, _ in _FLOWS]
    rows.append(("合计", *sums, _rate(f.total("paid"), f.total("arrived"))))
    columns = (Column("来源", "left", 3), *(Column(title) for _, title in _FLOWS), Column("支付率"))
    return Table("资金来源和进度", columns, tuple(rows), "万元", has_total=True)


def _industry(m: Material, f: FundsMaterial, least: int | None) -> tuple[Run, ...]:
    arrived = f.total("arrived")
    given = f.by_category().get("industry", (0, 0))[0]
    words: list[Run] = ["用于产业发展的到位资金占", _rate(given, arrived)]
    if least is not None and arrived:
        reached = given * 100 >= least * arrived
        words.append(f"，{'达到' if reached else '没有达到'}{least}%的要求")
    return (*words, "。")


def _by_category(m: Material, f: FundsMaterial) -> Table:
    arrived = f.total("arrived")
    ordered = sorted(f.by_category().items(), key=lambda one: -one[1][0])
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            PROJECT_CATEGORY.label(code),
            _money(m, a, "I27"),
            _rate(a, arrived),
            _money(m, p, "I28"),
            _rate(p, a),
        )
        for code, (a, p) in ordered
    )
    columns = (
        Column("类别", "left", 4), Column("到位"), Column("占比"), Column("支付"), Column("支付率"),
    )  # fmt: skip
    return Table("资金使用方向", columns, rows, "万元")


def _to_households(m: Material, f: FundsMaterial) -> tuple[Run, ...]:
    shares, paid = sum(one.shares for one in f.projects), f.total("paid")
    if not shares:
        return ("受益名单上没有登记到户的金额，到户情况无从算起。",)
    return (
        "受益名单上到户的金额合计", Number(f"{wan_yuan(shares)}万元", shares / 1e6), "，相当于已支付资金的",
        _rate(shares, paid), "；受益户", m.number("I29") if m.known("I29") else "没有数", "。",
    )  # fmt: skip


def _slow(m: Material, f: FundsMaterial) -> list[Block]:
    waiting = sorted(
        (one for one in f.projects if one.arrived > one.paid), key=lambda one: one.paid - one.arrived
    )
    blocks: list[Block] = []
    if not waiting and not f.alarms:
        return [Paragraph(("到位的资金都已经支付，没有停着的项目和资产。",))]
    if waiting:
        rows: tuple[tuple[Cell, ...], ...] = tuple(
            (
                one.name, PROJECT_STATE.label(one.state), _money(m, one.arrived, "I27", link=_link(one)),
                _money(m, one.paid, "I28", link=_link(one)), _rate(one.paid, one.arrived),
            )
            for one in waiting[:_MOST]
        )  # fmt: skip
        columns = (
            Column("项目", "left", 6), Column("状态", "center", 2), Column("到位"), Column("支付"), Column("支付率"),
        )  # fmt: skip
        more = len(waiting) - len(rows)
        blocks.append(
            Table(
                "到位没有付完的项目", columns, rows, "万元", f"另有{more}个项目没有列出。" if more > 0 else ""
            )
        )
    blocks += [Paragraph((f"{words}。",)) for words in f.alarms[:10]]
    return blocks


def _link(one: ProjectFacts) -> str:
    return f"/projects/{one.public_id}"


def self_evaluation(m: Material, f: FundsMaterial) -> list[Block]:
    """项目绩效自评: overview, points of each project, what was missed and why."""
    if not f.projects:
        return _none(m)
    scored = f.scored
    blocks: list[Block] = [
        Heading(1, "项目概况"),
        Paragraph(
            (
                f"{m.year}年{m.area_name}纳入自评的项目", Number(f"{len(f.projects)}个", len(f.projects)), "，到位资金",
                _money(m, f.total("arrived"), "I27", unit=True), "，已支付",
                _money(m, f.total("paid"), "I28", unit=True),
                "，填完自评表的", Number(f"{len(scored)}个", len(scored)), "。",
            )
        ),
        Heading(1, "自评得分"),
    ]  # fmt: skip
    if not scored:
        return numbered(
            [*blocks, Paragraph(("还没有项目填完自评表，不列得分。请在项目页上填“绩效自评表”。",))]
        )
    mean = sum(one.points.total or 0 for one in scored) / len(scored) / 10
    grades: dict[str, int] = {}
    for one in scored:
        grades[one.points.grade] = grades.get(one.points.grade, 0) + 1
    said = "、".join(f"{grade}{grades[grade]}个" for grade in ("优", "良", "中", "差") if grade in grades)
    blocks += [
        Paragraph(("填完的项目平均", Strong(f"{plain(mean, 1)}分"), f"，其中{said}。")),
        _points_table(scored),
        Heading(1, "没有达到的指标和原因"),
        *_missed(scored),
        Heading(1, "结果应用"),
        Paragraph(
            ("自评结果作为下年度项目安排的参考；评为“差”的项目，整改验收前不安排同类项目。",)
            if "差" in grades
            else ("自评结果作为下年度项目安排的参考。",)
        ),
    ]
    return numbered(blocks)


def _points_table(scored: list[ProjectFacts]) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for one in scored[:_MOST]:
        parts = [one.points.reached(part) or 0 for part in ("budget", *PARTS)]
        total = one.points.total or 0
        cells = [Number(plain(part / 10, 1), part / 10) for part in (*parts, total)]
        rows.append((one.name, *cells, one.points.grade))
    titles = [PART_TITLES[part] for part in ("budget", *PARTS)]
    columns = (
        Column("项目", "left", 6),
        *(Column(title) for title in titles),
        Column("合计"),
        Column("等级", "center"),
    )
    return Table("项目自评得分", columns, tuple(rows), "分")


def _missed(scored: list[ProjectFacts]) -> list[Block]:
    found: list[Block] = []
    for one in scored:
        short = [s.goal for s in one.points.goals if s.tenths is not None and s.tenths < s.goal.tenths]
        for goal in short:
            # The sentence goes on after what people wrote, and most end it themselves.
            reason = (goal.reason or "").rstrip("。；;，,. ")
            why = f"原因：{reason}" if reason else "没有写明原因"
            unit = goal.unit or ""
            words = f"{one.name}“{goal.title}”目标{goal.aim:g}{unit}，完成{goal.done:g}{unit}，{why}。"
            found.append(Paragraph((words,)))
    return found[:_MOST] or [Paragraph(("各项指标都达到了目标值。",))]
