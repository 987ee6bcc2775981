"""Questions about rows (any, none, count, sum, latest) as aggregates, the same in both layouts."""

from collections.abc import Sequence

from sqlalchemy import BigInteger, ColumnElement, FromClause, and_, case, cast, func, literal, select

from app.domain.conditions import Compare, Group, Plain, Quantified, Window, facts_of, standards_of
from app.domain.facts import SOURCES
from app.queries.conditions import FOUND, MAYBE, NOTHING, Layout, Parts, Sql, condition
from app.queries.days import Days
from app.queries.facts import as_number, typed
from app.queries.row_kinds import Rows, Subjects
from app.queries.row_sources import always_told, rows_of


def row_parts(node: Quantified, n: Sql, value: Sql | None, *, sure: bool = False) -> dict[str, Sql]:
    """Aggregates over rows, where `n` says of a row whether it fits (1, 0, NULL) and `value` is summed.

    any, none -> code: the best of the rows. count -> least and, unless all rows are `sure`, most that fit.
    sum -> value: NULL where a row is doubtful or its value unknown.
    """
    if node.how in ("any", "none"):
        return {"code": func.coalesce(func.max(func.coalesce(n * FOUND, MAYBE)), NOTHING)}
    if node.how == "count":
        bounds = {"least": func.sum(func.coalesce(n, 0)), "most": func.sum(func.coalesce(n, 1))}
        if sure:
            bounds.pop("most")
        return {name: cast(func.coalesce(bound, 0), BigInteger) for name, bound in bounds.items()}
    assert value is not None
    open_ = case((n.is_(None), 1), (and_(n == 1, value.is_(None)), 1), else_=0)
    total = func.coalesce(func.sum(case((n == 1, value), else_=0)), 0)
    return {"value": case((func.coalesce(func.max(open_), 0) == 0, cast(total, BigInteger)))}


def looked_up_parts(
    node: Quantified, at: Subjects, table: FromClause, where: Sql, inner: Sql | None, value: Sql | None
) -> dict[str, Sql]:
    """The aggregates as scalar sub-queries around `at`.

    Rows are judged in a step of their own: an aggregate whose argument speaks of outer rows would be taken
    for the outer statement's, and SQLite loses its way in aggregates inside arguments of aggregates.
    """
    if at.groupable and about_rows(node):
        fits = literal(1) if inner is None else as_number(inner)
        plain = row_parts(node, fits, value, sure=inner is None)
        return {name: at.lookup(select(part).select_from(table).where(where)) for name, part in plain.items()}
    judged = select((literal(1) if inner is None else as_number(inner)).label("n"))
    if value is not None:
        judged = judged.add_columns(value.label("value"))
    step = judged.select_from(table).where(where).correlate(*at.around).subquery()
    found = row_parts(node, step.c.n, None if value is None else step.c.value, sure=inner is None)
    return {name: at.lookup(select(part).select_from(step)) for name, part in found.items()}


def empty_parts(node: Quantified) -> dict[str, Sql]:
    """What `row_parts` says when there is no row at all (a household without members)."""
    nothing = {"any": ("code",), "none": ("code",), "count": ("least", "most"), "sum": ("value",)}
    return {name: literal(NOTHING) for name in nothing[node.how]}


#: What each part says of a subject that has no row of the source.
_WITHOUT_ROWS = {
    ("any", "code"): NOTHING, ("none", "code"): NOTHING, ("latest", "code"): NOTHING, ("latest", "value"): None,
    ("count", "least"): 0, ("count", "most"): 0, ("sum", "value"): 0,
}  # fmt: skip


class RowLayout:
    """Around one row: its own fields first, everything else from the layout outside."""

    def __init__(self, rows: Rows, outer: Layout) -> None:
        self.rows, self.outer, self.days = rows, outer, outer.days

    def fact(self, key: str) -> Sql:
        if not key.startswith("row."):
            return self.outer.fact(key)
        found = self.rows.source.field(key)
        assert found is not None
        return typed(self.rows.fields[key], found)

    def raw(self, key: str) -> Sql:
        return self.fact(key) if key.startswith("row.") else self.outer.raw(key)

    def standard(self, code: str) -> Sql:
        return self.outer.standard(code)

    def parts(self, node: Quantified) -> Parts:
        raise AssertionError("rows have no rows of their own")


def related_parts(node: Quantified, at: Subjects, of: Layout) -> dict[str, Sql]:
    """The parts of a question about rows of a source, as scalar sub-queries around the subject."""
    source = SOURCES[node.over]
    rows = rows_of(source, at)
    inside = RowLayout(rows, of)
    sure, doubtful = _split(node, rows, inside)
    where = and_(*rows.ties, *sure)
    if node.how == "latest":
        parts = _latest(node, rows, inside, where, doubtful, at)
    elif node.how in ("any", "none") and doubtful is None:
        # stays an index probe also where the planner would rather hash the whole table
        there = at.lookup(select(literal(1)).select_from(rows.table).where(where).limit(1))
        parts = {"code": case((there.is_not(None), FOUND), else_=NOTHING)}
    else:
        field = inside.fact(node.field) if node.field else None
        parts = looked_up_parts(node, at, rows.table, where, doubtful, field)
    if rows.some is not None:
        parts = {
            name: case((rows.some, part), else_=_WITHOUT_ROWS[node.how, name]) for name, part in parts.items()
        }
    if rows.known is not None:
        parts["known"] = rows.known
    return parts


def _split(
    node: Quantified, rows: Rows, of: RowLayout, *, live: bool = True
) -> tuple[list[ColumnElement[bool]], ColumnElement[bool] | None]:
    """Terms that are never NULL go into WHERE and use the index; the rest stays a three-valued condition."""
    sure = list(rows.live) if node.window.live and live else []
    open_: list[ColumnElement[bool]] = []
    if rows.source.day is not None and (node.window.last is not None or node.window.this is not None):
        term = in_window(node.window, of.fact(rows.source.day), of.days)
        (sure if rows.source.day in always_told(rows.source) else open_).append(term)
    terms = node.where.parts if isinstance(node.where, Group) and node.where.how == "all" else (node.where,)
    for term_node in terms:
        if term_node is None:
            continue
        told = isinstance(term_node, Compare) and term_node.fact in always_told(rows.source)
        known = told and isinstance(term_node, Compare) and isinstance(term_node.value, Plain)
        (sure if known else open_).append(condition(term_node, of))
    return sure, and_(*open_) if open_ else None


def in_window(window: Window, day: Sql, days: Days) -> ColumnElement[bool]:
    """The last n days, months or years up to the day of judgement, or the whole calendar year or month."""
    if window.this is not None:
        return and_(day >= days.begin_of(window.this), day <= days.end_of(window.this))
    assert window.last is not None
    return and_(day > days.cutoff(window.last, window.unit), day <= days.as_of)


def _latest(
    node: Quantified,
    rows: Rows,
    of: RowLayout,
    where: ColumnElement[bool],
    inner: Sql | None,
    at: Subjects,
) -> dict[str, Sql]:
    """The newest row that fits or may fit. Its value counts only if it surely fits and its day is known.

    Where nobody has looked there is no newest observation, and what it would say stays open.
    """
    assert rows.source.day is not None and node.field is not None
    day = of.fact(rows.source.day)
    n: Sql = literal(1) if inner is None else as_number(inner)
    candidates = and_(where, func.coalesce(n, 1) == 1)
    newest = [case((day.is_(None), 0), else_=1), day.desc(), rows.id.desc()]
    sure = and_(n == 1, day.is_not(None))
    value = of.fact(node.field)

    def first(expression: Sql) -> Sql:
        found = select(expression).select_from(rows.table).where(candidates)
        return at.lookup(found.order_by(*newest).limit(1))

    nobody = MAYBE if rows.source.observes else NOTHING
    code = func.coalesce(first(case((sure, FOUND), else_=MAYBE)), nobody)
    return {"code": code, "value": first(case((sure, value)))}


#: Codes in one packed number; two bits each, so that the number stays a plain 64-bit one.
PACKED = 30


def packable(node: Quantified) -> bool:
    """Searches that look at fields of their own rows alone can share one look at the rows."""
    return node.how in ("any", "none") and about_rows(node) and not node.over.startswith("same_")


def about_rows(node: Quantified) -> bool:
    """Whether the question looks at fields of its rows alone."""
    return node.where is None or (
        all(key.startswith("row.") for key in facts_of(node.where)) and not standards_of(node.where)
    )


def packed_codes(nodes: Sequence[Quantified], at: Subjects, of: Layout) -> Sql:
    """The codes of several searches through the same rows as one number, first search in the lowest two bits.

    One probe of the index then answers them all.
    """
    rows = rows_of(SOURCES[nodes[0].over], at)
    inside = RowLayout(rows, of)
    live = all(node.window.live for node in nodes)
    total: Sql = literal(0)
    for place, node in enumerate(nodes):
        sure, doubtful = _split(node, rows, inside, live=not live)
        n: Sql = literal(1) if doubtful is None else as_number(doubtful)
        code = (
            case((and_(*sure), func.coalesce(n * FOUND, MAYBE))) if sure else func.coalesce(n * FOUND, MAYBE)
        )
        fits = case((rows.id.is_not(None), code))
        total = total + cast(func.coalesce(func.max(fits), NOTHING), BigInteger) * 4**place
    where = [*rows.ties, *rows.live] if live else rows.ties
    codes = at.lookup(select(total).select_from(rows.table).where(and_(*where)))
    return codes if rows.some is None else case((rows.some, codes), else_=NOTHING)


def unpacked(packed: Sql, place: int) -> Sql:
    """The code of the search at `place`."""
    code: Sql = (packed // 4**place) % 4
    return code
