"""When a batch is stopped for a second look, and when it is not."""

import pytest

from app.domain.importing.outcomes import suspicion


@pytest.mark.parametrize(
    ("changed", "known", "ended", "last", "current", "stopped"),
    [
        (0, 0, 0, None, 0, False),  # an empty register
        (31, 100, 0, None, 0, True),
        (30, 100, 0, None, 0, False),
        (40, 45, 0, None, 0, False),  # a hamlet may change as a whole
        (0, 1000, 212, 21, 900, True),
        (0, 1000, 200, 21, 900, False),
        (0, 1000, 20, 0, 900, False),
        (0, 1000, 21, 0, 900, True),
        (0, 1000, 60, None, 100, True),  # half of what was known is missing from a first delivery
        (0, 1000, 40, None, 100, False),
    ],
)
def test_suspicion(
    changed: int, known: int, ended: int, last: int | None, current: int, stopped: bool
) -> None:
    why = suspicion(changed, known, ended, last, current)
    assert (why is not None) is stopped
    if why:
        assert "先停在这里" in why
