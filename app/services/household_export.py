"""The list of households as a workbook: exactly the rows that are listed, with their number asserted."""

from collections.abc import Iterator, Sequence
from io import BytesIO
from itertools import islice

from sqlalchemy.orm import Session

from app.adapters.table_writer import write_table
from app.domain.clock import now, today
from app.domain.errors import InvalidInputError
from app.domain.exports import mark_of
from app.domain.income import income_year
from app.domain.list_columns import USUAL, column_title
from app.domain.number_text import round_half_up
from app.domain.vocabulary.households import HOUSEHOLD_ATTRIBUTE, HOUSEHOLD_KIND, MONITORING_KIND
from app.queries.household_lines import Line
from app.queries.households import Wanted, count_households, each_line
from app.queries.list_columns import column_texts
from app.queries.scope import Scope
from app.queries.titles import rule_titles
from app.unit_of_work import Work

#: Beyond this a workbook is no list for people any more.
MOST_ROWS = 50_000
#: Values of chosen columns are looked up for so many rows together.
AT_ONCE = 500

#: What stands first in every list.
FIRST = ("户编号", "户主", "乡镇、村", "村民小组")
#: The columns of the usual keys; some of them are several in a workbook.
_USUAL = {
    "size": ("人口",),
    "kind": ("户类型", "户属性", "监测对象类别", "风险已消除"),
    "income": ("人均纯收入（元）",),
    "measures": ("应享未享", "不应享已享"),
    "findings": ("未办结疑点",),
}


def count_for_export(session: Session, scope: Scope, wanted: Wanted) -> int:
    """How many rows the workbook will have. E-EXPORT-SIZE where more than 50,000 fit."""
    expected = count_households(session, scope, wanted, MOST_ROWS)
    if expected > MOST_ROWS:
        raise InvalidInputError(
            "E-EXPORT-SIZE", f"符合的超过 {MOST_ROWS:,} 户，一张表装不下。", way_out="请按乡镇分开导出。"
        )
    return expected


def export_households(
    work: Work,
    scope: Scope,
    wanted: Wanted,
    expected: int,
    out: BytesIO,
    columns: Sequence[str] = tuple(USUAL),
) -> int:
    """Write the list of `expected` rows, a number that the event already says, with these columns.

    E-EXPORT-COUNT where the list changed meanwhile: then nothing is handed out.
    """
    titles = rule_titles(work.session, "measure")
    lines = each_line(work.session, scope, wanted, income_year(today()), expected + 1)
    note = mark_of(work.actor.display_name, now(), expected, work.event_id)
    rows = household_rows(work.session, scope, lines, titles, columns)
    written = write_table(out, household_titles(columns), rows, sheet="户名单", note=note)
    if written != expected:
        raise InvalidInputError(
            "E-EXPORT-COUNT",
            f"应有 {expected} 户，写出 {written} 户，这张表没有给出。",
            way_out="名单刚才有变动，请再导出一次。",
        )
    return written


def household_titles(columns: Sequence[str]) -> tuple[str, ...]:
    """What stands above the columns of the list; some keys are several columns in a workbook."""
    return (*FIRST, *(head for key in columns for head in _USUAL.get(key) or (column_title(key),)))


def household_rows(
    session: Session, scope: Scope, lines: Iterator[Line], titles: dict[str, str], columns: Sequence[str]
) -> Iterator[tuple[object, ...]]:
    """The cells of each line under `household_titles`; `titles` are those of measures."""
    while some := list(islice(lines, AT_ONCE)):
        texts = column_texts(session, scope, columns, [line.public_id for line in some])
        for line in some:
            cells: list[object] = [line.household_no, line.head_name, line.place, line.group_name]
            for key in columns:
                cells += _usual(line, titles, key) if key in _USUAL else [texts[line.public_id].get(key)]
            yield tuple(cells)


def _usual(line: Line, titles: dict[str, str], key: str) -> list[object]:
    if key == "size":
        return [line.size]
    if key == "income":
        return [None if line.net_per_head is None else _yuan(line)]
    if key == "measures":
        return [_titles(line.missing, titles), _titles(line.wrong, titles)]
    if key == "findings":
        return [line.findings]
    return [
        HOUSEHOLD_KIND.label(line.kind),
        HOUSEHOLD_ATTRIBUTE.label(line.attribute),
        MONITORING_KIND.label(line.monitoring_kind),
        line.risk_cleared,
    ]


def _titles(codes: tuple[str, ...], titles: dict[str, str]) -> str:
    return "、".join(titles.get(code, code) for code in codes)


def _yuan(line: Line) -> float:
    """Net income per head in yuan, rounded to the fen."""
    assert line.net_per_head is not None
    fen = line.net_per_head
    return float(round_half_up(fen.numerator / fen.denominator / 100, 2))
