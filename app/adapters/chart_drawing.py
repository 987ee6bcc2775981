"""Charts of reports as PNG: bars from zero, one hue, values written at the bars; the table beside them has
the digits.
"""

# mypy: allow-untyped-calls

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from matplotlib import rc_context
from matplotlib.figure import Figure

from app.adapters.fonts import drawing_families

#: Order of series; the hatch repeats the difference for black and white prints.
COLOURS = ("#1b4a8a", "#c76a00", "#3aa59a", "#86104f", "#6b7789")
HATCHES = ("", "//", "..", "\\\\", "xx")
INCHES = 6.3
DPI = 180


def _settings(font_folder: str | None) -> dict[Any, Any]:
    return {"font.family": list(drawing_families(font_folder)), "axes.unicode_minus": False, "font.size": 8}


def draw_bars(
    labels: Sequence[str],
    values: Sequence[float],
    texts: Sequence[str],
    *,
    unit: str,
    font_folder: str | None = None,
) -> bytes:
    """Horizontal bars in the given order from top to bottom; `texts` are the formatted values written at
    their ends.
    """
    with rc_context(_settings(font_folder)):
        figure = Figure(figsize=(INCHES, 0.9 + 0.24 * len(labels)), dpi=DPI, layout="constrained")
        axes = figure.add_subplot()
        places = list(range(len(labels)))
        bars = axes.barh(places, list(values), color=COLOURS[0], height=0.66)
        axes.bar_label(bars, labels=list(texts), padding=3)
        axes.set_yticks(places, list(labels))
        axes.invert_yaxis()
        axes.set_xlim(min(0.0, *values, 0.0), max([*values, 0.0]) * 1.14 or 1.0)
        axes.set_xlabel(f"单位：{unit}")
        axes.spines[["top", "right"]].set_visible(False)
        return _png(figure)


def draw_stacked(
    labels: Sequence[str],
    parts: Sequence[tuple[str, Sequence[float]]],
    *,
    unit: str,
    font_folder: str | None = None,
) -> bytes:
    """Horizontal bars made of named parts, e.g. the structure of income by year."""
    with rc_context(_settings(font_folder)):
        figure = Figure(figsize=(INCHES, 1.2 + 0.34 * len(labels)), dpi=DPI, layout="constrained")
        axes = figure.add_subplot()
        reached = [0.0] * len(labels)
        for number, (name, values) in enumerate(parts):
            colour, hatch = COLOURS[number % 5], HATCHES[number % 5]
            axes.barh(
                list(range(len(labels))),
                list(values),
                left=reached,
                color=colour,
                hatch=hatch,
                edgecolor="#ffffff",
                label=name,
                height=0.6,
            )
            reached = [total + value for total, value in zip(reached, values, strict=True)]
        axes.set_yticks(list(range(len(labels))), list(labels))
        axes.invert_yaxis()
        axes.set_xlabel(f"单位：{unit}")
        axes.spines[["top", "right"]].set_visible(False)
        figure.legend(loc="outside lower center", ncols=5, frameon=False)
        return _png(figure)


def _png(figure: Figure) -> bytes:
    target = BytesIO()
    figure.savefig(target, format="png", metadata={"Software": None})
    return target.getvalue()
