"""Published points of eviltransform (wgs -> gcj), and the way back."""

import numpy as np
import pytest

from app.domain.gcj02 import from_gcj02, to_gcj02

#: Latitude and longitude before and after, from the tests of eviltransform.
PUBLISHED = [
    (31.1774276, 121.5272106, 31.17530398364597, 121.531541859215),
    (22.543847, 113.912316, 22.540796131694766, 113.9171764808363),
    (39.911954, 116.377817, 39.91334545536069, 116.38404722455657),
]


@pytest.mark.parametrize(("lat", "lon", "shifted_lat", "shifted_lon"), PUBLISHED)
def test_published_points_are_met(lat: float, lon: float, shifted_lat: float, shifted_lon: float) -> None:
    found = to_gcj02(np.array([[lon, lat]]))
    assert found[0] == pytest.approx([shifted_lon, shifted_lat], abs=1e-9)


def test_the_way_back_meets_the_place_within_a_millimetre() -> None:
    rng = np.random.default_rng(1)
    places = np.column_stack([rng.uniform(97, 118, 500), rng.uniform(21, 34, 500)])
    assert np.abs(from_gcj02(to_gcj02(places)) - places).max() < 1e-8
