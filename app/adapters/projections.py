"""Projections by name; without the boundary engine, which only reading a file loads."""

#: Projections that surveying offices of the south-west send, as a person chooses them.
PROJECTIONS = (
    ("EPSG:4490", "经纬度（CGCS2000）"),
    ("EPSG:4326", "经纬度（WGS 84）"),
    *((f"EPSG:{4544 + n}", f"3 度带，中央经线 {105 + 3 * n} 度") for n in range(3)),
    *((f"EPSG:{4522 + n}", f"3 度带，第 {34 + n} 带（坐标带带号）") for n in range(4)),
    *((f"EPSG:{4507 + n}", f"6 度带，中央经线 {105 + 6 * n} 度") for n in range(2)),
    *((f"EPSG:{4496 + n}", f"6 度带，第 {18 + n} 带（坐标带带号）") for n in range(2)),
)
