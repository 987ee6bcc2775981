"""What one visit changed: values of the register, suspicions answered, papers brought, explanations."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Exemption, Finding, FindingStep, Household, MeasureGrant, Visit
from app.queries.household_history import Change, list_changes
from app.queries.scope import Scope
from app.queries.titles import rule_titles

#: How far back the household's changes are looked through for those of one visit.
_FAR = 400


@dataclass(frozen=True)
class Cleared:
    """The marks of one visit; (public id, title, words) for what was answered."""

    changes: Sequence[Change] = ()
    findings: Sequence[tuple[str, str, str]] = ()
    documents: Sequence[tuple[str, str, str]] = field(default_factory=tuple)
    explained: Sequence[tuple[str, str]] = ()

    @property
    def is_empty(self) -> bool:
        return not (self.changes or self.findings or self.documents or self.explained)


def cleared_by(session: Session, scope: Scope, household_id: int, visit: Visit) -> Cleared:
    """By the act that recorded the visit, found through the scope; a visit that was corrected shows its last act."""
    event = visit.event_id
    steps = (
        select(Finding.public_id, Finding.check_code, FindingStep.words)
        .join(FindingStep, FindingStep.finding_id == Finding.id)
        .where(scope.on(Finding), Finding.household_id == household_id, FindingStep.event_id == event)
        .order_by(Finding.id)
    )
    brought = (
        select(MeasureGrant.public_id, MeasureGrant.measure, MeasureGrant.reason)
        .where(
            scope.on(MeasureGrant), MeasureGrant.household_id == household_id, MeasureGrant.event_id == event
        )
        .order_by(MeasureGrant.id)
    )
    explained = (
        select(Exemption.check_code, Exemption.explanation)
        .join(Household, Household.id == Exemption.household_id)
        .where(scope.on(Household), Exemption.household_id == household_id, Exemption.event_id == event)
        .order_by(Exemption.id)
    )
    checks, measures = rule_titles(session, "check"), rule_titles(session, "measure")
    rules = rule_titles(session, "quality")
    return Cleared(
        [one for one in list_changes(session, scope, household_id, _FAR) if one.origin.event_id == event],
        [(ref, checks.get(code, code), words or "") for ref, code, words in session.execute(steps)],
        [(ref, measures.get(code, code), words or "") for ref, code, words in session.execute(brought)],
        [(rules.get(code, code), words or "") for code, words in session.execute(explained)],
    )
