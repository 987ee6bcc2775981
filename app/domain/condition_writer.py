"""Writes a tree back as the data it was read from: `parse(written(tree)) == tree`."""

from datetime import date
from decimal import Decimal
from typing import Any

from app.domain.conditions import (
    FACTOR_SCALE,
    Compare,
    Distance,
    Group,
    Node,
    Not,
    Other,
    Plain,
    Quantified,
    Scalar,
    Standard,
    Told,
    Value,
    Window,
)
from app.domain.facts import FACTS, SOURCES, Fact


def written(node: Node, rows: str | None = None) -> dict[str, Any]:
    """The data of `node`; `rows` is the source whose rows it speaks about, if any."""
    if isinstance(node, Group):
        data: dict[str, Any] = {node.how: [written(p, rows) for p in node.parts]}
        return data if node.title is None else {**data, "title": node.title}
    if isinstance(node, Not):
        return {"not": written(node.part, rows)}
    if isinstance(node, Told):
        return {"fact": node.fact, "told": node.told}
    if isinstance(node, Distance):
        distance: dict[str, Any] = {"fact": node.fact, "since": {node.unit: {node.op: node.number}}}
        return distance if node.to is None else {**distance, "until": node.to}
    if isinstance(node, Compare):
        return {"fact": node.fact, node.op: _value(node.value, fact_of(node.fact, rows), node.op)}
    return _quantified(node)


def fact_of(key: str, rows: str | None) -> Fact:
    """The fact of a key, of the rows around it when it is theirs."""
    if rows is not None and key.startswith("row."):
        found = SOURCES[rows].field(key)
        assert found is not None
        return found
    return FACTS[key]


def _quantified(node: Quantified) -> dict[str, Any]:
    rows = node.over if node.over in SOURCES else None
    data: dict[str, Any] = {node.how: node.over}
    if node.window != Window():
        data["window"] = _window(node.window)
    if node.where is not None:
        data["where"] = written(node.where, rows)
    if node.field is not None:
        data["of"] = node.field
    if node.op is not None and node.value is not None:
        counted = node.how == "count"
        fact = None if counted or node.field is None else fact_of(node.field, rows)
        data[node.op] = _value(node.value, fact, node.op)
    return data


def _window(window: Window) -> Any:
    if window.this is not None:
        return {"this": window.this}
    return "live" if window.live else {"last": {window.unit: window.last}}


def _value(value: Value, fact: Fact | None, op: str) -> Any:
    if isinstance(value, Plain):
        plain = [_scalar(v, fact) for v in value.values]
        if value.title is not None:
            return {"values": plain, "title": value.title}
        return plain if op in ("in", "not_in", "between") else plain[0]
    reference: dict[str, Any] = (
        {"standard": value.code} if isinstance(value, Standard) else {"fact": value.fact}
    )
    if value.factor != FACTOR_SCALE:
        reference["times"] = _number(value.factor, 3)
    if isinstance(value, Other) and value.offset:
        reference["plus"] = _number(value.offset, fact.scale if fact else 0)
    return reference


def _scalar(value: Scalar, fact: Fact | None) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool | str) or fact is None:
        return value
    return _number(value, fact.scale)


def _number(value: int, scale: int) -> int | float:
    number = Decimal(value).scaleb(-scale)
    return int(number) if number == int(number) else float(number)
