"""Words of the quality boards: what a level is called, what a scope of time is, and where a field is mended."""

from dataclasses import dataclass
from typing import Literal

from app.domain.facts import FACTS
from app.domain.registry_checks import Remark

#: Days for which an explained problem stays quiet, shortest first.
QUIET_DAYS = (30, 90, 180, 365)

Place = Literal["household", "member", "living", "income", "grants", "looks", "village", "project"]
_OTHER_PLACES: dict[str, Place] = {
    "household.income": "income",
    "household.grants": "grants",
}


@dataclass(frozen=True, slots=True)
class Fix:
    """Where a problem is mended: the page and the name of the field on it (empty = the page as a whole)."""

    place: Place
    field: str


def fix_of(field: str) -> Fix:
    """The page that holds a field written as `person.labor`, `household.road_km`, `village.persons` …"""
    subject, _, name = field.partition(".")
    if subject == "person":
        return Fix("member", name)
    if subject in ("village", "project"):
        return Fix("village" if subject == "village" else "project", name)
    if field in _OTHER_PLACES:
        return Fix(_OTHER_PLACES[field], "")
    fact = FACTS.get(field)
    if fact is not None and fact.columns[0].startswith("living_condition."):
        return Fix("living", name)
    return Fix("household", name)


#: What a form can offer with one press: official number -> words and value. Only where one value is right.
OFFERS: dict[str, tuple[str, str]] = {
    **dict.fromkeys(("2_01_011", "2_12_014", "1111_07"), ("改成“无劳动力”", "none")),
    **dict.fromkeys(("4_01_007", "4_01_008"), ("改成“丧失劳动力”", "lost")),
    **dict.fromkeys(("3_01_003", "3_12_004"), ("清空文化程度", "")),
}
#: Names of fields on the forms where they differ from the names in the dictionary.
_FORM_NAMES = {"identity": "number"}


def remark_on(number: str, field: str, sentence: str, place: Place) -> Remark | None:
    """A rule as a remark beside its field on the form of one place; None where that form does not hold the field.

    Never `must`: the rules of 8.3 may be explained away. What no form may pass stands in `registry_checks`.
    """
    fix = fix_of(field)
    if fix.place != place:
        return None
    offer = OFFERS.get(number)
    return Remark(number, _FORM_NAMES.get(fix.field, fix.field), "look", sentence, (offer,) if offer else ())
