"""The list of persons as a workbook: exactly the rows that are listed, with their number asserted."""

from collections.abc import Iterator, Sequence
from io import BytesIO
from itertools import islice

from sqlalchemy.orm import Session

from app.adapters.table_writer import write_table
from app.domain.clock import now, today
from app.domain.errors import InvalidInputError
from app.domain.exports import mark_of
from app.domain.list_columns import USUAL_OF_PERSONS, column_title
from app.domain.person_words import say_of_person
from app.queries.list_columns import person_texts
from app.queries.person_list import PersonLine, PersonsWanted, count_people, each_person
from app.queries.scope import Scope
from app.services.household_export import AT_ONCE, MOST_ROWS
from app.unit_of_work import Work

#: What stands first in every list.
FIRST = ("人编号", "姓名", "户主", "户编号", "乡镇、村", "村民小组")


def count_for_person_export(session: Session, scope: Scope, wanted: PersonsWanted) -> int:
    """How many rows the workbook will have. E-EXPORT-SIZE where more than 50,000 fit."""
    expected = count_people(session, scope, wanted, MOST_ROWS)
    if expected > MOST_ROWS:
        raise InvalidInputError(
            "E-EXPORT-SIZE", f"符合的超过 {MOST_ROWS:,} 人，一张表装不下。", way_out="请按乡镇分开导出。"
        )
    return expected


def export_people(
    work: Work, scope: Scope, wanted: PersonsWanted, expected: int, out: BytesIO, columns: Sequence[str]
) -> int:
    """Write the list of `expected` rows, a number that the event already says, with these columns.

    E-EXPORT-COUNT where the list changed meanwhile: then nothing is handed out.
    """
    lines = each_person(work.session, scope, wanted, expected + 1)
    note = mark_of(work.actor.display_name, now(), expected, work.event_id)
    heads = [*FIRST, *(column_title(key) for key in columns)]
    written = write_table(out, heads, _rows(work.session, scope, lines, columns), sheet="成员名单", note=note)
    if written != expected:
        raise InvalidInputError(
            "E-EXPORT-COUNT",
            f"应有 {expected} 人，写出 {written} 人，这张表没有给出。",
            way_out="名单刚才有变动，请再导出一次。",
        )
    return written


def _rows(
    session: Session, scope: Scope, lines: Iterator[PersonLine], columns: Sequence[str]
) -> Iterator[tuple[object, ...]]:
    while some := list(islice(lines, AT_ONCE)):
        texts = person_texts(session, scope, columns, [line.public_id for line in some])
        for line in some:
            person, home = line.person, line.household
            cells: list[object] = [person.person_no, person.name, home.head_name, home.household_no]
            cells += [line.place, home.group_name]
            for key in columns:
                usual = key in USUAL_OF_PERSONS
                cells.append(
                    say_of_person(key, person, line.masked, today())
                    if usual
                    else texts[line.public_id].get(key)
                )
            yield tuple(cells)
