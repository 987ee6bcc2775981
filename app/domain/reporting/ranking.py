"""村／镇排名: parts of an area side by side, each indicator with its rank; small places stand without one."""

from app.domain.documents import Block, Cell, Column, Heading, Number, Paragraph, Table
from app.domain.reporting.common import numbered, says_nothing
from app.domain.reporting.material import Material, Part

#: Only what has a better side can be ranked.
RANKED = ("I42", "I09", "I11", "I12", "I55")


def ranking(m: Material) -> list[Block]:
    """Places with a known value are ranked, ties share a rank; unknown and suppressed ones come last without."""
    if not m.sums.get("households"):
        return says_nothing(m)
    if len(m.parts) < 2:
        return [Paragraph((f"{m.area_name}没有两个以上的下级区划，不作排名。",))]
    blocks: list[Block] = [
        Paragraph(
            (
                f"本表按{m.as_of.isoformat()}的数据给各{m.part_word}排名，并列的名次相同。户数少的地方数会因一两户明显变动，"
                "不满公布户数的只列地名、不排名次。名次用来找差距，不单独作为考核依据。",
            )
        ),
    ]
    for code in RANKED:
        if not any(part.answers[code].is_known for part in m.parts):
            continue
        blocks += [Heading(1, m.indicators[code].title), _table(m, code)]
    return numbered(blocks)


def ranks(m: Material, code: str) -> list[tuple[Part, int | None]]:
    """Parts with their rank, the best first; ties share it."""
    best_high = m.indicators[code].direction == "higher_is_better"
    known = [part for part in m.parts if part.answers[code].value is not None]
    known.sort(key=lambda part: ((part.answers[code].value or 0) * (-1 if best_high else 1), part.code))
    found: list[tuple[Part, int | None]] = []
    for position, part in enumerate(known, 1):
        same = found and found[-1][0].answers[code].value == part.answers[code].value
        found.append((part, found[-1][1] if same else position))
    return found + [(part, None) for part in m.parts if part.answers[code].value is None]


def _table(m: Material, code: str) -> Table:
    indicator = m.indicators[code]
    rows: list[tuple[Cell, ...]] = [
        (Number(str(rank), rank) if rank else "—", part.name, m.cell("I01", part), m.cell(code, part))
        for part, rank in ranks(m, code)
    ]
    columns = (
        Column("名次", "center", 1), Column(m.part_word, "left", 3), Column("户数"),
        Column(f"{indicator.title}（{indicator.unit}）", weight=3),
    )  # fmt: skip
    better = "高的在前" if indicator.direction == "higher_is_better" else "低的在前"
    return Table(f"各{m.part_word}{indicator.title}", columns, tuple(rows), indicator.unit, f"{better}。")
