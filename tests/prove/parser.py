"""Damaged conditions by the million: each is read or refused with its place, in bounded time; what is read keeps the
bounds of depth and size, can be said in Chinese, and is written back as the same tree."""

import time
from typing import Any

from app.domain.condition_errors import ConditionError
from app.domain.condition_parser import parse
from app.domain.condition_words import say
from app.domain.condition_writer import written
from app.domain.conditions import MAX_DEPTH, MAX_NODES, Group, Node, Not, Quantified, everywhere
from tests.support.fuzzed_conditions import Fuzzer
from tests.support.random_conditions import STANDARDS

#: No input of this size may keep the reader longer (seconds of processor time: a busy machine makes any wait).
LONGEST = 2.0
_KNOWN = frozenset(STANDARDS)


def main(count: int = 10_000_000, first_seed: int = 1) -> dict[str, Any]:
    """`count` damaged inputs. `worst_ms`: the slowest of them; `read`: those that were conditions after all."""
    fuzzer, read, worst, faults = Fuzzer(first_seed), 0, 0.0, []
    for turn in range(count):
        subject, data = fuzzer.next(turn)
        began = time.process_time()
        try:
            tree = parse(data, subject, _KNOWN)
        except ConditionError as refused:
            fault = "" if refused.place and refused.message else "refused without a place"
        except Exception as uncaught:  # noqa: BLE001 (finding the uncaught is what this is for)
            fault = repr(uncaught)[:200]
        else:
            read += 1
            fault = wrong_with(tree, subject)
        took = time.process_time() - began
        worst = max(worst, took)
        if fault or took > LONGEST:
            faults.append({"turn": turn, "fault": fault or f"{took:.1f} s"})
    return {
        "held": not faults and read > count // 100,
        "inputs": count,
        "read": read,
        "worst_ms": round(worst * 1000, 1),
        "faulty": len(faults),
        "faults": faults[:10],
    }


def wrong_with(tree: Node, subject: Any) -> str:
    """What a tree that was read breaks; empty where it keeps every promise."""
    if sum(1 for _ in everywhere(tree)) > MAX_NODES:
        return "too many nodes"
    if _depth(tree) > MAX_DEPTH:
        return "too deep"
    if not say(tree, {}):
        return "no sentence"
    return "" if parse(written(tree), subject, _KNOWN) == tree else "not written back"


def _depth(node: Node) -> int:
    parts: tuple[Node, ...] = ()
    if isinstance(node, Group):
        parts = node.parts
    elif isinstance(node, Not):
        parts = (node.part,)
    elif isinstance(node, Quantified) and node.where is not None:
        parts = (node.where,)
    return 1 + max((_depth(part) for part in parts), default=0)
