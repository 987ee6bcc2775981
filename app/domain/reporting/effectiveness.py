"""成效评估报告 of an area and a year: parts 一 to 八 and the appendix of definitions (order of domain reference
10.5).
"""

from dataclasses import replace

from app.domain.documents import Column, Definition, Document, Number, Provenance, Table
from app.domain.number_text import plain, wan_yuan
from app.domain.reporting.material import Material
from app.domain.reporting.overview import delivery, map_block, method, situation
from app.domain.reporting.problems import advice, causes, problems, targets
from app.domain.reporting.results import results
from app.domain.vocabulary.projects import PROJECT_CATEGORY, PROJECT_STATE


def compose(
    material: Material, *, fingerprint: str, asked_by: str, scope_words: str, base_url: str = ""
) -> Document:
    """The whole paper. `fingerprint` is the digest of the facts, so that two papers can be told apart."""
    m = material
    blocks = (
        *situation(m),
        *map_block(m, "people", "I04", f"各{m.part_word}风险未消除户占监测对象比重"),
        *delivery(m),
        *method(m),
        *results(m),
        *targets(m),
        *problems(m),
        *map_block(m, "missing", "I42", f"各{m.part_word}每百户应享未享"),
        *causes(m),
        *advice(m),
    )
    document = Document(
        title=f"{m.area_name}{m.year}年精准帮扶成效评估报告",
        red_head=f"{m.office}文件",
        issuer=m.office,
        dated=m.as_of,
        as_of=m.as_of,
        blocks=blocks,
        number=f"〔{m.as_of.year}〕　　号",
        remarks=(
            f"数据截至{m.as_of.isoformat()}，指纹 {fingerprint}。以后资料再改，这份文件的数不变。",
            *([f"数取自冻结的 {m.frozen}，以后随时可以照样再出。"] if m.frozen else []),
            f"由{asked_by}申请生成，范围：{scope_words}。证件号码、电话等不在本报告内。",
        ),
        base_url=base_url,
        details=(project_table(m),) if m.projects else (),
    )
    used = {number.provenance.definition for _, number in document.numbers() if number.provenance}
    return _with_definitions(document, m, used)


def _with_definitions(document: Document, m: Material, used: set[str]) -> Document:
    found = [
        Definition(i.code, i.title, i.unit or "无", i.words, i.source)
        for i in sorted(m.indicators.values(), key=lambda i: i.code)
        if i.code in used
    ]
    return replace(document, definitions=tuple(found))


def project_table(m: Material) -> Table:
    """All projects with every figure, for the workbook only."""
    titles = (
        "项目编号",
        "项目",
        "地点",
        "类别",
        "状态",
        "到位（万元）",
        "支付（万元）",
        "受益户",
        "其中监测对象",
        "可比户",
        "户均增收（元）",
    )
    words = 5
    columns = tuple(Column(title, "left" if n < words else "right") for n, title in enumerate(titles))
    rows = []
    for line in m.projects:
        origin = Provenance("I27", m.as_of, f"/projects/{line.public_id}")
        gain = None if line.gain_fen is None else line.gain_fen / 100
        rows.append(
            (
                line.project_no,
                line.name,
                line.area_name,
                PROJECT_CATEGORY.label(line.category),
                PROJECT_STATE.label(line.state),
                Number(wan_yuan(line.arrived_fen, grouped=True), line.arrived_fen / 1_000_000, origin),
                Number(wan_yuan(line.paid_fen, grouped=True), line.paid_fen / 1_000_000, origin),
                Number(f"{line.served:,}", line.served, origin),
                Number(f"{line.served_monitored:,}", line.served_monitored, origin),
                Number(f"{line.compared:,}", line.compared, origin),
                Number(plain(gain, 0, grouped=True), gain, origin),
            )
        )
    return Table("项目明细", columns, tuple(rows), "万元、户、元")
