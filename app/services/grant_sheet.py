"""The bureau's own sheet: what is to be handled goes out, comes back filled, is looked at, then written."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.adapters.table_writer import write_table
from app.adapters.workbook_reader import open_workbook
from app.domain.clock import now
from app.domain.errors import InvalidInputError
from app.domain.exports import mark_of
from app.domain.grant_sheet import COLUMNS, HEADER_ROWS, SheetRow, header_of, read_row
from app.domain.grants import OPEN_STATES, grant_step
from app.domain.vocabulary.grants import GRANT_STATE
from app.models import Area, Household, MeasureGrant, Person
from app.queries.scope import Scope
from app.queries.titles import rule_titles
from app.unit_of_work import Work

#: Beyond this a sheet is no list for one sitting; and each filled row runs the rules of its family.
MOST_OUT, MOST_BACK = 5_000, 500


@dataclass
class Preview:
    """What a sheet that came back would do: steps, rows that moved meanwhile, rows that cannot be read."""

    steps: list[tuple[SheetRow, MeasureGrant]] = field(default_factory=list)
    stale: list[tuple[SheetRow, MeasureGrant]] = field(default_factory=list)
    problems: list[tuple[int, str]] = field(default_factory=list)


def export_tasks(work: Work, scope: Scope, out: BytesIO, area: str | None = None) -> int:
    """Write every open measure of the scope, at most 5,000 (E-EXPORT-SIZE beyond); the number of rows."""
    titles = rule_titles(work.session, "measure")
    wanted = (
        select(MeasureGrant, Household, Person.name, Area.name)
        .join(Household, Household.id == MeasureGrant.household_id)
        .outerjoin(Person, Person.id == MeasureGrant.person_id)
        .outerjoin(Area, Area.code == MeasureGrant.area_code)
        .where(scope.on(MeasureGrant), MeasureGrant.state.in_(OPEN_STATES))
        .order_by(MeasureGrant.measure, MeasureGrant.area_code, MeasureGrant.id)
        .limit(MOST_OUT + 1)
    )
    rows = work.session.execute(wanted.where(scope.within(area).on(MeasureGrant)) if area else wanted).all()
    if len(rows) > MOST_OUT:
        raise InvalidInputError(
            "E-EXPORT-SIZE", f"超过 {MOST_OUT:,} 项，一张表装不下。", way_out="请按乡镇分开下载。"
        )

    def lines() -> Iterator[tuple[object, ...]]:
        for grant, home, name, village in rows:
            yield (
                grant.public_id, str(grant.version), titles.get(grant.measure, grant.measure), home.household_no,
                home.head_name, name, village, grant.due_on, GRANT_STATE.label(grant.state), None,
                None if grant.amount_fen is None else grant.amount_fen / 100, grant.period, None, None, None,
            )  # fmt: skip

    note = mark_of(work.actor.display_name, now(), len(rows), work.event_id)
    return write_table(out, COLUMNS, lines(), sheet="办理表", note=note)


def look_at_sheet(session: Session, scope: Scope, body: bytes, filename: str) -> Preview:
    """Read a sheet that came back and hold each filled row against what is so now. Writes nothing."""
    rows = _filled(body, filename)
    if len(rows) > MOST_BACK:
        raise InvalidInputError(
            "E-SHEET-SIZE",
            f"一次最多办 {MOST_BACK} 项，这张表填了 {len(rows)} 项。",
            way_out="请分几张交回。",
        )
    wanted = select(MeasureGrant).where(
        scope.on(MeasureGrant), MeasureGrant.public_id.in_([row.public_id for row in rows])
    )
    known = {grant.public_id: grant for grant in session.scalars(wanted.order_by(MeasureGrant.id))}
    found, seen = Preview(), set()
    for row in rows:
        grant = known.get(row.public_id)
        if row.problem:
            found.problems.append((row.line, row.problem))
        elif grant is None:
            found.problems.append((row.line, "没有找到这一项，或不归您管。"))
        elif row.public_id in seen:
            found.problems.append((row.line, "这一项在表里出现了两次。"))
        elif grant.version != row.version:
            found.stale.append((row, grant))
        elif sentence := _unfit(row, grant):
            found.problems.append((row.line, sentence))
        else:
            found.steps.append((row, grant))
        seen.add(row.public_id)
    return found


def _unfit(row: SheetRow, grant: MeasureGrant) -> str:
    try:
        grant_step(row.act, grant.state)
    except InvalidInputError as refused:
        return refused.message
    return ""


def _filled(body: bytes, filename: str) -> list[SheetRow]:
    """The filled rows of the first sheet that is one of ours; E-SHEET where there is none."""
    for sheet in open_workbook(body, filename=filename).sheets:
        columns = [sheet.text(number).to_list() for number in range(sheet.width)]
        head = header_of([list(line) for line in zip(*(c[:HEADER_ROWS] for c in columns), strict=True)])
        if head is None:
            continue
        first, places = head
        rows = []
        for number in range(first + 1, sheet.height):
            cells = {name: columns[place][number] or "" for name, place in places.items()}
            if (row := read_row(number + 1, cells)) is not None:
                rows.append(row)
        return rows
    raise InvalidInputError(
        "E-SHEET", "这不是从这里下载的办理表。", way_out="请先下载办理表，填好“办理”一栏再交回。"
    )
