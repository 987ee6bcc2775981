"""Outlines as pages need them; without the boundary engine, which only commands load."""

import shapely
from shapely.geometry.base import BaseGeometry


def wkb_of_geojson(outline: str) -> bytes:
    """WKB of a GeoJSON geometry, as the map drawing wants it."""
    wkb: bytes = shapely.to_wkb(shapely.from_geojson(outline))
    return wkb


def wkb_of(shape: BaseGeometry) -> bytes:
    """An outline in memory as the drawing wants it."""
    wkb: bytes = shapely.to_wkb(shape)
    return wkb
