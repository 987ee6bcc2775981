"""Which family of projects, and of which year."""

from datetime import date

from flask_babel import lazy_gettext as _
from wtforms import HiddenField

from app.domain.vocabulary.projects import PROJECT_CATEGORY
from app.web.base_form import FlaskForm
from app.web.choice_fields import SelectField

#: So many years back from this one are offered.
YEARS = 4


class BenefitForm(FlaskForm):
    """A form of reading: it changes nothing and needs no token."""

    class Meta:
        csrf = False

    area = HiddenField()
    category = SelectField(_("哪一类项目"))
    year = SelectField(_("哪一年"), coerce=int)

    def offer(self, area: str, year: int, category: str, on: date) -> None:
        """Fill the choices and what is chosen."""
        self.category.choices = [(one.code, one.label) for one in PROJECT_CATEGORY]
        self.year.choices = [(str(one), str(one)) for one in range(on.year, on.year - YEARS, -1)]
        self.area.data, self.year.data, self.category.data = area, year, category
