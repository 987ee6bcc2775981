"""A seeded sample of `./run prove parser`."""

import pytest

from tests.prove.parser import main


@pytest.mark.parametrize("seed", [11, 12])
def test_damaged_conditions_are_read_or_refused(seed: int) -> None:
    found = main(8000, seed)

    assert found["faults"] == []
    assert found["held"], found
