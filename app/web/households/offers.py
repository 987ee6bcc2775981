"""What bureaus have said, offered beside the field it concerns: never filled in by itself."""

from collections.abc import Iterator
from typing import Any

from flask_babel import gettext as _

from app.queries.people import BureauNote, Member

DIBAO, PUPIL, DISABILITY = 4, 7, 17


def offers_of(member: Member) -> dict[str, dict[str, Any]]:
    """Field -> offer with value and source; only where the bureau says something else than what is registered."""
    found: dict[str, dict[str, Any]] = {}
    for note in member.notes:
        for field, value, words in _said(note):
            if field not in found and str(getattr(member.person, field) or "") != value:
                found[field] = {
                    "text": words,
                    "value": value,
                    "source": _source(note),
                }
    return found


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


def _source(note: BureauNote) -> str:
    row = _(" 第 %(row)s 行", row=f"{note.row_no:,}") if note.row_no else ""
    return f"{note.title} {note.period}{row}"
