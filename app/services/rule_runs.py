"""Runs all rules over areas. Results are intervals in `rule_result`.

A mass run reads columns, judges and compares them without any lock and then writes only the difference, county by
county. Work orders and tasks follow in short acts of their own.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import date
from time import perf_counter
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine, func, literal, select, union, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.domain.areas import range_of
from app.domain.clock import now, today
from app.domain.permissions import SYSTEM, Actor
from app.models import Event, Household, RuleResult, RuleRun, RuleVersion
from app.queries.rule_statements import PLACES, UNKNOWN, YES, rule_statements
from app.queries.rules_in_force import RulesInForce, rules_in_force
from app.queries.scope import unscoped
from app.services.catalogue import ship_catalogue
from app.services.finding_refresh import CheckKind, refresh_findings
from app.services.grant_tasks import refresh_tasks
from app.services.rules import VERDICTS, check_kinds
from app.unit_of_work import Work, end_reads, unit_of_work

if TYPE_CHECKING:
    from app.queries.rule_difference import Difference

EVERYTHING = ("000000000000", "999999999999")
#: What a run brings in line with its answers.
FOLLOWERS = frozenset(("findings", "tasks"))
#: Answers whose work orders are brought in line in one act, about a second of the write lock.
PIECE = 5_000


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
        verdicts = {v: self.of(f"{code}.verdict.{v}", UNKNOWN if v == "unknown" else YES) for v in VERDICTS}
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
