"""What entries of the catalogue have in common when they are read: texts, days, source, conditions, examples."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NoReturn, cast, get_args

from app.domain.catalogue import Confidence, Example, Expect, Source
from app.domain.condition_parser import parse
from app.domain.conditions import Node
from app.domain.errors import BangfuError
from app.domain.facts import Subject

Raw = Mapping[str, Any]
UNITS: tuple[Subject, ...] = ("person", "household", "village", "project")
#: The day of judgement of an example that names none.
EXAMPLE_DAY = "2026-11-22"


class CatalogueError(BangfuError):
    """An entry that may not go live; `place` is its code and field."""

    def __init__(self, code: str, message: str, place: str) -> None:
        super().__init__(code, message, place=place, way_out="请补全这一条再上线。")


def refuse(message: str, place: str) -> NoReturn:
    """Stop reading here."""
    raise CatalogueError("E-K01", message, place)


def expanded(
    data: Any, terms: Mapping[str, Raw], sets: Mapping[str, Raw] | None = None, depth: int = 0
) -> Any:
    """The data with each `{use: term}` replaced by that term's condition and each `{set: code}` by its values,
    both under their titles.

    A version keeps what it meant when it was made, so they are written out before an entry is stored.
    """
    if depth > 40:
        refuse("词语套得太深。", "use")
    if isinstance(data, Mapping):
        if set(data) == {"use"}:
            term = _named(terms, data["use"], "use", "词语")
            inner = expanded(term["condition"], terms, sets, depth + 1)
            group = inner if set(inner) <= {"all", "any"} else {"all": [inner]}
            return {**group, "title": term["title"]}
        if set(data) == {"set"}:
            found = _named(sets or {}, data["set"], "set", "代码组")
            return {"values": list(found["values"]), "title": found["title"]}
        return {key: expanded(value, terms, sets, depth + 1) for key, value in data.items()}
    if isinstance(data, list):
        return [expanded(value, terms, sets, depth + 1) for value in data]
    return data


def _named(entries: Mapping[str, Raw], name: object, place: str, word: str) -> Raw:
    found = entries.get(str(name))
    if found is None:
        refuse(f"没有叫“{str(name)[:40]}”的{word}。", place)
    return found


@dataclass(frozen=True)
class RawEntry:
    """One entry while it is read: its data and its code for messages."""

    raw: Raw
    code: str
    standards: frozenset[str] | None

    @classmethod
    def of(cls, raw: Raw, standards: frozenset[str] | None = None) -> "RawEntry":
        if not isinstance(raw, Mapping):
            refuse("要是一条有代码的记录。", "code")
        return cls(raw, str(raw.get("code", ""))[:40], standards)

    def text(self, key: str, *, required: bool = True, longest: int = 200) -> str:
        value = self.raw.get(key, "")
        if not isinstance(value, str) or len(value) > longest or (required and not value.strip()):
            refuse(f"要写 {key}，{longest} 字以内。", f"{self.code}.{key}")
        return value

    def one_of(self, key: str, allowed: Any, otherwise: str | None = None) -> str:
        if otherwise is not None and key not in self.raw:
            return otherwise
        value = self.text(key)
        if value not in allowed:
            refuse(f"{key} 没有“{value}”。", f"{self.code}.{key}")
        return value

    def whole(self, key: str, lowest: int, highest: int) -> int:
        value = self.raw.get(key)
        if not isinstance(value, int) or isinstance(value, bool) or not lowest <= value <= highest:
            refuse(f"{key} 要是 {lowest} 到 {highest} 的整数。", f"{self.code}.{key}")
        return value

    def unit(self, allowed: tuple[Subject, ...] = UNITS) -> Subject:
        return cast(Subject, self.one_of("unit", allowed))

    def texts(self, key: str) -> tuple[str, ...]:
        values = self.raw.get(key) or []
        if not isinstance(values, list) or not all(isinstance(v, str) and 0 < len(v) <= 200 for v in values):
            refuse(f"{key} 要是几句话。", f"{self.code}.{key}")
        return tuple(values)

    def days(self) -> tuple[date, date | None]:
        return days_of(self.raw, self.code)

    def source(self) -> Source:
        return source_of(self.raw.get("source"), self.code)

    def condition(self, key: str, subject: Subject) -> Node:
        if key not in self.raw:
            refuse(f"要写 {key}。", f"{self.code}.{key}")
        return parse(self.raw[key], subject, self.standards)

    def entries(self, key: str) -> list[Raw]:
        """A list of records; nothing where there is none."""
        values = self.raw.get(key) or []
        if not isinstance(values, list) or not all(isinstance(v, Mapping) for v in values):
            refuse(f"{key} 要是几条记录。", f"{self.code}.{key}")
        return values

    def examples(self, subject: Subject, needed: tuple[str, ...] = get_args(Expect)) -> tuple[Example, ...]:
        """Examples of both sides and, unless the rule can never be unknown, of an unknown answer."""
        found = tuple(self._example(e, subject) for e in self.entries("examples"))
        missing = set(needed) - {e.expect for e in found}
        if missing:
            refuse(
                f"例子要有该过、不该过、资料不全三种，还缺 {'、'.join(sorted(missing))}。",
                f"{self.code}.examples",
            )
        return found

    def _example(self, raw: Raw, subject: Subject) -> Example:
        place = f"{self.code}.examples"
        specimens = _specimens(raw, subject)
        if raw.get("expect") not in get_args(Expect) or not specimens:
            refuse("例子要写 expect 和 household（村、项目的写 village、project）。", place)
        verdict, member = raw.get("verdict"), raw.get("member", 0)
        if not isinstance(member, int):
            refuse("member 是第几个人，从 0 数起。", place)
        return Example(
            title=str(raw.get("title", ""))[:60],
            expect=raw["expect"],
            as_of=day_of(raw.get("as_of", EXAMPLE_DAY), place),
            specimens=specimens,
            member=member if subject == "person" else None,
            verdict=None if verdict is None else str(verdict),
        )


def _specimens(raw: Raw, subject: Subject) -> tuple[dict[str, Any], ...]:
    """Households of the example, the village's record on the first; or the project. Nothing where it is unclear."""
    if subject == "project":
        project = raw.get("project")
        return ({"project": dict(project)},) if isinstance(project, Mapping) else ()
    houses = [raw["household"]] if "household" in raw else []
    houses += raw.get("households") or []
    if not all(isinstance(h, Mapping) for h in houses):
        return ()
    village = raw.get("village")
    if village is not None:
        if not isinstance(village, Mapping):
            return ()
        houses = houses or [{"status": "gone"}]
        houses = [{**houses[0], "village": dict(village)}, *houses[1:]]
    return tuple(dict(h) for h in houses)


def day_of(value: object, place: str) -> date:
    """A day written as YAML date or ISO text."""
    if type(value) is date:
        return value
    try:
        return date.fromisoformat(cast(str, value))
    except (TypeError, ValueError):
        refuse("要写日期，例如 2026-01-01。", place)


def days_of(raw: Raw, place: str) -> tuple[date, date | None]:
    """First and last day in force; no last day = until further notice."""
    first = day_of(raw.get("first_day"), f"{place}.first_day")
    last = None if raw.get("last_day") is None else day_of(raw["last_day"], f"{place}.last_day")
    if last is not None and last < first:
        refuse("最后一天早于第一天。", f"{place}.last_day")
    return first, last


def source_of(raw: object, place: str) -> Source:
    """Document, clause, number in the list of sources, and how sure it is."""
    if not isinstance(raw, Mapping) or not raw.get("document"):
        refuse("要写来源文件。", f"{place}.source")
    if raw.get("confidence") not in get_args(Confidence):
        refuse("要写把握：confirmed、common_knowledge 或 placeholder。", f"{place}.source.confidence")
    text = {key: str(raw.get(key, "")) for key in ("document", "clause", "reference")}
    return Source(**text, confidence=raw["confidence"])
