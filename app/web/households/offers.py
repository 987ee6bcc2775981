"""What bureaus have said, offered beside the field it concerns: never filled in by itself."""

from collections.abc import Iterator
from typing import Any

from flask_babel import gettext as _

from app.queries.people import BureauNote, Member

DIBAO, PUPIL, DISABILITY = 4, 7, 17
MEDICAL, PENSION, PUBLIC_POST, RANGER, TEKUN = 10, 15, 1602, 25, 501
HOUSE, WATER, RELOCATION = 12, 18, 26
#: Scheme of an insurance -> the field that says yes.
_MEDICAL = {"resident": "resident_medical", "employee": "employee_medical"}
_PENSION = {"resident": "resident_pension", "employee": "employee_pension"}


def offers_of(member: Member) -> dict[str, dict[str, Any]]:
    """Field -> offer with value and source; only where the bureau says something else than what is registered."""
    found: dict[str, dict[str, Any]] = {}
    for note in member.notes:
        for field, value, words in _said(note):
            if field not in found and _stored(getattr(member.person, field)) != value:
                found[field] = {
                    "text": words,
                    "value": value,
                    "source": _source(note),
                }
    return found


def living_offers(members: list[Member], living: Any) -> dict[str, dict[str, Any]]:
    """The same for how the household lives: what bureaus said about any of its members."""
    found: dict[str, dict[str, Any]] = {}
    for note in (note for member in members for note in member.notes):
        for field, value, words in _said_of_house(note):
            if field not in found and _stored(getattr(living, field, None)) != value:
                found[field] = {"text": words, "value": value, "source": _source(note)}
    return found


def _stored(value: Any) -> str:
    """A stored value as a form posts it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def _said_of_house(note: BureauNote) -> Iterator[tuple[str, str, str]]:
    if not note.is_live or not note.kind_code:
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
    if not note.is_live:
        return
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


def _source(note: BureauNote) -> str:
    row = _(" 第 %(row)s 行", row=f"{note.row_no:,}") if note.row_no else ""
    return f"{note.title} {note.period}{row}"
