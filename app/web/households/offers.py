"""What bureaus have said, offered beside the field it concerns: never filled in by itself."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from app.domain.registry_checks import RISKS
from app.models import Household
from app.queries.people import BureauNote, Member

DIBAO, PUPIL, DISABILITY = 4, 7, 17
MEDICAL, PENSION, PUBLIC_POST, RANGER, TEKUN = 10, 15, 1602, 25, 501
HOUSE, WATER, RELOCATION, DISASTER = 12, 18, 26, 28
#: Scheme of an insurance -> the field that says yes.
_MEDICAL = {"resident": "resident_medical", "employee": "employee_medical"}
_PENSION = {"resident": "resident_pension", "employee": "employee_pension"}


@dataclass(frozen=True, slots=True)
class Said:
    """What a bureau says of one field: the value as a form posts it, the words, and the row that says so."""

    field: str
    value: str
    words: str
    source: str


def said_of(note: BureauNote, table: str, kind: str = "") -> Iterator[Said]:
    """What a note says of the fields of a table: person, living_condition, or household (of that `kind`)."""
    if not note.is_live:
        return
    told = {"person": _said, "living_condition": _said_of_house}.get(table)
    for field, value, words in told(note) if told else _said_of_household(note, kind):
        yield Said(field, value, words, _source(note))


def offers_of(member: Member) -> dict[str, dict[str, Any]]:
    """Field -> offer with value and source; only where the bureau says something else than what is registered."""
    return _offers([one for note in member.notes for one in said_of(note, "person")], member.person)


def living_offers(members: list[Member], living: Any) -> dict[str, dict[str, Any]]:
    """The same for how the household lives: what bureaus said about any of its members."""
    notes = [note for member in members for note in member.notes]
    return _offers([one for note in notes for one in said_of(note, "living_condition")], living)


def household_offers(members: list[Member], household: Household) -> dict[str, dict[str, Any]]:
    """The same for the household itself, and the count of its members where a year's count says otherwise."""
    notes = [note for member in members for note in member.notes]
    said = [one for note in notes for one in said_of(note, "household", household.kind)]
    if "disaster" not in {getattr(household, risk) for risk in RISKS}:
        said = [one for one in said if one.field != "disaster_kind"]
    if members:
        count = str(len(members))
        said.append(Said("year_members", count, _("登记库里在户 %(n)s 人", n=count), _("成员名单，今天")))
    return _offers(said, household)


def _offers(said: list[Said], row: Any) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for one in said:
        if one.field not in found and _stored(getattr(row, one.field, None)) != one.value:
            found[one.field] = {"text": one.words, "value": one.value, "source": one.source}
    return found


def _stored(value: Any) -> str:
    """A stored value as a form posts it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def _said_of_house(note: BureauNote) -> Iterator[tuple[str, str, str]]:
    if not note.kind_code:
        return
    if note.dataset == HOUSE:
        yield "house_level", note.kind_code, _("住建局鉴定：%(kind)s", kind=note.kind)
    elif note.dataset == WATER:
        yield "water_source", note.kind_code, _("水务局：%(kind)s", kind=note.kind)
        if note.level_code:
            safe = "no" if note.level_code == "unmet" else "yes"
            yield "water_is_safe", safe, _("水务局评价：%(level)s", level=note.level)
    elif note.dataset == RELOCATION:
        yield "settle_mode", note.kind_code, _("移民局：%(kind)s", kind=note.kind)


def _said(note: BureauNote) -> Iterator[tuple[str, str, str]]:
    if note.dataset == DISABILITY and note.kind_code and note.level_code:
        yield "disability_category", note.kind_code, _("县残联：%(kind)s", kind=note.kind)
        yield "disability_level", note.level_code, _("县残联：%(level)s", level=note.level)
    elif note.dataset == PUPIL and note.kind_code:
        yield "school", note.kind_code, _("县教育局学籍：%(kind)s", kind=note.kind)
    elif note.dataset == DIBAO and note.kind_code:
        yield "dibao", note.kind_code, _("县民政局花名册：%(kind)s", kind=note.kind)
    elif note.dataset == TEKUN:
        yield "tekun", "rural", _("民政局特困名册：%(kind)s", kind=note.kind)
    elif note.dataset == MEDICAL and note.kind_code in _MEDICAL:
        yield _MEDICAL[note.kind_code], "yes", _("医保局：已参保（%(kind)s）", kind=note.kind)
    elif note.dataset == PENSION and note.kind_code in _PENSION:
        yield _PENSION[note.kind_code], "yes", _("人社局：已参保（%(kind)s）", kind=note.kind)
    elif note.dataset == PUBLIC_POST and note.kind_code:
        yield "public_post", note.kind_code, _("人社局公益岗：%(kind)s", kind=note.kind)
    elif note.dataset == RANGER:
        yield "public_post", "forest_ranger", _("林业局：生态护林员")


def _said_of_household(note: BureauNote, kind: str) -> Iterator[tuple[str, str, str]]:
    helped = kind in ("poor", "out_of_poverty")
    if note.dataset == DIBAO and note.kind_code == "rural":
        attribute = "dibao" if helped else "dibao_only"
        yield "attribute", attribute, _("县民政局花名册：%(kind)s", kind=note.kind)
    elif note.dataset == TEKUN and helped:
        yield "attribute", "tekun", _("民政局特困名册：%(kind)s", kind=note.kind)
    elif note.dataset == DISASTER and note.kind_code:
        yield "disaster_kind", note.kind_code, _("应急局受灾户：%(kind)s", kind=note.kind)


def _source(note: BureauNote) -> str:
    row = _(" 第 %(row)s 行", row=f"{note.row_no:,}") if note.row_no else ""
    return f"{note.title} {note.period}{row}"
