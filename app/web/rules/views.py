"""措施规则: the list, one entry, and the workshop in which new versions are written, tried and put in force."""

from app.web.rules import (
    beginning,
    drafting,
    example_pages,
    listing,
    look_table,
    order_preview,
    reviewing,
    showing,
    trials,
)
from app.web.rules.blueprint import bp

__all__ = [
    "beginning",
    "bp",
    "drafting",
    "example_pages",
    "listing",
    "look_table",
    "order_preview",
    "reviewing",
    "showing",
    "trials",
]
