"""Outlines as pages need them; without the boundary engine, which only commands load."""

import shapely


def wkb_of_geojson(outline: str) -> bytes:
    """WKB of a GeoJSON geometry, as the map drawing wants it."""
    wkb: bytes = shapely.to_wkb(shapely.from_geojson(outline))
    return wkb
