"""Answers before and after a change of rules over columns: what both sides need is read once."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import polars as pl
from sqlalchemy import BigInteger, Column, Connection, MetaData, SmallInteger, Table, text

from app.adapters.bulk_insert import insert_columns
from app.domain.catalogue import Amount, Catalogue
from app.domain.conditions import Node, standards_of
from app.domain.facts import Subject
from app.queries.column_amounts import yearly_amounts
from app.queries.column_conditions import judge
from app.queries.columns import Register
from app.queries.days import Days
from app.queries.rule_groups import GroupLine, group_lines
from app.queries.whole_columns import WholeColumns
from app.queries.wide_needs import Needs

Trees = Mapping[str, Node]
Amounts = Mapping[str, tuple[Amount, ...]]
_MOVED = Table(
    "preview_moved", MetaData(), Column("id", BigInteger), Column("household", BigInteger),
    Column("gains", SmallInteger), Column("loses", SmallInteger), Column("fen", BigInteger),
    prefixes=["TEMPORARY"],
)  # fmt: skip


class ColumnSides:
    """Answers and amounts of both catalogues about the households or persons of an area."""

    def __init__(
        self,
        connection: Connection,
        subject: Subject,
        catalogues: Sequence[Catalogue],
        sides: Sequence[tuple[Trees, Amounts]],
        as_of: date,
        place: tuple[str, str],
        *,
        apart: bool,
    ) -> None:
        """`sides`: conditions and amounts by code, before and after. `apart`: each side reads for itself."""
        self.connection = connection
        trees = {f"{n}_{code}": tree for n, (own, _) in enumerate(sides) for code, tree in own.items()}
        amounts = [one for _, own in sides for several in own.values() for one in several]
        given = [WholeColumns({subject: trees}, catalogues[0].standards, days=Days(as_of), amounts=amounts)]
        if apart:
            last = catalogues[1].standards
            given.append(WholeColumns({subject: trees}, last, days=Days(as_of), amounts=amounts))
        params = {**given[0].days.params(as_of), "area_low": place[0], "area_high": place[1]}
        read = [columns.read(connection, as_of, params) for columns in given]
        self.sides = []
        for n, (catalogue, (own, pays)) in enumerate(zip(catalogues, sides, strict=True)):
            columns, (homes, people) = given[min(n, len(given) - 1)], read[min(n, len(read) - 1)]
            columns.standards = catalogue.standards
            frame = Register(columns, homes, people, as_of).frames[subject]
            self.sides.append(
                {code: judge(tree, frame).cast(pl.Int64).fill_null(-1) for code, tree in own.items()}
                | {f"{code}_fen": yearly_amounts(several, frame) for code, several in pays.items()}
            )
            home = frame.columns["household_id" if subject == "person" else "id"]
            self.keys = pl.DataFrame(
                [
                    frame.columns["id"].alias("id"),
                    home.alias("household"),
                    frame.home("area_code").alias("area_code"),
                ]
            )
        self._told: dict[str, pl.DataFrame] = {}

    def _of(self, code: str) -> pl.DataFrame:
        """Answers (1 yes, 0 no, -1 unknown; a rule that is not there says no) and fen before and after."""
        if code not in self._told:
            found = self.keys
            for word, side in zip(("was", "is"), self.sides, strict=True):
                for name, key, default in ((word, code, 0), (f"{word}_fen", f"{code}_fen", None)):
                    own = side.get(key)
                    column = pl.lit(default, pl.Int64) if own is None else own
                    found = found.with_columns(column.alias(name))
            was, now = pl.col("was"), pl.col("is")
            self._told[code] = found.with_columns(
                ((was != 1) & (now == 1)).alias("gains"), ((was == 1) & (now != 1)).alias("loses")
            )
        return self._told[code]

    def lines(self, code: str) -> list[tuple[Any, ...]]:
        """A row a township: code of the place, then the numbers of a `PreviewLine` in their order."""
        was, now = pl.col("was"), pl.col("is")
        counts = {
            "before": (was == 1).sum(), "after": (now == 1).sum(), "gain": pl.col("gains").sum(),
            "lose": pl.col("loses").sum(), "become_unknown": ((was != -1) & (now == -1)).sum(),
            "become_known": ((was == -1) & (now != -1)).sum(),
            "cost_before": pl.col("was_fen").filter(was == 1).sum(),
            "cost_after": pl.col("is_fen").filter(now == 1).sum(),
            "uncosted": ((now == 1) & pl.col("is_fen").is_null()).sum(),
        }  # fmt: skip
        township = (pl.col("area_code").str.head(9) + "000").alias("township")
        return self._of(code).group_by(township).agg(**counts).sort("township").rows()

    def moved(self, code: str, named: int) -> list[tuple[int, int, bool]]:
        """(subject, household, gains) of the first who gain and who lose, in the order of places."""
        return [
            (subject, home, gains)
            for gains, word in ((True, "gains"), (False, "loses"))
            for subject, home in self._of(code).filter(word).sort("area_code", "id").head(named)
            .select("id", "household").rows()
        ]  # fmt: skip

    def groups(self, code: str, subject: Subject, as_of: date) -> list[GroupLine]:
        """Who moves, by group."""
        fen = [
            pl.when(pl.col(w) == 1).then(pl.col(f"{w}_fen").fill_null(0)).otherwise(0) for w in ("is", "was")
        ]
        told = self._of(code).select(
            "id", "household", pl.col("gains", "loses").cast(pl.Int64), (fen[0] - fen[1]).alias("fen")
        )
        told = told.filter((pl.col("gains") == 1) | (pl.col("loses") == 1) | (pl.col("fen") != 0))
        self.connection.execute(text(f"DROP TABLE IF EXISTS {_MOVED.name}"))
        _MOVED.create(self.connection, checkfirst=False)
        insert_columns(self.connection, _MOVED, told.to_dict(as_series=False))
        t = _MOVED.c
        columns = {
            "id": t.id,
            "household": t.household,
            "gains": t.gains == 1,
            "loses": t.loses == 1,
            "fen": t.fen,
        }
        found = group_lines(self.connection, code, subject, _MOVED, columns, as_of)
        self.connection.execute(text(f"DROP TABLE {_MOVED.name}"))
        return found


def sides_by_code(
    connection: Connection,
    subject: Subject,
    catalogues: Sequence[Catalogue],
    sides: Sequence[tuple[Trees, Amounts]],
    as_of: date,
    place: tuple[str, str],
) -> dict[str, ColumnSides]:
    """The answers about each code. Most codes share one reading; where rows are compared with a standard that changes,
    each side reads for itself."""
    codes = {code for own, _ in sides for code in own}
    differing = {c for own, _ in sides for c, tree in own.items() if _reads_apart(tree, subject, catalogues)}
    found: dict[str, ColumnSides] = {}
    for apart, some in ((False, codes - differing), (True, differing)):
        if some:
            own = [({c: t for c, t in trees.items() if c in some}, {c: a for c, a in pays.items() if c in some})
                   for trees, pays in sides]  # fmt: skip
            together = ColumnSides(connection, subject, catalogues, own, as_of, place, apart=apart)
            found |= dict.fromkeys(some, together)
    return found


def _reads_apart(tree: Node, subject: Subject, catalogues: Sequence[Catalogue]) -> bool:
    needs = Needs()
    needs.add(tree, subject)
    conditions = [q.where for own in needs.rows.values() for q in own if q.where is not None]
    old, new = (catalogue.standards for catalogue in catalogues)
    return any(old.get(code) != new.get(code) for where in conditions for code in standards_of(where))
