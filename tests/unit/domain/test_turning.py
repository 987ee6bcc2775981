"""What would change an answer, and what to ask first: held to counting out."""

import random
from itertools import combinations
from typing import Any

import pytest

from app.domain.condition_parser import parse
from app.domain.conditions import Compare, Group, Node, Not, Plain, conjunction, disjunction, leaves, negation
from app.domain.turning import Around, best_questions, can_change, cheapest_change

FACTS = [
    "person.work_months",
    "person.is_boarder",
    "person.is_soldier",
    "person.speaks_mandarin",
    "person.sex",
]


def _leaf(n: int) -> Compare:
    if FACTS[n] == "person.work_months":
        return Compare(FACTS[n], "ge", Plain((3,)))
    return Compare(FACTS[n], "is", Plain(("male",) if FACTS[n] == "person.sex" else (True,)))


def _tree(r: random.Random, depth: int) -> Node:
    if depth == 0 or r.random() < 0.3:
        return _leaf(r.randrange(len(FACTS)))
    if r.random() < 0.2:
        return Not(_tree(r, depth - 1))
    return Group(r.choice(["all", "any"]), tuple(_tree(r, depth - 1) for _ in range(r.choice([2, 3]))))


def _evaluate(node: Node, told: dict[Node, bool | None]) -> bool | None:
    if isinstance(node, Not):
        return negation(_evaluate(node.part, told))
    if isinstance(node, Group):
        answers = [_evaluate(p, told) for p in node.parts]
        return conjunction(*answers) if node.how == "all" else disjunction(*answers)
    return told[node]


def _fewest_by_trying(tree: Node, told: dict[Node, bool | None], to: bool) -> int | None:
    free = [leaf for leaf in dict.fromkeys(leaves(tree)) if can_change(leaf)]
    for size in range(len(free) + 1):
        for several in combinations(free, size):
            for turned in range(2**size):
                tried = {**told, **{leaf: bool(turned >> i & 1) for i, leaf in enumerate(several)}}
                if _evaluate(tree, tried) is to:
                    return size
    return None


@pytest.mark.parametrize("seed", range(150))
def test_changes_turn_the_answer_and_fixed_facts_stay(seed: int) -> None:
    r = random.Random(seed)
    tree, to = _tree(r, 3), r.random() < 0.5
    told = {_leaf(n): r.choice([True, False, None]) for n in range(len(FACTS))}

    found = cheapest_change(tree, to, lambda node: _evaluate(node, told), lambda node: ())

    wanted = {change.leaf: change.to for change in found or ()}
    fewest = _fewest_by_trying(tree, told, to)
    assert found is not None or fewest is None or fewest > 3
    assert found is None or _evaluate(tree, {**told, **wanted}) is to
    assert not any(getattr(leaf, "fact", "") == "person.sex" for leaf in wanted)


@pytest.mark.parametrize("seed", range(150))
def test_no_fewer_changes_would_do_where_each_fact_stands_once(seed: int) -> None:
    r = random.Random(seed)
    order = r.sample(range(len(FACTS)), len(FACTS))
    inner = Group(r.choice(["all", "any"]), tuple(_leaf(n) for n in order[:3]))
    tree = Group(r.choice(["all", "any"]), (inner, Not(_leaf(order[3])), _leaf(order[4])))
    told = {_leaf(n): r.choice([True, False, None]) for n in range(len(FACTS))}
    to = r.random() < 0.5

    found = cheapest_change(tree, to, lambda node: _evaluate(node, told), lambda node: ())

    assert (None if found is None else len(found)) == _fewest_by_trying(tree, told, to)


def test_age_is_never_among_the_changes() -> None:
    tree = parse(
        {"all": [{"fact": "person.age", "ge": 80}, {"fact": "person.is_boarder", "is": True}]}, "person"
    )

    assert cheapest_change(tree, True, lambda node: False, lambda node: ()) is None


def test_somebody_in_the_family_may_be_the_change() -> None:
    tree: Any = parse({"any": "members", "where": {"fact": "person.is_boarder", "is": True}}, "household")
    around = (Around(7, lambda node: False), Around(8, lambda node: None))

    found = cheapest_change(tree, True, lambda node: False, lambda node: around)

    assert found is not None
    assert [(c.who, c.to) for c in found] == [(7, True)]


def test_one_question_where_one_settles_most() -> None:
    assert best_questions([frozenset("a"), frozenset("a"), frozenset("bc")]) == ("a",)


def test_two_questions_where_together_they_settle_more() -> None:
    assert set(best_questions([frozenset("a"), frozenset("bc"), frozenset("bc")])) == {"b", "c"}
    assert best_questions([frozenset("a"), frozenset("a"), frozenset("b")]) == ("a", "b")


def test_nothing_to_ask_where_nothing_lacks() -> None:
    assert best_questions([]) == ()


def test_fact_that_most_lack_is_asked_where_nothing_can_be_settled() -> None:
    assert best_questions([frozenset("abc"), frozenset("ade")]) == ("a",)


@pytest.mark.parametrize("seed", range(60))
def test_no_pair_settles_more(seed: int) -> None:
    r = random.Random(seed)
    missing = [frozenset(r.sample("abcdef", r.choice([1, 1, 2, 2, 3]))) for _ in range(r.randint(1, 8))]

    chosen = best_questions(missing)

    def settled(asked: tuple[str, ...]) -> int:
        return sum(facts <= set(asked) for facts in missing)

    assert settled(chosen) == max(settled(pair) for pair in combinations("abcdef", 2))
