"""The office's way of a report as fields of one page: an order, a tick, a heading and a text for each section."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, StringField, TextAreaField

from app.domain.reporting.templates import SECTIONS, Part, ReportTemplate
from app.web.base_form import FlaskForm
from app.web.typed_fields import clean

_LONGEST = 2000
_TICKED = ("y", "yes", "on")


def way_form(kind: str, way: ReportTemplate, errors: Mapping[str, str]) -> FlaskForm:
    """The page's fields, filled; `errors` stand at their fields. Fields count sections as the original does."""
    fields: dict[str, Any] = {
        "opening": TextAreaField(_("开头的话"), default=way.opening),
        "closing": TextAreaField(_("结尾的话"), default=way.closing),
    }
    names = list(SECTIONS[kind])
    for place, part in enumerate(way.parts, 1):
        number = names.index(part.section)
        fields |= {
            f"place-{number}": StringField(_("第几节"), default=str(place)),
            f"shown-{number}": BooleanField(_("要这一节"), default=part.is_shown),
            f"heading-{number}": StringField(_("换个标题"), default=part.heading),
            f"text-{number}": TextAreaField(_("这一节前面加的话"), default=part.text),
        }
    form: FlaskForm = type("WayForm", (FlaskForm,), fields)(formdata=None)
    for name, words in errors.items():
        if name in form:
            form[name].errors = [words]
    return form


def read_way(kind: str, sent: Mapping[str, str]) -> ReportTemplate:
    """What was sent, sections in the order of the numbers that people wrote; what is no number keeps its place."""
    parts = []
    for number, section in enumerate(SECTIONS[kind]):
        place = clean(sent.get(f"place-{number}", ""))[:3]
        order = int(place) if place.isascii() and place.isdigit() else number + 1
        part = Part(
            section,
            sent.get(f"shown-{number}") in _TICKED,
            clean(sent.get(f"heading-{number}", ""))[:_LONGEST],
            _lines(sent.get(f"text-{number}", "")),
        )
        parts.append((order, number, part))
    ordered = tuple(part for _order, _number, part in sorted(parts, key=lambda one: one[:2]))
    return ReportTemplate(ordered, _lines(sent.get("opening", "")), _lines(sent.get("closing", "")))


def _lines(text: str) -> str:
    return "\n".join(clean(line) for line in text[:_LONGEST].splitlines()).strip()
