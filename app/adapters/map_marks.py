"""Marks laid over a drawn map: squares for projects, circles that grow with the households of their cell."""

from collections.abc import Sequence
from html import escape
from math import sqrt
from typing import Protocol

import numpy as np

from app.adapters.map_drawing import Projection

#: Radius of one household's circle, and by how much it grows with the root of their number.
SMALLEST, GROWTH, LARGEST = 9.0, 3.0, 34.0
SIDE = 20.0


class Mark(Protocol):
    """What is drawn of a point; `count` 0 is a project."""

    @property
    def lon(self) -> float: ...
    @property
    def lat(self) -> float: ...
    @property
    def words(self) -> str: ...
    @property
    def count(self) -> int: ...
    @property
    def link(self) -> str | None: ...


def draw_marks(projection: Projection, marks: Sequence[Mark]) -> str:
    """SVG of the marks in the picture's units; each says its words, those with a link open it."""
    if not marks:
        return ""
    places = projection.place(np.array([[mark.lon, mark.lat] for mark in marks], dtype=np.float64))
    return "".join(_drawn(mark, x, y) for mark, (x, y) in zip(marks, places.tolist(), strict=True))


def _drawn(mark: Mark, x: float, y: float) -> str:
    title = f"<title>{escape(mark.words)}</title>"
    if mark.count:
        radius = min(SMALLEST + GROWTH * sqrt(mark.count), LARGEST)
        return f'<circle class="m-home" cx="{x:.0f}" cy="{y:.0f}" r="{radius:.0f}">{title}</circle>'
    shape = (
        f'<rect class="m-project" x="{x - SIDE / 2:.0f}" y="{y - SIDE / 2:.0f}" width="{SIDE:.0f}" '
        f'height="{SIDE:.0f}">{title}</rect>'
    )
    if mark.link is None:
        return shape
    return f'<a href="{escape(mark.link)}" aria-label="{escape(mark.words)}">{shape}</a>'
