"""Damaged conditions: random trees with something torn out, swapped, nested too deep or made senseless."""

import random
from datetime import date
from decimal import Decimal
from typing import Any

from app.domain.facts import FACTS, SOURCES, Subject
from tests.support.random_conditions import STANDARDS, Maker

SUBJECTS: tuple[Subject, ...] = ("person", "household", "village", "project")
#: Trees are made once in so many rounds; damaging one is cheap.
REUSED = 400
_WORDS = (
    "all", "any", "not", "fact", "none", "count", "sum", "latest", "where", "window", "of", "is", "in", "lt",
    "between", "since", "until", "told", "standard", "times", "plus", "values", "title", "live", "last", "this",
    "members", "household", "households", "days", "use", "set", "",
)  # fmt: skip
_ODD: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 10**30, -(10**30), 0.1, 1e308, float("nan"), float("inf"), "", "\0", "￿", "𠮷" * 40,
    "2026-02-30", "9" * 5000, date(1, 1, 1), Decimal("1E+1000"), b"x", [], {}, [[]], {"": ""}, {1: 2}, {None: None},
    [None], {"all": []}, {"all": None}, {"fact": None}, {"not": {}}, (), {"any": "members", "where": []}, object(),
)  # fmt: skip


class Fuzzer:
    """Damaged data about a subject, one after the other, from one seed."""

    def __init__(self, seed: int) -> None:
        self.r = random.Random(seed)
        self.maker = Maker(seed)
        self.keys = [*FACTS, *SOURCES, *STANDARDS, *_WORDS]
        self._kept: list[tuple[Subject, Any]] = []

    def next(self, turn: int) -> tuple[Subject, Any]:
        """A subject and data that claims to be a condition about it."""
        if turn % REUSED == 0 or not self._kept:
            subject = self.r.choice(SUBJECTS)
            self._kept.append((subject, self.maker.condition(subject, self.r.choice([1, 2, 3]))))
            self._kept = self._kept[-8:]
        subject, tree = self.r.choice(self._kept)
        data = tree
        for _ in range(self.r.choice([0, 1, 1, 2, 4])):
            data = self.damaged(data)
        if self.r.random() < 0.02:
            data = self.deep(data)
        return (self.r.choice(SUBJECTS) if self.r.random() < 0.1 else subject), data

    def damaged(self, data: Any) -> Any:
        """A copy with one place changed; what is not touched is shared."""
        r = self.r
        if r.random() < 0.25 or not isinstance(data, dict | list) or not data:
            return r.choice(_ODD) if r.random() < 0.7 else r.choice(self.keys)
        if isinstance(data, list):
            place = r.randrange(len(data))
            return [*data[:place], self.damaged(data[place]), *data[place + r.choice([0, 1]) :]]
        key = r.choice(list(data))
        deed = r.random()
        if deed < 0.5:
            return {**data, key: self.damaged(data[key])}
        if deed < 0.7:
            return {k: v for k, v in data.items() if k != key}
        if deed < 0.85:
            return {**data, r.choice(self.keys): r.choice(_ODD)}
        return {(r.choice(self.keys) if k == key else k): v for k, v in data.items()}

    def deep(self, data: Any) -> Any:
        """Far too deep or far too wide."""
        if self.r.random() < 0.5:
            for _ in range(self.r.choice([8, 60, 900])):
                data = {"not": data} if self.r.random() < 0.5 else {"all": [data]}
            return data
        return {"any": [data] * self.r.choice([100, 251, 5000])}
