"""Conditions of supervision as data: over which view, with which limits, what one case is about; its loop."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from app.domain.catalogue import Source
from app.domain.catalogue_reading import RawEntry, refuse
from app.domain.errors import InvalidInputError
from app.domain.vocabulary.findings import SEVERITY
from app.domain.vocabulary.supervision import JUDGEMENT, SUPERVISION_FAMILY

Op = Literal["eq", "ge", "lt"]
By = Literal["row", "household", "official", "official_day"]
OPEN_STATES = ("opened", "explained", "mending")
MIN_WORDS = 10


@dataclass(frozen=True, slots=True)
class Limit:
    """A field (None = how many rows) compared with a figure or a dated standard."""

    field: str | None
    op: Op
    value: int | None
    standard: str | None


@dataclass(frozen=True, slots=True)
class Supervision:
    """One condition: rows of a view that fit `where`, gathered `by`, at least as many as `count`, with such a share."""

    code: str
    title: str
    family: str
    over: str
    by: By
    shows: str
    unit: str
    where: tuple[Limit, ...]
    count: Limit | None
    share: Limit | None
    severity: str
    advice: str
    first_on: date
    last_on: date | None
    source: Source


def read_supervision(
    raw: Mapping[str, Any], views: Mapping[str, frozenset[str]], standards: frozenset[str]
) -> Supervision:
    """One entry, checked against the views with their fields and the dated standards. ConditionError else."""
    entry = RawEntry.of(raw, standards)
    over = entry.one_of("over", views)
    fields, first_last = views[over], entry.days()
    by: Any = entry.one_of("by", ("row", "household", "official", "official_day"))
    shows = entry.text("shows")
    if shows not in fields | {"count", "percent"}:
        refuse(f"“{over}”里没有 {shows}。", entry.code)
    single = {key: None if key not in raw else _limit(raw[key], entry, fields) for key in ("count", "share")}
    return Supervision(
        code=entry.text("code", longest=20),
        title=entry.text("title", longest=60),
        family=entry.one_of("family", SUPERVISION_FAMILY),
        over=over,
        by=by,
        shows=shows,
        unit=entry.text("unit", longest=10),
        where=tuple(_limit(one, entry, fields) for one in entry.entries("where")),
        count=single["count"],
        share=single["share"],
        severity=entry.one_of("severity", SEVERITY),
        advice=entry.text("advice", longest=120),
        first_on=first_last[0],
        last_on=first_last[1],
        source=entry.source(),
    )


def _limit(raw: Any, entry: RawEntry, fields: frozenset[str]) -> Limit:
    if not isinstance(raw, Mapping) or raw.get("op") not in ("eq", "ge", "lt"):
        refuse("限度要写 op：eq、ge 或 lt。", entry.code)
    field, value, standard = raw.get("field"), raw.get("value"), raw.get("standard")
    if field is not None and field not in fields:
        refuse(f"没有叫“{field}”的一项。", entry.code)
    if (value is None) == (standard is None) or not isinstance(value if standard is None else 0, int):
        refuse("限度要么写数，要么写标准。", entry.code)
    if standard is not None and standard not in (entry.standards or ()):
        refuse(f"没有叫“{standard}”的标准。", entry.code)
    return Limit(field, raw["op"], value, standard)


def read_all(
    entries: Sequence[Mapping[str, Any]], views: Mapping[str, frozenset[str]], standards: frozenset[str]
) -> dict[str, Supervision]:
    """Every condition by code, in the order of the files."""
    return {one.code: one for one in (read_supervision(raw, views, standards) for raw in entries)}


def check_words(words: str) -> str:
    """What is explained or judged says why, in ten characters or more."""
    if len("".join(words.split())) < MIN_WORDS:
        sentence = f"请写清楚，至少 {MIN_WORDS} 个字。"
        raise InvalidInputError("E-WORDS", "写得太短，没有记。", way_out=sentence, fields={"words": sentence})
    return words.strip()


def state_after(judgement: str) -> str:
    """Where a judgement leads: what is fine is closed, everything else is mended first."""
    if judgement not in JUDGEMENT:
        raise InvalidInputError("E-JUDGEMENT", "请选怎么判断。", way_out="请选一项再提交。")
    return "closed" if judgement == "fine" else "mending"
