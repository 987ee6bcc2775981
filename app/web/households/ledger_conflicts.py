"""Two people at the same year's account: line by line what I wrote, what stands there now, and what it was."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from flask import request
from flask_babel import gettext as _

from app.access import current_scope, session
from app.domain.vocabulary.income import INCOME_KIND
from app.models import Household, IncomeEntry
from app.queries.household_history import version_of
from app.queries.ledger import Ledger
from app.services.ledger import LineInput
from app.web.conflicts import PICK, Answer, Clash, Conflict, conflict_page, sent_number
from app.web.formats import yuan

#: Key of a person -> public id and name.
People = Mapping[int, tuple[str, str]]
#: (number of the line in the form, what was typed there)
Numbered = Sequence[tuple[int, LineInput]]


@dataclass
class _Page:
    """What the page needs beside the comparison."""

    conflict: Conflict = field(default_factory=Conflict)
    seen: list[tuple[str, str]] = field(default_factory=list)
    newest: IncomeEntry | None = None


def ledger_conflict(
    household: Household,
    ledger: Ledger,
    people: People,
    lines: Numbered,
    action: str,
    back: str,
) -> Answer:
    """The page with both texts of each line that two changed. `people`: person's key -> (public id, name)."""
    page, names = _Page(), dict(people.values())
    known = {e.public_id: e for e in ledger.entries}
    for number, line in lines:
        if line.public_id is not None:
            _weigh(page, household, known.get(line.public_id), number, line, people, names)
    return conflict_page(
        _("%(year)s 年的账", year=ledger.year),
        page.conflict,
        action=action,
        back=back,
        row=page.newest or household,
        base_version=0,
        base_event=0,
        more=page.seen,
        kept_in_history=False,
    )


def settled(household: Household, ledger: Ledger, people: People, lines: Numbered) -> list[LineInput]:
    """The lines to be saved once somebody has chosen: a line left out stays as the other saved it."""
    known = {e.public_id: e for e in ledger.entries}
    kept = []
    for number, line in lines:
        now = known.get(line.public_id or "")
        choice = request.form.get(f"{PICK}lines-{number}")
        if line.public_id is None or (now is not None and now.version == line.version):
            kept.append(line)
        elif now is None:
            kept += [replace(line, public_id=None, version=None)] if choice == "mine" else []
        elif choice == "mine":
            kept.append(replace(line, version=sent_number(f"{PICK}seen-{number}")))
        elif choice != "theirs" and not _same(line, _base(household, now, line, people)):
            kept.append(line)  # nobody has chosen: the service refuses it again
    return kept


def _weigh(
    page: _Page,
    household: Household,
    now: IncomeEntry | None,
    number: int,
    line: LineInput,
    people: People,
    names: Mapping[str, str],
) -> None:
    if now is not None and now.version == line.version:
        return
    label, mine = _("第 %(n)s 笔", n=number + 1), _("去掉这笔") if line.remove else _said(line, names)
    if now is None:
        if not line.remove:
            page.conflict.clashes.append(Clash(f"{PICK}lines-{number}", label, mine, _("已去掉"), ""))
        return
    theirs, base = _line(vars(now), people), _base(household, now, line, people)
    if page.newest is None or now.event_id > page.newest.event_id:
        page.newest = now
    page.seen.append((f"{PICK}seen-{number}", str(now.version)))
    if _same(line, theirs) or _same(line, base):
        page.conflict.merged.append((label, _("别人"), _said(base, names), _said(theirs, names)))
    else:
        page.conflict.clashes.append(
            Clash(f"{PICK}lines-{number}", label, mine, _said(theirs, names), _said(base, names))
        )


def _base(household: Household, now: IncomeEntry, line: LineInput, people: People) -> LineInput:
    found = version_of(session(), current_scope(), "income_entry", household.id, now.id, line.version or 0)
    return _line(found or {}, people)


def _line(values: Mapping[str, Any], people: People) -> LineInput:
    names = ("label", "quantity", "unit", "unit_price_fen", "months", "amount_fen", "evidence")
    person, _name = people.get(values.get("person_id") or 0, (None, ""))
    told: dict[str, Any] = {key: values.get(key) for key in names}
    return LineInput(values.get("kind") or "", person_id=person, **told)


def _same(one: LineInput, other: LineInput) -> bool:
    return replace(one, public_id=None, version=None) == replace(other, public_id=None, version=None)


def _said(line: LineInput, names: Mapping[str, str]) -> str:
    """打工，杨明福，12 个月 × 3,000 元，共 36,000 元."""
    if not line.kind:
        return str(_("没登记"))
    parts = [INCOME_KIND.label(line.kind) if line.kind in INCOME_KIND else line.kind]
    parts += [text for text in (names.get(line.person_id or ""), line.label) if text]
    if line.unit_price_fen is not None:
        counts = [f"{line.quantity:g} {line.unit or ''}".strip()] if line.quantity is not None else []
        counts += [_("%(n)s 个月", n=line.months)] if line.months is not None else []
        parts.append(" × ".join([*counts, yuan(line.unit_price_fen)]))
    if line.amount_fen is not None:
        parts.append(_("共 %(y)s", y=yuan(line.amount_fen)))
    parts += [line.evidence] if line.evidence else []
    return "，".join(str(part) for part in parts)
