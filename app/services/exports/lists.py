"""The rows of each list as one sheet, with the vault numbers of what is masked in it. Writes nothing."""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.catalogue import Quality
from app.domain.clock import today
from app.domain.errors import InvalidInputError
from app.domain.fields.people import PERSON
from app.domain.income import income_year
from app.domain.list_columns import USUAL
from app.domain.registry_fields import say
from app.domain.vocabulary.findings import FINDING_STATE
from app.domain.vocabulary.grants import GRANT_STATE
from app.models import Household, Person
from app.queries.area_search import place_names
from app.queries.findings import count_findings, each_finding
from app.queries.grants import count_grants, each_grant
from app.queries.households import count_households, each_line, ids_of
from app.queries.quality import count_problems, each_problem
from app.queries.scope import Scope
from app.queries.titles import rule_titles
from app.services.household_export import household_rows, household_titles
from app.services.importing.register_export import RegisterSheet
from app.services.importing.register_export import collect as collect_register
from app.services.quality_export import COLUMNS as PROBLEM_COLUMNS
from app.services.quality_export import problem_rows

#: Beyond this a sheet is no list for people any more; one with clear numbers is for one errand.
MOST_MASKED, MOST_CLEAR = 50_000, 5_000
_AT_ONCE = 1000
_PLACE = ("户编号", "户主", "乡镇、村", "村民小组")
_PERSON = ("person_no", "name", "relation", "sex", "born_on", "labor", "disability_level", "dibao", "school")

#: Vault numbers of 证件号码, 电话, 银行账号 of one row; None where nobody has told.
Refs = tuple[int | None, int | None, int | None]


@dataclass(frozen=True)
class AskedList:
    """One list as its page shows it: `wanted` is the filter of its kind, `area` the place it is narrowed to."""

    kind: str
    wanted: Any
    area: str | None = None
    columns: tuple[str, ...] = tuple(USUAL)
    rules: Mapping[str, Quality] = field(default_factory=dict)


@dataclass(frozen=True)
class Sheet:
    """Titles and rows; `keys` say which rows these are. A list of the register in its own layout has no `refs`."""

    titles: tuple[str, ...]
    rows: Sequence[tuple[object, ...]]
    keys: list[str]
    refs: list[Refs] = field(default_factory=list)
    register: RegisterSheet | None = None

    @property
    def fingerprint(self) -> str:
        """Which rows in which order, whatever their cells say now."""
        return hashlib.sha256("\n".join(self.keys).encode()).hexdigest()


def count_list(session: Session, scope: Scope, asked: AskedList, most: int) -> int:
    """How many rows the sheet will have, counted up to `most + 1`. E-EXPORT-SIZE beyond; 0 for an empty list."""
    if asked.kind == "households":
        count = count_households(session, scope, asked.wanted, most)
    elif asked.kind == "persons":
        count = sum(_count_members(session, scope, ids_of(session, scope, asked.wanted, most)))
    elif asked.kind == "problems":
        count = count_problems(session, scope, asked.wanted)
    elif asked.kind == "grants":
        count = count_grants(session, scope, asked.area, asked.wanted["measure"], most)[asked.wanted["group"]]
    elif asked.kind == "findings":
        count = count_findings(session, scope, asked.area, asked.wanted["check"])[asked.wanted["group"]]
    else:
        count = len(_register(session, scope, asked, most).keys)
    return _within(count, most)


def _within(count: int, most: int) -> int:
    if count > most:
        raise InvalidInputError(
            "E-EXPORT-SIZE",
            f"符合的超过 {most:,} 行，一张表装不下。",
            way_out="请加条件，或按乡镇、按村分开导出。",
        )
    return count


def _count_members(session: Session, scope: Scope, ids: Sequence[int]) -> Iterator[int]:
    for part in _parts(ids):
        wanted = select(func.count()).select_from(Person).where(scope.on(Person), Person.status == "present")
        yield session.scalar(wanted.where(Person.household_id.in_(part))) or 0


def collect(session: Session, scope: Scope, asked: AskedList, most: int) -> Sheet:
    """All rows of the list. E-EXPORT-SIZE where there are more than `most`, E-EXPORT-NONE where there is none."""
    sheet = _COLLECT[asked.kind](session, scope, asked, most + 1)
    if not _within(len(sheet.keys), most):
        raise InvalidInputError("E-EXPORT-NONE", "这个名单是空的，没有可以导出的。", way_out="请换一个条件。")
    return sheet


def _households(session: Session, scope: Scope, asked: AskedList, most: int) -> Sheet:
    lines = list(each_line(session, scope, asked.wanted, income_year(today()), most))
    rows = household_rows(session, scope, iter(lines), rule_titles(session, "measure"), asked.columns)
    keys = [line.public_id for line in lines]
    ids: dict[str, int] = {}
    for part in _parts(keys):
        wanted = select(Household.public_id, Household.id).where(scope.on(Household))
        ids |= dict(iter(session.execute(wanted.where(Household.public_id.in_(part)))))
    refs = _refs(session, scope, [(ids[key], None) for key in keys])
    return Sheet(household_titles(asked.columns), list(rows), keys, refs)


def _persons(session: Session, scope: Scope, asked: AskedList, most: int) -> Sheet:
    """Everybody who lives in the households of the list."""
    homes: dict[int, list[tuple[Any, ...]]] = {}
    ids = ids_of(session, scope, asked.wanted, most)
    for part in _parts(ids):
        wanted = select(Household, Person).join(Person, Person.household_id == Household.id)
        wanted = wanted.where(scope.on(Household), scope.on(Person), Household.id.in_(part))
        wanted = wanted.where(Person.status == "present").order_by(Person.relation != "head", Person.id)
        for home, person in session.execute(wanted):
            homes.setdefault(home.id, []).append((home, person))
    pairs = [pair for home in ids for pair in homes.get(home, ())][:most]
    places = place_names(session, {home.area_code for home, _ in pairs})
    rows = [
        (
            home.household_no, home.head_name, places[home.area_code], home.group_name,
            *(person.born_on if key == "born_on" else _said(person, key) for key in _PERSON),
        )
        for home, person in pairs
    ]  # fmt: skip
    titles = (*_PLACE, *(PERSON[key].label for key in _PERSON))
    refs = _refs(session, scope, [(home.id, person.id) for home, person in pairs])
    return Sheet(titles, rows, [person.public_id for _, person in pairs], refs)


def _said(person: Person, key: str) -> str | None:
    value = getattr(person, key)
    return say(PERSON[key], str(value) if key == "disability_level" and value is not None else value) or None


def _problems(session: Session, scope: Scope, asked: AskedList, most: int) -> Sheet:
    lines = list(each_problem(session, scope, asked.wanted, most))
    rows = list(problem_rows(session, scope, lines, asked.rules, named=True))
    keys = [f"{p.result.rule}:{p.household.public_id}:{p.result.subject}" for p in lines]
    pairs = [(p.household.id, p.person.id if p.person else None) for p in lines]
    return Sheet(PROBLEM_COLUMNS, rows, keys, _refs(session, scope, pairs))


def _grants(session: Session, scope: Scope, asked: AskedList, most: int) -> Sheet:
    found = each_grant(session, scope, area=asked.area, most=most, **asked.wanted)
    titles = rule_titles(session, "measure")
    rows = [
        (
            one.household.household_no, one.household.head_name, one.village, one.household.group_name,
            one.person_name, titles.get(one.grant.measure, one.grant.measure), GRANT_STATE.label(one.grant.state),
            None if one.grant.amount_fen is None else one.grant.amount_fen / 100, one.grant.period,
            one.grant.due_on, one.grant.delivered_on,
        )
        for one in found
    ]  # fmt: skip
    heads = (*_PLACE, "姓名", "措施", "状态", "金额（元）", "所属期", "期限", "落实日期")
    pairs = [(one.household.id, one.grant.person_id) for one in found]
    return Sheet(heads, rows, [one.grant.public_id for one in found], _refs(session, scope, pairs))


def _findings(session: Session, scope: Scope, asked: AskedList, most: int) -> Sheet:
    found = each_finding(session, scope, area=asked.area, most=most, **asked.wanted)
    titles = rule_titles(session, "check")
    rows = [
        (
            one.household.household_no, one.household.head_name, one.village, one.household.group_name,
            one.person_name, titles.get(one.finding.check_code, one.finding.check_code),
            FINDING_STATE.label(one.finding.state), one.finding.found_on, one.finding.due_on, one.finding.closed_on,
        )
        for one in found
    ]  # fmt: skip
    heads = (*_PLACE, "姓名", "疑点", "状态", "发现日期", "期限", "办结日期")
    pairs = [(one.household.id, one.finding.person_id) for one in found]
    return Sheet(heads, rows, [one.finding.public_id for one in found], _refs(session, scope, pairs))


def _register(session: Session, scope: Scope, asked: AskedList, _most: int) -> Sheet:
    """A list of the register in the layout it comes in; its numbers are clear, so it only goes out when agreed to."""
    sheet = collect_register(
        session, scope, asked.wanted["profile"], asked.area or "", asked.wanted["period"]
    )
    numbers = [at for at, title in enumerate(sheet.titles) if title.endswith(("编号", "号码"))]
    rows = list(sheet.lines())
    keys = ["|".join(str(row[at]) for at in numbers) for row in rows]
    return Sheet(sheet.titles, rows, keys, register=sheet)


def _refs(session: Session, scope: Scope, pairs: Sequence[tuple[int, int | None]]) -> list[Refs]:
    """Of each (household, person): the person's numbers, or the head's, and the household's account."""
    homes: dict[int, tuple[int | None, int | None]] = {}
    heads: dict[int, tuple[int | None, int | None]] = {}
    people: dict[int, tuple[int | None, int | None]] = {}
    for part in _parts(sorted({home for home, _ in pairs})):
        wanted = select(Household.id, Household.phone_ref, Household.bank_ref).where(scope.on(Household))
        homes |= {key: (a, b) for key, a, b in session.execute(wanted.where(Household.id.in_(part)))}
        of_head = select(Person.household_id, Person.id_ref, Person.phone_ref).where(scope.on(Person))
        of_head = of_head.where(Person.relation == "head", Person.status == "present")
        heads |= {k: (a, b) for k, a, b in session.execute(of_head.where(Person.household_id.in_(part)))}
    for part in _parts(sorted({person for _, person in pairs if person is not None})):
        of_one = select(Person.id, Person.id_ref, Person.phone_ref).where(scope.on(Person))
        people |= {k: (a, b) for k, a, b in session.execute(of_one.where(Person.id.in_(part)))}
    found: list[Refs] = []
    for home, person in pairs:
        number, phone = people.get(person, (None, None)) if person else heads.get(home, (None, None))
        house_phone, bank = homes.get(home, (None, None))
        found.append((number, phone or house_phone, bank))
    return found


def _parts(keys: Sequence[Any]) -> Iterator[Sequence[Any]]:
    return (keys[start : start + _AT_ONCE] for start in range(0, len(keys), _AT_ONCE))


_COLLECT: dict[str, Callable[[Session, Scope, AskedList, int], Sheet]] = {
    "households": _households,
    "persons": _persons,
    "problems": _problems,
    "grants": _grants,
    "findings": _findings,
    "register": _register,
}
