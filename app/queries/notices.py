"""Who stands on a public list of a village, and which names the register would not let stand there."""

from collections.abc import Collection, Iterable, Iterator
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from app.domain.areas import ancestors_of, range_of
from app.domain.papers.leaks import CHILD_AGE, Known
from app.domain.papers.notice import Listed
from app.domain.registry_checks import age_on
from app.domain.vocabulary.grants import LIVE_GRANT_STATES
from app.domain.vocabulary.households import MONITORING_KIND
from app.models import Household, MeasureGrant, NameGram, Person
from app.queries.area_search import place_names
from app.queries.scope import Scope, unscoped
from app.queries.titles import rule_titles


def listed_for(
    session: Session, scope: Scope, area_code: str, matter: str, since: str, on: date
) -> list[Listed]:
    """Households of a village for a matter (`monitored`, `cleared`, `measure:M26`) since a month (YYYY-MM).

    A household is named by its head, where that is a child by its oldest member; nobody else is named.
    """
    money: dict[int, int | None] = {}
    fits: ColumnElement[bool]
    if matter.startswith("measure:"):
        code = matter.partition(":")[2]
        money = _granted(session, scope, area_code, code, since)
        fits = Household.id.in_(list(money))
        words = rule_titles(session, "measure").get(code, code)
    elif matter == "cleared":
        fits = Household.risk_cleared.is_(True) & (Household.cleared_month >= since)
        words = ""
    else:
        fits = Household.monitoring_kind.is_not(None) & Household.risk_cleared.is_not(True)
        fits = fits & (Household.monitored_month >= since)
        words = ""
    homes = list(session.scalars(_of_village(scope, area_code).where(fits)))
    people = _members(session, scope, [h.id for h in homes])
    township, _, village = place_names(session, [area_code])[area_code].partition(" ")
    return [
        Listed(
            township,
            village,
            h.group_name or "",
            _spokesman(people.get(h.id, []), on) or h.head_name or "",
            len(people.get(h.id, [])),
            words or _monitoring_words(h, matter),
            money.get(h.id),
        )
        for h in homes
    ]


def known_names(
    session: Session, scope: Scope, area_code: str, channel: str, on: date, possible: Collection[str] = ()
) -> Known:
    """Children of the village; for the web also everybody else, since nobody stands there in full.

    `possible`: what in the list may be a name; those that somebody of the county bears are known, too.
    """
    p = Person
    wanted = select(p.name, p.born_on).where(scope.on(p), p.area_code == area_code, p.status == "present")
    children, people = _by_age(session.execute(wanted), on)
    own = children - people  # whoever bears the name elsewhere does not stand on this village's list
    children, others = _by_age(_borne(session, area_code, sorted(possible)), on)
    people |= others
    return Known(frozenset(own | (children - people)), frozenset(people) if channel == "web" else frozenset())


def _by_age(rows: Iterable[Any], on: date) -> tuple[set[str], set[str]]:
    """Names of children, names of all others."""
    children: set[str] = set()
    people: set[str] = set()
    for name, born_on in rows:
        age = age_on(born_on, on)
        (children if age is not None and age < CHILD_AGE else people).add(name)
    return children, people


def _borne(session: Session, area_code: str, possible: list[str]) -> Iterator[Any]:
    """Name and birth of those in the county who are called so in full: looked up piece by piece, never gone through."""
    low, high = range_of(ancestors_of(area_code)[2])
    at = (NameGram.area_code >= low, NameGram.area_code < high)
    with unscoped("a public list names nobody of the county, whoever makes it"):
        for start in range(0, len(possible), 300):
            pieces = NameGram.gram.in_(possible[start : start + 300])
            called = select(Person.name, Person.born_on).join(NameGram, NameGram.person_id == Person.id)
            yield from session.execute(
                called.where(pieces, *at, Person.name_key == NameGram.gram, Person.status == "present")
            )


def _of_village(scope: Scope, area_code: str) -> Select[Any]:
    h = Household
    wanted = select(h).where(scope.on(h), h.area_code == area_code, h.status == "active")
    return wanted.order_by(h.group_name.nulls_last(), h.household_no)


def _granted(
    session: Session, scope: Scope, area_code: str, measure: str, since: str
) -> dict[int, int | None]:
    """Household -> sum of what runs of this measure since the month; None where no amount is told."""
    g = MeasureGrant
    began = func.coalesce(g.delivered_on, g.starts_on)
    year, month = since.split("-")
    wanted = (
        select(g.household_id, func.sum(g.amount_fen))
        .where(scope.on(g), g.area_code == area_code, g.measure == measure)
        .where(g.state.in_(sorted(LIVE_GRANT_STATES)), began >= date(int(year), int(month), 1))
        .group_by(g.household_id)
    )
    return {household: None if fen is None else int(fen) for household, fen in session.execute(wanted)}


def _members(session: Session, scope: Scope, ids: list[int]) -> dict[int, list[Person]]:
    found: dict[int, list[Person]] = {}
    for start in range(0, len(ids), 500):
        part = ids[start : start + 500]
        wanted = select(Person).where(
            scope.on(Person), Person.household_id.in_(part), Person.status == "present"
        )
        for person in session.scalars(wanted.order_by(Person.relation != "head", Person.born_on, Person.id)):
            found.setdefault(person.household_id, []).append(person)
    return found


def _spokesman(people: list[Person], on: date) -> str:
    """The head, else the oldest, as long as that is no child."""
    for person in people:
        age = age_on(person.born_on, on)
        if age is None or age >= CHILD_AGE:
            return person.name
    return ""


def _monitoring_words(h: Household, matter: str) -> str:
    kind = MONITORING_KIND.label(h.monitoring_kind)
    return f"{kind}（风险消除）" if matter == "cleared" else f"{kind}（纳入监测）"
