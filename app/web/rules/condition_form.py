"""Reads a condition from the fields of the builder. Whatever was typed is kept; what cannot be read is told later."""

import unicodedata
from typing import Any

from werkzeug.datastructures import MultiDict

from app.domain.condition_choices import choices, comparisons, found_by, measurable
from app.domain.condition_editing import (
    ROOT,
    Data,
    at_path,
    fresh_leaf,
    grouped,
    how_of,
    moved,
    negated,
    readings,
    shape_of,
    with_part,
    without,
)
from app.domain.condition_errors import ConditionError
from app.domain.condition_parser import step_inside
from app.domain.condition_reading import HOWS, OPS, UNITS, Reading, fact_at
from app.domain.condition_values import refuse
from app.domain.conditions import MAX_DEPTH, MAX_NODES
from app.domain.facts import Fact, Subject
from app.services.catalogue import shipped_terms

Form = MultiDict[str, str]
#: Letters of one value; longer ones are cut.
MOST_LETTERS = 200


class ConditionForm:
    """One sending of the builder, read from the top down."""

    def __init__(self, form: Form, subject: Subject) -> None:
        self.form, self.subject, self.count = form, subject, 0

    def read(self) -> Data:
        """The condition; an empty group where the form holds none."""
        found = self._node(ROOT, Reading(self.subject, None))
        return found if shape_of(found) == "group" else {"all": [found]}

    def _text(self, name: str) -> str:
        return unicodedata.normalize("NFKC", self.form.get(name, "")).strip()[:MOST_LETTERS]

    def _title(self, name: str) -> str:
        """Words as they are, with their own commas."""
        return self.form.get(name, "").strip()[:60]

    def _node(self, path: str, at: Reading) -> Data:
        self.count += 1
        if self.count > MAX_NODES:
            refuse("E-C01", f"条件太长：最多 {MAX_NODES} 条。", path)
        if path.count(".") > MAX_DEPTH:
            refuse("E-C02", f"条件套得太深：最多 {MAX_DEPTH} 层。", path)
        shape = self.form.get(f"{path}.t", "group")
        if shape == "not":
            return {"not": self._node(f"{path}.n", at)}
        if shape == "rows":
            return self._rows(path, at)
        return self._group(path, at) if shape == "group" else self._about_fact(path, shape, at)

    def _group(self, path: str, at: Reading) -> Data:
        how = "any" if self.form.get(f"{path}.how") == "any" else "all"
        many = self.form.get(f"{path}.k", "0")
        count = int(many) if many.isascii() and many.isdigit() and len(many) < 4 else 0
        parts = [self._node(f"{path}.{n}", at) for n in range(count)]
        title = self._title(f"{path}.title")
        return {how: parts, "title": title} if title else {how: parts}

    def _about_fact(self, path: str, shape: str, at: Reading) -> Data:
        key = self._text(f"{path}.fact")
        try:
            fact = fact_at(key, at, path)
        except ConditionError:
            return {"fact": key, "told": True}
        wanted = self.form.get(f"{path}.as", shape)
        if wanted != shape:
            return _reshaped(fact, wanted)
        if shape == "told":
            return {"fact": key, "told": self.form.get(f"{path}.told") != "no"}
        return self._distance(path, key) if shape == "distance" else self._compare(path, fact, at)

    def _distance(self, path: str, key: str) -> Data:
        unit = self.form.get(f"{path}.unit", "years")
        number: Any = self._text(f"{path}.v")
        since = {unit if unit in UNITS else "years": {self._op(path, ("ge",)): _whole(number)}}
        until = self._text(f"{path}.until")
        return {"fact": key, "since": since, "until": until} if until else {"fact": key, "since": since}

    def _compare(self, path: str, fact: Fact, at: Reading) -> Data:
        op = self._op(path, tuple(comparisons(fact)))
        against = self.form.get(f"{path}.vs", "")
        if against[:2] in ("s:", "f:") and op != "between":
            op = {"in": "is", "not_in": "is_not"}.get(op, op)
            return {"fact": fact.key, op: self._reference(path, against, fact)}
        return self._valued({"fact": fact.key}, path, op, fact)

    def _valued(self, told: Data, path: str, op: str, fact: Fact) -> Data:
        """A comparison with values that are written out."""
        if fact.kind == "bool":
            return {**told, "is": self.form.get(f"{path}.v") != "no"}
        if fact.kind == "code" and fact.codes is not None:
            chosen = [v[:40] for v in self.form.getlist(f"{path}.v")][: len(fact.codes.codes)]
            return {**told, **self._chosen(path, op, chosen)}
        text = self._text(f"{path}.v").replace(",", "")
        if op == "between":
            return {**told, op: [text, self._text(f"{path}.v2").replace(",", "")]}
        if fact.kind == "code" and op in ("in", "not_in", "is", "is_not"):
            return {**told, **self._chosen(path, op, text.replace("、", " ").split())}
        if op in ("in", "not_in"):
            return {**told, op: [part for part in text.replace("、", " ").split() if part]}
        return {**told, op: text}

    def _chosen(self, path: str, op: str, chosen: list[str]) -> Data:
        """One code or several; untouched they keep their order and the name they have together."""
        before = self.form.get(f"{path}.vo", "").split(",")
        same = sorted(chosen) == sorted(before)
        title = self._title(f"{path}.vt") if same else ""
        values = before if same else chosen
        plain, many = ("is_not", "not_in") if op in ("is_not", "not_in") else ("is", "in")
        if title:
            return {many: {"values": values, "title": title}}
        return {plain: values[0]} if len(values) == 1 and op == plain else {many: values}

    def _reference(self, path: str, against: str, fact: Fact) -> Data:
        kind = "standard" if against.startswith("s:") else "fact"
        reference: Data = {kind: against[2:][:60]}
        times, plus = self._text(f"{path}.times"), self._text(f"{path}.plus").replace(",", "")
        if times not in ("", "1") and fact.kind in ("money", "number"):
            reference["times"] = times
        if plus not in ("", "0") and kind == "fact" and fact.kind in ("money", "number"):
            reference["plus"] = plus
        return reference

    def _rows(self, path: str, at: Reading) -> Data:
        how = self.form.get(f"{path}.how", "any")
        over = self._text(f"{path}.over")
        told: Data = {how if how in HOWS else "any": over}
        self._window(told, path)
        if f"{path}.w.t" in self.form:
            told["where"] = self._node(f"{path}.w", _stepped(over, at))
        if how == "count":
            told[self._op(path, ("ge",))] = _whole(self._text(f"{path}.v") or "1")
        elif how in ("sum", "latest"):
            fields = measurable(over, how)
            field = next(
                (f for f in fields if f.key == self.form.get(f"{path}.of")), fields[0] if fields else None
            )
            if field is None:
                return {**told, "of": "", "ge": ""}
            told["of"] = field.key
            told |= {k: v for k, v in self._compare(path, field, at).items() if k != "fact"}
        return told

    def _window(self, told: Data, path: str) -> None:
        window = self.form.get(f"{path}.win", "")
        if window == "live":
            told["window"] = "live"
        elif window in ("year", "month"):
            told["window"] = {"this": window}
        elif window in UNITS:
            told["window"] = {"last": {window: _whole(self._text(f"{path}.last") or "12")}}

    def _op(self, path: str, otherwise: tuple[str, ...]) -> str:
        op = self.form.get(f"{path}.op", "")
        return op if op in OPS else (otherwise[0] if otherwise else "is")


def _stepped(over: str, at: Reading) -> Reading:
    """Inside the rows; where they cannot be asked about, the line that asks is told so."""
    try:
        return step_inside(over, at)
    except ConditionError:
        return at


def _whole(text: str) -> Any:
    return int(text) if text.isascii() and text.removeprefix("-").isdigit() and len(text) < 8 else text


def _reshaped(fact: Fact, wanted: str) -> Data:
    """The same fact asked in another way."""
    if wanted == "told":
        return {"fact": fact.key, "told": True}
    if wanted == "distance" and fact.kind == "date":
        return {"fact": fact.key, "since": {"years": {"ge": ""}}}
    return fresh_leaf(fact)


def after_step(data: Data, form: Form, subject: Subject) -> tuple[Data, str, dict[str, Any]]:
    """The condition after the button that was pressed: itself, the path to go on at, and near misses by path."""
    verb, _, rest = form.get("do", "").partition(":")
    path, _, key = rest.partition(":")
    if verb == "pick":
        return _picked(data, path, key, subject)
    steps = {
        "drop": lambda: without(data, path),
        "up": lambda: moved(data, path, -1),
        "down": lambda: moved(data, path, 1),
        "not": lambda: negated(data, path),
        "group": lambda: grouped(data, path),
    }
    if verb in steps:
        return steps[verb](), path.rpartition(".")[0] if verb == "drop" else path, {}
    return _added(data, form, subject)


def _added(data: Data, form: Form, subject: Subject) -> tuple[Data, str, dict[str, Any]]:
    """What was typed into the search of a group becomes a line; what fits several is offered."""
    offered: dict[str, Any] = {}
    focus = ""
    places = readings(data, subject)
    for path, at in places.items():
        words = form.get(f"{path}.add", "").strip()[:60]
        if not words:
            continue
        near = found_by(words, choices(at, shipped_terms()))
        if len(near) == 1:
            data, focus = _with(data, path, near[0].data)
        else:
            offered[path] = (words, near)
            focus = path
    return data, focus, offered


def _picked(data: Data, path: str, key: str, subject: Subject) -> tuple[Data, str, dict[str, Any]]:
    at = readings(data, subject).get(path)
    chosen = next((c for c in choices(at, shipped_terms()) if c.key == key), None) if at is not None else None
    if chosen is None:
        return data, path, {}
    data, focus = _with(data, path, chosen.data)
    return data, focus, {}


def _with(data: Data, path: str, part: Any) -> tuple[Data, str]:
    """With the part, and the path of the new line."""
    fresh = with_part(data, path, dict(part))
    group = at_path(fresh, path) or {"all": []}
    return fresh, f"{path}.{len(group[how_of(group)]) - 1}"
