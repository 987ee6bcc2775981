"""What was told a year ago, beside the fields where it helps: nobody has told anything since, or it was different."""

from datetime import timedelta
from typing import Any

from flask_babel import gettext as _

from app.access import current_scope, session
from app.domain.clock import today
from app.domain.registry_fields import TABLES, say
from app.models import Household
from app.queries.past import Past, event_before, household_on

YEAR = timedelta(days=365)


def living_a_year_ago(household: Household, row: Any) -> dict[str, str]:
    """Field -> hint for the form of living conditions."""
    return _hints("living_condition", _past(household).living, row)


def household_a_year_ago(household: Household) -> dict[str, str]:
    """The same for the household itself."""
    return _hints("household", _past(household).household, household)


def member_a_year_ago(household: Household, person: Any) -> dict[str, str]:
    """Field -> hint for one member's form."""
    then = next((m for m in _past(household).members if m["id"] == person.id), None)
    return _hints("person", then, person)


def _past(household: Household) -> Past:
    scope = current_scope()
    return household_on(session(), scope, household, today() - YEAR, event_before(session(), scope, today()))


def _hints(table: str, then: dict[str, Any] | None, now: Any) -> dict[str, str]:
    if then is None:
        return {}
    told = {key: say(field, then.get(key)) for key, field in TABLES[table].items() if field.kind != "secret"}
    now_told = {key: say(TABLES[table][key], getattr(now, key, None)) for key in told}
    return {
        key: _("去年这时：%(words)s", words=words)
        for key, words in told.items()
        if words and words != now_told[key]
    }
