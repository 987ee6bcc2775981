"""Conditions as filters of lists: one predicate inside the reader's scope, and who may ask about what."""

from datetime import date

from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from app.domain.clock import today
from app.domain.condition_words import say
from app.domain.conditions import Node, Quantified, everywhere, facts_of
from app.domain.errors import NotAllowedError
from app.domain.facts import FACTS, SOURCES, Subject
from app.domain.filters import node_of
from app.domain.vocabulary.datasets import BY_KEY
from app.models import Household, Person
from app.queries.days import Days
from app.queries.facts import as_number
from app.queries.live import live
from app.queries.row_kinds import Subjects
from app.queries.rules_in_force import rules_in_force
from app.queries.scope import Scope
from app.queries.worlds import World

#: What a bureau's staff sees of households apart from the register: nothing that other bureaus have told.
_NOT_FOR_BUREAUS = frozenset({"grants", "work", "work_plans", "situations", "visits"})


def read_filter(session: Session, scope: Scope, data: object, subject: Subject) -> Node:
    """The condition behind data or the text of an address, if this reader may ask it."""
    node = node_of(data, subject, frozenset(rules_in_force(session, today()).catalogue.standards))
    refuse_foreign(scope, node)
    return node


def say_condition(session: Session, scope: Scope, node: Node) -> str:
    """The condition as a Chinese sentence without full stop; names of standards and measures in force."""
    return say(node, rules_in_force(session, today()).titles)


def may_ask(scope: Scope, source: str) -> bool:
    """Whether this reader may ask about rows of a source: a bureau's staff only about its own lists."""
    if scope.bureaus is None:
        return True
    dataset = SOURCES[source].dataset
    if dataset is None:
        return source not in _NOT_FOR_BUREAUS
    return BY_KEY[dataset].office in scope.bureaus


def may_ask_fact(scope: Scope, key: str) -> bool:
    """A bureau's staff does not learn through a filter what other bureaus have told."""
    fact = FACTS.get(key)
    return scope.bureaus is None or fact is None or fact.origin not in ("bureau", "grant", "visit")


def refuse_foreign(scope: Scope, node: Node) -> None:
    """NotAllowedError where the condition asks for what this reader may not know."""
    for part in everywhere(node):
        if isinstance(part, Quantified) and part.over in SOURCES and not may_ask(scope, part.over):
            raise NotAllowedError("filter:bureau")
        if not all(may_ask_fact(scope, key) for key in facts_of(part)):
            raise NotAllowedError("filter:bureau")


def person_predicate(
    session: Session, scope: Scope, node: Node, day: date | None = None, *, unknown: bool = False
) -> ColumnElement[bool]:
    """The condition on rows of `Person` beside their `Household`; `unknown` as for households."""
    on = day or today()
    at = Subjects(World(), Days(on), Household.__table__, Person.__table__, scope=scope)
    fits = live(node, at, rules_in_force(session, on).catalogue.standards)
    return as_number(fits).is_(None) if unknown else fits


def household_predicate(
    session: Session, scope: Scope, node: Node, day: date | None = None, *, unknown: bool = False
) -> ColumnElement[bool]:
    """The condition on rows of `Household`; `unknown`: those for which too little is told to say."""
    on = day or today()
    at = Subjects(World(), Days(on), Household.__table__, scope=scope)
    fits = live(node, at, rules_in_force(session, on).catalogue.standards)
    return as_number(fits).is_(None) if unknown else fits
