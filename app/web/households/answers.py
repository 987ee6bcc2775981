"""All answers of one household in plain words, for the family: on the screen and on paper, for today or a past day."""

from datetime import date
from typing import Any

from flask import render_template, request

from app.access import current_scope, route, session
from app.domain.clock import today
from app.queries.households import get_household
from app.queries.past import event_before
from app.queries.rules import household_answers
from app.web.households.blueprint import bp
from app.web.households.procedure_forms import PastForm

#: Before the first programme there is nothing to ask about.
EARLIEST = date(2014, 1, 1)


@route(bp, "/<public_id>/answers", permission="household:read")
def answers(public_id: str) -> Any:
    """By the rules of the chosen day; for a past day from what was known then, or on the other day chosen."""
    scope = current_scope()
    household = get_household(session(), scope, public_id)
    form = PastForm(request.args)
    read = form.validate()
    on = _within(form.on.data if read else None) or today()
    known = _within(form.known.data if read else None) or on
    form.on.data, form.known.data = on, known
    event_id = None if known >= today() else event_before(session(), scope, known)
    return render_template(
        "households/answers.html",
        h=household,
        form=form,
        is_read=read,
        on=on,
        known=known,
        is_past=on < today(),
        answers=household_answers(session(), scope, household.id, on, event_id),
    )


def _within(day: date | None) -> date | None:
    """Not before the programme and not in the future, where neither rules nor facts are known."""
    return None if day is None else min(max(day, EARLIEST), today())
