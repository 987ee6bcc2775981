"""返贫风险名单 as a workbook: one row a family, in the order of the list, names masked."""

from collections.abc import Iterator, Sequence
from datetime import date
from io import BytesIO

from app.adapters.table_writer import write_table
from app.domain.areas import ancestors_of
from app.domain.clock import now
from app.domain.errors import InvalidInputError
from app.domain.exports import mark_of
from app.domain.names import masked_name
from app.domain.vocabulary.households import MONITORING_KIND
from app.queries.relapse import Risk, Wanted, count_risks, list_risks, relapse_triggers
from app.queries.rules_in_force import rules_in_force
from app.queries.scope import Scope
from app.queries.titles import area_names
from app.unit_of_work import Work

#: Beyond this a workbook is no list for people any more.
MOST_ROWS = 20_000
COLUMNS = (
    "序号", "县", "乡", "村", "户编号", "户主", "监测类别", "线索数", "风险线索", "人均纯收入（元）",
    "监测线（元）", "占监测线（%）",
)  # fmt: skip


def export_risks(work: Work, scope: Scope, wanted: Wanted, day: date, out: BytesIO) -> int:
    """Write the whole list under this filter and return the number of rows. E-EXPORT-SIZE beyond 20,000."""
    expected = count_risks(work.session, scope, wanted, day)
    if expected > MOST_ROWS:
        raise InvalidInputError(
            "E-EXPORT-SIZE", f"超过 {MOST_ROWS:,} 户，一张表装不下。", way_out="请按乡镇分开导出。"
        )
    risks = list_risks(work.session, scope, wanted, day, limit=MOST_ROWS)
    names = area_names(work.session, {up for r in risks for up in ancestors_of(r.household.area_code)})
    note = mark_of(work.actor.display_name, now(), len(risks), work.event_id)
    rows = _rows(risks, names, relapse_triggers(rules_in_force(work.session, day)))
    return write_table(out, COLUMNS, rows, sheet="返贫风险", note=note)


def _rows(
    risks: Sequence[Risk], names: dict[str, str], titles: dict[str, str]
) -> Iterator[tuple[object, ...]]:
    for number, risk in enumerate(risks, 1):
        home = risk.household
        county, township, village = ancestors_of(home.area_code)[2:5]
        yield (
            number,
            names.get(county, ""),
            names.get(township, ""),
            names.get(village, ""),
            home.household_no,
            masked_name(home.head_name),
            MONITORING_KIND.label(home.monitoring_kind) if home.monitoring_kind else "",
            len(risk.triggers),
            "；".join(titles.get(code, code) for code in risk.triggers),
            None if risk.net_fen is None else risk.net_fen / 100,
            None if risk.line_fen is None else risk.line_fen / 100,
            risk.percent,
        )
