"""Asking for a paper: which, where, when, in which formats."""

from datetime import date

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms.validators import InputRequired

from app.models import Area
from app.services.report_requests import FORMATS, KINDS
from app.web.choice_fields import RadioField, SelectField, SelectMultipleField

YEARS = 6


class ReportForm(FlaskForm):  # type: ignore[misc]
    """Shape only; what may be asked for is decided by the service."""

    kind = RadioField(_("选哪一份"), [InputRequired(_("请选一份报告。"))], default="effectiveness")
    area = SelectField(_("哪个地方"), [InputRequired(_("请选一个地方。"))])
    year = SelectField(_("哪一年"), coerce=int)
    month = SelectField(
        _("哪个月"),
        coerce=int,
        default=0,
        description=_("月报、季报、简报选月份；以前的月份要冻结过才出得了。"),
    )
    formats = SelectMultipleField(
        _("要什么格式"),
        [InputRequired(_("请至少选一种格式。"))],
        description=_("可以多选。"),
        default=["docx", "pdf", "xlsx"],
    )

    def offer(self, areas: list[Area], on: date) -> None:
        """Fill the choices."""
        self.kind.choices = [(code, title) for code, title in KINDS.items()]
        self.area.choices = [(area.code, area.name) for area in areas]
        self.year.choices = [(str(year), str(year)) for year in range(on.year, on.year - YEARS, -1)]
        self.month.choices = [(0, str(_("全年，或今天"))), *((n, f"{n}月") for n in range(1, 13))]
        self.formats.choices = [(code, title) for code, (title, _media) in FORMATS.items()]
