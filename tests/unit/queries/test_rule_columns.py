"""Verdicts over columns say what the domain says of each single pair of answers."""

from itertools import product
from types import SimpleNamespace
from typing import Any

import polars as pl
import pytest

from app.domain.verdicts import verdict
from app.queries.rule_columns import _verdicts

PAIRS = list(product((True, False, None), repeat=2))


@pytest.mark.parametrize("claim", ["due", "quota"])
def test_columns_give_the_verdicts_of_the_domain(claim: Any) -> None:
    should, has = (pl.Series("", own, pl.Boolean) for own in zip(*PAIRS, strict=True))
    words: list[list[str]] = [[] for _ in PAIRS]

    for word, fits in _verdicts(SimpleNamespace(claim=claim), should, has):  # type: ignore[arg-type]
        for place in fits.arg_true():
            words[place].append(word)

    expected = [verdict(*pair, claim) for pair in PAIRS]
    assert words == [[] if word == "none" else [word] for word in expected]
