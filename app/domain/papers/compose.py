"""From a form's description and one household's record to the parts of a paper; without a record the form is blank."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from app.domain.documents import Block, Box, Grid, Sheet, Signatures, Small
from app.domain.number_text import full_day
from app.domain.papers.answers import options, printed, ticked
from app.domain.papers.description import Form, Part, Place
from app.domain.papers.fields import field_of

#: Columns of the raster of label-and-answer rows, and the label's share by the number of pairs in the row.
RASTER = 24
_LABELS = {1: 4, 2: 4, 3: 4, 4: 3}
#: Longer lists (民族, 与户主关系) are not spelt out at the foot of a blank form.
MOST_EXPLAINED = 20
#: A line of a page that is left for handwriting.
_EMPTY = "\n"
Values = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Record:
    """One household as papers print it. Secrets are already the text that the reader may see."""

    one: Mapping[str, Values]
    many: Mapping[str, Sequence[Values]]

    @property
    def number(self) -> str:
        return str(self.one["household"].get("household_no") or "")


def compose(form: Form, record: Record | None, on: date) -> tuple[Block, ...]:
    """The form as blocks, filled from the record on that day, or blank."""
    blocks: list[Block] = []
    for part in form.parts:
        blocks += _blocks(part, record, on, begins=part is form.parts[0])
    if record is None:
        explained = _explained(form)
        if explained:
            blocks.append(Small(f"填表说明：{explained}"))
    return tuple(blocks)


def _blocks(part: Part, record: Record | None, on: date, *, begins: bool) -> Iterator[Block]:
    if part.sheet:
        number = record.number if record else "＿＿＿＿＿＿＿＿"
        day = full_day(on) if record else "　　　　年　　月　　日"
        yield Sheet(part.sheet, f"户编号：{number}", f"填表日期：{day}", begins=begins)
    if part.rows:
        yield _answers(part, record)
    if part.columns:
        yield _list(part, record)
    if part.writing:
        yield Grid((1,), ((Box(part.band, kind="band"),), (Box(_EMPTY * part.writing),)), heads=1)
    if part.tick:
        yield _ticks(part)
    if part.note:
        yield Small(part.note)
    if part.sign:
        yield Signatures(part.sign)


def _ticks(part: Part) -> Grid:
    """Boxes to tick by hand, three in a row; a single one takes the whole row."""
    wide = min(len(part.tick), 3)
    boxes = [Box(f"□{words}") for words in part.tick]
    boxes += [Box("")] * (-len(boxes) % wide)
    rows = [tuple(boxes[n : n + wide]) for n in range(0, len(boxes), wide)]
    return Grid((1,) * wide, ((Box(part.band, wide, "band"),), *rows), heads=1)


def _answers(part: Part, record: Record | None) -> Grid:
    rows: list[tuple[Box, ...]] = [(Box(part.band, RASTER, "band"),)] if part.band else []
    for places in part.rows:
        label = _LABELS[len(places)]
        answer = RASTER // len(places) - label
        boxes: list[Box] = []
        for place in places:
            field = field_of(place.name)
            value = record.one.get(place.source, {}).get(place.key) if record else None
            words = ticked(field, value, answer)
            boxes += [
                Box(place.label, label, "label"),
                Box(printed(field, value) if words is None else words, answer),
            ]
        rows.append(tuple(boxes))
    return Grid((1,) * RASTER, tuple(rows), heads=1 if part.band else 0, tall=record is None)


def _list(part: Part, record: Record | None) -> Grid:
    widths = (1, *(place.width for place in part.columns))
    rows: list[tuple[Box, ...]] = [(Box(part.band, len(widths), "band"),)] if part.band else []
    rows.append((Box("序号", kind="label"), *(Box(place.label, kind="label") for place in part.columns)))
    heads = len(rows)
    told = record.many.get(part.columns[0].source, ()) if record else ()
    rows += [_line(part.columns, number, values) for number, values in enumerate(told, start=1)]
    more = part.spare if record else part.blank
    rows += [_line(part.columns, number, {}) for number in range(len(told) + 1, len(told) + more + 1)]
    if len(rows) == heads:
        rows.append((Box("登记库里没有记录", len(widths), align="center"),))
    return Grid(widths, tuple(rows), heads=heads, tall=not told)


def _line(columns: tuple[Place, ...], number: int, values: Values) -> tuple[Box, ...]:
    boxes = [Box(str(number), align="center")]
    for place in columns:
        field = field_of(place.name)
        side: Literal["left", "right"] = "right" if field.kind in ("money", "number", "count") else "left"
        boxes.append(Box(printed(field, values.get(place.key), short=True), align=side))
    return tuple(boxes)


def _explained(form: Form) -> str:
    """Choices of the lists that were too long to be ticked, said once each; what everybody knows is left out."""
    found: dict[str, str] = {}
    for part in form.parts:
        for place in (*part.columns, *(p for row in part.rows for p in row)):
            field = field_of(place.name)
            if (
                field.codes is not None
                and len(field.codes.codes) <= MOST_EXPLAINED
                and not _is_ticked(part, place)
            ):
                found.setdefault(field.codes.title, options(field))
    return "；".join(f"{title}：{said}" for title, said in found.items()) + ("。" if found else "")


def _is_ticked(part: Part, place: Place) -> bool:
    row = next((row for row in part.rows if place in row), None)
    if row is None:
        return False
    answer = RASTER // len(row) - _LABELS[len(row)]
    return ticked(field_of(place.name), None, answer) is not None
