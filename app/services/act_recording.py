"""Writing down that an act happened, beside the rows it changed."""

from datetime import date

from app.domain.clock import today
from app.domain.household_acts import ACTS
from app.models import Household, HouseholdAct, Person
from app.unit_of_work import Work

#: Acts after which the household may be registered no more, though the national system still has it.
_FROM_REGISTERED = ("monitor", "clear", "remove_wrong", "correct_monitoring")


def record_act(
    work: Work,
    household: Household,
    act: str,
    on: date | None,
    *,
    person: Person | None = None,
    other: Household | None = None,
    reason: str | None = None,
    evidence: str | None = None,
) -> HouseholdAct:
    """One line of the household's acts. What is not in the national system has nothing to be entered there."""
    row = HouseholdAct(
        household_id=household.id,
        other_household_id=other.id if other else None,
        person_id=person.id if person else None,
        area_code=household.area_code,
        act=act,
        happened_on=on or today(),
        reason=reason,
        evidence=(evidence or "")[:120] or None,
        act_event_id=work.event_id,
        national_state="open" if _is_national(household, act) else "not_needed",
    )
    work.session.add(row)
    work.session.flush()
    return row


def _is_national(household: Household, act: str) -> bool:
    registered = household.kind != "ordinary" or household.monitoring_kind is not None
    return bool(ACTS[act].national) and (registered or act in _FROM_REGISTERED)
