"""What an act would set off, found by doing it for trial: everything is rolled back before anybody sees the page."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import render_template, request
from sqlalchemy import select

from app.access import current_actor, current_scope, session
from app.domain.clock import today
from app.domain.errors import BangfuError
from app.domain.household_acts import Act
from app.domain.income import income_year
from app.models import Household, Person
from app.queries.act_stakes import Stake, stakes_of
from app.queries.area_search import place_names
from app.queries.effects import open_answers, say_effects
from app.queries.households import get_household
from app.queries.ledger import get_ledger
from app.queries.people import list_members
from app.unit_of_work import Work, unit_of_work
from app.web.households.pictures import whole_yuan


@dataclass(frozen=True)
class Picture:
    """The household at one moment: where it lives, members, net income per head in yuan, monitored as what."""

    place: str
    members: list[str]
    per_head: int | None
    monitored: str | None


@dataclass
class Preview:
    """Before and after, what the rules would say, what hangs on it; or why the act is refused."""

    before: Picture
    after: Picture | None = None
    other: Picture | None = None
    effects: list[tuple[str, str]] = field(default_factory=list)
    stakes: list[Stake] = field(default_factory=list)
    refused: BangfuError | None = None

    def of(self, kind: str) -> list[Stake]:
        return [stake for stake in self.stakes if stake.kind == kind]


Answer = tuple[str, int]
#: Fields that the page of the preview writes itself.
_OWN = frozenset(("stage", "csrf_token", "request_key"))


class _TakenBackError(Exception):
    """Ends the trial."""


def act_preview(
    household: Household,
    act: Act,
    do: Callable[[Work], Any],
    people: Sequence[Person] | None,
    again: Callable[[Household, BangfuError], Answer],
) -> Answer:
    """The page that shows what an act would bring, or what `again` answers where it is refused."""
    public_id = household.public_id
    seen = preview(household, do, people)
    household = get_household(session(), current_scope(), public_id)
    if seen.refused is not None:
        return again(household, seen.refused)
    kept = [(k, v) for k, v in request.form.items(multi=True) if k not in _OWN]
    page = render_template("households/act_preview.html", h=household, act=act, seen=seen, keep=kept)
    return page, 200


def preview(household: Household, do: Callable[[Work], Any], people: Sequence[Person] | None) -> Preview:
    """Do the act, look, and take everything back. `people` None = the whole household is concerned."""
    scope, household_id, public_id = current_scope(), household.id, household.public_id
    ids = None if people is None else [p.id for p in people]
    found = Preview(_picture(household_id))
    found.stakes = stakes_of(session(), scope, household_id, ids)
    before = open_answers(session(), scope, household_id)
    try:
        with unit_of_work(
            session(), current_actor(), "household.check", subject=f"household:{public_id}"
        ) as work:
            made = do(work)
            found.after = _picture(household_id)
            other = made if isinstance(made, Household) and made.id != household_id else None
            found.other = _picture(other.id) if other is not None else None
            after = open_answers(session(), scope, household_id)
            found.effects = say_effects(session(), scope, household_id, before, after)
            raise _TakenBackError
    except _TakenBackError:
        return found
    except BangfuError as refused:
        found.refused = refused
        return found


def _picture(household_id: int) -> Picture:
    scope = current_scope()
    members = list_members(session(), scope, household_id)
    ledger = get_ledger(session(), scope, household_id, income_year(today()), len(members))
    h = Household
    wanted = select(h.area_code, h.group_name, h.monitoring_kind, h.risk_cleared)
    home = session().execute(wanted.where(scope.on(h), h.id == household_id)).one()
    place = place_names(session(), [home.area_code]).get(home.area_code, home.area_code)
    return Picture(
        f"{place} {home.group_name or ''}".strip(),
        [m.person.name for m in members],
        whole_yuan(ledger.sums.net_per_head),
        None if home.risk_cleared else home.monitoring_kind,
    )
