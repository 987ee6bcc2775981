"""四看法 (domain reference 4): a dated scoring table, what one scorer chose, part scores that name the cause.

Every option may carry a condition; the first option whose condition holds is what the register says. What it cannot
say is asked of the scorers. Scores are kept in tenths, since the table has half points.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.domain.catalogue import Source
from app.domain.catalogue_parser import CatalogueError, days_of, source_of
from app.domain.condition_parser import parse
from app.domain.condition_values import scaled
from app.domain.conditions import Node

#: Which end of the scale is better: the origin village counted wealth, other places count need.
DIRECTIONS = ("high_is_better", "high_is_poorer")
#: How the sheets of several scorers become one figure.
COMBINATIONS = ("mean", "median")


@dataclass(frozen=True, slots=True)
class Option:
    """One answer of an item. `tenths` is its score in tenths of a point; `when` None = a person decides."""

    title: str
    tenths: int
    when: Node | None


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the table, e.g. H1 人均住房面积."""

    key: str
    title: str
    options: tuple[Option, ...]

    @property
    def most(self) -> int:
        return max(option.tenths for option in self.options)


@dataclass(frozen=True, slots=True)
class Look:
    """One of the four looks. Below `weak_below` of its possible score it names its causes."""

    key: str
    title: str
    causes: tuple[str, ...]
    weak_percent: int
    items: tuple[Item, ...]

    @property
    def most(self) -> int:
        return sum(item.most for item in self.items)


@dataclass(frozen=True, slots=True)
class Band:
    """Totals below `below` tenths (None = all the rest) are called this."""

    title: str
    below: int | None


@dataclass(frozen=True, slots=True)
class LookTable:
    """One version of the scoring table."""

    code: str
    title: str
    direction: str
    combine: str
    first_on: date
    last_on: date | None
    source: Source
    bands: tuple[Band, ...]
    looks: tuple[Look, ...]

    @property
    def items(self) -> tuple[Item, ...]:
        return tuple(item for look in self.looks for item in look.items)

    @property
    def most(self) -> int:
        return sum(look.most for look in self.looks)


@dataclass(frozen=True, slots=True)
class Part:
    """The score of one look, out of what could be reached by what is answered; weak only once all is answered."""

    look: Look
    tenths: int
    reachable: int
    open_items: tuple[Item, ...]
    weak: bool

    @property
    def causes(self) -> tuple[str, ...]:
        return self.look.causes if self.weak else ()


@dataclass(frozen=True, slots=True)
class Score:
    """One sheet counted: `band` is None while anything is open, since half a sheet is not a result."""

    parts: tuple[Part, ...]
    tenths: int
    band: str | None

    @property
    def open_items(self) -> tuple[Item, ...]:
        return tuple(item for part in self.parts for item in part.open_items)


def score(table: LookTable, chosen: Mapping[str, int | None]) -> Score:
    """Count a sheet. `chosen` names the number of the option of each item; None or absent = open."""
    parts = tuple(_part(look, chosen, table.direction) for look in table.looks)
    total = sum(part.tenths for part in parts)
    complete = not any(part.open_items for part in parts)
    return Score(parts, total, band_of(table, total) if complete else None)


def _part(look: Look, chosen: Mapping[str, int | None], direction: str) -> Part:
    tenths = reachable = 0
    missing: list[Item] = []
    for item in look.items:
        number = chosen.get(item.key)
        if number is None or not 0 <= number < len(item.options):
            missing.append(item)
            continue
        tenths += item.options[number].tenths
        reachable += item.most
    share = 100 * tenths - look.weak_percent * reachable
    bad = share < 0 if direction == "high_is_better" else share > 0
    return Part(look, tenths, reachable, tuple(missing), bad and not missing)


def band_of(table: LookTable, tenths: int) -> str:
    """The name of the band that a total falls into."""
    return next(band.title for band in table.bands if band.below is None or tenths < band.below)


def combined(table: LookTable, totals: Sequence[int]) -> int | None:
    """The figure of several complete sheets, in tenths, rounded half up; None where there is no sheet."""
    if not totals:
        return None
    if table.combine == "mean":
        return (2 * sum(totals) + len(totals)) // (2 * len(totals))
    ordered, middle = sorted(totals), len(totals) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle] + 1) // 2


def first_that_holds(item: Item, answers: Sequence[bool | None]) -> int | None:
    """Which option the register chooses: the first that is so. An unknown before it leaves the item open."""
    for number, answer in enumerate(answers):
        if answer is None:
            return None
        if answer:
            return number
    return None


def read_table(raw: Mapping[str, Any], standards: frozenset[str] | None = None) -> LookTable:
    """A table from its data; CatalogueError names what is missing or contradicts itself."""
    code = str(raw.get("code", ""))[:24]
    first, last = days_of(raw, code)
    looks = tuple(_look(entry, code, standards) for entry in raw.get("looks") or ())
    if not looks:
        raise CatalogueError("E-K01", "评分表至少要有一看。", f"{code}.looks")
    for key, allowed in (("direction", DIRECTIONS), ("combine", COMBINATIONS)):
        if raw.get(key) not in allowed:
            raise CatalogueError("E-K01", f"{key} 只能是 {'、'.join(allowed)}。", f"{code}.{key}")
    bands = tuple(Band(str(b["title"]), _tenths(b.get("below"), code)) for b in raw.get("bands") or ())
    if not bands or bands[-1].below is not None:
        raise CatalogueError("E-K01", "最后一档不写 below。", f"{code}.bands")
    table = LookTable(
        code, str(raw.get("title", ""))[:60], str(raw["direction"]), str(raw["combine"]), first, last,
        source_of(raw.get("source"), code), bands, looks,
    )  # fmt: skip
    keys = [item.key for item in table.items]
    if len(set(keys)) < len(keys):
        raise CatalogueError("E-K01", "项目的编号重复。", f"{code}.looks")
    return table


def _look(raw: Mapping[str, Any], code: str, standards: frozenset[str] | None) -> Look:
    items = tuple(_item(entry, code, standards) for entry in raw.get("items") or ())
    percent = scaled(raw.get("weak_below", 0), 2, f"{code}.weak_below")
    return Look(str(raw["key"]), str(raw["title"])[:20], tuple(raw.get("causes") or ()), percent, items)


def _item(raw: Mapping[str, Any], code: str, standards: frozenset[str] | None) -> Item:
    place = f"{code}.{raw.get('key')}"
    options = tuple(
        Option(
            str(o["title"])[:40],
            scaled(o["score"], 1, place),
            None if o.get("when") is None else parse(o["when"], "household", standards),
        )
        for o in raw.get("options") or ()
    )
    if len(options) < 2:
        raise CatalogueError("E-K01", "一项至少要有两个选项。", place)
    return Item(str(raw["key"])[:8], str(raw["title"])[:40], options)


def _tenths(points: object, place: str) -> int | None:
    return None if points is None else scaled(points, 1, place)
