"""What the map shows: indicator, year, classes."""

from datetime import date

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import HiddenField

from app.domain.indicators.definition import Indicator
from app.web.choice_fields import SelectField

#: So many years back from this one are offered.
YEARS = 4


class MapForm(FlaskForm):  # type: ignore[misc]
    """A form of reading: it changes nothing and needs no token."""

    class Meta:
        csrf = False

    area = HiddenField()
    indicator = SelectField(_("看什么"))
    year = SelectField(_("哪一年"), coerce=int)
    classes = SelectField(
        _("怎样分级"),
        choices=[
            ("fixed", _("固定级距（各年可比）")),
            ("quantile", _("分位数")),
            ("equal", _("等距")),
        ],
    )

    def offer(self, indicators: list[Indicator], on: date) -> None:
        """Fill the choices."""
        self.indicator.choices = [
            (i.code, f"{i.title}（{i.unit}）" if i.unit else i.title) for i in indicators
        ]
        self.year.choices = [(str(year), str(year)) for year in range(on.year, on.year - YEARS, -1)]
