"""Drawing a list, asking a household, proving, judging. Shape only."""

from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf.file import MultipleFileField
from wtforms import HiddenField, TextAreaField
from wtforms.validators import InputRequired

from app.domain.clock import today
from app.domain.survey_form import Question
from app.domain.vocabulary.surveys import SURVEY_KIND
from app.services.surveys import KINDS, MOST, Wanted
from app.web.base_form import FlaskForm
from app.web.choice_fields import RadioField, SelectField
from app.web.typed_fields import CountField, DayField, TextField

SIZE, ASKED = "size_", "ask_"


class DrawForm(FlaskForm):
    """What to draw; the sizes by kind are added below."""

    request_key = HiddenField()
    title = TextField(_("这次抽查叫什么"), most=60, description=_("例如：2026 年冬季自查"))
    area = SelectField(_("抽哪个地方"), [InputRequired(_("请选一个地方。"))])
    frame_on = DayField(_("按哪一天的登记抽"), description=_("那天下班时登记库里的户，就是抽样框。"))
    seed = TextField(
        _("种子"),
        most=40,
        description=_("抽签用的一串字，可以当众写一个；不写就自动出一个。谁拿它都能再抽出同一份名单。"),
    )

    def to_wanted(self) -> Wanted:
        """What the service draws."""
        sizes = {kind: int(self[SIZE + kind].data or 0) for kind in KINDS}
        day = self.frame_on.data or today()
        return Wanted(self.title.data or "", self.area.data, sizes, day, self.seed.data or "")


for _kind in KINDS:
    setattr(DrawForm, SIZE + _kind, CountField(SURVEY_KIND.label(_kind), most=MOST))


class ProofForm(FlaskForm):
    """Words with which the place answers a suspicion, or with which it is judged."""

    version = HiddenField()
    request_key = HiddenField()
    words = TextAreaField(_("说明"))
    files = MultipleFileField(_("照片和材料"))


def answers_form(questions: tuple[Question, ...]) -> Any:
    """The questionnaire of one household: a tile for each answer, and how many live there."""
    fields: dict[str, Any] = {
        "version": HiddenField(),
        "request_key": HiddenField(),
        "persons": CountField(_("家里几口人"), most=30, description=_("长期住在一起、同吃同住的。")),
    }
    for one in questions:
        choices = [(option.value, option.label) for option in one.options]
        fields[ASKED + one.key] = RadioField(
            one.title, choices=choices, description=one.hint, validate_choice=False
        )
    return type("AnswersForm", (FlaskForm,), fields)()
