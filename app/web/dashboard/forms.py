"""What the leader's page shows: period and indicator of ranking and trend."""

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import HiddenField

from app.domain.indicators.periods import words_of
from app.queries.dashboard import Dashboard
from app.web.base_form import FlaskForm
from app.web.choice_fields import SelectField


class DashboardForm(FlaskForm):
    """A form of reading: it changes nothing and needs no token."""

    class Meta:
        csrf = False

    area = HiddenField()
    period = SelectField(_("哪一期"))
    indicator = SelectField(_("排名和走势看什么"))

    def offer(self, page: Dashboard) -> None:
        """Fill the choices and what is chosen."""
        frozen = [(one.period, words_of(one.period)) for one in page.periods]
        self.period.choices = [*frozen, ("today", gettext("今天（没有冻结）"))]
        self.indicator.choices = [
            (one.code, f"{one.title}（{one.unit}）" if one.unit else one.title) for one in page.choices
        ]
        self.area.data = page.area.code
        self.period.data = page.snapshot.period if page.snapshot else "today"
        self.indicator.data = page.chosen.code
