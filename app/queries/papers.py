"""What papers print about households: read for a whole village in a dozen statements, never household by household."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from app.domain.areas import ancestors_of
from app.domain.errors import NotFoundError
from app.domain.income import Sums, sum_lines
from app.models import (
    Assignment,
    FamilyNeed,
    Household,
    IncomeEntry,
    LivingCondition,
    MeasureGrant,
    MonitoringCase,
    MonitoringStep,
    Person,
    ReportRequest,
    RuleResult,
    Secret,
    User,
    Visit,
)
from app.queries.family_needs import needs_of
from app.queries.households import get_household
from app.queries.officers import in_charge
from app.queries.reports import PAPERS
from app.queries.scope import Scope, unscoped
from app.queries.titles import area_names, measure_bureaus, measure_groups, rule_titles

#: More visits than a handbook has lines for are not printed.
VISITS = 20
_STEP = 500


@dataclass(frozen=True)
class Material:
    """Rows by household id, as far as the reader's scope holds them; secrets are vault rows, not yet text."""

    households: list[Household]
    members: Mapping[int, list[Person]]
    living: Mapping[int, LivingCondition]
    entries: Mapping[int, list[IncomeEntry]]
    """Ledger lines of the year and of the year before."""
    grants: Mapping[int, list[MeasureGrant]]
    visits: Mapping[int, list[Visit]]
    cases: Mapping[int, MonitoringCase]
    steps: Mapping[int, list[MonitoringStep]]
    officers: Mapping[int, list[str]]
    owed: Mapping[int, list[str]]
    """Codes of measures that are due and not there (应享未享)."""
    needs: Mapping[int, list[FamilyNeed]]
    """What the family itself says it needs, the most urgent first."""
    titles: Mapping[str, str]
    bureaus: Mapping[str, str]
    groups: Mapping[str, str]
    """Group of each measure."""
    places: Mapping[str, str]
    """Names of areas by code."""
    secrets: Mapping[int, Secret]

    def sums(self, household: int, year: int) -> Sums:
        lines = [(e.kind, e.amount_fen) for e in self.entries.get(household, ()) if e.year == year]
        return sum_lines(lines, len(self.members.get(household, ())))


def households_of_village(session: Session, scope: Scope, code: str) -> list[Household]:
    """Active households of a village in the order of groups and numbers."""
    h = Household
    wanted = select(h).where(scope.on(h), h.area_code == code, h.status == "active")
    return list(session.scalars(wanted.order_by(h.group_name.nulls_last(), h.household_no)))


def households_called(session: Session, scope: Scope, words: str, most: int = 5) -> list[Household]:
    """Active households with this number, or whose head is called so in full."""
    h, text = Household, words.strip()
    wanted = select(h).where(
        scope.on(h), (h.household_no == text) | (h.head_name == text), h.status == "active"
    )
    return list(session.scalars(wanted.order_by(h.area_code, h.household_no).limit(most)))


def households_in_charge(session: Session, scope: Scope, user_id: int) -> list[Household]:
    """Active households that somebody is in charge of today, in the order of villages, groups and numbers."""
    h = Household
    mine = select(Assignment.household_id).where(Assignment.user_id == user_id, in_charge())
    wanted = select(h).where(scope.on(h), h.id.in_(mine), h.status == "active")
    return list(session.scalars(wanted.order_by(h.area_code, h.group_name.nulls_last(), h.household_no)))


def get_material(
    session: Session, scope: Scope, households: Sequence[Household], year: int, on: date
) -> Material:
    """Everything that the forms print about these households."""
    ids = [h.id for h in households]
    members = _grouped(session, ids, lambda part: _members(scope, part))
    refs = {
        ref for h in households for ref in (h.phone_ref, h.bank_ref, h.address_ref, h.collector_phone_ref)
    }
    refs |= {
        ref
        for people in members.values()
        for p in people
        for ref in (p.id_ref, p.phone_ref, p.disability_ref)
    }
    areas = {up for h in households for up in ancestors_of(h.area_code)}
    return Material(
        households=list(households),
        members=members,
        living={k: rows[0] for k, rows in _grouped(session, ids, lambda p: _living(scope, p)).items()},
        entries=_grouped(session, ids, lambda part: _entries(scope, part, year)),
        grants=_grouped(session, ids, lambda part: _grants(scope, part)),
        visits=_grouped(session, ids, lambda part: _visits(scope, part)),
        cases={k: rows[0] for k, rows in _grouped(session, ids, lambda p: _cases(scope, p)).items()},
        steps=_grouped(session, ids, lambda part: _steps(scope, part)),
        officers=_officers(session, scope, ids, on),
        owed=_owed(session, scope, ids),
        needs={k: rows for part in _parts(ids) for k, rows in needs_of(session, scope, part).items()},
        titles=rule_titles(session, "measure"),
        bureaus=measure_bureaus(session),
        groups=measure_groups(session),
        places=area_names(session, areas),
        secrets=_secrets(session, sorted(ref for ref in refs if ref)),
    )


def _grouped(session: Session, ids: list[int], wanted: Any) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for part in _parts(ids):
        for row in session.scalars(wanted(part)):
            found[row.household_id].append(row)
    return dict(found)


def _parts(ids: list[int]) -> Iterable[list[int]]:
    return (ids[start : start + _STEP] for start in range(0, len(ids), _STEP))


def _members(scope: Scope, ids: list[int]) -> Select[Any]:
    p = Person
    wanted = select(p).where(scope.on(p), p.household_id.in_(ids), p.status == "present")
    return wanted.order_by(p.household_id, p.relation != "head", p.id)


def _living(scope: Scope, ids: list[int]) -> Select[Any]:
    row = LivingCondition
    joined = select(row).join(Household, Household.id == row.household_id)
    return joined.where(scope.on(Household), Household.id.in_(ids))


def _entries(scope: Scope, ids: list[int], year: int) -> Select[Any]:
    row = IncomeEntry
    joined = select(row).join(Household, Household.id == row.household_id)
    return joined.where(scope.on(Household), Household.id.in_(ids), row.year.in_((year - 1, year))).order_by(
        row.id
    )


def _grants(scope: Scope, ids: list[int]) -> Select[Any]:
    row = MeasureGrant
    wanted = select(row).where(scope.on(row), row.household_id.in_(ids), row.state != "refused")
    return wanted.order_by(row.measure, row.id)


def _visits(scope: Scope, ids: list[int]) -> Select[Any]:
    row = Visit
    return (
        select(row).where(scope.on(row), row.household_id.in_(ids)).order_by(row.on_day.desc(), row.id.desc())
    )


def _cases(scope: Scope, ids: list[int]) -> Select[Any]:
    row = MonitoringCase
    return select(row).where(scope.on(row), row.household_id.in_(ids)).order_by(row.id.desc())


def _steps(scope: Scope, ids: list[int]) -> Select[Any]:
    row = MonitoringStep
    return select(row).where(scope.on(row), row.household_id.in_(ids)).order_by(row.on_day, row.id)


def _officers(session: Session, scope: Scope, ids: list[int], on: date) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    in_charge = or_(Assignment.to_on.is_(None), Assignment.to_on >= on)
    for part in _parts(ids):
        wanted = (
            select(Assignment.household_id, User.display_name)
            .join(User, User.id == Assignment.user_id)
            .join(Household, Household.id == Assignment.household_id)
            .where(scope.on(Household), Household.id.in_(part), in_charge)
            .order_by(Assignment.id)
        )
        for household, name in session.execute(wanted):
            found[household].append(name)
    return dict(found)


def _owed(session: Session, scope: Scope, ids: list[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for part in _parts(ids):
        wanted = (
            select(RuleResult.household_id, RuleResult.rule)
            .join(Household, Household.id == RuleResult.household_id)
            .where(scope.on(Household), Household.id.in_(part), RuleResult.until_at.is_(None))
            .where(RuleResult.rule.like("%.verdict.missing"))
            .distinct()
            .order_by(RuleResult.rule)
        )
        for household, rule in session.execute(wanted):
            found[household].append(rule.partition(".")[0])
    return dict(found)


def _secrets(session: Session, refs: list[int]) -> dict[int, Secret]:
    found: dict[int, Secret] = {}
    for part in _parts(refs):
        found |= {row.id: row for row in session.scalars(select(Secret).where(Secret.id.in_(part)))}
    return found


def list_requests(session: Session, scope: Scope, asked_by: int, limit: int = 20) -> list[ReportRequest]:
    """Papers that this person asked for, newest first."""
    wanted = select(ReportRequest).where(ReportRequest.created_by == asked_by, ReportRequest.kind.in_(PAPERS))
    with unscoped("papers that the reader asked for; what is in them was read in the reader's scope"):
        found = session.scalars(wanted.order_by(ReportRequest.id.desc()).limit(limit)).all()
    # an officer's scope holds households, not villages: those papers name their household
    return [
        r
        for r in found
        if scope.covers(r.area_code) or any((r.document or {}).get(name) for name in ("household", "mine"))
    ]


def get_request(session: Session, scope: Scope, asked_by: int, public_id: str) -> ReportRequest:
    """A paper that this person asked for, as long as its place still is in the scope; else NotFoundError."""
    wanted = select(ReportRequest).where(
        ReportRequest.public_id == public_id,
        ReportRequest.created_by == asked_by,
        ReportRequest.kind.in_(PAPERS),
    )
    with unscoped("papers that the reader asked for; what is in them was read in the reader's scope"):
        found = session.scalar(wanted)
    if found is None:
        raise NotFoundError
    household = (found.document or {}).get("household")
    if household is not None:
        get_household(session, scope, household)
    elif not scope.covers(found.area_code) and not (found.document or {}).get("mine"):
        raise NotFoundError
    return found
