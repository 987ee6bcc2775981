"""Checks that fire because a bureau's list does not hold somebody of whom the register says yes."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.clock import today
from app.domain.told_apart import QUESTIONS, lists_missed, registered_in, said_apart
from app.domain.vocabulary.datasets import BY_KEY
from app.domain.work_orders import OPEN_STATES
from app.models import BureauRecord, DatasetCoverage, Finding, Person, RuleResult
from app.queries.households import YES
from app.queries.rules_in_force import rules_in_force
from app.queries.scope import Scope


@dataclass(frozen=True, slots=True)
class ToldApart:
    """One disagreement: the check, the field that says yes, the sentence, how to take the list's word, and the work
    order in which "true, and here is why" is written (empty while there is none)."""

    check: str
    person_id: int
    field: str
    words: str
    take: tuple[str, str]
    order: str = ""


def told_apart(session: Session, scope: Scope, household_id: int) -> list[ToldApart]:
    """What register and lists say differently about the members of one household, as the rules answer now."""
    lists = {
        code: next(iter(missed))
        for code, check in rules_in_force(session, today()).catalogue.checks.items()
        if check.unit == "person" and (missed := lists_missed(check.condition) & QUESTIONS.keys())
    }
    r = RuleResult
    rows = session.execute(
        select(r.rule, Person)
        .join(Person, Person.id == r.subject)
        .where(scope.on(Person), Person.household_id == household_id, r.household_id == household_id)
        .where(r.rule.in_(lists), r.state == YES, r.until_at.is_(None))
        .order_by(r.rule, Person.id)
    )
    found = []
    for code, person in rows.all():
        field = registered_in(lists[code], vars(person))
        if field is not None:
            words = _words(session, scope, lists[code], person)
            order = _order(session, scope, code, person.id)
            found.append(ToldApart(code, person.id, field, words, QUESTIONS[lists[code]].take, order))
    return found


def _words(session: Session, scope: Scope, dataset: str, person: Person) -> str:
    number, c = BY_KEY[dataset].number, DatasetCoverage
    period = session.scalar(
        select(func.max(c.period)).where(
            c.dataset == number, c.area_low <= person.area_code, c.area_high > person.area_code
        )
    )
    has_rows = session.scalar(
        select(BureauRecord.id)
        .join(Person, Person.id == BureauRecord.person_id)
        .where(scope.on(Person), Person.id == person.id, BureauRecord.dataset == number)
        .limit(1)
    )
    return said_apart(dataset, period or "", person.sex, has_rows=has_rows is not None)


def _order(session: Session, scope: Scope, code: str, person_id: int) -> str:
    wanted = select(Finding.public_id).where(
        scope.on(Finding),
        Finding.person_id == person_id,
        Finding.check_code == code,
        Finding.state.in_(OPEN_STATES),
    )
    return session.scalar(wanted.order_by(Finding.id.desc()).limit(1)) or ""
