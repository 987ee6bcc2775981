"""Where names and values stand on a map: inside their area, and never over one another.

Larger areas choose first. Name and value if both fit, else the value alone, else nothing: the picture's titles and the
table beside it have every number. Lengths are in picture units.
"""

# mypy: allow-untyped-calls

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

#: How far a label may reach beyond the widest circle of its area.
BEYOND = 1.15
#: Height of a line in sizes of its letters.
LINE = 1.2


@dataclass(frozen=True, slots=True)
class Label:
    """The middle of a label; `named` = name above the value. `at_phone` says what is left with larger letters there."""

    position: int
    x: float
    y: float
    named: bool
    at_phone: str
    """both, value or nothing."""


def text_width(text: str, size: float) -> float:
    """About how wide a text is: Chinese signs are square, digits and Latin letters a bit over half as wide."""
    return size * sum(0.58 if ord(sign) < 0x2E80 else 1.0 for sign in text)


def place_labels(
    flat: NDArray[np.object_], names: Sequence[str], values: Sequence[str], size: float, phone: float
) -> list[Label]:
    """Labels for areas given in picture units, in any order; none overlaps another, at neither size of letters."""
    centres = _centres(flat, size / 3)
    order = sorted(centres, key=lambda at: -centres[at][2])
    wide, narrow = _Board(4 * size), _Board(4 * phone)
    found = []
    for at in order:
        x, y, radius = centres[at]
        shape = flat[at]
        what = _best(wide, shape, x, y, radius, names[at], values[at], size)
        if what == "nothing":
            continue
        on_phone = what if phone == size else _best(narrow, shape, x, y, radius, names[at], values[at], phone)
        if what == "value" and on_phone == "both":
            on_phone = "value"
        found.append(Label(at, x, y, what == "both", on_phone))
    return found


def _best(
    board: "_Board", shape: object, x: float, y: float, radius: float, name: str, value: str, size: float
) -> str:
    """What fits: both, value or nothing; what is taken stands on the board from then on."""
    for what, width, lines in (
        ("both", max(text_width(name, size), text_width(value, size)), 2),
        ("value", text_width(value, size), 1),
    ):
        box = (x - width / 2, y - lines * LINE * size / 2, x + width / 2, y + lines * LINE * size / 2)
        fits = width / 2 <= radius * BEYOND and lines * LINE * size / 2 <= radius * BEYOND
        if (fits or shapely.contains(shape, shapely.box(*box))) and board.take(box):
            return what
    return "nothing"


class _Board:
    """Boxes that are taken, by the squares of a grid: a label asks its neighbours only."""

    def __init__(self, square: float) -> None:
        self._square = square
        self._taken: dict[tuple[int, int], list[tuple[float, float, float, float]]] = {}

    def take(self, box: tuple[float, float, float, float]) -> bool:
        """Take the place if nobody has any part of it."""
        left, top, right, bottom = box
        step = self._square
        squares = [
            (x, y)
            for x in range(int(left // step), int(right // step) + 1)
            for y in range(int(top // step), int(bottom // step) + 1)
        ]
        for square in squares:
            for west, north, east, south in self._taken.get(square, ()):
                if left < east and west < right and top < south and north < bottom:
                    return False
        for square in squares:
            self._taken.setdefault(square, []).append(box)
        return True


def _centres(flat: NDArray[np.object_], smallest: float) -> dict[int, tuple[float, float, float]]:
    """Middle and radius of the widest circle inside each area, where at least `smallest` fits."""
    bounds = shapely.bounds(flat)
    room = np.minimum(bounds[:, 2] - bounds[:, 0], bounds[:, 3] - bounds[:, 1]) / 2
    at = np.flatnonzero(room >= smallest)
    whole = float(np.nanmax(bounds[:, 2]) - np.nanmin(bounds[:, 0])) if len(flat) else 1.0
    circles = shapely.maximum_inscribed_circle(flat[at], tolerance=max(whole, 1.0) / 200)
    middles = shapely.get_coordinates(shapely.get_point(circles, 0))
    return {
        int(position): (x, y, radius)
        for position, (x, y), radius in zip(
            at, middles.tolist(), shapely.length(circles).tolist(), strict=True
        )
    }
