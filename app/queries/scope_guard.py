"""Refuses every statement that touches a scoped table without the scope's mark.

The compiled statement is looked at once, SELECT level by SELECT level. A scoped table is fine when an AND-term of
WHERE or ON carries the mark for it, or when it is joined by key equality to something fine (a marked table, an outer
query's fine table, or a sub-query that reads a fine table). Every other scoped table is refused, loudly.
"""

import re
from contextvars import ContextVar
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, event
from sqlalchemy.orm import ORMExecuteState, Session, UOWTransaction
from sqlalchemy.sql import operators
from sqlalchemy.sql.dml import Delete, Insert, Update
from sqlalchemy.sql.elements import BinaryExpression, BooleanClauseList, ColumnClause, Grouping, TextClause
from sqlalchemy.sql.selectable import (
    CTE,
    Alias,
    CompoundSelect,
    Join,
    Select,
    SelectBase,
    Subquery,
    TableClause,
)
from sqlalchemy.sql.visitors import iterate

from app.queries.scope import SCOPED_TABLES, ScopeClause, unscoped_reason


class UnscopedReadError(RuntimeError):
    """A programming mistake: the statement would read or change rows regardless of whose they are."""


_verdicts: WeakKeyDictionary[Any, str | None] = WeakKeyDictionary()
_flushing: ContextVar[bool] = ContextVar("flushing", default=False)
_WORDS = re.compile(r"\b(" + "|".join(sorted(SCOPED_TABLES, key=len, reverse=True)) + r")\b")


_LET_THROUGH = "loads_of_known_object"


def demand_scope(statement: Any) -> None:
    """UnscopedReadError for a statement that the guard would refuse."""
    if unscoped_reason() is None and (refused := refusal(statement)):
        raise UnscopedReadError(f"{refused}: no scope on it in {str(statement)[:200]}")


def watch(engine: Engine, session: Any) -> None:
    """Hang the guard on an engine and on the session factory whose flushes and lazy loads are let through."""
    event.listen(engine, "before_cursor_execute", _before_cursor_execute)
    event.listen(session, "before_flush", _before_flush)
    event.listen(session, "after_flush", _after_flush)
    event.listen(session, "after_soft_rollback", _after_rollback)
    event.listen(session, "do_orm_execute", _mark_lazy_loads)


def _before_flush(_session: Session, _context: UOWTransaction, _instances: object) -> None:
    _flushing.set(True)


def _after_flush(_session: Session, _context: UOWTransaction) -> None:
    _flushing.set(False)


def _after_rollback(_session: Session, _previous: object) -> None:
    _flushing.set(False)


def _mark_lazy_loads(state: ORMExecuteState) -> None:
    """Relations and expired columns of an object that was read through the scope may be loaded."""
    if state.is_relationship_load or state.is_column_load:
        state.update_execution_options(loads_of_known_object=True)


def _before_cursor_execute(
    _connection: Any, _cursor: Any, statement: str, _parameters: Any, context: Any, _many: bool
) -> None:
    if unscoped_reason() is not None or _flushing.get():
        return
    if context is not None and _LET_THROUGH in context.execution_options:
        return
    compiled = getattr(context, "compiled", None)
    if compiled is None or getattr(compiled, "statement", None) is None:
        refused = _text(statement)
    elif compiled in _verdicts:
        refused = _verdicts[compiled]
    else:
        refused = _verdicts[compiled] = refusal(compiled.statement)
    if refused:
        raise UnscopedReadError(f"{refused}: no scope on it in {statement[:200]}")


def _text(statement: str) -> str | None:
    """Text SQL cannot be marked: any scoped name refuses it, but DDL and pragmas pass."""
    if statement.lstrip().upper().startswith(("PRAGMA", "CREATE", "DROP", "ALTER", "BEGIN", "ANALYZE")):
        return None
    found = _WORDS.search(statement)
    return found[1] if found else None


def refusal(statement: Any) -> str | None:
    """The name of a scoped table that the statement reads or changes without a mark; None where all is fine."""
    return _check(statement, frozenset())


def _check(statement: Any, outer: frozenset[Any]) -> str | None:
    if isinstance(statement, CompoundSelect):
        return next((r for s in statement.selects if (r := _check(s, outer))), None)
    if isinstance(statement, Insert):
        return _check(statement.select, outer) if statement.select is not None else None
    if isinstance(statement, Update | Delete):
        return _check_level(statement, [statement.table], list(statement._where_criteria), outer)
    if isinstance(statement, Select):
        froms: list[Any] = []
        terms = list(statement._where_criteria)
        for element in statement.get_final_froms():
            _flatten(element, froms, terms)
        return _check_level(statement, froms, terms, outer)
    if isinstance(statement, TextClause):
        return _text(statement.text)
    return _inner(statement, outer)


def _flatten(element: Any, froms: list[Any], terms: list[Any]) -> None:
    if isinstance(element, Join):
        _flatten(element.left, froms, terms)
        _flatten(element.right, froms, terms)
        if element.onclause is not None:
            terms.append(element.onclause)
    else:
        froms.append(element)


def _check_level(statement: Any, froms: list[Any], terms: list[Any], outer: frozenset[Any]) -> str | None:
    flat = [t for term in terms for t in _and_terms(term)]
    fine = set(outer)
    for term in flat:
        if isinstance(term, ScopeClause):
            fine |= _tables_of(term)
    fine |= {f for f in froms if _reads_scoped(f)}
    _spread(flat, fine)
    for element in froms:
        name = _scoped_name(element)
        if name and element not in fine:
            return name
    return _inner(statement, frozenset(fine))


def _spread(terms: list[Any], fine: set[Any]) -> None:
    """A table joined by key equality to a fine one is fine."""
    pairs = [p for t in terms if (p := _key_equality(t))]
    pairs_in = [t for t in terms if isinstance(t, BinaryExpression) and t.operator is operators.in_op]
    for term in pairs_in:
        inner = term.right.element if isinstance(term.right, Grouping) else term.right
        inner = getattr(inner, "element", inner)
        if isinstance(term.left, ColumnClause) and isinstance(inner, SelectBase) and _select_scoped(inner):
            fine.add(term.left.table)
    grown = True
    while grown:
        grown = False
        for left, right in pairs:
            for a, b in ((left, right), (right, left)):
                if a in fine and b not in fine:
                    fine.add(b)
                    grown = True


def _key_equality(term: Any) -> tuple[Any, Any] | None:
    if not (isinstance(term, BinaryExpression) and term.operator is operators.eq):
        return None
    left, right = term.left, term.right
    if not (isinstance(left, ColumnClause) and isinstance(right, ColumnClause)):
        return None
    if not (_is_key(left) and _is_key(right)):
        return None
    return left.table, right.table


def _is_key(column: Any) -> bool:
    return bool(column.name in ("id", "subject") or column.name.endswith("_id"))


def _and_terms(term: Any) -> list[Any]:
    if isinstance(term, ScopeClause):
        return [term]
    if isinstance(term, Grouping):
        return _and_terms(term.element)
    if isinstance(term, BooleanClauseList) and term.operator is operators.and_:
        return [t for clause in term.clauses for t in _and_terms(clause)]
    return [term]


def _tables_of(term: Any) -> set[Any]:
    """Tables that the mark speaks of: those of its own columns, not of its sub-queries."""
    found: set[Any] = set()
    stack = [term]
    while stack:
        element = stack.pop()
        if isinstance(element, SelectBase):
            continue
        if isinstance(element, ColumnClause) and element.table is not None:
            found.add(element.table)
        stack.extend(element.get_children())
    return found


def _scoped_name(element: Any) -> str | None:
    inner = element.element if isinstance(element, Alias) else element
    if isinstance(inner, TableClause) and inner.name in SCOPED_TABLES:
        return inner.name
    return None


def _reads_scoped(element: Any) -> bool:
    """A sub-query or CTE over scoped tables: it is checked by itself, so its rows are somebody's own."""
    if isinstance(element, Alias) and isinstance(element.element, CTE):
        element = element.element
    return isinstance(element, Subquery | CTE) and _select_scoped(element.element)


def _select_scoped(select: Any) -> bool:
    return any(isinstance(e, TableClause) and _scoped_name(e) for e in iterate(select))


def _inner(statement: Any, fine: frozenset[Any]) -> str | None:
    """Sub-queries of this level, each with what is fine outside of it."""
    stack = list(statement.get_children())
    if isinstance(statement, Select | Update | Delete):
        stack += [c.element for c in statement._independent_ctes]
    seen: set[int] = set()
    while stack:
        element = stack.pop()
        if id(element) in seen:
            continue
        seen.add(id(element))
        if isinstance(element, SelectBase | TextClause):
            if refused := _check(element, fine):
                return refused
            continue
        if isinstance(element, Subquery | CTE):
            stack.append(element.element)
            continue
        if isinstance(element, TableClause):
            continue
        if isinstance(element, ColumnClause) and isinstance(element.table, CTE | Subquery):
            stack.append(element.table)
            continue
        stack.extend(element.get_children())
    return None
