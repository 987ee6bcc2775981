"""Outlines of the invented county: valid, without gaps or overlaps, level by level."""

from datetime import date

import pytest
import shapely
from shapely.geometry import shape

from app.demo.outlines import boundaries
from app.demo.places import areas, plan_county


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
@pytest.mark.parametrize("households", [40, 800, 3000, 60_000])
def test_outlines_form_a_valid_coverage(households: int, seed: int) -> None:
    plan = plan_county(households, seed, date(2026, 11, 22))
    features = boundaries(plan)["features"]
    by_level = {
        level: [shape(f["geometry"]) for f in features if f["properties"]["level"] == level]
        for level in (3, 4, 5)
    }
    county = by_level[3][0]
    for level in (4, 5):
        assert all(outline.is_valid for outline in by_level[level])
        assert shapely.coverage_is_valid(by_level[level])
        assert sum(outline.area for outline in by_level[level]) == pytest.approx(county.area)
    assert county.is_valid
    assert plan.households == households


def test_each_village_lies_in_its_township() -> None:
    features = boundaries(plan_county(3000, 1, date(2026, 11, 22)))["features"]
    outlines = {f["properties"]["code"]: shape(f["geometry"]) for f in features}
    for code, outline in outlines.items():
        if not code.endswith("000"):
            assert outlines[code[:9] + "000"].buffer(1e-9).contains(outline)


def test_each_area_has_one_outline_and_codes_of_the_invented_county() -> None:
    plan = plan_county(3000, 1, date(2026, 11, 22))
    rows = [row for row in areas(plan) if isinstance(row["level"], int) and row["level"] >= 3]
    codes = [row["code"] for row in rows]
    assert codes == [f["properties"]["code"] for f in boundaries(plan)["features"]]
    assert all(str(code).startswith("520199") for code in codes)
