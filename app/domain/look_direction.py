"""Turning a scoring table round: places that count wealth and places that count need say the same of a household."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from app.domain.looks import DIRECTIONS

_TENTH = Decimal("0.1")


def turned(raw: Mapping[str, Any]) -> dict[str, Any]:
    """The table with the other end of the scale on top: each option has what it lacked to the most of its item, bands
    stand in the other order, and what was weak below a share is weak above the rest.

    A sheet's total in points becomes the table's most minus it; band and weak looks of every sheet stay as they are.
    """
    other = next(one for one in DIRECTIONS if one != raw["direction"])
    looks = [
        {
            **look,
            "weak_below": _plain(1 - _exact(look.get("weak_below", 0))),
            "items": [_item(item) for item in look["items"]],
        }
        for look in raw["looks"]
    ]
    most = sum((_most(item) for look in raw["looks"] for item in look["items"]), Decimal(0))
    return {**raw, "direction": other, "looks": looks, "bands": _bands(raw["bands"], most)}


def _item(item: Mapping[str, Any]) -> dict[str, Any]:
    most = _most(item)
    options = [{**option, "score": _plain(most - _exact(option["score"]))} for option in item["options"]]
    return {**item, "options": options}


def _most(item: Mapping[str, Any]) -> Decimal:
    return max(_exact(option["score"]) for option in item["options"])


def _bands(bands: list[dict[str, Any]], most: Decimal) -> list[dict[str, Any]]:
    """ "Below 60" leaves 60 to the band above; turned, that band has to hold its own end: a tenth more."""
    titles = [band["title"] for band in reversed(bands)]
    ends = [_plain(most - _exact(band["below"]) + _TENTH) for band in reversed(bands[:-1])]
    below = [{"below": end, "title": title} for end, title in zip(ends, titles, strict=False)]
    return [*below, {"title": titles[-1]}]


def _exact(number: Any) -> Decimal:
    return Decimal(str(number))


def _plain(number: Decimal) -> int | float:
    return int(number) if number == number.to_integral_value() else float(number)
