"""Writing a sheet that leaves the house: numbers masked or in clear, the mark below, the rows counted."""

from collections.abc import Iterator, Sequence
from io import BytesIO

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.adapters.table_writer import write_table
from app.domain.clock import LOCAL, now
from app.domain.errors import InvalidInputError
from app.domain.exports import mark_of
from app.domain.vocabulary.exports import EXPORT_LIST, EXPORT_NUMBER
from app.extensions import vault
from app.models import ExportRequest, Secret
from app.services.exports.lists import Sheet
from app.services.secrets import MASKS, PURPOSES
from app.unit_of_work import Work

_AT_ONCE = 1000
_KINDS = tuple(code.code for code in EXPORT_NUMBER)


def write_masked(work: Work, kind: str, sheet: Sheet, out: BytesIO) -> int:
    """The list with every number masked; the number of rows, which is asserted."""
    if sheet.register is not None:
        raise ValueError("a list of the register holds its numbers in clear")
    mark = mark_of(work.actor.display_name, now(), len(sheet.keys), work.event_id)
    return _write(work, kind, sheet, (), mark, out)


def write_clear(work: Work, request: ExportRequest, sheet: Sheet, agreed_by: str, out: BytesIO) -> int:
    """The list with the numbers that were agreed to; the others stay masked."""
    numbers = tuple(request.numbers.split(","))
    assert request.decided_at is not None
    on = request.decided_at.astimezone(LOCAL).strftime("%Y-%m-%d %H:%M")
    agreed = f"用途：{PURPOSES[request.purpose]}；{agreed_by} {on} 批准"
    mark = mark_of(work.actor.display_name, now(), len(sheet.keys), work.event_id, numbers, agreed)
    return _write(work, request.kind, sheet, numbers, mark, out)


def _write(work: Work, kind: str, sheet: Sheet, numbers: Sequence[str], mark: str, out: BytesIO) -> int:
    if sheet.register is not None:
        titles, rows = sheet.titles, iter(sheet.rows)
    else:
        titles = (*sheet.titles, *(code.label for code in EXPORT_NUMBER))
        rows = _with_numbers(work.session, sheet, numbers)
    written = write_table(out, titles, rows, sheet=EXPORT_LIST.label(kind), note=mark)
    if written != len(sheet.keys):
        raise InvalidInputError(
            "E-EXPORT-COUNT",
            f"应有 {len(sheet.keys)} 行，写出 {written} 行，这张表没有给出。",
            way_out="请再导出一次。",
        )
    return written


def _with_numbers(session: Session, sheet: Sheet, numbers: Sequence[str]) -> Iterator[tuple[object, ...]]:
    for start in range(0, len(sheet.rows), _AT_ONCE):
        refs = sheet.refs[start : start + _AT_ONCE]
        texts = _texts(session, {ref for row in refs for ref in row if ref is not None}, numbers)
        for row, own in zip(sheet.rows[start : start + _AT_ONCE], refs, strict=True):
            yield (*row, *(None if ref is None else texts.get(ref) for ref in own))


def _texts(session: Session, refs: set[int], numbers: Sequence[str]) -> dict[int, str]:
    """Vault number -> what may stand in the cell: the clear text of the agreed kinds, else the mask."""
    box, found = vault(), {}
    for row in session.scalars(select(Secret).where(Secret.id.in_(refs)).order_by(Secret.id)):
        erased = not row.sealed
        clear = row.kind in numbers and not erased
        mask = row.masked if row.kind in MASKS or erased else ""
        found[row.id] = box.open(row.kind, row.sealed, row.blind) if clear else mask
    return found
