"""A condition back in the blocks of the builder that would write it; None where the builder could not have."""

from collections.abc import Sequence
from typing import Any

from app.domain.condition_parser import parse
from app.domain.condition_writer import written
from app.domain.conditions import Node
from app.domain.errors import InvalidInputError
from app.domain.facts import MEMBERS, Subject
from app.domain.filters import WINDOWS, Block, Built, Join, Line, built_data


def built_of(node: Node, subject: Subject) -> Built | None:
    """The blocks that would write this condition; None where the builder could not have written it."""
    data = written(node)
    join: Join = "any" if "any" in data else "all"
    parts = data.get(join)
    if not isinstance(parts, list) or "title" in data:
        return None
    blocks = [_block_of(part, subject) for part in parts]
    built = Built(join, tuple(b for b in blocks if b is not None))
    if len(built.blocks) != len(blocks):
        return None
    try:
        same = parse(built_data(built, subject), subject) == node
    except InvalidInputError:
        return None
    return built if same else None


def _block_of(data: dict[str, Any], subject: Subject) -> Block | None:
    if isinstance(data.get("all"), list):
        lines = _lines_of(data["all"])
        return None if lines is None else Block(lines=lines)
    how = next((h for h in ("any", "none", "count") if isinstance(data.get(h), str)), None)
    if how is None or (how == "count" and "ge" not in data):
        return None
    over, inner = data[how], data
    wrapped = data.get("where")
    if over == MEMBERS and isinstance(wrapped, dict) and isinstance(wrapped.get("any"), str):
        over, inner = wrapped["any"], wrapped
    lines = _lines_of(_parts(inner.get("where")))
    window = _window_of(inner.get("window"))
    if lines is None or window is None:
        return None
    return Block(
        "least" if how == "count" else "any" if how == "any" else "none",
        over,
        lines,
        window,
        str(data.get("ge", 2)),
    )


def _parts(where: Any) -> list[Any]:
    if where is None:
        return []
    return where["all"] if isinstance(where.get("all"), list) else [where]


def _window_of(window: Any) -> str | None:
    if window is None or window == "live":
        return window or ""
    if window.get("this") == "year":
        return "year"
    months = str(window.get("last", {}).get("months", ""))
    return months if months in WINDOWS and months else None


def _lines_of(parts: Sequence[Any]) -> tuple[Line, ...] | None:
    lines = [_line_of(part) for part in parts]
    return None if any(line is None for line in lines) else tuple(line for line in lines if line)


def _line_of(data: dict[str, Any]) -> Line | None:
    key = data.get("fact")
    if not isinstance(key, str):
        return None
    if "told" in data:
        return Line(key, "told" if data["told"] else "untold")
    if isinstance(data.get("is"), bool):
        return Line(key, "yes" if data["is"] else "no")
    for op, way in (("in", "among"), ("not_in", "not_among")):
        if isinstance(data.get(op), list):
            return Line(key, way, codes=tuple(data[op]))
    for op, way in (("lt", "below"), ("ge", "reach")):
        if isinstance(data.get(op), dict):
            return Line(key, way, standard=str(data[op].get("standard", "")))
    if isinstance(data.get("since"), dict):
        (unit, limit), *_ = data["since"].items()
        way = "within" if "le" in limit else "beyond"
        return Line(key, way, str(limit.get("le", limit.get("ge", ""))), unit=unit)
    low, high = data.get("between", (data.get("ge", ""), data.get("le", "")))
    return Line(key, "range", str(low), str(high))
