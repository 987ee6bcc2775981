"""Taking an act back: rows it changed return to what they were, rows it made go, the act itself stays and says so.

Possible only while nobody has built on it: what came later is named, and has to be taken back first.
"""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Table, delete, func, or_, select, update

from app.domain.clock import today
from app.domain.errors import ConflictError, InvalidInputError
from app.domain.registry import require_evidence
from app.models import Base, Household, HouseholdAct, Person
from app.queries.household_acts import get_act
from app.queries.households import get_household
from app.queries.scope import Scope, unscoped
from app.queries.worlds import history_of
from app.services.household_members import index_name
from app.services.rules import run_household
from app.unit_of_work import Work

#: What acts change, children first.
TOUCHED = (
    "membership",
    "income_entry",
    "measure_grant",
    "monitoring_step",
    "monitoring_situation",
    "monitoring_case",
    "living_condition",
    "person",
    "household",
)
_WORDS = {
    "household": "这一户的资料", "person": "成员资料", "membership": "成员变动", "income_entry": "收入账",
    "measure_grant": "帮扶落实", "living_condition": "住房生活", "visit": "走访", "finding": "疑点核查",
    "monitoring_case": "监测", "bureau_record": "部门记录",
}  # fmt: skip
#: They count versions and say who the row is.
_OWN = frozenset(("id", "version", "event_id", "public_id"))
#: Made anew by the rules; they never stand in the way.
_FOLLOWS = frozenset(("finding_step", "name_gram", "household_act"))


def undo_act(work: Work, scope: Scope, household_id: str, act_id: str, *, reason: str | None) -> HouseholdAct:
    """Take one act back. ConflictError where it is undone already, E-UNDO-LATER where something was built on it."""
    household = get_household(work.session, scope, household_id)
    act = get_act(work.session, scope, household.id, act_id)
    if act.state != "done":
        raise ConflictError("这一项已经撤回过了。", current=act)
    why = require_evidence(reason, "为什么撤回")[:120]
    event_id = act.act_event_id
    with unscoped("rows of one act go back to what they were"):
        _refuse_later(work, event_id)
        touched = _households(work, event_id)
        made = {name: _made(work, name, event_id) for name in TOUCHED}
        for name in TOUCHED:
            _restore(work, name, event_id)
        _refuse_hanging(work, made, event_id)
        _remove(work, made)
        _refuse_broken(work, touched)
        work.session.expire_all()
        people = list(work.session.scalars(select(Person).where(Person.event_id == work.event_id)))
    for person in people:
        index_name(work, scope, person)
    for line in _same_event(work, scope, event_id):
        line.state, line.undone_on, line.undo_reason = "undone", today(), why
    for number in sorted(touched - set(made["household"])):
        run_household(work, number)
    work.session.flush()
    return act


def _same_event(work: Work, scope: Scope, event_id: int) -> list[HouseholdAct]:
    """All lines of one act (a change of head inside a death is one event)."""
    wanted = select(HouseholdAct).where(scope.on(HouseholdAct), HouseholdAct.act_event_id == event_id)
    return list(work.session.scalars(wanted))


def _table(name: str) -> Table:
    return Base.metadata.tables[name]


def _touched_rows(work: Work, name: str, event_id: int) -> set[int]:
    """Rows of which the act wrote a version, whether or not that version is still the newest."""
    table, past = _table(name), history_of(name)
    found = set(work.session.scalars(select(table.c.id).where(table.c.event_id == event_id)))
    return found | set(work.session.scalars(select(past.c.id).where(past.c.event_id == event_id)))


def _refuse_later(work: Work, event_id: int) -> None:
    """E-UNDO-LATER where a row does not hold any more what the act wrote. What was taken back since holds again."""
    later = []
    for name in TOUCHED:
        table, past = _table(name), history_of(name)
        written = work.session.execute(select(past).where(past.c.event_id == event_id)).mappings().all()
        for was in written:
            now = work.session.execute(select(table).where(table.c.id == was["id"])).mappings().first()
            if now is None or any(now[c] != was[c] for c in _values(table)):
                later.append(_WORDS.get(name, name))
    if later:
        raise _built_on(later)


def _values(table: Table) -> list[str]:
    return [c.name for c in table.columns if c.name not in _OWN]


def _households(work: Work, event_id: int) -> set[int]:
    """Households whose rows the act touched, so that the rules look at them again."""
    found: set[int] = set()
    for name in TOUCHED:
        for source, mark in (
            (_table(name), "event_id"),
            (history_of(name), "event_id"),
            (history_of(name), "until_event"),
        ):
            key = source.c.id if name == "household" else source.c.household_id
            found |= set(work.session.scalars(select(key).where(source.c[mark] == event_id)))
    return found


def _restore(work: Work, name: str, event_id: int) -> None:
    """Rows that existed before the act get the values of the version before."""
    table, past = _table(name), history_of(name)
    values: dict[str, Any] = {name: past.c[name] for name in _values(table)}
    work.session.execute(
        update(table)
        .values(values | {"version": table.c.version + 1, "event_id": work.event_id})
        .where(past.c.id == table.c.id, past.c.until_event == event_id)
    )


def _made(work: Work, name: str, event_id: int) -> list[int]:
    """Rows that were not there before the act."""
    past = history_of(name)
    rows = _touched_rows(work, name, event_id)
    older = set(
        work.session.scalars(select(past.c.id).where(past.c.id.in_(rows), past.c.event_id < event_id))
    )
    return sorted(rows - older)


def _refuse_hanging(work: Work, made: dict[str, list[int]], event_id: int) -> None:
    """E-UNDO-LATER where later rows hang on a household or person that the act made."""
    later = []
    for parent in ("household", "person"):
        ids = made[parent]
        for table in Base.metadata.sorted_tables if ids else ():
            column = table.c.get(f"{parent}_id")
            if column is None or table.name in _FOLLOWS or table.name == "rule_result":
                continue
            wanted = select(func.count()).select_from(table).where(column.in_(ids))
            if "event_id" in table.c:
                wanted = wanted.where(table.c.event_id.not_in((event_id, work.event_id)))
            if table.name == "finding":
                wanted = wanted.where(table.c.state != "new")
            if work.session.scalar(wanted):
                later.append(_WORDS.get(table.name, table.name))
    if later:
        raise _built_on(later)


def _refuse_broken(work: Work, touched: set[int]) -> None:
    """E-UNDO-LATER where somebody would be back in a household that is closed or merged since, or beside its head."""
    present = (Person.household_id == Household.id, Person.status == "present")
    there = select(func.count(Person.id)).where(*present).scalar_subquery()
    heads = select(func.count(Person.id)).where(*present, Person.relation == "head").scalar_subquery()
    broken = or_(
        (Household.status != "active") & (there > 0),
        (Household.status == "active") & (there > 0) & (heads != 1),
    )
    if work.session.scalar(select(Household.id).where(Household.id.in_(touched), broken).limit(1)):
        raise _built_on([_WORDS["household"]])


def _remove(work: Work, made: dict[str, list[int]]) -> None:
    people, homes = made["person"], made["household"]
    f, step = _table("finding"), _table("finding_step")
    quiet = select(f.c.id).where(f.c.household_id.in_(homes) | f.c.person_id.in_(people))
    if people or homes:
        _delete(work, step, step.c.finding_id.in_(quiet))
        _delete(work, f, f.c.household_id.in_(homes) | f.c.person_id.in_(people))
        _delete(work, _table("name_gram"), _table("name_gram").c.person_id.in_(people))
        _delete(work, _table("rule_result"), _table("rule_result").c.household_id.in_(homes))
    for name in TOUCHED:
        table = _table(name)
        if made[name]:
            _delete(work, table, table.c.id.in_(made[name]))


def _delete(work: Work, table: Table, where: Any) -> None:
    work.session.execute(delete(table).where(where))


def _built_on(words: Iterable[str]) -> InvalidInputError:
    named = "、".join(sorted(set(words)))
    return InvalidInputError(
        "E-UNDO-LATER",
        f"这一项办了以后，又改过{named}，不能直接撤回。",
        way_out="请先撤回后来的变动，或办一项新的变动改回来。",
    )
