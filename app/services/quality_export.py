"""The office's own problem workbook: one row a problem, names masked, whoever is in charge beside it."""

from collections.abc import Iterator, Mapping
from io import BytesIO

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.adapters.table_writer import write_table
from app.domain.areas import ancestors_of
from app.domain.catalogue import Quality
from app.domain.clock import now, today
from app.domain.errors import InvalidInputError
from app.domain.exports import mark_of
from app.domain.names import masked_name
from app.domain.vocabulary.quality import QUALITY_LEVEL
from app.models import Assignment, Household, User
from app.queries.quality import Problem, Wanted, count_problems, each_problem
from app.queries.scope import Scope
from app.queries.titles import area_names
from app.unit_of_work import Work

#: Beyond this a workbook is no list for people any more.
MOST_ROWS = 50_000
COLUMNS = (
    "序号", "规则编号", "级别", "县", "乡", "村", "户编号", "户主", "人编号", "姓名", "问题描述", "整改建议", "责任人",
)  # fmt: skip


def count_for_export(session: Session, scope: Scope, wanted: Wanted) -> int:
    """How many rows the workbook will have. E-EXPORT-SIZE where more than 50,000 fit."""
    expected = count_problems(session, scope, wanted)
    if expected > MOST_ROWS:
        raise InvalidInputError(
            "E-EXPORT-SIZE",
            f"问题超过 {MOST_ROWS:,} 条，一张表装不下。",
            way_out="请按乡镇或按规则分开导出。",
        )
    return expected


def export_problems(
    work: Work, scope: Scope, wanted: Wanted, rules: Mapping[str, Quality], expected: int, out: BytesIO
) -> int:
    """Write the list of `expected` rows, a number that the event already says. E-EXPORT-COUNT where it changed."""
    lines = list(each_problem(work.session, scope, wanted, expected + 1))
    note = mark_of(work.actor.display_name, now(), expected, work.event_id)
    rows = problem_rows(work.session, scope, lines, rules)
    written = write_table(out, COLUMNS, rows, sheet="问题清单", note=note)
    if written != expected:
        raise InvalidInputError(
            "E-EXPORT-COUNT",
            f"应有 {expected} 条，写出 {written} 条，这张表没有给出。",
            way_out="请再导出一次。",
        )
    return written


def problem_rows(
    session: Session, scope: Scope, lines: list[Problem], rules: Mapping[str, Quality], *, named: bool = False
) -> Iterator[tuple[object, ...]]:
    """The cells of each problem under `COLUMNS`; names are masked unless `named`."""
    names = area_names(session, {up for p in lines for up in ancestors_of(p.household.area_code)})
    officers = _officers(session, scope, {p.household.id for p in lines})
    shown = str if named else masked_name
    for number, line in enumerate(lines, 1):
        rule, home, person = rules[line.result.rule], line.household, line.person
        county, township, village = ancestors_of(home.area_code)[2:5]
        yield (
            number,
            rule.number,
            QUALITY_LEVEL.label(str(rule.level)),
            names.get(county),
            names.get(township),
            names.get(village),
            home.household_no,
            shown(home.head_name or ""),
            person.person_no if person else None,
            shown(person.name) if person else None,
            f"{rule.title}：{rule.sentence}",
            rule.fix,
            officers.get(home.id),
        )


def _officers(session: Session, scope: Scope, households: set[int]) -> dict[int, str]:
    """Household -> names of those in whose charge it is today."""
    today_on = or_(Assignment.to_on.is_(None), Assignment.to_on >= today())
    found: dict[int, str] = {}
    keys = sorted(households)
    for start in range(0, len(keys), 1000):
        wanted = (
            select(Assignment.household_id, User.display_name)
            .join(User, User.id == Assignment.user_id)
            .join(Household, Household.id == Assignment.household_id)
            .where(scope.on(Household), Household.id.in_(keys[start : start + 1000]), today_on)
            .order_by(Assignment.id)
        )
        for household, name in session.execute(wanted):
            found[household] = f"{found[household]}、{name}" if household in found else name
    return found
