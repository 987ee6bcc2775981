"""Part 四（三）: the multidimensional index, which indicator weighs how much in it, and how far it can be trusted."""

from app.domain.documents import Block, Column, Heading, Number, Paragraph, Provenance, Run, Table
from app.domain.number_text import UNKNOWN, plain
from app.domain.reporting.material import Material, MultiIndex

_NAMED = 3


def multidimensional(m: Material) -> list[Block]:
    """（三）多维贫困."""
    head = Heading(2, "（三）多维贫困")
    if m.index is None:
        return [head, Paragraph(("填了生产生活条件和成员情况的户不足五户，多维贫困指数不列数。",))]
    return [head, Paragraph(_words(m, m.index)), _table(m, m.index)]


def _words(m: Material, index: MultiIndex) -> tuple[Run, ...]:
    dimensions = len({line.dimension for line in index.lines})
    words: list[Run] = [
        f"按多维贫困维度表（{dimensions}个维度、{len(index.lines)}项指标，临界值三分之一）测算，多维贫困发生率",
        m.figure("I43", index.headcount * 100),
    ]
    if index.intensity is not None:
        words += ["，多维贫困人口平均被剥夺的权重占", m.figure("I44", index.intensity * 100)]
    words += ["，多维贫困指数为", m.figure("I45", index.index)]
    ranked = sorted(
        (line for line in index.lines if line.contribution), key=lambda line: -(line.contribution or 0)
    )
    if ranked:
        named = "、".join(
            f"{line.title}（{plain((line.contribution or 0) * 100, 1)}%）" for line in ranked[:_NAMED]
        )
        words.append(f"。对指数贡献最大的是{named}")
    words.append(f"。共测算{index.households}户，其中{index.incomplete}户有的指标没有填，按已填的指标折算。")
    return tuple(words)


def _table(m: Material, index: MultiIndex) -> Table:
    rows = tuple(
        (
            line.dimension,
            line.title,
            line.weight,
            _share(m, line.deprived),
            _share(m, line.censored),
            _share(m, line.contribution),
        )
        for line in index.lines
    )
    columns = (
        Column("维度", "left", 2),
        Column("指标", "left", 2),
        Column("权重", "center"),
        Column("被剥夺人口（%）"),
        Column("其中多维贫困（%）"),
        Column("贡献率（%）"),
    )
    note = "被剥夺人口按填了这一项的人算；其中多维贫困按全部测算人口算。维度、权重和临界值是默认的，定了当地的再换。"
    return Table("多维贫困各项指标", columns, rows, "%", note)


def _share(m: Material, value: float | None) -> Number:
    text = UNKNOWN if value is None else plain(value * 100, 2)
    return Number(text, None if value is None else value * 100, Provenance("I43", m.as_of, _rows(m)))


def _rows(m: Material) -> str | None:
    return m.indicators["I43"].link(m.area_code, m.year)
