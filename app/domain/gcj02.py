"""GCJ-02, the shifted coordinates of Chinese map services, taken back to WGS 84 / CGCS2000.

The shift is not published; it is known from the open reimplementation "eviltransform" (G. Wei, 2013, after
wgtochina_lb), whose published points the tests meet. The way back is a fixed point: within a millimetre after a few
rounds. CGCS2000 and WGS 84 differ by centimetres and count as one here.
"""

import numpy as np
from numpy.typing import NDArray

Coordinates = NDArray[np.float64]

_AXIS = 6378245.0
_ECCENTRICITY = 0.00669342162296594323
_ROUNDS = 8


def to_gcj02(places: Coordinates) -> Coordinates:
    """Columns longitude, latitude in degrees: the shifted place of each row."""
    return places + _shift(places)


def from_gcj02(places: Coordinates) -> Coordinates:
    """Columns longitude, latitude as a map service gives them: where the place really is."""
    found = places.copy()
    for _ in range(_ROUNDS):
        found = places - _shift(found)
    return found


def _shift(places: Coordinates) -> Coordinates:
    x, y = places[:, 0] - 105.0, places[:, 1] - 35.0
    waves = 20 * np.sin(6 * x * np.pi) + 20 * np.sin(2 * x * np.pi)
    root = np.sqrt(np.abs(x))
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root
    north += 2 / 3 * (waves + 20 * np.sin(y * np.pi) + 40 * np.sin(y / 3 * np.pi))
    north += 2 / 3 * (160 * np.sin(y / 12 * np.pi) + 320 * np.sin(y / 30 * np.pi))
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root
    east += 2 / 3 * (waves + 20 * np.sin(x * np.pi) + 40 * np.sin(x / 3 * np.pi))
    east += 2 / 3 * (150 * np.sin(x / 12 * np.pi) + 300 * np.sin(x / 30 * np.pi))
    latitude = np.radians(places[:, 1])
    magic = 1 - _ECCENTRICITY * np.sin(latitude) ** 2
    north = np.degrees(north / (_AXIS * (1 - _ECCENTRICITY) / (magic * np.sqrt(magic))))
    east = np.degrees(east / (_AXIS / np.sqrt(magic) * np.cos(latitude)))
    return np.column_stack([east, north])
