"""防返贫监测月报, 季报 and 年报, and the one-page brief: the period beside the one before."""

from app.domain.documents import Block, Column, Heading, Paragraph, Run, Strong, Table
from app.domain.number_text import full_day
from app.domain.reporting.common import change_table, change_words, moved_by, numbered, says_nothing
from app.domain.reporting.material import Material, part_rows, total_row
from app.domain.reporting.overview import delivery
from app.domain.reporting.problems import advice, problems

WATCHED = ("I03", "I21", "I22", "I55", "I56")
WORK = ("I08", "I33", "I10", "I32", "I11", "I12", "I25", "I31")
PARTS = ("I03", "I22", "I08", "I10", "I32", "I12")


def monitoring(m: Material, before: Material | None, word: str) -> list[Block]:
    """`word` is 本月, 本季度 or 本年."""
    if not m.sums.get("households"):
        return says_nothing(m)
    return numbered(
        [
            Heading(1, "监测对象情况"),
            Paragraph(_watched_words(m, before)),
            change_table(m, before, WATCHED, "监测对象变化"),
            *_parts(m),
            *_second(delivery(m), "帮扶落实情况"),
            Heading(1, f"{word}工作变化"),
            Paragraph(_moved_words(m, before)),
            change_table(m, before, WORK, "主要工作变化"),
            *_second(problems(m), "存在问题"),
            *_second(advice(m), "下一步工作"),
        ]
    )


def _second(blocks: list[Block], title: str) -> list[Block]:
    """The blocks of a part of the yearly paper under another first heading."""
    return [Heading(1, title), *blocks[1:]]


def _watched_words(m: Material, before: Material | None) -> tuple[Run, ...]:
    day = full_day(m.as_of)
    words: list[Run] = [f"截至{day}，{m.area_name}有监测对象", m.number("I03"), "、", m.number("I21")]
    words += change_words(m, before, "I03")
    words += ["；风险未消除", m.number("I22"), *change_words(m, before, "I22")]
    if m.known("I55"):
        words += ["；风险消除率", m.number("I55")]
    return (*words, "。")


def _moved_words(m: Material, before: Material | None) -> tuple[Run, ...]:
    if before is None:
        return ("没有冻结过上一期，只列本期的数。每月一日起系统自动冻结上月，下期即可对照。",)
    better: list[str] = []
    worse: list[str] = []
    for code in WORK:
        indicator, moved = m.indicators[code], moved_by(m, before, code)
        if not moved or not indicator.direction:
            continue
        good = (moved > 0) == (indicator.direction == "higher_is_better")
        (better if good else worse).append(indicator.title)
    if not better and not worse:
        return ("与上期相比，各项主要工作指标没有变化。",)
    words: list[Run] = ["与上期相比，"]
    words += [Strong(f"{'、'.join(better)}好转"), "，" if worse else "。"] if better else []
    words += [Strong(f"{'、'.join(worse)}变差"), "，请有关单位说明原因。"] if worse else []
    return tuple(words)


def _parts(m: Material) -> list[Block]:
    if not m.parts:
        return []
    columns = (Column(m.part_word, "left", 3), *(Column(_short(m, code)) for code in PARTS))
    rows = (*part_rows(m, PARTS), total_row(m, PARTS))
    return [
        Table(
            f"各{m.part_word}情况", columns, rows, "户、项、个、%", "“—”表示没有数或不公布。", has_total=True
        )
    ]


def _short(m: Material, code: str) -> str:
    indicator = m.indicators[code]
    return f"{indicator.title}（{indicator.unit}）"


def brief(m: Material, before: Material | None) -> list[Block]:
    """One page: what there is, what moved, what has to be asked about."""
    if not m.sums.get("households"):
        return says_nothing(m)
    codes = ("I03", "I22", "I08", "I10", "I12", "I17")
    asks = advice(m)[1:3]
    return [
        Paragraph(_watched_words(m, before)),
        change_table(m, before, codes, "主要数据"),
        Paragraph((*_moved_words(m, before), *_places(m))),
        *asks,
    ]


def _places(m: Material) -> tuple[Run, ...]:
    known = [part for part in m.parts if part.answers["I42"].value is not None]
    if len(known) < 2:
        return ()
    worst = sorted(known, key=lambda part: (-(part.answers["I42"].value or 0), part.code))[:3]
    words: list[Run] = [f"每百户应享未享最多的{m.part_word}："]
    for part in worst:
        words += [part.name, m.number_of("I42", part), "、"]
    words[-1] = "。"
    return tuple(words)
