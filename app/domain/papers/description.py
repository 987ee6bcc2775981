"""What a form is: title, whose paper it is, and its parts. Read from the catalogue; wording never stands in code."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.domain.catalogue import Source
from app.domain.catalogue_reading import CatalogueError, source_of
from app.domain.papers.fields import MANY, ONE, field_of

#: At most so many label-and-answer pairs in a row: with more of them nothing fits.
MOST_PAIRS = 4


@dataclass(frozen=True, slots=True)
class Place:
    """One printed field: `source.key`, its label where the form words it otherwise, its share of a list's width."""

    name: str
    label: str
    width: int = 2

    @property
    def source(self) -> str:
        return self.name.partition(".")[0]

    @property
    def key(self) -> str:
        return self.name.partition(".")[2]


@dataclass(frozen=True, slots=True)
class Part:
    """One piece of a form, top to bottom: `sheet` begins a page, `rows` are answers, `columns` a list, `writing` room
    for handwriting (in lines), `tick` boxes to tick by hand, `note` small words, `sign` places to sign.
    """

    sheet: str = ""
    band: str = ""
    rows: tuple[tuple[Place, ...], ...] = ()
    columns: tuple[Place, ...] = ()
    blank: int = 0
    """Empty lines of a list on a blank form."""
    spare: int = 0
    """Empty lines under the told ones, to go on by hand."""
    writing: int = 0
    tick: tuple[str, ...] = ()
    note: str = ""
    sign: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Form:
    """One form of the office."""

    code: str
    title: str
    short: str
    source: Source
    parts: tuple[Part, ...]
    has_numbers: bool
    """Whether it prints identity numbers, phones or accounts at all."""


def read_forms(entries: tuple[Mapping[str, Any], ...]) -> dict[str, Form]:
    """Forms by code. `include` takes over the parts of other forms. CatalogueError names what does not fit."""
    forms: dict[str, Form] = {}
    for raw in entries:
        code = str(raw["code"])
        parts: list[Part] = []
        for entry in raw.get("parts") or ():
            if "include" in entry:
                parts += forms[entry["include"]].parts
            else:
                parts.append(_part(entry, code))
        if not parts or not parts[0].sheet:
            raise CatalogueError("E-K01", "一张表要从 sheet 开始。", code)
        forms[code] = Form(
            code,
            str(raw["title"]),
            str(raw.get("short") or raw["title"]),
            source_of(raw.get("source"), code),
            tuple(parts),
            any(field_of(place.name).kind == "secret" for part in parts for place in _places(part)),
        )
    return forms


def _places(part: Part) -> list[Place]:
    return [*part.columns, *(place for row in part.rows for place in row)]


def _part(raw: Mapping[str, Any], code: str) -> Part:
    rows = tuple(tuple(_place(item, code, ONE) for item in row) for row in raw.get("rows") or ())
    if any(not 0 < len(row) <= MOST_PAIRS for row in rows):
        raise CatalogueError("E-K01", f"一行放 1 到 {MOST_PAIRS} 项。", code)
    columns = tuple(_place(item, code, MANY) for item in raw.get("columns") or ())
    if len({place.source for place in columns}) > 1:
        raise CatalogueError("E-K01", "一个名册的各列要出自同一处。", code)
    return Part(
        sheet=str(raw.get("sheet", "")),
        band=str(raw.get("band", "")),
        rows=rows,
        columns=columns,
        blank=int(raw.get("blank", 0)),
        spare=int(raw.get("spare", 0)),
        writing=int(raw.get("writing", 0)),
        tick=tuple(str(words) for words in raw.get("tick") or ()),
        note=str(raw.get("note", "")),
        sign=tuple(str(words) for words in raw.get("sign") or ()),
    )


def _place(raw: object, code: str, known: Mapping[str, Any]) -> Place:
    entry: Mapping[str, Any] = raw if isinstance(raw, Mapping) else {"of": raw}
    name = str(entry["of"])
    source, _, key = name.partition(".")
    if key not in known.get(source, {}):
        raise CatalogueError("E-K01", f"没有 {name} 这一项。", code)
    field = field_of(name)
    unit = f"（{field.unit}）" if field.unit and field.kind not in ("answer", "code") else ""
    return Place(name, str(entry.get("as") or f"{field.label}{unit}"), int(entry.get("width", 2)))
