"""Dry run of a change of rules: who gains, who loses, what it costs, by township. Nothing lasting is written.

Both catalogues are judged by the wide statement of the mass run into temporary tables, which are then compared.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    MetaData,
    SmallInteger,
    String,
    Table,
    and_,
    case,
    func,
    insert,
    literal,
    or_,
    select,
    text,
)

from app.domain.catalogue import Catalogue
from app.domain.facts import Subject
from app.queries.days import Days
from app.queries.rule_changes import DOUBLE, amounts_of, changed_codes, trees_of
from app.queries.rule_groups import GroupLine, group_lines
from app.queries.rule_statements import ALL_SUBJECTS, SUBJECTS
from app.queries.scope import unscoped
from app.queries.wide import Wide

if TYPE_CHECKING:
    from app.queries.rule_preview_columns import ColumnSides

#: Persons or households named in a preview, of each kind; the counts are whole.
NAMED = 50


@dataclass(frozen=True, slots=True)
class PreviewLine:
    """One rule in one township. Subjects with a yes before and after, and what moved. Money in fen a year."""

    code: str
    township: str
    before: int
    after: int
    gain: int
    lose: int
    #: No or yes before, unknown after; and the other way round.
    become_unknown: int
    become_known: int
    cost_before_fen: int
    cost_after_fen: int
    #: Subjects with a yes whose amount cannot be told in money, after the change.
    uncosted: int


@dataclass(frozen=True, slots=True)
class Moved:
    """One subject whose answer changes: person or household by id, with the household to look it up."""

    code: str
    subject: int
    household_id: int
    gains: bool


@dataclass(frozen=True, slots=True)
class Preview:
    """What a change would do on a day in an area."""

    as_of: date
    codes: tuple[str, ...]
    lines: tuple[PreviewLine, ...]
    moved: tuple[Moved, ...]
    #: By sex, disability, nationality and age, where it was asked for.
    groups: tuple[GroupLine, ...] = ()

    def total(self, code: str) -> PreviewLine:
        """The sum over all townships of one rule."""
        own = [line for line in self.lines if line.code == code]
        names = [f for f in PreviewLine.__slots__ if f not in ("code", "township")]
        return PreviewLine(code, "", **{name: sum(getattr(line, name) for line in own) for name in names})


def preview(
    connection: Connection,
    old: Catalogue,
    new: Catalogue,
    as_of: date,
    low: str,
    high: str,
    *,
    grouped: bool = False,
    named: int = NAMED,
) -> Preview:
    """Compare two catalogues over the households, villages and projects of an area range.

    For somebody whose scope covers the whole range; the caller checks that.
    """
    codes = changed_codes(old, new)
    lines: list[PreviewLine] = []
    moved: list[Moved] = []
    groups: list[GroupLine] = []
    with unscoped("dry run of a rule over an area that the scope covers"):
        for subject in ALL_SUBJECTS:
            own = [
                c
                for c in codes
                if any(
                    r.code == c.removesuffix(DOUBLE) and r.unit == subject
                    for k in (old, new)
                    for r in k.rules()
                )
            ]
            if own and subject in SUBJECTS and _whole(connection, low, high):
                found = _columns(connection, subject, own, (old, new), as_of, (low, high))
                for code in own:
                    lines += [PreviewLine(code, *row) for row in found[code].lines(code)]
                    moved += [Moved(code, *row) for row in found[code].moved(code, named)]
                    groups += found[code].groups(code, subject, as_of) if grouped else []
            elif own:
                with _Sides(connection, subject, own, (old, new), as_of, (low, high)) as sides:
                    for code in own:
                        lines += sides.lines(code)
                        moved += sides.moved(code, named)
                        groups += sides.groups(code, subject, as_of) if grouped else []
    return Preview(as_of, codes, tuple(lines), tuple(moved), tuple(groups))


def _whole(connection: Connection, low: str, high: str) -> bool:
    # columns need polars, which takes its time to load: pages that ask for one village do without it
    from app.queries.rule_columns import much_of_register

    return much_of_register(connection, low, high)


def _columns(
    connection: Connection,
    subject: Subject,
    codes: Sequence[str],
    catalogues: tuple[Catalogue, Catalogue],
    as_of: date,
    place: tuple[str, str],
) -> "dict[str, ColumnSides]":
    from app.queries.rule_preview_columns import sides_by_code

    sides = [(trees_of(catalogue, codes), amounts_of(catalogue, codes)) for catalogue in catalogues]
    return sides_by_code(connection, subject, catalogues, sides, as_of, place)


class _Sides:
    """Answers before and after in temporary tables of one subject; they go with the block."""

    def __init__(
        self,
        connection: Connection,
        subject: Subject,
        codes: Sequence[str],
        catalogues: tuple[Catalogue, Catalogue],
        as_of: date,
        place: tuple[str, str],
    ) -> None:
        self.connection, self.codes = connection, codes
        self.tables = [
            self._side(name, subject, catalogue, as_of, place)
            for name, catalogue in zip(("before", "after"), catalogues, strict=True)
        ]

    def __enter__(self) -> "_Sides":
        return self

    def __exit__(self, *_: object) -> None:
        for table in self.tables:
            self.connection.execute(text(f"DROP TABLE IF EXISTS {table.name}"))

    def _side(
        self, name: str, subject: Subject, catalogue: Catalogue, as_of: date, place: tuple[str, str]
    ) -> Table:
        trees = trees_of(catalogue, self.codes)
        amounts = {f"{code}_fen": paid for code, paid in amounts_of(catalogue, self.codes).items()}
        wide = Wide(
            subject, trees, catalogue.standards, days=Days(as_of), restriction="area", amounts=amounts
        )
        columns: list[Column[Any]] = [
            Column("id", BigInteger, primary_key=True), Column("household_id", BigInteger),
            Column("area_code", String(12)), *(Column(n, SmallInteger) for n in trees),
            *(Column(n, BigInteger) for n in amounts),
        ]  # fmt: skip
        table = Table(f"preview_{name}", MetaData(), *columns, prefixes=["TEMPORARY"])
        self.connection.execute(text(f"DROP TABLE IF EXISTS {table.name}"))
        table.create(self.connection, checkfirst=False)
        params = {**wide.days.params(as_of), "area_low": place[0], "area_high": place[1]}
        self.connection.execute(insert(table).from_select([c.name for c in columns], wide.statement), params)
        return table

    def _answers(self, code: str) -> tuple[ColumnElement[int], ColumnElement[int]]:
        """Answers before and after as 1 yes, 0 no, -1 unknown; a rule that is not there says no."""
        one, two = (func.coalesce(t.c[code], -1) if code in t.c else literal(0) for t in self.tables)
        return one, two

    def _joined(self) -> Any:
        before, after = self.tables
        return after.join(before, before.c.id == after.c.id)

    def lines(self, code: str) -> list[PreviewLine]:
        was, is_ = self._answers(code)
        township = func.substr(self.tables[1].c.area_code, 1, 9) + "000"
        fen = [t.c.get(f"{code}_fen", literal(None, BigInteger)) for t in self.tables]

        def count(condition: ColumnElement[bool]) -> ColumnElement[int]:
            return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)

        def cost(answer: ColumnElement[int], amount: ColumnElement[int]) -> ColumnElement[int]:
            return func.coalesce(func.sum(case((answer == 1, func.coalesce(amount, 0)), else_=0)), 0)

        query = (
            select(
                township,
                count(was == 1),
                count(is_ == 1),
                count(and_(was != 1, is_ == 1)),
                count(and_(was == 1, is_ != 1)),
                count(and_(was != -1, is_ == -1)),
                count(and_(was == -1, is_ != -1)),
                cost(was, fen[0]),
                cost(is_, fen[1]),
                count(and_(is_ == 1, fen[1].is_(None))),
            )
            .select_from(self._joined())
            .group_by(township)
            .order_by(township)
        )
        return [
            PreviewLine(code, row[0], *(int(n) for n in row[1:])) for row in self.connection.execute(query)
        ]

    def groups(self, code: str, subject: Subject, as_of: date) -> list[GroupLine]:
        """Who moves, by group."""
        was, is_ = self._answers(code)
        fen = [func.coalesce(t.c.get(f"{code}_fen", literal(None, BigInteger)), 0) for t in self.tables]
        columns: dict[str, ColumnElement[Any]] = {
            "id": self.tables[1].c.id,
            "household": self.tables[1].c.household_id,
            "gains": and_(was != 1, is_ == 1),
            "loses": and_(was == 1, is_ != 1),
            "fen": case((is_ == 1, fen[1]), else_=0) - case((was == 1, fen[0]), else_=0),
        }
        return group_lines(self.connection, code, subject, self._joined(), columns, as_of)

    def moved(self, code: str, named: int) -> list[Moved]:
        """The first of those who gain and of those who lose, in the order of places."""
        was, is_ = self._answers(code)
        after = self.tables[1].c
        found: list[Moved] = []
        for gains, condition in ((True, and_(was != 1, is_ == 1)), (False, and_(was == 1, is_ != 1))):
            rows = self.connection.execute(
                select(after.id, after.household_id)
                .select_from(self._joined())
                .where(or_(condition))
                .order_by(after.area_code, after.id)
                .limit(named)
            )
            found += [Moved(code, subject, home, gains) for subject, home in rows]
        return found
