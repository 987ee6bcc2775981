"""Damaged conditions by the million: each is read or refused with its place, in bounded time; what is read keeps the
bounds of depth and size, can be said in Chinese, and is written back as the same tree.

Inputs come in parts of a million, each of a seed of its own and told when it is done: a stopped run goes on with
`main(count, first_seed)`, and parts of several processes together are one proof.
"""

import json
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
PART = 1_000_000


def main(count: int = 10_000_000, first_seed: int = 1) -> dict[str, Any]:
    """`count` damaged inputs. `worst_ms`: the slowest of them; `read`: those that were conditions after all."""
    read, worst, faults = 0, 0.0, []
    for number, begin in enumerate(range(0, count, PART)):
        seed = first_seed + number
        part = _part(min(PART, count - begin), seed)
        print(json.dumps({"seed": seed, **part}, ensure_ascii=False), flush=True)
        read, worst, faults = read + part["read"], max(worst, part["worst_ms"]), faults + part["faults"]
    return {
        "held": not faults and read > count // 100,
        "inputs": count,
        "first_seed": first_seed,
        "read": read,
        "worst_ms": worst,
        "faulty": len(faults),
        "faults": faults[:10],
    }


def _part(count: int, seed: int) -> dict[str, Any]:
    fuzzer, read, worst, faults = Fuzzer(seed), 0, 0.0, []
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
            faults.append({"seed": seed, "turn": turn, "fault": fault or f"{took:.1f} s"})
    return {"inputs": count, "read": read, "worst_ms": round(worst * 1000, 1), "faults": faults}


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
