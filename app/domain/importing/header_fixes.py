"""What changes a header after it was found: columns fixed by a person, the unit of money told above the table."""

import re
from collections.abc import Mapping
from dataclasses import replace

from app.domain.importing.headers import Header, Match, unit_of

_TITLE_UNIT = re.compile(r"单\s*位\s*[:：][^:：]{0,12}?(万元|元)")


def fixed_header(header: Header, by_hand: Mapping[str, int]) -> Header:
    """The header with columns fixed by a person: key -> 0-based column; -1 takes a column away."""
    kept = [m for m in header.matches if m.key not in by_hand and m.column not in by_hand.values()]
    fixed = [
        Match(k, c, 1.0, unit_of(header.texts[c])) for k, c in by_hand.items() if 0 <= c < len(header.texts)
    ]
    return replace(header, matches=(*kept, *fixed))


def with_title_unit(header: Header, rows: list[list[str]]) -> Header:
    """The header with the unit of money that a line above it tells (单位：万元), for columns that name none."""
    above = (found[1] for row in rows[: header.first] for text in row if (found := _TITLE_UNIT.search(text)))
    unit = next(above, None)
    if unit is None:
        return header
    matches = tuple(m if m.unit else replace(m, unit=unit) for m in header.matches)
    return replace(header, matches=matches)
