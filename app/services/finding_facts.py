"""The facts a work order is about, as they are when somebody answers it."""

from app.domain.clock import today
from app.models import Finding
from app.queries.finding_facts import fact_digests
from app.queries.rules_in_force import rules_in_force
from app.queries.scope import Scope, unscoped
from app.unit_of_work import Work


def note_facts(work: Work, finding: Finding) -> None:
    """Whoever answers speaks of what is so today, which may be more than what opened the work order. A rule that is no
    longer in force sees nothing: the facts noted before stay."""
    day = today()
    rules = rules_in_force(work.session, day).catalogue
    check = rules.checks.get(finding.check_code)
    subject = finding.person_id or finding.household_id
    if check is None or check.unit not in ("person", "household"):
        return
    if (check.unit == "person") != (finding.person_id is not None):
        return
    with unscoped("the one household whose work order the scope has let through"):
        seen = fact_digests(
            work.session, Scope.everything(), check.condition, check.unit, [subject], rules.standards, day
        )
    finding.facts = seen[subject]
