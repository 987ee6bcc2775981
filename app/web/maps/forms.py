"""What the map shows: place, indicator, period, level, classes."""

from datetime import date

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import BooleanField, StringField

from app.domain.areas import LEVELS
from app.domain.indicators.periods import words_of
from app.domain.vocabulary.areas import AREA_LEVEL
from app.queries.map_values import TODAY
from app.queries.maps import MapPage
from app.web.base_form import FlaskForm
from app.web.choice_fields import SelectField

#: So many years back from this one are offered, counted from today's register where they were never frozen.
YEARS = 4
#: Ways of making classes, as people call them.
METHOD_WORDS = {
    "fixed": _("固定级距（各期可比）"),
    "quantile": _("分位数（每级个数相近）"),
    "equal": _("等距"),
    "jenks": _("自然断点"),
    "deviation": _("标准差"),
    "manual": _("自己定"),
}


class MapForm(FlaskForm):
    """A form of reading: it changes nothing and needs no token."""

    class Meta:
        csrf = False

    area = StringField(_("看哪里"))
    indicator = SelectField(_("看什么"))
    period = SelectField(_("哪一期"))
    level = SelectField(_("画到哪一级"), coerce=int)
    classes = SelectField(_("怎样分级"))
    limits = StringField(_("自己定的级距"), description=_("选“自己定”时用：一到四个数，从小到大。"))
    base = SelectField(_("级距按哪一期的数"))
    before = SelectField(_("和哪一期比"))
    points = BooleanField(_("标出户和项目的位置"))

    def offer(self, page: MapPage, day: date, *, points: bool = False) -> None:
        """Fill the choices and what is chosen."""
        self.points.data = points
        self.indicator.choices = [
            (i.code, f"{i.title}（{i.unit}）" if i.unit else i.title) for i in page.indicators
        ]
        periods = self._periods(page, day)
        self.period.choices = periods
        self.before.choices = [one for one in periods if one[0] != page.values.key]
        self.base.choices = [("", gettext("最近冻结的一期")), *periods]
        lowest = len(LEVELS)
        self.level.choices = [
            (str(number), AREA_LEVEL.label(LEVELS[number - 1][0]))
            for number in range(min(page.area.level + 1, lowest), lowest + 1)
        ]
        offered = [name for name in METHOD_WORDS if name != "fixed" or page.indicator.breaks]
        self.classes.choices = [(name, str(METHOD_WORDS[name])) for name in offered]
        self.area.data, self.indicator.data = page.area.code, page.indicator.code
        self.period.data, self.level.data, self.classes.data = page.values.key, page.level, page.method
        self.limits.data = "、".join(f"{limit:g}" for limit in page.wish.written)
        self.base.data = page.wish.base or ""

    def _periods(self, page: MapPage, day: date) -> list[tuple[str, str]]:
        frozen = [(one.period, words_of(one.period)) for one in page.periods]
        known = {one.period for one in page.periods}
        years = [str(year) for year in range(day.year - 1, day.year - YEARS, -1) if str(year) not in known]
        return [
            (TODAY, gettext("今天（没有冻结）")),
            *frozen,
            *((year, gettext("%(year)s年（按今天的登记数）", year=year)) for year in years),
        ]
