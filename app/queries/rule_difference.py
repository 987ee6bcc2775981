"""Steps of a mass run in temporary tables: answers of all rules, what they found, what came and what went.

Nothing here writes to a lasting table; the short write stands in `services.rules`.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    FromClause,
    MetaData,
    SmallInteger,
    String,
    Table,
    and_,
    case,
    delete,
    except_,
    func,
    insert,
    literal,
    or_,
    select,
    text,
)
from sqlalchemy.orm import Session

from app.domain.catalogue import Measure
from app.models import Household, Person, RuleResult
from app.queries.rule_statements import RulePart, RuleStatements
from app.queries.worlds import TABLES

YES, UNKNOWN = 1, 2
_KEYS = ("rule", "subject", "household_id", "area_code", "state")


def _result_table(name: str, metadata: MetaData) -> Table:
    columns: list[Column[Any]] = [
        Column("rule", String(24)), Column("subject", BigInteger), Column("household_id", BigInteger),
        Column("area_code", String(12)), Column("state", SmallInteger),
    ]  # fmt: skip
    return Table(name, metadata, *columns, prefixes=["TEMPORARY"])


class Layout:
    """The temporary tables of a run and what is written into them: built once for a set of statements, since a
    statement about a new table is compiled anew."""

    def __init__(self, parts: tuple[RulePart, ...]) -> None:
        self.metadata = MetaData()
        self.wide = {part.name: self._wide_table(part) for part in parts}
        self.places = Table(
            "rules_places", self.metadata, Column("pack", String(60)), Column("rule", String(24)),
            Column("weight", BigInteger), Column("base", SmallInteger), prefixes=["TEMPORARY"],
        )  # fmt: skip
        self.found, self.gone, self.come = (
            _result_table(f"rules_{n}", self.metadata) for n in ("found", "gone", "come")
        )
        self.filling = {p.name: _into(self.wide[p.name], p.statement) for p in parts}
        self.finding = {p.name: [_into(self.found, rows) for rows in self._answers(p)] for p in parts}

    def _wide_table(self, part: RulePart) -> Table:
        answers: list[Column[Any]] = [
            Column(name, BigInteger if name in part.packs else SmallInteger) for name in part.columns()
        ]
        keys: list[Column[Any]] = [
            Column("id", BigInteger),
            Column("household_id", BigInteger),
            Column("area_code", String(12)),
        ]
        return Table(f"rules_{part.name}", self.metadata, *keys, *answers, prefixes=["TEMPORARY"])

    def _answers(self, part: RulePart) -> Iterator[Any]:
        table = self.wide[part.name]
        for measure in part.measures:
            should = table.c[f"{measure.code}_should"]
            yield _rows(table, literal(f"{measure.code}.should"), should)
            verdict = verdict_sql(measure, table)
            name = literal(f"{measure.code}.verdict.") + verdict
            state = case((verdict == "unknown", UNKNOWN), else_=YES)
            yield select(name, table.c.id, table.c.household_id, table.c.area_code, state).where(
                verdict != "none"
            )
            double = table.c.get(f"{measure.code}_double")
            if double is not None:
                yield _rows(table, literal(f"{measure.code}.verdict.double"), func.coalesce(double, 0))
        for packed in part.packs:
            yield self._unpacked(table, packed)

    def _unpacked(self, table: Table, name: str) -> Any:
        """All rules of one packed number in one look: subjects without any answer but no are passed over."""
        p, number = self.places.c, table.c[name]
        answer = (number // p.weight) % p.base
        state = case((answer == p.base // 2, YES), else_=UNKNOWN)
        joined = table.join(self.places, and_(p.pack == f"{table.name}.{name}", answer > 0))
        columns = (p.rule, table.c.id, table.c.household_id, table.c.area_code, state)
        return select(*columns).select_from(joined).where(number != 0)


_layouts: WeakKeyDictionary[RuleStatements, Layout] = WeakKeyDictionary()


def _layout_of(statements: RuleStatements) -> Layout:
    if statements not in _layouts:
        _layouts[statements] = Layout(statements.parts)
    return _layouts[statements]


class Difference:
    """What one run found. The session must be bound to one connection: the temporary tables live on it."""

    def __init__(self, session: Session, statements: RuleStatements) -> None:
        self.session, self.statements = session, statements
        self.layout = _layout_of(statements)
        self.found, self.gone, self.come = self.layout.found, self.layout.gone, self.layout.come
        self.drop()
        self.layout.metadata.create_all(self.connection, checkfirst=False)
        rows = [row for part in statements.parts for row in _places(part)]
        if rows:
            self.connection.execute(insert(self.layout.places), rows)

    @property
    def connection(self) -> Connection:
        """The session's connection inside the session's own transaction, so that its commit is one."""
        return self.session.connection()

    def drop(self) -> None:
        """Take the tables away again, also those that an interrupted run left on this connection."""
        for name in self.layout.metadata.tables:
            self.connection.execute(text(f"DROP TABLE IF EXISTS {name}"))

    def refresh_statistics(self) -> None:
        """PostgreSQL plans by statistics: right after a bulk load there are none, and a run of seconds would
        take minutes. SQLite plans these statements by their indexes alone."""
        if self.connection.dialect.name != "postgresql":
            return
        never = text(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND reltuples <= 0 "
            "AND relnamespace = CAST('public' AS regnamespace) AND pg_relation_size(oid) > 0 ORDER BY relname"
        )
        for name in self.connection.scalars(never).all():
            if name in TABLES:
                self.connection.execute(text(f'ANALYZE "{name}"'))

    def find(self, as_of: date, low: str, high: str) -> dict[str, int]:
        """Answer all rules for the subjects of an area range. Returns how many of each subject."""
        layout = self.layout
        for table in layout.metadata.sorted_tables:
            if table is not layout.places:
                self.connection.execute(delete(table))
        counts: dict[str, int] = {"household": 0, "person": 0}
        for part in self.statements.parts:
            self.connection.execute(
                layout.filling[part.name], part.params(as_of, area_low=low, area_high=high)
            )
            size = select(func.count()).select_from(layout.wide[part.name])
            counts[part.subject] = self.connection.scalar(size) or 0
            for finding in layout.finding[part.name]:
                self.connection.execute(finding)
        self._compare(low, high)
        return counts

    def _compare(self, low: str, high: str) -> None:
        r = RuleResult
        open_ = select(r.rule, r.subject, r.household_id, r.area_code, r.state).where(
            r.until_at.is_(None), r.area_code >= low, r.area_code < high
        )
        found = select(*(self.found.c[k] for k in _KEYS))
        self.connection.execute(_into(self.gone, except_(open_, found)))
        self.connection.execute(_into(self.come, except_(found, open_)))
        if self.connection.dialect.name == "postgresql":
            for table in (self.gone, self.come):
                self.connection.execute(text(f"ANALYZE {table.name}"))

    def counts(self) -> dict[tuple[str, int], int]:
        """How many subjects for each rule and state."""
        f = self.found
        rows = self.connection.execute(
            select(f.c.rule, f.c.state, func.count()).group_by(f.c.rule, f.c.state)
        )
        return {(rule, state): number for rule, state, number in rows}

    def forget_touched(self, since_event: int) -> None:
        """Households changed since the run began were judged by their own save; leave those answers alone."""
        touched = select(Household.id).where(Household.event_id > since_event)
        moved = select(Person.household_id).where(Person.event_id > since_event)
        for table in (self.gone, self.come):
            self.connection.execute(
                delete(table).where(or_(table.c.household_id.in_(touched), table.c.household_id.in_(moved)))
            )


def _into(table: Table, rows: Any) -> Any:
    return insert(table).from_select([c.name for c in table.c], rows)


def _rows(table: FromClause, rule: ColumnElement[str], answer: ColumnElement[int]) -> Any:
    state = case((answer == 1, YES), else_=UNKNOWN)
    columns = (rule, table.c.id, table.c.household_id, table.c.area_code, state)
    return select(*columns).where(or_(answer == 1, answer.is_(None)))


def _places(part: RulePart) -> Iterator[dict[str, Any]]:
    """Which rule stands at which place of which packed number."""
    for name, pack in part.packs.items():
        for place, code in enumerate(pack.codes):
            where = {"pack": f"rules_{part.name}.{name}", "rule": code}
            yield {**where, "weight": pack.base**place, "base": pack.base}


def verdict_sql(measure: Measure, table: FromClause) -> ColumnElement[str]:
    """`domain.verdicts.verdict` as SQL; a test holds the two together."""
    should, has = table.c[f"{measure.code}_should"], table.c[f"{measure.code}_has"]
    return case(
        (and_(should == 0, has == 1), "wrong"),
        (should == 0, "none"),
        (or_(should.is_(None), has.is_(None)), "unknown"),
        (has == 1, "having"),
        else_="missing" if measure.claim == "due" else "may_apply",
    )
