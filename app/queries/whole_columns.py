"""Columns of a whole register, or of much of it: what steps look up subject by subject is read once and joined."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl
from sqlalchemy import ColumnClause, Connection, Date, FromClause, Select, cast, insert, null, select
from sqlalchemy.sql import visitors

from app.domain.catalogue import Amount
from app.domain.facts import Subject
from app.queries.column_conditions import Series, as_kept, where
from app.queries.column_reading import fetched
from app.queries.columns import Columns, Frame, Trees
from app.queries.conditions import Standards
from app.queries.days import Days, earlier
from app.queries.facts import SIZE, Age, fresh_sql
from app.queries.grouped_looks import OWNER, Look, Sql, look_of, nobodys, readings
from app.queries.row_kinds import Subjects
from app.queries.row_sources import covered
from app.queries.wide_needs import VISITED
from app.queries.wide_steps import age_label, label_of

_AGE = label_of("person.age")
Readings = list[tuple[Select[Any], list[Look]]]


class WholeColumns(Columns):
    """The steps of `Columns` taken apart: plain columns of households and of members, and looks at other tables."""

    def __init__(
        self,
        trees: Trees,
        standards: Standards,
        *,
        days: Days,
        ages: bool = True,
        amounts: Iterable[Amount] = (),
    ) -> None:
        self._of: dict[Subject, tuple[Subjects, list[Sql]]] = {}
        self.looks: dict[Subject, list[Look]] = {"household": [], "person": []}
        super().__init__(trees, standards, days=days, ages=ages, amounts=amounts)
        self.homes = self._homes()
        self.people = None if self.pf is None else self._people()
        self.places = self._places()
        self.readings: dict[Subject, Readings] = {s: readings(looks) for s, looks in self.looks.items()}

    def _lists(self) -> tuple[str, ...]:
        """Lists are read whole: nobody is looked up in them."""
        return ()

    def _of_step(self, subject: Subject, at: Subjects) -> list[Sql]:
        at = replace(at, groupable=True)
        columns = super()._of_step(subject, at)
        self._of[subject] = at, columns
        return columns

    def _coverage(self, _at: Subjects, _places: FromClause) -> list[Sql]:
        return []

    # -- statements ------------------------------------------------------------------------------------------

    def _homes(self) -> Select[Any]:
        at, columns = self._of["household"]
        if self.pf is not None:  # members are counted where they stand
            columns = [c for c in columns if _name(c) != label_of(SIZE)]
        plain = self._plain("household", at, columns)
        h = at.household
        return select(h.c.id, h.c.area_code, *plain).where(h.c.status == "active", *self._restrict(h))

    def _people(self) -> Select[Any]:
        """Members of all households; those of this area are found by joining. Where a column of theirs speaks of their
        household, the household's column stands in the temporary table for it."""
        at, columns = self._of["person"]
        p, hb = at.person, self._hb
        assert p is not None
        plain = self._plain("person", at, columns)
        parts = [part for column in plain for part in visitors.iterate(column)]
        self.beside = {str(c.name) for c in parts if isinstance(c, ColumnClause) and c.table is hb}
        source: FromClause = p
        if self.beside:
            self._fill_only(self.beside | {"id"})
            source = p.join(hb, hb.c.id == p.c.household_id)
        query = select(p.c.id, p.c.household_id, *plain).select_from(source)
        return query.where(p.c.status == "present")

    def _fill_only(self, names: set[str]) -> None:
        """Let the temporary table hold these columns alone."""
        own = [c for c in self.homes_query.selected_columns if c.name in names]
        query = self.homes_query.with_only_columns(*own)
        self.filling = insert(self.kept.tables["rules_households"]).from_select([c.name for c in own], query)

    def _places(self) -> Select[Any] | None:
        """Which lists were delivered, place by place."""
        if not self.needs.datasets:
            return None
        h = self.world.table("household")
        codes = select(h.c.area_code).where(h.c.status == "active", *self._restrict(h)).distinct().subquery()
        at = Subjects(self.world, self.days, codes)
        known = [covered(at, d, codes.c.area_code).label(f"covered_{d}") for d in self.needs.datasets]
        return select(codes.c.area_code, *known)

    def _plain(self, subject: Subject, at: Subjects, columns: list[Sql]) -> list[Sql]:
        """Columns that are no looks; the looks are put aside."""
        key = at.household.c.id if at.person is None else at.person.c.id
        told = {age_label(age): self._told(age, at) for age in self.needs.ages[subject] if by_visits(age)}
        plain: list[Sql] = []
        for column in columns:
            name = _name(column)
            own = told.get(name, column)
            if name == _AGE and at.person is not None:
                own = at.person.c.born_on.label(name)
            look = look_of(own, key, tuple(at.around))
            if look is None:
                plain.append(own)
            else:
                self.looks[subject].append(look)
        return plain

    def _told(self, age: Age, at: Subjects) -> Sql:
        """Whether values of this age are young enough without any visit."""
        return fresh_sql(age, at, lambda: cast(null(), Date)).label(age_label(age))

    # -- reading ---------------------------------------------------------------------------------------------

    def read(
        self, connection: Connection, as_of: date, params: Mapping[str, Any]
    ) -> tuple[pl.DataFrame, pl.DataFrame | None]:
        homes = fetched(connection, self.homes, params)
        if self.places is not None:
            known = fetched(connection, self.places, params)
            homes = homes.join(known, on="area_code", how="left", maintain_order="left")
        homes = self._with_looks(connection, "household", homes, params)
        if self.people is None:
            return homes, None
        if self.beside:
            self.drop(connection)
            self.kept.create_all(connection, checkfirst=False)
            connection.execute(self.filling, params)
        people = fetched(connection, self.people, params)
        if self.beside:
            self.drop(connection)
        if _AGE in people.columns:
            people = people.with_columns(((as_kept(as_of) - people[_AGE]) // 10_000).alias(_AGE))
        sizes = people.group_by("household_id").agg(pl.len().cast(pl.Int64).alias(label_of(SIZE)))
        homes = homes.join(sizes, left_on="id", right_on="household_id", how="left", maintain_order="left")
        homes = homes.with_columns(pl.col(label_of(SIZE)).fill_null(0))
        return homes, self._with_looks(connection, "person", people, params)

    def _with_looks(
        self, connection: Connection, subject: Subject, frame: pl.DataFrame, params: Mapping[str, Any]
    ) -> pl.DataFrame:
        """The columns of the looks beside the others."""
        if not self.looks[subject]:
            return frame
        without = fetched(connection, nobodys(self.looks[subject]), params)
        columns: list[Series] = []
        for query, looks in self.readings[subject]:
            rows = fetched(connection, query, params).unique(OWNER, keep="any")
            places = rows.select(pl.col(OWNER).alias("id"), pl.int_range(pl.len()).alias("at"))
            at = frame.select("id").join(places, on="id", how="left", maintain_order="left")["at"]
            for look in looks:
                values = rows[look.label].gather(at)
                default = without[look.label][0]
                columns.append(
                    values if default is None else where(at.is_null(), default, values).alias(look.label)
                )
        return frame.with_columns(columns)

    def fresh(self, frame: Frame, step: Subject, age: Age) -> Series:
        told = super().fresh(frame, step, age)
        if not by_visits(age):
            return told
        since = as_kept(earlier(frame.register.as_of, age[1], "months"))
        young: Series = told | (frame.home(label_of(VISITED)) >= since)
        return young


def by_visits(age: Age) -> bool:
    """Whether a visit makes values of this age young again."""
    return age[0] != "village_record"


def _name(column: Any) -> str:
    return str(column.name)
