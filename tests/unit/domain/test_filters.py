"""The builder and the condition say the same: every fact, every way of asking, there and back."""

from collections.abc import Iterator

import pytest

from app.domain.errors import InvalidInputError
from app.domain.facts import MEMBERS, Fact
from app.domain.filter_reading import built_of
from app.domain.filters import WAYS, Block, Built, Line, built_data, facts_for, node_of, sources_for, text_of

KNOWN = frozenset({"monitoring_line"})
BLOCKS = [Block(), Block("none", MEMBERS), *(Block("any", source.key) for source in sources_for())]


def lines_about(fact: Fact) -> Iterator[Line]:
    """A whole line for each way of asking about the fact."""
    for way in WAYS[fact.kind]:
        if way in ("among", "not_among"):
            code = next(iter(fact.codes)).code if fact.codes else "M01"
            yield Line(fact.key, way, codes=(code,))
        elif way in ("below", "reach"):
            yield Line(fact.key, way, standard="monitoring_line")
        elif way in ("within", "beyond"):
            yield Line(fact.key, way, "3", unit="months")
        elif way == "range":
            low, high = ("2026-01-02", "2026-03-04") if fact.kind == "date" else ("2", "30")
            yield from (
                Line(fact.key, way, low, high),
                Line(fact.key, way, low),
                Line(fact.key, way, "", high),
            )
        else:
            yield Line(fact.key, way)


@pytest.mark.parametrize("block", BLOCKS, ids=lambda b: b.over or "household")
def test_every_way_of_asking_comes_back_as_it_was_written(block: Block) -> None:
    facts = facts_for(block, "household")
    own = [f for f in facts if f.key.startswith("row.")] or facts
    for fact in own:
        for line in lines_about(fact):
            built = Built("all", (Block(block.how, block.over, (line,)),))
            node = node_of(built_data(built, "household"), "household", KNOWN)
            assert built_of(node, "household") == built
            assert node_of(text_of(node), "household", KNOWN) == node


def test_windows_numbers_and_joins_come_back_too() -> None:
    built = Built(
        "any",
        (
            Block(
                lines=(Line("household.size", "range", "2"), Line("household.kind", "among", codes=("poor",)))
            ),
            Block("least", "visits", (), "12", "3"),
            Block("least", "bureau.vehicle", (Line("row.kind", "among", codes=("car",)),), "live", "2"),
        ),
    )
    assert built_of(node_of(built_data(built, "household"), "household", KNOWN), "household") == built


@pytest.mark.parametrize(
    "built",
    [
        Built(), Built("all", (Block(),)), Built("all", (Block(lines=(Line("household.size", "range"),)),)),
        Built("all", (Block(lines=(Line("household.nothing"),)),)), Built("all", (Block("any", "no.such"),)),
        Built("all", (Block(lines=(Line("household.size", "range", "1"),) * 13),)),
        Built("all", (Block(lines=(Line("household.size", "within", "1"),)),)),
        Built("all", (Block("least", MEMBERS, (), "", "two"),)), Built("all", (Block("any", "visits", (), "99"),)),
    ],
)  # fmt: skip
def test_what_is_not_whole_is_told_with_a_way_out(built: Built) -> None:
    with pytest.raises(InvalidInputError) as refused:
        built_data(built, "household")
    assert refused.value.code == "E-FILTER" and refused.value.way_out


def test_what_the_builder_could_not_have_written_does_not_open_in_it() -> None:
    odd = {"not": {"fact": "household.size", "ge": 2}}
    assert built_of(node_of(odd, "household", KNOWN), "household") is None


@pytest.mark.parametrize("text", [r'{"all":[{"fact":"\ud800","ge":1}]}', "[" * 3_000, "{"])
def test_an_address_that_nobody_can_read_is_refused(text: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        node_of(text, "household", frozenset())
    assert refused.value.code == "E-FILTER"
