"""属实，说明原因: a problem that is true as it stands stays quiet until a day, then it is shown again."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select

from app.domain.clock import today
from app.domain.errors import InvalidInputError, NotFoundError
from app.domain.quality import QUIET_DAYS
from app.models import Exemption, Household, Person
from app.queries.households import get_household
from app.queries.rules_in_force import rules_in_force
from app.queries.scope import Scope
from app.unit_of_work import Work

#: Shorter words explain nothing; longer ones belong into a visit.
SHORTEST, LONGEST = 8, 200
#: What the shared table of exemptions calls this reason.
TRUE_AS_IT_IS = "true_as_it_is"


@dataclass(frozen=True, slots=True)
class Explanation:
    """Which rule, about whom (None = the household), why it is true, for how many days it stays quiet."""

    rule: str
    person: str | None
    words: str
    days: int


def explain_problem(work: Work, scope: Scope, household_id: str, given: Explanation) -> Exemption:
    """Let a problem rest. A second explanation of the same problem replaces the first.

    NotFoundError outside the scope or for a rule not in force; E-EXPLAIN for missing words or an odd number of days.
    """
    household = get_household(work.session, scope, household_id)
    rule = rules_in_force(work.session, today()).catalogue.quality.get(given.rule)
    if rule is None or rule.unit not in ("household", "person"):
        raise NotFoundError("没有这条数据质量规则，或者已经停用。")
    words = given.words.strip()
    if not SHORTEST <= len(words) <= LONGEST:
        raise InvalidInputError(
            "E-EXPLAIN",
            f"请写明原因，{SHORTEST} 到 {LONGEST} 个字。",
            fields={"words": f"请写明原因，{SHORTEST} 到 {LONGEST} 个字。"},
        )
    if given.days not in QUIET_DAYS:
        raise InvalidInputError("E-EXPLAIN", "请选多久以后再提醒。", fields={"days": "请选多久以后再提醒。"})
    person = None
    if rule.unit == "person":
        person = work.session.scalar(
            select(Person).where(
                scope.on(Person), Person.household_id == household.id, Person.public_id == given.person
            )
        )
        if person is None:
            raise NotFoundError()
    row = _known(work, scope, household.id, given.rule, person.id if person else None)
    if row is None:
        row = Exemption(
            check_code=given.rule,
            household_id=household.id,
            person_id=person.id if person else None,
            reason=TRUE_AS_IT_IS,
        )
        work.session.add(row)
    row.explanation, row.until_on = words, today() + timedelta(days=given.days)
    work.session.flush()
    return row


def take_back(work: Work, scope: Scope, household_id: str, exemption_id: str) -> None:
    """End an explanation today: the problem is shown again at once."""
    household = get_household(work.session, scope, household_id)
    row = work.session.scalar(
        select(Exemption)
        .join(Household, Household.id == Exemption.household_id)
        .where(
            scope.on(Household),
            Exemption.household_id == household.id,
            Exemption.public_id == exemption_id,
            Exemption.reason == TRUE_AS_IT_IS,
        )
    )
    if row is None:
        raise NotFoundError()
    row.until_on = today() - timedelta(days=1)
    work.session.flush()


def _known(work: Work, scope: Scope, household: int, rule: str, person: int | None) -> Exemption | None:
    wanted = (
        select(Exemption)
        .join(Household, Household.id == Exemption.household_id)
        .where(
            scope.on(Household),
            Exemption.household_id == household,
            Exemption.check_code == rule,
            Exemption.reason == TRUE_AS_IT_IS,
            Exemption.person_id == person if person is not None else Exemption.person_id.is_(None),
        )
    )
    return work.session.scalar(wanted.order_by(Exemption.id.desc()).limit(1))
