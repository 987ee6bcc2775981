"""What one visit changed: values of the register, suspicions answered, papers brought, explanations."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.vocabulary.visits import READ_BACK
from app.domain.work_orders import DONE_STATES
from app.models import Base, Exemption, Finding, FindingStep, Household, Visit
from app.queries.household_history import Change, list_changes
from app.queries.scope import Scope
from app.queries.titles import rule_titles
from app.queries.worlds import history_of

#: How far back the household's changes are looked through for those of one visit.
_FAR = 400


@dataclass(frozen=True)
class Cleared:
    """The marks of one visit; (public id, title, words) for what was answered at the door.

    `settled`: suspicions and missing measures that went away by themselves, since the register says otherwise now.
    """

    changes: Sequence[Change] = ()
    findings: Sequence[tuple[str, str, str]] = ()
    documents: Sequence[tuple[str, str, str]] = field(default_factory=tuple)
    explained: Sequence[tuple[str, str]] = ()
    settled: Sequence[tuple[str, str]] = ()

    @property
    def is_empty(self) -> bool:
        return not (self.changes or self.findings or self.documents or self.explained or self.settled)


def cleared_by(session: Session, scope: Scope, household_id: int, visit: Visit) -> Cleared:
    """By the act that recorded the visit, found through the scope; a visit that was corrected shows its last act."""
    event = visit.event_id
    steps = (
        select(Finding.public_id, Finding.check_code, FindingStep.words, FindingStep.to_state)
        .join(FindingStep, FindingStep.finding_id == Finding.id)
        .where(scope.on(Finding), Finding.household_id == household_id, FindingStep.event_id == event)
        .order_by(Finding.id)
    )
    explained = (
        select(Exemption.check_code, Exemption.explanation)
        .join(Household, Household.id == Exemption.household_id)
        .where(scope.on(Household), Exemption.household_id == household_id, Exemption.event_id == event)
        .order_by(Exemption.id)
    )
    checks, measures = rule_titles(session, "check"), rule_titles(session, "measure")
    rules = rule_titles(session, "quality")
    said = [(ref, checks.get(code, code), words or "", to) for ref, code, words, to in session.execute(steps)]
    papers = [
        (ref, measures.get(code, code), words or "", state)
        for ref, code, words, state in _grants(session, scope, household_id, event)
    ]
    gone = [(one[1], one[2]) for one in said if one[3] in DONE_STATES]
    gone += [(one[1], one[2]) for one in papers if one[3] == "lapsed"]
    return Cleared(
        [one for one in list_changes(session, scope, household_id, _FAR) if one.origin.event_id == event],
        [one[:3] for one in said if one[3] == "answered"],
        [one[:3] for one in papers if one[3] != "lapsed"],
        [(rules.get(code, code), words or "") for code, words in session.execute(explained)],
        gone,
    )


def _grants(
    session: Session, scope: Scope, household_id: int, event: int
) -> list[tuple[str, str, str | None, str]]:
    """Measures whose version of that act changed an older one, as they were then, also where they moved on since."""
    found: list[tuple[str, str, str | None, str]] = []
    for source in (Base.metadata.tables["measure_grant"], history_of("measure_grant")):
        c = source.c
        wanted = (
            select(c.public_id, c.measure, c.reason, c.state)
            .join(Household, Household.id == c.household_id)
            .where(scope.on(Household), Household.id == household_id, c.event_id == event, c.version > 1)
        )
        found += [tuple(row) for row in session.execute(wanted.order_by(c.id))]
    return found


def last_read_back(session: Session, scope: Scope, household_id: int) -> Visit | None:
    """The newest visit on which two people read the record to the family; None where nobody did."""
    wanted = select(Visit).where(
        scope.on(Visit),
        Visit.household_id == household_id,
        ("," + func.coalesce(Visit.topics, "") + ",").contains(f",{READ_BACK},"),
        Visit.second_visitor.is_not(None),
    )
    return session.scalars(wanted.order_by(Visit.on_day.desc(), Visit.id.desc()).limit(1)).first()
