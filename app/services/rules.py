"""Runs the rules over one household, village or project after a save: the wide statement with its key, inside the act
that changed it. Results are intervals in `rule_result`; whole areas are run by `services.rule_runs`."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from app.domain.areas import range_of
from app.domain.catalogue import Catalogue, Check
from app.domain.clock import now, today
from app.domain.facts import Subject
from app.models import Household, Project, RuleResult
from app.queries.rule_statements import SUBJECTS, RulePart, RuleStatements, rule_statements
from app.queries.rules_in_force import RulesInForce, rules_in_force
from app.queries.scope import unscoped
from app.services.finding_refresh import CheckKind, refresh_findings
from app.services.grant_tasks import MISSING, refresh_tasks
from app.unit_of_work import Work

#: Names under which a measure's answers are stored.
VERDICTS = ("having", "missing", "wrong", "double", "may_apply", "unknown")


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
        yield from (f"{measure.code}.verdict.{word}" for word in VERDICTS)
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
