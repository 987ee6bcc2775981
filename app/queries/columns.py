"""Rules over whole areas: the steps of households and persons are fetched as columns, and judged there.

SQL finds facts and answers questions about rows, as for every other use of the kernel; what conditions make of them
costs a database that works row by row more than finding them, and a machine over columns nearly nothing.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
import polars as pl
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    Date,
    FromClause,
    MetaData,
    Select,
    String,
    Table,
    insert,
    select,
    text,
)

from app.domain.catalogue import Amount
from app.domain.conditions import Node, Quantified
from app.domain.facts import HOUSEHOLD, MEMBERS, SOURCES, Subject, owner_of
from app.queries.benefits import facts_of_amount
from app.queries.column_conditions import Series, as_kept, judge, where
from app.queries.column_reading import fetched
from app.queries.conditions import FOUND, MAYBE, NOTHING, Standards
from app.queries.days import Days, income_year
from app.queries.facts import SHARED_OUT, SIZE, Age, age_of
from app.queries.wide_needs import Needs, step_of
from app.queries.wide_steps import Restriction, Steps, age_label, label_of

Trees = Mapping[Subject, Mapping[str, Node]]


class Columns(Steps):
    """Conditions about households and about persons that share their steps."""

    def __init__(
        self,
        trees: Trees,
        standards: Standards,
        *,
        days: Days,
        restriction: Restriction = "area",
        ages: bool = True,
        amounts: Iterable[Amount] = (),
    ) -> None:
        """`amounts`: what they reckon with is fetched as well, for each subject that has trees."""
        self.trees, needs = trees, Needs(keep_ages=ages)
        paid = tuple(amounts)
        for subject, own in trees.items():
            for tree in (*own.values(), *(one.when for one in paid if one.when is not None)):
                needs.add(tree, subject)
            for key in (key for one in paid for key in facts_of_amount(one)):
                needs.fact(key, subject)
        self.kept = MetaData()
        subject = "person" if trees.get("person") else "household"
        super().__init__(subject, needs, standards, days=days, restriction=restriction)

    def _finished(self, query: Select[Any], name: str) -> FromClause:
        """Households stand in a temporary table, since both reading them and finding their members need them.
        Members are only read."""
        if name == "pf":
            return query.subquery(name)
        if name != "hb":
            return super()._finished(query, name)
        columns = [Column(c.name, _kind(c), primary_key=c.name == "id") for c in query.selected_columns]
        table = Table("rules_households", self.kept, *columns, prefixes=["TEMPORARY"])
        self.homes_query = query
        self.filling = insert(table).from_select([c.name for c in columns], query)
        return table

    def answers(self, connection: Connection, as_of: date, **restriction: Any) -> dict[Subject, pl.DataFrame]:
        """A row a subject: id, household_id, area_code, then a column of truth values for each tree."""
        homes, people = self.read(connection, as_of, {**self.days.params(as_of), **restriction})
        here = Register(self, homes, people, as_of)
        return {subject: here.answered(subject, own) for subject, own in self.trees.items() if own}

    def read(
        self, connection: Connection, _as_of: date, params: Mapping[str, Any]
    ) -> tuple[pl.DataFrame, pl.DataFrame | None]:
        """The steps as columns: households, and their members where a rule asks about them."""
        table = self.kept.tables["rules_households"]
        self.drop(connection)
        self.kept.create_all(connection, checkfirst=False)
        connection.execute(self.filling, params)
        if connection.dialect.name == "postgresql":
            connection.execute(text(f"ANALYZE {table.name}"))
        homes = fetched(connection, select(table), {})
        people = None if self.pf is None else fetched(connection, select(self.pf), params)
        self.drop(connection)
        return homes, people

    def drop(self, connection: Connection) -> None:
        """Also what an interrupted run left on this connection."""
        connection.execute(text("DROP TABLE IF EXISTS rules_households"))

    def fresh(self, frame: "Frame", step: Subject, age: Age) -> Series:
        """Whether values of this age are young enough, one answer a subject of the frame."""
        return frame.own(step, age_label(age)) == 1

    def place_of(self, question: Quantified, owner: Subject) -> dict[str, Any]:
        """Where a step keeps the parts of a question: `chosen`, `packed`, or names of columns by part."""
        if (question, owner) in self._chosen:
            label, choice, bits = self._chosen[question, owner]
            return {"chosen": (label, sum({bits[value] for value in choice.values}))}
        if (question, owner) in self._packed:
            return {"packed": self._packed[question, owner]}
        return {name: label for (q, o, name), label in self._names.items() if (q, o) == (question, owner)}


def _kind(column: Any) -> Any:
    return column.type if isinstance(column.type, String | Date | Boolean) else BigInteger()


class Register:
    """What was fetched: households, and their members where a rule asks about them."""

    def __init__(self, steps: Columns, homes: pl.DataFrame, people: pl.DataFrame | None, as_of: date) -> None:
        self.steps, self.as_of = steps, as_of
        if people is not None:
            places = homes.select("id", pl.int_range(pl.len()).alias("home"))
            people = people.join(places, left_on="household_id", right_on="id", how="inner").sort(
                "home", "id"
            )
        self.frames: dict[Subject, Frame] = {"household": Frame(self, "household", homes)}
        if people is not None:
            self.frames["person"] = Frame(self, "person", people)

    def answered(self, subject: Subject, trees: Mapping[str, Node]) -> pl.DataFrame:
        """Keys of the subjects and the answers of these trees."""
        frame = self.frames[subject]
        home = frame.columns["household_id"] if subject == "person" else frame.columns["id"]
        keys = [frame.columns["id"].alias("id"), home.alias("household_id"), frame.home("area_code")]
        return pl.DataFrame([*keys, *(judge(tree, frame).alias(name) for name, tree in trees.items())])


class Frame:
    """Columns around the subjects of one kind; those of the household stand beside each member."""

    def __init__(self, register: Register, subject: Subject, columns: pl.DataFrame) -> None:
        self.register, self.steps, self.subject, self.columns = register, register.steps, subject, columns
        self.today: int = as_kept(register.as_of)
        self.judged: dict[Node, Series] = {}
        self._beside: dict[str, Series] = {}

    def __len__(self) -> int:
        return self.columns.height

    def home(self, name: str) -> Series:
        """A column of the household."""
        if self.subject == "household":
            return self.columns[name]
        if name not in self._beside:
            self._beside[name] = self.beside(self.register.frames["household"].columns[name])
        return self._beside[name]

    def beside(self, of_homes: Series) -> Series:
        """Values of the households, one for each subject of this frame."""
        return of_homes if self.subject == "household" else of_homes.gather(self.columns["home"])

    def own(self, owner: Subject, name: str) -> Series:
        return self.columns[name] if owner == self.subject else self.home(name)

    def raw(self, key: str) -> Series:
        step = step_of(key, self.subject)
        told = self.own(step, label_of(key))
        if key not in SHARED_OUT:
            return told
        size = self.own(step, label_of(SIZE))
        each = told.abs() // where(size == 0, None, size)  # cut towards zero, as both engines do
        return each * told.sign()

    def fact(self, key: str) -> Series:
        age = age_of(key)
        if age is None or not self.steps.ages:
            return self.raw(key)
        return where(self.steps.fresh(self, step_of(key, self.subject), age), self.raw(key), None)

    def standard(self, code: str) -> Series:
        standard, as_of = self.steps.standards[code], self.register.as_of
        day = date(income_year(as_of), 12, 31) if standard.clock == "income_year" else as_of
        area = self.home("area_code")
        found = pl.Series("", [None], pl.Int64).new_from_index(0, len(self))
        for line in reversed(standard.narrowest_first):
            if line.first_on <= day and (line.last_on is None or day <= line.last_on):
                here = (area >= line.area_low) & (area < line.area_high)
                found = where(here, pl.Series("", [line.value], pl.Int64).new_from_index(0, len(self)), found)
        return found

    def parts(self, node: Quantified) -> dict[str, Series]:
        if node.over == HOUSEHOLD:
            home = self.register.frames["household"]
            fits = home.fitting(node.where)
            return {"code": self.beside((fits.cast(pl.Int64) * FOUND).fill_null(MAYBE))}
        if node.over == MEMBERS:
            return {
                name: self.beside(part) for name, part in self.register.frames["person"].circle(node).items()
            }
        source = SOURCES[node.over]
        owner = owner_of(source, self.subject)
        parts = self._of_rows(self.steps.place_of(node, owner), owner)
        if source.dataset:
            parts["known"] = self.home(f"covered_{source.dataset}") == 1
        return parts

    def _of_rows(self, place: dict[str, Any], owner: Subject) -> dict[str, Series]:
        if "chosen" in place:
            label, wanted = place["chosen"]
            return {"code": where((self.own(owner, label) & wanted) != 0, FOUND, NOTHING)}
        if "packed" in place:
            label, at = place["packed"]
            return {"code": (self.own(owner, label) // 4**at) % 4}
        parts = {name: self.own(owner, label) for name, label in place.items()}
        return parts | ({"known": parts["known"] == 1} if "known" in parts else {})

    def fitting(self, node: Node | None) -> Series:
        """Which subjects a question is about; all of them where it sets no condition."""
        return pl.repeat(True, len(self), eager=True) if node is None else judge(node, self)

    def circle(self, node: Quantified) -> dict[str, Series]:
        """What the members of each household say together; see `row_questions.row_parts`. Members stand sorted by
        their household."""
        fits = self.fitting(node.where)
        if node.how in ("any", "none"):
            codes = (fits.cast(pl.Int64) * FOUND).fill_null(MAYBE)
            return {"code": self._together(codes, np.maximum)}
        if node.how == "count":
            least, most = (self._together(fits.fill_null(b).cast(pl.Int64), np.add) for b in (False, True))
            return {"least": least, "most": most}
        assert node.field is not None
        value = self.fact(node.field)
        open_ = fits.is_null() | (fits & value.is_null())
        total = self._together(where(fits, value, 0).fill_null(0), np.add)
        doubtful = self._together(open_.cast(pl.Int64), np.maximum)
        return {"value": where(doubtful == 0, total, None)}

    def _together(self, values: Series, how: np.ufunc) -> Series:
        """Aggregated over the members of each household; 0 where it has none."""
        homes = self.register.frames["household"]
        found = np.zeros(len(homes), np.int64)
        if len(values):
            begins = self.begins
            found[self.columns["home"].to_numpy()[begins]] = how.reduceat(values.to_numpy(), begins)
        return pl.Series("", found)

    @cached_property
    def begins(self) -> Any:
        """Where the members of the next household begin."""
        home = self.columns["home"].to_numpy()
        return np.flatnonzero(np.r_[True, home[1:] != home[:-1]])
