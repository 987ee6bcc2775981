"""措施规则: every measure and check in one Chinese sentence, with its source, its examples and what it finds."""

from typing import Any

from flask import Blueprint, render_template

from app.access import current_scope, route, session
from app.domain.catalogue import Check, Measure
from app.domain.clock import today
from app.domain.condition_words import say
from app.domain.conditions import Group, Node
from app.domain.errors import NotFoundError
from app.queries.home import count_verdicts, last_run
from app.queries.rules_in_force import rules_in_force

bp = Blueprint("rules", __name__, url_prefix="/rules")


@route(bp, "", permission="rule:read")
def index() -> Any:
    rules = rules_in_force(session(), today())
    codes = list(rules.catalogue.measures)
    return render_template(
        "rules/index.html",
        rules=rules,
        missing=count_verdicts(session(), current_scope(), "missing", codes).by_measure,
        having=count_verdicts(session(), current_scope(), "having", codes).by_measure,
        run=last_run(session(), current_scope()),
    )


@route(bp, "/<code>", permission="rule:read")
def show(code: str) -> Any:
    rules = rules_in_force(session(), today())
    entry: Measure | Check | None = rules.catalogue.measures.get(code) or rules.catalogue.checks.get(code)
    if entry is None:
        raise NotFoundError()
    return render_template(
        "rules/show.html",
        entry=entry,
        is_measure=isinstance(entry, Measure),
        version=rules.versions[code],
        titles=rules.titles,
        parts=[say(part, rules.titles) for part in _parts(entry.condition)],
        joined=_joined(entry.condition),
        has=say(entry.has, rules.titles) if isinstance(entry, Measure) else None,
    )


def _parts(node: Node) -> tuple[Node, ...]:
    return node.parts if isinstance(node, Group) else (node,)


def _joined(node: Node) -> str:
    return node.how if isinstance(node, Group) else "all"
