"""A condition while it is written: the same data that is stored, still allowed to be incomplete.

A place is a path: `c` the whole, `.0` the first part of a group, `.n` inside of "not", `.w` the rows' own condition.
"""

import json
from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any, Literal

from app.domain.condition_errors import ConditionError
from app.domain.condition_parser import parse_in, step_inside
from app.domain.condition_reading import HOWS, Reading
from app.domain.condition_values import refuse
from app.domain.conditions import MAX_DEPTH, MAX_NODES
from app.domain.facts import Fact, Subject

Data = dict[str, Any]
Shape = Literal["group", "not", "told", "distance", "compare", "rows"]
ROOT = "c"
EMPTY: Data = {"all": []}


def shape_of(data: Data) -> Shape:
    """Which of the six shapes it is."""
    if isinstance(data.get("all"), list) or isinstance(data.get("any"), list):
        return "group"
    if "not" in data:
        return "not"
    if "fact" not in data:
        return "rows"
    return "told" if "told" in data else "distance" if "since" in data else "compare"


def how_of(data: Data) -> str:
    """all or any of a group; any, none, count, sum, latest of a question about rows."""
    return next(how for how in ("all", *HOWS) if how in data)


def parts_of(data: Data, path: str = ROOT) -> list[tuple[str, Data]]:
    """What stands directly below, each with its path."""
    shape = shape_of(data)
    if shape == "group":
        return [(f"{path}.{n}", part) for n, part in enumerate(data[how_of(data)])]
    if shape == "not":
        return [(f"{path}.n", data["not"])]
    return [(f"{path}.w", data["where"])] if shape == "rows" and "where" in data else []


def everything_in(data: Data, path: str = ROOT) -> Iterator[tuple[str, Data]]:
    """The node and all below it with their paths, top down."""
    yield path, data
    for place, part in parts_of(data, path):
        yield from everything_in(part, place)


def at_path(data: Data, path: str) -> Data | None:
    """What stands at a path; None where nothing does."""
    return dict(everything_in(data)).get(path)


def bounded(data: Data) -> Data:
    """The same, unless it is too long or too deep to go on with (ConditionError)."""
    for number, (path, _) in enumerate(everything_in(data), 1):
        if number > MAX_NODES:
            refuse("E-C01", f"条件太长：最多 {MAX_NODES} 条。", path)
        if path.count(".") >= MAX_DEPTH:
            refuse("E-C02", f"条件套得太深：最多 {MAX_DEPTH} 层。", path)
    return data


def with_part(data: Data, path: str, part: Data) -> Data:
    """With one part more at the end of the group at a path."""
    found = deepcopy(data)
    target = at_path(found, path)
    if target is None or shape_of(target) != "group":
        return data
    target[how_of(target)].append(deepcopy(part))
    return bounded(found)


def without(data: Data, path: str) -> Data:
    """Without what stands at a path; emptied is what cannot be taken away."""
    if path == ROOT:
        return deepcopy(EMPTY)
    parent_path, _, last = path.rpartition(".")
    found = deepcopy(data)
    parent = at_path(found, parent_path)
    if parent is None or at_path(found, path) is None:
        return data
    if last == "w":
        parent.pop("where")
    elif last == "n":
        return without(data, parent_path)
    else:
        parent[how_of(parent)].pop(int(last))
    return found


def replaced(data: Data, path: str, part: Data) -> Data:
    """With something else at a path."""
    found = deepcopy(data)
    target = at_path(found, path)
    if target is None:
        return data
    fresh = deepcopy(part)
    target.clear()
    target.update(fresh)
    return bounded(found)


def moved(data: Data, path: str, by: int) -> Data:
    """A part of a group moved up (-1) or down (1) among its neighbours."""
    parent_path, _, last = path.rpartition(".")
    found = deepcopy(data)
    parent = at_path(found, parent_path)
    if parent is None or not last.isdigit() or shape_of(parent) != "group":
        return data
    parts, place = parent[how_of(parent)], int(last)
    if 0 <= place < len(parts) and 0 <= place + by < len(parts):
        parts[place], parts[place + by] = parts[place + by], parts[place]
    return found


def negated(data: Data, path: str) -> Data:
    """Turned into its opposite; the opposite of an opposite is the thing itself."""
    target = at_path(data, path)
    if target is None:
        return data
    return replaced(data, path, target["not"] if shape_of(target) == "not" else {"not": target})


def grouped(data: Data, path: str) -> Data:
    """Put into a group of its own; a group that stands in a group gives its parts to it."""
    target = at_path(data, path)
    if target is None:
        return data
    if shape_of(target) != "group" or path == ROOT:
        return replaced(data, path, {"any": [target]} if path != ROOT else {"all": [target]})
    parent_path, _, last = path.rpartition(".")
    found = deepcopy(data)
    parent = at_path(found, parent_path)
    if parent is not None and last.isdigit():
        parent[how_of(parent)][int(last) : int(last) + 1] = target[how_of(target)]
    return found


def fresh_leaf(fact: Fact) -> Data:
    """A new line about a fact, in the comparison that is most often meant; its value is still to be written."""
    if fact.kind == "bool":
        return {"fact": fact.key, "is": True}
    if fact.kind == "code":
        return {"fact": fact.key, "in": []}
    return {"fact": fact.key, "told": True} if fact.kind == "text" else {"fact": fact.key, "ge": ""}


def faults(data: Data, subject: Subject, standards: frozenset[str] | None) -> dict[str, ConditionError]:
    """What cannot be read yet, by path; each line is judged by itself, so that one mistake hides no other."""
    found: dict[str, ConditionError] = {}
    _look(data, Reading(subject, standards), ROOT, found)
    if not found:
        try:
            parse_in(data, Reading(subject, standards))
        except ConditionError as refused:
            found[ROOT] = refused
    return found


def _look(data: Data, at: Reading, path: str, found: dict[str, ConditionError]) -> None:
    shape = shape_of(data)
    if shape == "group" and data[how_of(data)] and path.count(".") < MAX_DEPTH:
        for place, part in parts_of(data, path):
            _look(part, at, place, found)
        return
    if shape == "not":
        _look(data["not"], at, f"{path}.n", found)
        return
    try:
        parse_in(
            {k: v for k, v in data.items() if k != "where"},
            Reading(at.subject, at.standards, at.rows, at.inside),
        )
        inner = step_inside(str(data[how_of(data)]), at) if shape == "rows" and "where" in data else None
    except ConditionError as refused:
        found[path] = refused
        return
    if inner is not None:
        _look(data["where"], inner, f"{path}.w", found)


def readings(data: Data, subject: Subject) -> dict[str, Reading]:
    """Where each part stands: whose facts may be named there. What cannot be asked has no entry below it."""
    found: dict[str, Reading] = {}
    _place(data, Reading(subject, None), ROOT, found)
    return found


def _place(data: Data, at: Reading, path: str, found: dict[str, Reading]) -> None:
    found[path] = at
    inner = at
    if shape_of(data) == "rows":
        try:
            inner = step_inside(str(data[how_of(data)]), at)
        except ConditionError:
            return
        found[f"{path}.w"] = inner
    for place, part in parts_of(data, path):
        _place(part, inner, place, found)


def opened(data: Data) -> Data:
    """With a place for conditions inside each question about rows, so that something can be added there."""
    found = deepcopy(data)
    for _, part in list(everything_in(found)):
        if shape_of(part) == "rows":
            where = part.setdefault("where", {"all": []})
            if shape_of(where) != "group" or "title" in where:
                part["where"] = {"all": [where]}
    return found


def pruned(data: Data) -> Data:
    """Without the places for conditions that were left empty, and single parts without the group around them."""
    found = deepcopy(data)
    for _, part in list(everything_in(found)):
        where = part.get("where") if shape_of(part) == "rows" else None
        if isinstance(where, dict) and shape_of(where) == "group" and "title" not in where:
            parts = where[how_of(where)]
            if not parts:
                part.pop("where")
            elif len(parts) == 1:
                part["where"] = parts[0]
    return found


def loosened(data: Mapping[str, Any]) -> Data:
    """A stored condition as one to be edited: a group at the top, plain JSON."""
    plain: Data = json.loads(json.dumps(data, default=str))
    return plain if shape_of(plain) == "group" and "title" not in plain else {"all": [plain]}
