"""Three ways, field by field: what is written, what is disputed, what stays."""

import polars as pl
import pytest

from app.services.importing.compare import compare

NOW = {"id": 1, "version": 3}


def _compare(incoming: str | None, current: str | None, told: str | None = "-", **more: object):  # type: ignore[no-untyped-def]
    """One row with one field; `told` "-" = the list never came."""
    schema = {"id": pl.Int64, "version": pl.Int64, "kind": pl.String}
    mine = pl.DataFrame({"id": [1], "line": [0], "kind": [incoming]}, schema_overrides={"kind": pl.String})
    last = (
        None
        if told == "-"
        else pl.DataFrame({"id": [1], "kind": [told]}, schema_overrides={"kind": pl.String})
    )
    found = compare(
        "household",
        mine,
        pl.DataFrame([{**NOW, "kind": current}], schema=schema),
        {"kind": bool(more.get("decides", False))},
        last_told=last,
        is_newest=bool(more.get("is_newest", True)),
        settled=frozenset({"kind"} if more.get("settled") else ()),
    )
    return found.updates.height, found.conflicts.height


@pytest.mark.parametrize(
    ("incoming", "current", "told", "more", "outcome"),
    [
        (None, "a", "-", {}, (0, 0)),  # nothing told changes nothing
        ("a", "a", "-", {}, (0, 0)),
        ("b", None, "-", {}, (1, 0)),  # the register had nothing
        ("b", "a", "-", {}, (0, 1)),  # two words, no authority
        ("b", "a", "-", {"decides": True}, (1, 0)),
        ("b", "a", "a", {}, (1, 0)),  # the register still says what the list said
        ("b", "a", "c", {}, (0, 1)),  # somebody changed it since
        ("b", "a", "a", {"is_newest": False}, (0, 1)),  # stale
        ("b", "a", "-", {"is_newest": False, "decides": True}, (0, 1)),
        ("b", "a", "c", {"settled": True}, (1, 0)),  # a person decided
    ],
)
def test_one_field(  # type: ignore[no-untyped-def]
    incoming: str | None, current: str | None, told: str, more: dict[str, object], outcome: tuple[int, int]
) -> None:
    assert _compare(incoming, current, told, **more) == outcome


def test_the_order_of_rows_does_not_matter() -> None:
    current = pl.DataFrame({"id": [1, 2, 3], "version": [1, 1, 1], "kind": ["a", "b", "c"]})
    mine = pl.DataFrame({"id": [3, 1, 2], "line": [0, 1, 2], "kind": ["x", "a", "y"]})
    one = compare("household", mine, current, {"kind": True}, last_told=None, is_newest=True).updates
    other = compare(
        "household", mine.reverse(), current.reverse(), {"kind": True}, last_told=None, is_newest=True
    ).updates
    assert one.sort("id").equals(other.sort("id"))
    assert one.sort("id")["kind_was"].to_list() == ["b", "c"]
