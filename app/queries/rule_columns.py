"""All rules about households and persons over whole areas, and what is kept of their answers."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import polars as pl
from sqlalchemy import Connection, func, select

from app.domain.catalogue import Catalogue, Check, Criterion, Measure
from app.domain.conditions import Node
from app.domain.facts import Subject
from app.models import Household
from app.queries.columns import Columns
from app.queries.days import Days
from app.queries.rule_statements import SUBJECTS, UNKNOWN, YES, measure_trees
from app.queries.rules_in_force import RulesInForce
from app.queries.whole_columns import WholeColumns

#: An answer as it is kept: area codes as numbers, since numbers are compared faster than texts.
KEPT = {"rule": pl.Categorical, "subject": pl.Int64, "household_id": pl.Int64, "area_code": pl.Int64,
        "state": pl.Int64}  # fmt: skip
Answer = tuple[str, pl.Series, int]
TreesOf = Callable[[Subject], dict[str, Node]]


#: From one in so many households on, tables are read whole instead of looked up for each of them.
WHOLE_FROM = 8


class Columnar(NamedTuple):
    """Rules that judge by young values only, and rules of quality, which look at all that stands there."""

    judging: Columns | None
    quality: Columns | None


@dataclass(frozen=True, eq=False)
class RuleColumns:
    """All rules about households and persons, for small areas and for much of the register."""

    measures: dict[Subject, tuple[Measure, ...]]
    looked_up: Columnar
    whole: Columnar

    def found(
        self, connection: Connection, as_of: date, low: str, high: str
    ) -> tuple[pl.DataFrame, dict[str, int]]:
        """What is kept of all answers in a range of areas, and how many of each subject there are."""
        parts: list[pl.DataFrame] = []
        sizes: dict[str, int] = dict.fromkeys(SUBJECTS, 0)
        own = self.whole if much_of_register(connection, low, high) else self.looked_up
        for columns, kept in ((own.judging, self._judged), (own.quality, _of_quality)):
            if columns is None:
                continue
            answers = columns.answers(connection, as_of, area_low=low, area_high=high)
            for subject, found in answers.items():
                sizes[subject] = found.height
                parts.append(_rows(found, kept(subject, found)))
        return pl.concat(parts) if parts else pl.DataFrame(schema=KEPT), sizes

    def _judged(self, subject: Subject, own: pl.DataFrame) -> Iterator[Answer]:
        measured = set()
        for measure in self.measures[subject]:
            names = [f"{measure.code}_{word}" for word in ("should", "has", "double")]
            measured |= set(names)
            should, has = own[names[0]], own[names[1]]
            yield from _states(f"{measure.code}.should", should)
            for word, fits in _verdicts(measure, should, has):
                yield f"{measure.code}.verdict.{word}", fits, UNKNOWN if word == "unknown" else YES
            if names[2] in own.columns:
                yield f"{measure.code}.verdict.double", own[names[2]], YES
        for code in own.columns[3:]:
            if code not in measured:
                yield from _states(code, own[code])


def much_of_register(connection: Connection, low: str, high: str) -> bool:
    """Whether a good part of all households lies in this range of areas."""
    h = Household
    inside = func.count().filter(h.area_code >= low, h.area_code < high)
    some, all_ = connection.execute(select(inside, func.count()).select_from(h)).one()
    return bool(some * WHOLE_FROM >= all_)


def _of_quality(_subject: Subject, own: pl.DataFrame) -> Iterator[Answer]:
    """Of a rule of quality only what it finds is kept."""
    return ((code, own[code], YES) for code in own.columns[3:])


def _states(rule: str, answer: pl.Series) -> Iterator[Answer]:
    yield rule, answer, YES
    yield rule, answer.is_null(), UNKNOWN


def _verdicts(measure: Measure, should: pl.Series, has: pl.Series) -> Iterator[tuple[str, pl.Series]]:
    """`domain.verdicts.verdict` over columns; a test holds the two together."""
    due, had = should.fill_null(False), has.fill_null(False)
    open_ = should.is_null() | (due & has.is_null())
    yield "wrong", ~should.fill_null(True) & had
    yield "unknown", open_
    yield "having", due & had
    yield "missing" if measure.claim == "due" else "may_apply", due & ~has.fill_null(True)


def _rows(own: pl.DataFrame, answers: Iterator[Answer]) -> pl.DataFrame:
    """One row for each subject of which an answer is true."""
    keys = own.select(
        pl.col("id").alias("subject"), "household_id", pl.col("area_code").cast(pl.Int64)
    )  # fmt: skip
    parts = [
        keys.filter(fits.fill_null(False)).with_columns(
            pl.lit(rule, pl.Categorical).alias("rule"), pl.lit(state, pl.Int64).alias("state")
        )
        for rule, fits, state in answers
    ]
    return pl.concat(parts).select(*KEPT) if parts else pl.DataFrame(schema=KEPT)


_kept: dict[str, RuleColumns] = {}
_MOST_KEPT = 8


def rule_columns(rules: RulesInForce, as_of: date) -> RuleColumns:
    """The columns of these rules, from memory where they were written before; they serve any day."""
    if rules.key not in _kept:
        _kept[rules.key] = build_columns(rules.catalogue, as_of)
        while len(_kept) > _MOST_KEPT:
            _kept.pop(next(iter(_kept)))
    return _kept[rules.key]


def build_columns(catalogue: Catalogue, as_of: date) -> RuleColumns:
    """Write them anew."""
    measures: dict[Subject, tuple[Measure, ...]] = {
        s: tuple(m for m in catalogue.measures.values() if m.unit == s) for s in SUBJECTS
    }
    judged: list[Check | Criterion] = [*catalogue.checks.values(), *catalogue.criteria.values()]

    def columns(kind: type[Columns], trees_of: TreesOf, *, ages: bool) -> Columns | None:
        trees = {subject: own for subject in SUBJECTS if (own := trees_of(subject))}
        return kind(trees, catalogue.standards, days=Days(as_of), ages=ages) if trees else None

    def judging(subject: Subject) -> dict[str, Node]:
        conditions = {r.code: r.condition for r in judged if r.unit == subject}
        return measure_trees(measures[subject], catalogue) | conditions

    def quality(subject: Subject) -> dict[str, Node]:
        return {q.code: q.condition for q in catalogue.quality.values() if q.unit == subject}

    looked_up, whole = (
        Columnar(columns(kind, judging, ages=True), columns(kind, quality, ages=False))
        for kind in (Columns, WholeColumns)
    )
    return RuleColumns(measures, looked_up, whole)
