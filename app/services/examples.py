"""Runs the examples of rules on small households in a database of their own.

A version may not go live while one of its examples disagrees.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import Connection

from app.domain.catalogue import Catalogue, Check, Example, Measure
from app.domain.conditions import Node
from app.domain.verdicts import shown
from app.queries.days import Days
from app.queries.scope import unscoped
from app.queries.wide import Wide
from app.services.specimens import load, temporary

_WORDS = {True: "pass", False: "fail", None: "unknown"}


@dataclass(frozen=True)
class Disagreement:
    """An example whose answer is not the expected one."""

    code: str
    title: str
    expected: str
    found: str


def disagreements(catalogue: Catalogue, codes: Iterable[str] | None = None) -> list[Disagreement]:
    """Every example of these rules (None = of all) that gives another answer than it says."""
    wanted = None if codes is None else set(codes)
    rules: list[Measure | Check] = [*catalogue.measures.values(), *catalogue.checks.values()]
    found: list[Disagreement] = []
    engine = temporary()
    with engine.connect() as connection, unscoped("examples in a database of their own"):
        for rule in rules:
            if wanted is None or rule.code in wanted:
                found += _of_rule(connection, rule, catalogue)
    engine.dispose()
    return found


def _of_rule(connection: Connection, rule: Measure | Check, catalogue: Catalogue) -> Iterator[Disagreement]:
    trees: dict[str, Node] = {"answer": rule.condition}
    if isinstance(rule, Measure):
        trees["has"] = rule.has
        others = [code for code in rule.excludes if code in catalogue.measures]
        trees |= {f"has_{code}": catalogue.measures[code].has for code in others}
    for example in rule.examples:
        days = Days(example.as_of)
        wide = Wide(rule.unit, trees, catalogue.standards, days=days)
        answers = _answers(connection, wide, example)
        expected, found = example.expect, _WORDS[answers["answer"]]
        if found != expected:
            yield Disagreement(rule.code, example.title, expected, found)
        if example.verdict is not None:
            double = bool(answers["has"]) and any(v for k, v in answers.items() if k.startswith("has_"))
            word = shown(answers["answer"], answers["has"], double=double)
            if word != example.verdict:
                yield Disagreement(rule.code, example.title, example.verdict, word)


def _answers(connection: Connection, wide: Wide, example: Example) -> dict[str, bool | None]:
    """The answers about the household, or about the member that the example speaks of."""
    members = load(connection, [example.household])
    subject = 1 if example.member is None else members[0][example.member]
    rows = connection.execute(wide.statement).mappings()
    answers = next(dict(row) for row in rows if row["id"] == subject)
    connection.rollback()
    names = [n for n in answers if n not in ("id", "household_id", "area_code")]
    return {n: None if answers[n] is None else answers[n] == 1 for n in names}
