"""Small forms around acts: taking back, looking back, one step of a case."""

from flask_babel import lazy_gettext as lazy
from wtforms import TextAreaField

from app.domain.clock import today
from app.domain.vocabulary.monitoring import MONITORING_SOURCE
from app.web.base_form import FlaskForm
from app.web.choice_fields import SelectField
from app.web.households.forms import RegistryForm
from app.web.typed_fields import AnswerField, DayField, TextField


class UndoForm(RegistryForm):
    """Why an act is taken back."""

    reason = TextField(lazy("为什么撤回"), most=120, description=lazy("例如：登错了人；日期弄错了。"))


class PastForm(FlaskForm):
    """Two days: when it was so, and when the register knew it."""

    class Meta:
        csrf = False

    on = DayField(lazy("看哪一天的样子"))
    known = DayField(lazy("按哪天知道的看"), description=lazy("空着就是按现在知道的；补登、更正都算在内。"))


class PasteForm(RegistryForm):
    """Rows copied from a workbook."""

    rows = TextAreaField(lazy("表格里复制来的几行"))


class StepForm(RegistryForm):
    """One step of a monitoring case."""

    step = SelectField(lazy("哪一步"), choices=[], validate_choice=False)
    source = SelectField(
        lazy("线索是谁提的"),
        choices=[(c.code, c.label) for c in MONITORING_SOURCE],
        description=lazy("农户上门、打电话说的，选“农户自主申报”，代他记下来。"),
        default="cadre",
        validate_choice=False,
    )
    on_day = DayField(lazy("哪天办的"), default=today)
    until_on = DayField(lazy("公示到哪天"), description=lazy("只有公示要填。"))
    evidence = TextField(lazy("依据"), most=120)
    is_green_channel = AnswerField(lazy("走绿色通道（先帮扶、后补手续）"))
