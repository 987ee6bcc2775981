"""Everything that stands on one household's page, in a dozen statements whatever the size of the register."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.clock import today
from app.domain.errors import NotFoundError
from app.domain.guarantees import Guarantee, guarantees
from app.models import Assignment, Finding, Household, LivingCondition, MeasureGrant, User, Visit
from app.queries.area_search import place_names
from app.queries.findings import list_of_household
from app.queries.household_history import Change, Origin, list_changes, origins_of
from app.queries.ledger import Ledger, get_ledger
from app.queries.officers import in_charge
from app.queries.people import Member, list_members, masks
from app.queries.scope import Scope
from app.queries.titles import rule_titles
from app.queries.told_apart import told_apart


@dataclass(frozen=True)
class HouseholdPage:
    """The parts of the page. `masked` maps vault numbers of the household to their masks."""

    place: str
    members: list[Member]
    gone: list[Member]
    ledger: Ledger
    living: LivingCondition | None
    living_origin: Origin | None
    grants: list[MeasureGrant]
    findings: list[Finding]
    visits: list[Visit]
    changes: list[Change]
    measure_titles: dict[str, str]
    check_titles: dict[str, str]
    apart: dict[tuple[str, int | None], str]
    masked: dict[int, str]
    has_address: bool
    guarantees: list[Guarantee]
    officers: list[str]

    @property
    def open_findings(self) -> list[Finding]:
        return [f for f in self.findings if f.closed_on is None]


def get_page(session: Session, scope: Scope, household: Household, year: int) -> HouseholdPage:
    """The page of a household that was found through the scope."""
    members = list_members(session, scope, household.id)
    visits = _visits(session, scope, household.id)
    living = get_living(session, scope, household.id)
    origin = origins_of(session, [living.event_id]).get(living.event_id) if living else None
    return HouseholdPage(
        place=place_names(session, [household.area_code])[household.area_code],
        members=members,
        gone=list_members(session, scope, household.id, present=False),
        ledger=get_ledger(session, scope, household.id, year, len(members)),
        living=living,
        living_origin=origin,
        grants=_grants(session, scope, household.id),
        findings=list_of_household(session, scope, household.id),
        visits=visits,
        changes=list_changes(session, scope, household.id),
        measure_titles=rule_titles(session, "measure"),
        check_titles=rule_titles(session, "check"),
        apart={(t.check, t.person_id): t.words for t in told_apart(session, scope, household.id)},
        masked=masks(session, [ref for ref in (household.phone_ref, household.bank_ref) if ref]),
        has_address=household.address_ref is not None,
        officers=_officers(session, household.id),
        guarantees=guarantees(
            [vars(m.person) for m in members],
            vars(living) if living else {},
            vars(visits[0]) if visits else {},
            today(),
        ),
    )


def get_living(session: Session, scope: Scope, household_id: int) -> LivingCondition | None:
    """How the household lives, as last surveyed; None where nobody has looked yet."""
    return session.scalar(
        select(LivingCondition)
        .join(Household, Household.id == LivingCondition.household_id)
        .where(scope.on(Household), Household.id == household_id)
    )


def _officers(session: Session, household_id: int) -> list[str]:
    """Names of those in whose charge the household is today (帮扶责任人)."""
    wanted = (
        select(User.display_name)
        .join(Assignment, Assignment.user_id == User.id)
        .where(Assignment.household_id == household_id, in_charge(), User.is_active)
        .order_by(Assignment.id)
    )
    return list(session.scalars(wanted))


def _grants(session: Session, scope: Scope, household_id: int) -> list[MeasureGrant]:
    wanted = select(MeasureGrant).where(scope.on(MeasureGrant), MeasureGrant.household_id == household_id)
    return list(session.scalars(wanted.order_by(MeasureGrant.measure, MeasureGrant.id)))


def _visits(session: Session, scope: Scope, household_id: int, limit: int = 20) -> list[Visit]:
    wanted = select(Visit).where(scope.on(Visit), Visit.household_id == household_id)
    return list(session.scalars(wanted.order_by(Visit.on_day.desc(), Visit.id.desc()).limit(limit)))


def get_visit(session: Session, scope: Scope, household_id: int, public_id: str) -> Visit:
    """One visit of the household; NotFoundError for any other."""
    wanted = select(Visit).where(
        scope.on(Visit), Visit.household_id == household_id, Visit.public_id == public_id
    )
    found = session.scalar(wanted)
    if found is None:
        raise NotFoundError("打不开这次走访：不在您管的范围，或已不存在。")
    return found
