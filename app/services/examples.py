"""Runs the examples of rules on small households in a database of their own.

A version may not go live while one of its examples disagrees.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from app.domain.catalogue import Catalogue, Example, Measure, Quality, Rule
from app.domain.catalogue_reading import CatalogueError
from app.domain.clock import today
from app.domain.conditions import Node
from app.domain.exclusions import double_condition
from app.domain.facts import Subject
from app.domain.verdicts import shown
from app.queries.days import Days
from app.queries.scope import unscoped
from app.queries.wide import Wide
from app.services.specimens import AREA, load, temporary

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
    found: list[Disagreement] = []
    engine = temporary()
    with engine.connect() as connection, unscoped("examples in a database of their own"):
        for rule in catalogue.rules():
            if wanted is None or rule.code in wanted:
                found += _of_rule(connection, rule, catalogue)
    engine.dispose()
    return found


@dataclass(frozen=True)
class Asked:
    """A case to be judged, under its words."""

    title: str
    example: Example


def example_answers(catalogue: Catalogue, rule: Rule) -> list[str]:
    """What the rule answers about each of its examples, in their order: pass, fail, unknown."""
    return ask_each(rule, catalogue, [Asked(e.title, e) for e in rule.examples])


def ask_each(rule: Rule, catalogue: Catalogue, asked: Sequence[Asked]) -> list[str]:
    """Answers in order; empty where a case cannot be written into a register."""
    engine = temporary()
    wide = Wide(
        rule.unit, {"answer": rule.condition}, catalogue.standards, days=Days(today()), ages=_ages(rule)
    )
    found = []
    with engine.connect() as connection, unscoped("examples in a database of their own"):
        for one in asked:
            try:
                found.append(_WORDS[_answers(connection, wide, one.example)["answer"]])
            except (CatalogueError, KeyError, TypeError, ValueError, IntegrityError, OverflowError):
                connection.rollback()
                found.append("")
    engine.dispose()
    return found


def _ages(rule: Rule) -> bool:
    """Whether facts grow old: a rule of data quality looks at what is written, however old it is."""
    return not isinstance(rule, Quality)


def _of_rule(connection: Connection, rule: Rule, catalogue: Catalogue) -> Iterator[Disagreement]:
    trees: dict[str, Node] = {"answer": rule.condition}
    if isinstance(rule, Measure):
        double = double_condition(rule, catalogue)
        trees |= {"has": rule.has} if double is None else {"has": rule.has, "double": double}
    wide = Wide(rule.unit, trees, catalogue.standards, days=Days(today()), ages=_ages(rule))
    for example in rule.examples:
        answers = _answers(connection, wide, example)
        expected, found = example.expect, _WORDS[answers["answer"]]
        if found != expected:
            yield Disagreement(rule.code, example.title, expected, found)
        if example.verdict is not None and isinstance(rule, Measure):
            double_now = bool(answers.get("double"))
            word = shown(answers["answer"], answers["has"], double=double_now, claim=rule.claim)
            if word != example.verdict:
                yield Disagreement(rule.code, example.title, example.verdict, word)


def _answers(connection: Connection, wide: Wide, example: Example) -> dict[str, bool | None]:
    """The answers about the household, village or project, or about the member that the example speaks of.

    An example that has nobody to ask about (no such member) is refused.
    """
    members = load(connection, example.specimens)
    try:
        subject = _subject(wide.subject, example, members)
        rows = connection.execute(wide.statement, wide.days.params(example.as_of)).mappings()
        answers = next((dict(row) for row in rows if row["id"] == subject), None)
    finally:
        connection.rollback()
    if answers is None:
        raise CatalogueError("E-K02", "例子里没有要判断的户、人、村或项目。", example.title)
    return {n: None if answers[n] is None else answers[n] == 1 for n in wide.names}


def _subject(subject: Subject, example: Example, members: list[list[int]]) -> int | None:
    if subject == "person":
        own, place = (members[0] if members else []), example.member or 0
        return own[place] if 0 <= place < len(own) else None
    return int(example.specimens[0].get("area", AREA)) if subject == "village" else 1
