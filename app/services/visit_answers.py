"""What was heard and seen at the door goes into the register: only what differs from what had been shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.domain.errors import ConflictError
from app.domain.visit_questions import QUESTIONS, Answer, stamp
from app.models import Household, LivingCondition
from app.queries.household_page import get_living
from app.queries.households import get_household
from app.queries.scope import Scope
from app.services.households import SECRETS, edit_household, edit_living
from app.unit_of_work import Work


class ContestedAnswersError(ConflictError):
    """Somebody changed the same fields after the form was opened; `now` holds what the register says of them."""

    def __init__(self, now: Mapping[str, Any]) -> None:
        super().__init__("您打开以后，有几项被别人改过。")
        self.now = now


@dataclass(frozen=True, slots=True)
class Told:
    """Answers by key. `all_seen`: the rest of the living conditions was looked at and is as registered."""

    answers: Mapping[str, Answer]
    on_day: date
    all_seen: bool = False


def answer_questions(work: Work, scope: Scope, household_id: str, told: Told) -> int:
    """How many fields of the register were changed. ContestedAnswersError for fields that moved meanwhile."""
    household = get_household(work.session, scope, household_id)
    living = get_living(work.session, scope, household.id)
    changed: dict[str, dict[str, Any]] = {"household": {}, "living_condition": {}}
    contested: dict[str, Any] = {}
    for question in QUESTIONS:
        answer = told.answers.get(question.key)
        if answer is None:
            continue
        now = getattr(household if question.table == "household" else living, question.key, None)
        if not _is_change(question.key, answer, now):
            continue
        if stamp(now) != answer.seen:
            contested[question.key] = now
        else:
            changed[question.table][_KEYS.get(question.key, question.key)] = answer.value
    if contested:
        raise ContestedAnswersError(contested)
    _write(work, scope, household, living, changed, told)
    return sum(len(values) for values in changed.values())


#: Columns that hold a number of the vault -> what the service calls the clear text.
_KEYS = {column: name for name, column in SECRETS.items()}


def _is_change(key: str, answer: Answer, now: object) -> bool:
    if key in _KEYS:  # an empty field leaves it as it is
        return answer.value is not None
    return stamp(answer.value) != answer.seen and stamp(answer.value) != stamp(now)


def _write(
    work: Work,
    scope: Scope,
    household: Household,
    living: LivingCondition | None,
    changed: Mapping[str, dict[str, Any]],
    told: Told,
) -> None:
    lived = dict(changed["living_condition"])
    last = living.surveyed_on if living else None
    if (lived or told.all_seen) and (last is None or last < told.on_day):
        lived["surveyed_on"] = told.on_day
    if lived:
        version = living.version if living else 0
        edit_living(work, scope, household.public_id, version=version, changes=lived)
    if changed["household"]:
        edit_household(
            work, scope, household.public_id, version=household.version, changes=changed["household"]
        )
