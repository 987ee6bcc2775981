"""Asking for a paper: which, where, when, in which formats."""

from datetime import date

from flask_babel import lazy_gettext as _
from wtforms.validators import InputRequired

from app.domain.reporting.schedules import EVERY
from app.services.report_requests import FORMATS, KINDS
from app.services.report_schedules import TOLD
from app.web.base_form import FlaskForm
from app.web.choice_fields import RadioField, SelectField, SelectMultipleField

YEARS = 6


class ReportForm(FlaskForm):
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

    def offer(self, areas: list[tuple[str, str]], on: date) -> None:
        """Fill the choices."""
        self.kind.choices = [(code, title) for code, title in KINDS.items()]
        self.area.choices = areas
        self.year.choices = [(str(year), str(year)) for year in range(on.year, on.year - YEARS, -1)]
        self.month.choices = [(0, str(_("全年，或今天"))), *((n, f"{n}月") for n in range(1, 13))]
        self.formats.choices = [(code, title) for code, (title, _media) in FORMATS.items()]


class ScheduleForm(FlaskForm):
    """A report that comes by itself; shape only."""

    kind = SelectField(_("哪一份"), choices=list(KINDS.items()), default="month")
    area = SelectField(_("哪个地方"), [InputRequired(_("请选一个地方。"))])
    every = RadioField(
        _("多久出一次"),
        [InputRequired(_("请选多久出一次。"))],
        choices=[(code, words) for code, (words, _months) in EVERY.items()],
        default="month",
        description=_("一期过完的第二天凌晨自己出；服务器停过，开机以后补最近一期。"),
    )
    formats = SelectMultipleField(
        _("要什么格式"),
        [InputRequired(_("请至少选一种格式。"))],
        choices=[(code, title) for code, (title, _media) in FORMATS.items()],
        default=["docx", "pdf"],
    )
    told = RadioField(_("出来以后告诉谁"), choices=list(TOLD.items()), default="me")
