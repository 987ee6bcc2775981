"""The invented county in a test database, and what the kernel answered about it."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.demo.county import County
from app.demo.truth import CRITERIA, FIRES, SHOULD, subject_of
from app.domain.permissions import SYSTEM
from app.models import Household, Person, RuleResult
from app.services.demo import load_part, load_places
from app.unit_of_work import unit_of_work

YES, UNKNOWN = 1, 2
#: Rules about which the county has a truth; others are held by their examples.
TOLD = frozenset((*SHOULD, *FIRES, *CRITERIA))


def load_county(session: Session, county: County, bureau: str = "all") -> None:
    """All townships, one act each."""
    with unit_of_work(session, SYSTEM, "demo.places") as work:
        load_places(work, county.plan)
    for part in county.parts:
        with unit_of_work(session, SYSTEM, "demo.load") as work:
            load_part(work, county.plan, part, bureau)


def kernel_answers(session: Session) -> dict[tuple[str, int], set[str]]:
    """Open answers by rule and state (1 yes, 2 unknown), as household, person or village numbers."""
    people = dict(iter(session.execute(select(Person.id, Person.person_no))))
    homes = dict(iter(session.execute(select(Household.id, Household.household_no))))
    rows = session.execute(
        select(RuleResult.rule, RuleResult.state, RuleResult.subject).where(RuleResult.until_at.is_(None))
    )
    found: dict[tuple[str, int], set[str]] = {}
    for rule, state, subject in rows:
        code = rule.split(".")[0]
        if code not in TOLD:
            continue
        of = subject_of(code)
        number = str(subject) if of == "village" else (homes if of == "household" else people)[subject]
        found.setdefault((rule, state), set()).add(number)
    return found
