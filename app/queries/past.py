"""One household in the past: as it was on a day, and as the register knew it on a day.

Two clocks. *Known*: a version stood in the register for events `[event_id, until_event)`. *Was*: the day on which a
version holds is the day of the act that wrote it (`household_act.happened_on`), else the day that the row itself names
(identified, born, surveyed; a ledger line holds for its whole income year), else the day it was written. Versions are
replayed column by column, so that a late entry of an early act changes the past without undoing what was
corrected in between.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.domain.clock import LOCAL
from app.domain.income import Sums, span_of, sum_lines
from app.models import Base, Event, Household, HouseholdAct, Membership, Person
from app.queries.scope import Scope
from app.queries.worlds import history_of

Row = dict[str, Any]
#: Never part of a state: they count versions.
_CLOCKS = ("version", "event_id", "until_event")


@dataclass
class Past:
    """The household on a day: its own columns, members (with relation and stay), living conditions, ledger."""

    on: date
    event_id: int
    household: Row | None
    members: list[Row] = field(default_factory=list)
    living: Row | None = None
    lines: list[Row] = field(default_factory=list)

    def sums(self, year: int) -> Sums:
        """The sums of a year over the members of that day."""
        told = [(line["kind"], line["amount_fen"]) for line in self.lines if line["year"] == year]
        return sum_lines(told, len(self.members))


def event_before(session: Session, scope: Scope, day: date) -> int:
    """The last event of a day: what was known when the offices closed; 0 before the first."""
    end = datetime.combine(day + timedelta(days=1), datetime.min.time(), tzinfo=LOCAL)
    return session.scalar(select(func.max(Event.id)).where(Event.at < end)) or 0


def household_on(session: Session, scope: Scope, household: Household, on: date, known: int) -> Past:
    """The household as it was on `on`, from what the register knew after event `known`."""
    effective = _days_of_events(session, scope, household)
    mine = _versions(session, scope, "household", "id", [household.id], known)
    past = Past(on, known, _replay(mine.get(household.id, []), on, effective))
    if past.household is None:
        return past
    stays = _stays(session, scope, household.id, known)
    there = {s["person_id"]: s for s in stays if _covers(s, on, effective)}
    people = _versions(session, scope, "person", "id", list(there), known)
    for person_id, stay in there.items():
        row = _replay(people.get(person_id, []), on, effective) or _first(people.get(person_id, []))
        if row is not None:
            past.members.append({**row, "relation": row.get("relation") or stay["relation"], "stay": stay})
    past.members += _without_stay(session, scope, household.id, set(people), on, known, effective)
    past.members.sort(key=lambda m: (m["relation"] != "head", m["id"]))
    living = _versions(session, scope, "living_condition", "household_id", [household.id], known)
    past.living = next((r for v in living.values() if (r := _replay(v, on, effective))), None)
    lines = _versions(session, scope, "income_entry", "household_id", [household.id], known)
    past.lines = [r for v in lines.values() if (r := _replay(v, on, effective))]
    return past


def _days_of_events(session: Session, scope: Scope, household: Household) -> dict[int, date]:
    """Event -> the day on which it holds. An act that was taken back and its taking back cancel on the same day."""
    a = HouseholdAct
    mine = or_(a.household_id == household.id, a.other_household_id == household.id)
    rows = session.execute(
        select(a.act_event_id, a.event_id, a.state, a.happened_on).where(scope.on(a), mine)
    )
    found: dict[int, date] = {}
    for made, last, state, day in rows:
        found[made] = day
        if state == "undone":
            found[last] = day
    return found


def _versions(
    session: Session, scope: Scope, table: str, key: str, values: list[int], known: int
) -> dict[int, list[Row]]:
    """Row number -> its versions up to the event, oldest first; rows deleted by then are left out."""
    if not values:
        return {}
    found: dict[int, dict[int, Row]] = {}
    for source in (Base.metadata.tables[table], history_of(table)):
        owner = source.c.id if table == "household" else source.c.get("household_id")
        wanted = select(source, Event.at.label("written_at")).join(Event, Event.id == source.c.event_id)
        wanted = wanted.where(source.c[key].in_(values), source.c.event_id <= known)
        if source.name == "household":
            wanted = wanted.where(scope.on(Household))
        else:
            wanted = wanted.join(Household, Household.id == owner).where(scope.on(Household))
        for row in session.execute(wanted).mappings():
            found.setdefault(row["id"], {})[row["version"]] = dict(row)
    return {
        number: [versions[v] for v in sorted(versions)]
        for number, versions in found.items()
        if not _deleted(versions[max(versions)], known)
    }


def _deleted(last: Row, known: int) -> bool:
    """The last version known ended by an event that was known: nothing followed, so the row was taken away."""
    until = last.get("until_event")
    return until is not None and until <= known


def _replay(versions: list[Row], on: date, effective: Mapping[int, date]) -> Row | None:
    """The state on a day: the first version, and of each later one that holds by then the columns it changed."""
    if not versions or _holds_from(versions[0], effective) > on:
        return None
    state = dict(versions[0])
    for was, now in pairwise(versions):
        if _holds_from(now, effective) <= on:
            state |= {k: v for k, v in now.items() if k not in _CLOCKS and v != was[k]}
    return state


def _holds_from(version: Row, effective: Mapping[int, date]) -> date:
    written: datetime = version["written_at"]
    day = effective.get(version["event_id"])
    return day if day is not None else min(written.astimezone(LOCAL).date(), _named(version) or date.max)


def _named(version: Row) -> date | None:
    """The day from which a row says that it holds, where it says so."""
    if "amount_fen" in version and "year" in version:
        return span_of(version["year"])[0]
    if "surveyed_on" in version:
        day: date | None = version["surveyed_on"]
        return day
    if version["version"] > 1:
        return None
    if version.get("identified_month"):
        return date.fromisoformat(f"{version['identified_month']}-01")
    born: date | None = version.get("born_on")
    return born


def _first(versions: list[Row]) -> Row | None:
    """Somebody who was there before the register wrote it down: what was written first."""
    return dict(versions[0]) if versions else None


def _stays(session: Session, scope: Scope, household_id: int, known: int) -> Iterable[Row]:
    found = _versions(session, scope, "membership", "household_id", [household_id], known)
    return [versions[-1] for versions in found.values()]


def _without_stay(
    session: Session,
    scope: Scope,
    household_id: int,
    seen: set[int],
    on: date,
    known: int,
    effective: Mapping[int, date],
) -> list[Row]:
    """Members of whom nobody wrote down when they came: present as their own row says."""
    stays = (
        select(Membership.person_id)
        .join(Household, Household.id == Membership.household_id)
        .where(scope.on(Household), Membership.household_id == household_id)
    )
    p = Person
    wanted = select(p.id).where(scope.on(p), p.household_id == household_id, p.id.not_in(stays))
    people = _versions(session, scope, "person", "id", list(session.scalars(wanted)), known)
    rows = [_replay(v, on, effective) for number, v in people.items() if number not in seen]
    return [{**row, "stay": None} for row in rows if row is not None and row["status"] == "present"]


def _covers(stay: Row, on: date, effective: Mapping[int, date]) -> bool:
    """From the day of coming to the day before going; a stay without a beginning is as old as the register."""
    begun = stay["from_on"] is None or stay["from_on"] <= on
    return begun and (stay["to_on"] is None or on < stay["to_on"])
