"""Runs the rules: over areas, and over one household after a save. Results are intervals in `rule_result`.

A mass run reads columns, judges and compares them without any lock and then writes only the difference, county by
county. One household is answered by the wide statement with its key, inside the act that changed it.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import date
from time import perf_counter
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine, func, insert, literal, select, union, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.domain.areas import range_of
from app.domain.catalogue import Catalogue, Check
from app.domain.clock import now, today
from app.domain.facts import Subject
from app.domain.permissions import SYSTEM, Actor
from app.models import Event, Household, Project, RuleResult, RuleRun, RuleVersion
from app.queries.rule_statements import (
    PLACES,
    SUBJECTS,
    UNKNOWN,
    YES,
    RulePart,
    RuleStatements,
    rule_statements,
)
from app.queries.rules_in_force import RulesInForce, rules_in_force
from app.queries.scope import unscoped
from app.services.catalogue import ship_catalogue
from app.services.finding_refresh import CheckKind, refresh_findings
from app.services.grant_tasks import MISSING, refresh_tasks
from app.unit_of_work import Work, end_reads, unit_of_work

if TYPE_CHECKING:
    from app.queries.rule_difference import Difference

EVERYTHING = ("000000000000", "999999999999")
#: What a run brings in line with its answers.
FOLLOWERS = frozenset(("findings", "tasks"))
#: Answers whose work orders are brought in line in one act, about a second of the write lock.
PIECE = 5_000
_VERDICTS = ("having", "missing", "wrong", "double", "may_apply", "unknown")


@dataclass
class RunSummary:
    """What a run found: subjects by rule and state, how many answers came and went, how long it took."""

    as_of: date
    households: int = 0
    persons: int = 0
    seconds: float = 0.0
    came: int = 0
    went: int = 0
    counts: dict[tuple[str, int], int] = field(default_factory=dict)
    findings: dict[str, int] = field(default_factory=dict)

    def of(self, rule: str, state: int = YES) -> int:
        return self.counts.get((rule, state), 0)

    def measure(self, code: str) -> dict[str, int]:
        """Subjects that should receive it (yes, unknown), and the verdicts."""
        verdicts = {v: self.of(f"{code}.verdict.{v}", UNKNOWN if v == "unknown" else YES) for v in _VERDICTS}
        missing_details = verdicts.pop("unknown")
        should = {"yes": self.of(f"{code}.should"), "unknown": self.of(f"{code}.should", UNKNOWN)}
        return {**should, **verdicts, "verdict_unknown": missing_details}

    def check(self, code: str) -> dict[str, int]:
        return {"yes": self.of(code), "unknown": self.of(code, UNKNOWN)}


def run_area(
    session: Session,
    area_code: str | None = None,
    *,
    as_of: date | None = None,
    actor: Actor = SYSTEM,
    followers: Collection[str] = FOLLOWERS,
) -> RunSummary:
    """Run all rules for an area (None = the whole register) and bring results and `followers` in line.

    Opens its own connection and commits act by act, a few per county; the caller's transaction is ended first. What a
    run that was killed has not brought in line, the next one does: work orders follow the results, not the difference.
    """
    # columns need polars, which takes its time to load: pages, which never run areas, do without it
    from app.queries.rule_columns import rule_columns
    from app.queries.rule_difference import Difference

    began = perf_counter()
    end_reads(session)
    engine = session.get_bind()
    assert isinstance(engine, Engine)
    summary = RunSummary(as_of or today())
    low, high = EVERYTHING if area_code is None else range_of(area_code)
    with unscoped("rules run over whole areas"), engine.connect() as connection:
        own = Session(bind=connection, expire_on_commit=False)
        _ship_once(own, connection, actor)
        rules = rules_in_force(own, summary.as_of)
        columns = rule_columns(rules, summary.as_of)
        places = rule_statements(rules, "area", summary.as_of, PLACES)
        counties = _counties(own, low, high)
        end_reads(own)
        with _difference(Difference(own, columns, places), connection) as difference:
            for county_low, county_high in counties:
                place = (county_low, county_high)
                _run_county(own, connection, difference, rules, summary, place, actor, followers)
    summary.seconds = perf_counter() - began
    return summary


def _ship_once(own: Session, connection: Connection, actor: Actor) -> None:
    """An empty catalogue gets the shipped one, so that the first run of a new installation finds rules."""
    if own.scalar(select(func.count()).select_from(RuleVersion)):
        return
    with unit_of_work(own, actor, "rule.ship") as work:
        ship_catalogue(work)
    connection.execution_options(write=False)


@contextmanager
def _difference(difference: "Difference", connection: Connection) -> Iterator["Difference"]:
    own = difference.session
    difference.refresh_statistics()
    end_reads(own)
    try:
        yield difference
    finally:
        own.rollback()
        connection.execution_options(write=False)
        difference.drop()
        end_reads(own)


def _counties(session: Session, low: str, high: str) -> list[tuple[str, str]]:
    """County by county: small temporary tables and short locks."""
    county = func.substr(Household.area_code, 1, 6)
    codes = session.scalars(
        select(county)
        .where(Household.area_code >= low, Household.area_code < high)
        .distinct()
        .order_by(county)
    )
    ranges = [range_of(code.ljust(12, "0")) for code in codes]
    return [(max(low, a), min(high, b)) for a, b in ranges]


def _run_county(
    own: Session,
    connection: Connection,
    difference: "Difference",
    rules: RulesInForce,
    summary: RunSummary,
    place: tuple[str, str],
    actor: Actor,
    followers: Collection[str],
) -> None:
    started = now()
    newest_event = own.scalar(select(func.max(Event.id))) or 0
    sizes = difference.find(summary.as_of, *place)
    counts = difference.counts()
    end_reads(own)
    payload: dict[str, Any] = {"as_of": summary.as_of.isoformat(), "low": place[0], "high": place[1]}

    def act(**more: Any) -> AbstractContextManager[Work]:
        return unit_of_work(own, actor, "rule.run", area_code=place[0], payload={**payload, **more})

    opened: dict[str, int] = {}
    with act() as work:
        difference.forget_touched(newest_event)
        went, came = _write(own, difference)
    if "findings" in followers:
        for kinds in _pieces(check_kinds(rules.catalogue, rules.catalogue.checks.values()), counts):
            with act(checks=[kind.code for kind in kinds]) as work:
                for word, number in refresh_findings(work, kinds, *place, summary.as_of).items():
                    opened[word] = opened.get(word, 0) + number
    with act(tasks="tasks" in followers) as work:
        if "tasks" in followers:
            opened |= refresh_tasks(work, rules.catalogue.measures.values(), *place, summary.as_of)
        run = RuleRun(as_of=summary.as_of, area_low=place[0], area_high=place[1], started_at=started)
        run.finished_at = now()
        run.counts = {**sizes, "came": came, "went": went, **{f"{r}:{s}": n for (r, s), n in counts.items()}}
        own.add(run)
    connection.execution_options(write=False)
    summary.households += sizes["household"]
    summary.persons += sizes["person"]
    summary.came += came
    summary.went += went
    for key, number in counts.items():
        summary.counts[key] = summary.counts.get(key, 0) + number
    for word, number in opened.items():
        summary.findings[word] = summary.findings.get(word, 0) + number


def _pieces(kinds: Iterable[CheckKind], counts: Mapping[tuple[str, int], int]) -> Iterator[list[CheckKind]]:
    """Checks whose work orders follow in one act. SQLite has one writer: other people's saves go in between."""
    piece: list[CheckKind] = []
    size = 0
    for kind in kinds:
        own = counts.get((kind.code, YES), 0)
        if piece and size + own > PIECE:
            yield piece
            piece, size = [], 0
        piece.append(kind)
        size += own
    if piece:
        yield piece


def _write(own: Session, difference: "Difference") -> tuple[int, int]:
    """The short write: end what is no longer so, begin what is new. Returns (went, came)."""
    gone, come = difference.gone, difference.come
    moment = now()
    keys = union(select(gone.c.rule, gone.c.subject), select(come.c.rule, come.c.subject)).subquery()
    ending = (
        select(RuleResult.id)
        .join(keys, (keys.c.rule == RuleResult.rule) & (keys.c.subject == RuleResult.subject))
        .where(RuleResult.until_at.is_(None))
    )
    own.execute(
        update(RuleResult).where(RuleResult.id.in_(ending)).values(until_at=moment),
        execution_options={"synchronize_session": False},
    )
    columns = ["rule", "subject", "household_id", "area_code", "state", "since_at"]
    since = literal(moment, RuleResult.since_at.type)
    fresh = select(*(come.c[name] for name in columns[:-1]), since).where(come.c.subject.is_not(None))
    into = postgresql.insert if own.get_bind().dialect.name == "postgresql" else sqlite.insert
    own.execute(into(RuleResult).from_select(columns, fresh).on_conflict_do_nothing())
    size = select(func.count())
    return own.scalar(size.select_from(gone)) or 0, own.scalar(size.select_from(come)) or 0


def check_kinds(catalogue: Catalogue, checks: Iterable[Check]) -> list[CheckKind]:
    """What work orders need to know of these rules. A work order is about a household or one of its members;
    what a check says of a village or project stands in its results alone."""
    return [
        CheckKind(c.code, c.unit, c.bureau, c.severity, c.condition, catalogue.standards, c.result == "order")
        for c in checks
        if c.unit in SUBJECTS
    ]


@dataclass(frozen=True, slots=True)
class HouseholdRun:
    """What changed for one household: rule codes with subject and state that came, and that went."""

    came: tuple[tuple[str, int, int], ...]
    went: tuple[tuple[str, int, int], ...]


def run_household(work: Work, household_id: int, *, as_of: date | None = None) -> HouseholdRun:
    """Answer all rules for one household again, inside the act that changed it, and write what is different.

    Call after the changes; the session is flushed first. Work orders follow where a check changed its answer.
    """
    session, day = work.session, as_of or today()
    session.flush()
    with unscoped("one household inside the act that changed it"):
        rules = rules_in_force(session, day)
        place = session.scalar(select(Household.area_code).where(Household.id == household_id)) or ""
        found = answers_of_household(session, rules, household_id, day)
        done = _write_answers(session, found, _open_results(session, household_id), household_id, place)
        touched = {rule for rule, _, _ in (*done.came, *done.went)}
        checks = [c for c in rules.catalogue.checks.values() if c.code in touched]
        if checks:
            refresh_findings(work, check_kinds(rules.catalogue, checks), *range_of(place), day)
        if any(rule.endswith(MISSING) for rule in touched):
            refresh_tasks(work, rules.catalogue.measures.values(), *range_of(place), day)
    return done


def run_village(work: Work, code: str, *, as_of: date | None = None) -> HouseholdRun:
    """Answer the rules about one village again, after its record, a project of it or the list of its households
    changed. Call after the changes; the session is flushed first."""
    return _run_place(work, "village", int(code), code, {"village_code": code}, as_of or today())


def run_project(work: Work, project_id: int, *, as_of: date | None = None) -> HouseholdRun:
    """Answer the rules about one project again, after it or its money, places, shares or assets changed."""
    with unscoped("one project inside the act that changed it"):
        place = work.session.scalar(select(Project.area_code).where(Project.id == project_id)) or ""
    return _run_place(work, "project", project_id, place, {"project_key": project_id}, as_of or today())


def _run_place(
    work: Work, subject: Subject, number: int, place: str, key: dict[str, Any], day: date
) -> HouseholdRun:
    session = work.session
    session.flush()
    with unscoped("one village or project inside the act that changed it"):
        statements = rule_statements(rules_in_force(session, day), "key", day, (subject,))
        found = _found(session, statements, day, key)
        rules = {code for part in statements.parts for code in _result_names(part)}
        r = RuleResult
        rows = session.execute(
            select(r.rule, r.subject, r.state, r.id).where(
                r.subject == number, r.until_at.is_(None), r.rule.in_(sorted(rules))
            )
        )
        open_ = {(rule, who, state): row for rule, who, state, row in rows}
        return _write_answers(session, found, open_, 0, place)


def _result_names(part: RulePart) -> Iterator[str]:
    """Under which names answers of this part may stand in the results."""
    for measure in part.measures:
        yield f"{measure.code}.should"
        yield from (f"{measure.code}.verdict.{word}" for word in _VERDICTS)
    for pack in part.packs.values():
        yield from pack.codes


def answers_of_household(
    session: Session, rules: RulesInForce, household_id: int, as_of: date
) -> set[tuple[str, int, int]]:
    """(rule, subject, state) of everything that is yes or unknown, as a mass run would store it."""
    statements = rule_statements(rules, "key", as_of)
    return _found(session, statements, as_of, {"household_key": household_id})


def _found(
    session: Session, statements: RuleStatements, as_of: date, key: dict[str, Any]
) -> set[tuple[str, int, int]]:
    found: set[tuple[str, int, int]] = set()
    for part in statements.parts:
        for row in session.execute(part.statement, part.params(as_of, **key)).mappings():
            found |= set(part.stored(row))
    return found


def _open_results(session: Session, household_id: int) -> dict[tuple[str, int, int], int]:
    r = RuleResult
    rows = session.execute(
        select(r.rule, r.subject, r.state, r.id).where(r.household_id == household_id, r.until_at.is_(None))
    )
    return {(rule, subject, state): number for rule, subject, state, number in rows}


def _write_answers(
    session: Session,
    found: set[tuple[str, int, int]],
    open_: dict[tuple[str, int, int], int],
    household_id: int,
    place: str,
) -> HouseholdRun:
    """Bring the open results of one household, village or project in line with what was found."""
    went = {key: number for key, number in open_.items() if key not in found}
    came = [key for key in sorted(found) if key not in open_]
    moment = now()
    _end(session, came, list(went.values()), moment)
    rows = [
        {"rule": r, "subject": s, "household_id": household_id, "area_code": place, "state": state,
         "since_at": moment}
        for r, s, state in came
    ]  # fmt: skip
    if rows:
        session.execute(insert(RuleResult), rows)
    return HouseholdRun(tuple(came), tuple(sorted(went)))


def _end(session: Session, came: list[tuple[str, int, int]], went: list[int], moment: Any) -> None:
    """End what went, and what another household still holds for a member who moved here."""
    r = RuleResult
    subjects = {subject for _, subject, _ in came}
    if subjects:
        keys = {(rule, subject) for rule, subject, _ in came}
        rows = session.execute(
            select(r.id, r.rule, r.subject).where(r.subject.in_(sorted(subjects)), r.until_at.is_(None),
                                                  r.rule.in_(sorted({rule for rule, _ in keys})))
        )  # fmt: skip
        went = [*went, *(number for number, rule, subject in rows if (rule, subject) in keys)]
    if went:
        ending = update(r).where(r.id.in_(sorted(set(went)))).values(until_at=moment)
        session.execute(ending, execution_options={"synchronize_session": False})
