"""What an act's page was drawn from: if the family changed meanwhile, the change is shown before anything is done."""

from dataclasses import dataclass

from flask import request

from app.access import current_scope, session
from app.models import Household
from app.queries.household_history import Change, list_changes
from app.queries.people import list_members


@dataclass(frozen=True, slots=True)
class Meanwhile:
    """What others changed since the page was drawn; `moved` False = nothing."""

    moved: bool
    changes: tuple[Change, ...] = ()


def stamp(household: Household) -> str:
    """The newest event that wrote the household or somebody who is or was in it."""
    scope = current_scope()
    people = [
        m.person
        for present in (True, False)
        for m in list_members(session(), scope, household.id, present=present)
    ]
    return str(max([household.event_id, *(p.event_id for p in people)]))


def meanwhile(household: Household) -> Meanwhile:
    """Compare with the stamp that the form brought; a form without one has seen nothing."""
    sent = request.form.get("seen", "")
    if sent == stamp(household):
        return Meanwhile(False)
    since = int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 19 else 0
    changes = list_changes(session(), current_scope(), household.id) if since else []
    return Meanwhile(True, tuple(c for c in changes if c.origin.event_id > since))
