"""The income ledger: all lines of one household and year saved together, each with the version that was read."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.errors import ConflictError, InvalidInputError
from app.domain.income import amount_of
from app.domain.vocabulary.income import INCOME_KIND
from app.models import Household, IncomeEntry
from app.queries.households import get_household
from app.queries.ledger import get_ledger
from app.queries.people import list_members
from app.queries.scope import Scope
from app.services.rules import run_household
from app.unit_of_work import Work

#: Lines that a bureau said are changed by the bureau, not by hand.
LOCKED = frozenset(("bureau",))
MOST_FEN = 10_000_000_00


@dataclass(frozen=True, slots=True)
class LineInput:
    """One line as typed. `public_id` None = new; `remove` takes an old line away. Amounts in fen."""

    kind: str
    public_id: str | None = None
    version: int | None = None
    person_id: str | None = None
    label: str | None = None
    quantity: float | None = None
    unit: str | None = None
    unit_price_fen: int | None = None
    months: int | None = None
    amount_fen: int | None = None
    evidence: str | None = None
    remove: bool = False


def save_ledger(work: Work, scope: Scope, public_id: str, year: int, lines: Sequence[LineInput]) -> Household:
    """Write what changed in the year's ledger; lines that were not sent stay as they are.

    ConflictError where a line was changed or taken away meanwhile; E-AMOUNT with the number of the line.
    """
    household = get_household(work.session, scope, public_id)
    members = {m.person.public_id: m.person.id for m in list_members(work.session, scope, household.id)}
    known = {e.public_id: e for e in get_ledger(work.session, scope, household.id, year, 1).entries}
    for number, line in enumerate(lines, 1):
        if line.public_id is None:
            if not line.remove:
                entry = IncomeEntry(household_id=household.id, year=year, origin="visit")
                _fill(entry, line, members, number)
                work.session.add(entry)
            continue
        _change(work, known.get(line.public_id), line, members, number)
    work.session.flush()
    run_household(work, household.id)
    return household


def _change(
    work: Work, entry: IncomeEntry | None, line: LineInput, members: dict[str, int], number: int
) -> None:
    if entry is None or entry.version != line.version:
        raise ConflictError(f"第 {number} 笔账刚才被别人改过。", current=entry)
    if entry.origin in LOCKED:
        return
    if line.remove:
        work.session.delete(entry)
    else:
        _fill(entry, line, members, number)


def _fill(entry: IncomeEntry, line: LineInput, members: dict[str, int], number: int) -> None:
    if line.kind not in INCOME_KIND:
        raise _refused("E-CODE", "kind", number, "请选收入的类别。")
    computed = amount_of(line.quantity, line.unit_price_fen, line.months)
    amount = line.amount_fen if line.amount_fen is not None else computed
    if amount is None:
        raise _refused("E-AMOUNT", "amount_fen", number, "没有金额；写总数，或写单价和数量、月数。")
    if not 0 <= amount <= MOST_FEN:
        raise _refused("E-AMOUNT", "amount_fen", number, "金额应在 0 到 1,000 万元之间。")
    values = {
        "kind": line.kind,
        "person_id": members.get(line.person_id or ""),
        "label": line.label,
        "quantity": line.quantity,
        "unit": line.unit,
        "unit_price_fen": line.unit_price_fen,
        "months": line.months,
        "amount_fen": amount,
        "evidence": line.evidence,
    }
    for key, value in values.items():
        if getattr(entry, key) != value:
            setattr(entry, key, value)


def _refused(code: str, field: str, number: int, sentence: str) -> InvalidInputError:
    return InvalidInputError(
        code,
        f"第 {number} 笔：{sentence}",
        fields={f"lines-{number - 1}-{field}": sentence},
        way_out=sentence,
    )
