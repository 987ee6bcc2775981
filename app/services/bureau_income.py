"""What bureaus paid becomes lines of the ledger by itself, and goes when the bureau takes it back.

A line that somebody typed for the same kind and person is left alone: the page then offers the bureau's amount beside
it. Lines made here carry origin `bureau` and the data set, and nobody edits them by hand.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import delete, insert, select, update

from app.domain.clock import new_public_ids, today
from app.domain.counting import (
    CountingRule,
    FamilyRow,
    Payment,
    family_amount,
    months_within,
    read_counting,
    read_payments,
    rule_on,
)
from app.domain.income import span_of
from app.domain.vocabulary.bureaus import OFFICE
from app.domain.vocabulary.datasets import BY_NUMBER
from app.models import BureauRecord, Household, IncomeEntry, Person
from app.queries.households import get_household
from app.queries.scope import Scope
from app.services.rules import run_household
from app.unit_of_work import Work

_FILE = Path(__file__).resolve().parents[1] / "catalogue" / "counting" / "income.yaml"
Key = tuple[int, int, str, int]


@cache
def _raw() -> tuple[Any, ...]:
    return tuple(yaml.safe_load(_FILE.read_text("utf-8")))


def counting_rule(year: int) -> CountingRule | None:
    """The counting rule of an income year, as the page shows it."""
    return rule_on(read_counting(_raw()), span_of(year)[1])


def payments(year: int) -> tuple[Payment, ...]:
    """Deliveries that fill the ledger of an income year."""
    return read_payments(_raw(), span_of(year)[1])


@dataclass(frozen=True, slots=True)
class Line:
    """One line as the bureau's record makes it; amounts in fen."""

    household_id: int
    person_id: int
    kind: str
    dataset: int
    months: int | None
    unit_price_fen: int
    amount_fen: int
    evidence: str

    @property
    def key(self) -> Key:
        return self.household_id, self.person_id, self.kind, self.dataset


#: Households of one statement: a township may have more than a statement takes values.
AT_ONCE = 5000


@dataclass(frozen=True, slots=True)
class Filled:
    """How many lines came, changed and went."""

    added: int
    changed: int
    removed: int


def fill_household(work: Work, scope: Scope, public_id: str, year: int, adopt: str | None = None) -> Filled:
    """The lines of one household, and its rules again. `adopt`: a kind whose typed lines give way to the bureau's."""
    household = get_household(work.session, scope, public_id)
    said = {line.kind for line in _lines(work.session, scope, year, [household.id])}
    if adopt in said:
        e = IncomeEntry
        mine = select(Household.id).where(scope.on(Household), Household.id == household.id)
        typed = (e.household_id.in_(mine), e.year == year, e.kind == adopt, e.origin != "bureau")
        work.session.execute(delete(e).where(*typed).execution_options(synchronize_session=False))
    done = _fill(work, scope, year, [household.id])
    run_household(work, household.id)
    return done


def fill_area(work: Work, scope: Scope, low: str, high: str, year: int) -> Filled:
    """The lines of all active households of an area range (a township at a time); the caller runs the rules."""
    h = Household
    wanted = select(h.id).where(scope.on(h), h.area_code >= low, h.area_code < high, h.status == "active")
    homes = list(work.session.scalars(wanted.order_by(h.id)))
    parts = [_fill(work, scope, year, homes[n : n + AT_ONCE]) for n in range(0, len(homes), AT_ONCE)]
    return Filled(*(sum(getattr(part, name) for part in parts) for name in ("added", "changed", "removed")))


def offered_lines(work_session: Any, scope: Scope, household_id: int, year: int) -> list[Line]:
    """What bureaus paid to the household in a year, whether or not it stands in the ledger."""
    return list(_lines(work_session, scope, year, [household_id]))


def _fill(work: Work, scope: Scope, year: int, households: Sequence[int]) -> Filled:
    said = {line.key: line for line in _lines(work.session, scope, year, households)}
    e = IncomeEntry
    rows = work.session.execute(
        select(e.id, e.household_id, e.person_id, e.kind, e.dataset, e.origin, e.amount_fen, e.evidence)
        .join(Household, Household.id == e.household_id)
        .where(scope.on(Household), e.year == year, e.household_id.in_(households))
    ).all()
    mine = {
        (r.household_id, r.person_id or 0, r.kind, r.dataset or 0): r for r in rows if r.origin == "bureau"
    }
    typed = {(r.household_id, r.kind, r.person_id) for r in rows if r.origin != "bureau"}
    of_family = {p.kind for p in payments(year) if p.of == "family"}
    typed |= {(home, kind, None) for home, kind, _ in typed if kind in of_family}
    wanted = {k: v for k, v in said.items() if not _is_typed(v, typed)}
    new = [wanted[k] for k in wanted.keys() - mine.keys()]
    same = wanted.keys() & mine.keys()
    moved = [(mine[k].id, wanted[k]) for k in same if mine[k].amount_fen != wanted[k].amount_fen]
    gone = [mine[k].id for k in mine.keys() - wanted.keys()]
    _write(work, scope, year, new, moved, gone)
    return Filled(len(new), len(moved), len(gone))


def _is_typed(line: Line, typed: set[tuple[int, str, int | None]]) -> bool:
    home, kind = line.household_id, line.kind
    return (home, kind, None) in typed or (home, kind, line.person_id) in typed


def _write(
    work: Work, scope: Scope, year: int, new: list[Line], moved: list[tuple[int, Line]], gone: list[int]
) -> None:
    e, session = IncomeEntry, work.session
    mine = e.household_id.in_(select(Household.id).where(scope.on(Household)))
    stamp = {"year": year, "origin": "bureau", "version": 1, "event_id": work.event_id}
    if new:
        ids = new_public_ids(len(new))
        rows = [{**_columns(ln), **stamp, "public_id": n} for ln, n in zip(new, ids, strict=True)]
        session.execute(insert(e), rows)
    for number, line in moved:
        session.execute(
            update(e)
            .where(e.id == number, mine)
            .values(**_columns(line), version=e.version + 1, event_id=work.event_id)
            .execution_options(synchronize_session=False)
        )
    if gone:
        session.execute(delete(e).where(e.id.in_(gone), mine).execution_options(synchronize_session=False))
    session.expire_all()


def _columns(line: Line) -> dict[str, Any]:
    return {
        "household_id": line.household_id, "person_id": line.person_id, "kind": line.kind, "dataset": line.dataset,
        "months": line.months, "unit_price_fen": line.unit_price_fen, "amount_fen": line.amount_fen,
        "label": BY_NUMBER[line.dataset].title, "evidence": line.evidence,
    }  # fmt: skip


def _lines(session: Any, scope: Scope, year: int, households: Sequence[int]) -> Iterator[Line]:
    """One line for each person and data set, several records of one data set added up; of an amount that is the
    family's, one line for the household."""
    paid = {p.dataset: p for p in payments(year)}
    families: dict[tuple[int, int], list[Any]] = defaultdict(list)
    r, first, last = BureauRecord, span_of(year)[0], min(span_of(year)[1], today())
    records = session.execute(
        select(
            r.dataset,
            r.person_id,
            Person.household_id,
            r.amount_fen,
            r.starts_on,
            r.ends_on,
            r.period,
            r.row_no,
            r.details,
            Person.status.label("presence"),
        )
        .join(Person, Person.id == r.person_id)
        .where(scope.on(Person), Person.household_id.in_(households))
        .where(r.dataset.in_(paid), r.status == "normal", r.amount_fen > 0)
        .order_by(r.person_id, r.dataset, r.id)
    )
    found: dict[Key, Line] = {}
    for row in records:
        payment = paid[row.dataset]
        months = months_within(year, row.starts_on, row.ends_on, last) if payment.pays == "monthly" else None
        if months == 0 or (months is None and not _in_year(row.starts_on, first, last)):
            continue
        if payment.of == "family":
            families[row.household_id, row.dataset].append((row, months))
            continue
        if row.presence != "present":
            continue
        line = Line(
            row.household_id, row.person_id, payment.kind, row.dataset, months, row.amount_fen,
            row.amount_fen * (months or 1), _words(row.dataset, row.period, row.row_no),
        )  # fmt: skip
        before = found.get(line.key)
        found[line.key] = line if before is None else _added(before, line)
    yield from found.values()
    for (_home, dataset), rows in families.items():
        if any(row.presence == "present" for row, _ in rows):
            yield _of_family(paid[dataset].kind, rows)


def _of_family(kind: str, rows: list[Any]) -> Line:
    """The household's line, with the first of its listed members: who died or left is still paid within the amount."""
    first, months = next(pair for pair in rows if pair[0].presence == "present")
    said = (FamilyRow(r.amount_fen, n, int((r.details or {}).get("shared_by", 0)) or None) for r, n in rows)
    total = family_amount(said)
    even = months if months and total % months == 0 and all(n == months for _, n in rows) else None
    words = _words(first.dataset, first.period, first.row_no) + (" 等" if len(rows) > 1 else "")
    return Line(
        first.household_id, first.person_id, kind, first.dataset, even, total // (even or 1), total, words
    )


def _in_year(day: date | None, first: date, last: date) -> bool:
    return day is not None and first <= day <= last


def _added(one: Line, other: Line) -> Line:
    amount = one.amount_fen + other.amount_fen
    return Line(
        one.household_id, one.person_id, one.kind, one.dataset, None, amount, amount, f"{one.evidence} 等"
    )


def _words(dataset: int, period: str, row_no: int | None) -> str:
    office = OFFICE.label(BY_NUMBER[dataset].office)
    return f"{office} {period}" + (f" 第 {row_no} 行" if row_no else "")
