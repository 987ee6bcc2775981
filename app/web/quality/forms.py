"""Shape of the quality forms: which problems are wanted, and the explanation of one."""

from flask_babel import lazy_gettext as lazy
from wtforms import HiddenField, IntegerField, TextAreaField

from app.domain.quality import QUIET_DAYS
from app.web.base_form import FlaskForm
from app.web.choice_fields import SelectField

_LATER = {30: lazy("30 天"), 90: lazy("90 天"), 180: lazy("半年"), 365: lazy("一年")}


class ExplainForm(FlaskForm):
    """属实，说明原因."""

    request_key = HiddenField()
    rule = HiddenField()
    person = HiddenField()
    words = TextAreaField(lazy("为什么属实"), description=lazy("写清楚事实，例如：残疾证已过期，正在换证。"))
    days = SelectField(
        lazy("多久以后再提醒"), coerce=int, choices=[(n, _LATER[n]) for n in QUIET_DAYS], default=QUIET_DAYS[1],
        validate_choice=False,
    )  # fmt: skip


class ExportForm(FlaskForm):
    """Which problems go into the workbook."""

    rule = HiddenField()
    area = HiddenField()
    level = IntegerField()
