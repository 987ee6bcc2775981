"""Answering a suspicion: the shape of what is written."""

from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import DateField, HiddenField, IntegerField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import HiddenInput

from app.domain.clock import today
from app.domain.vocabulary.findings import CONCLUSION, CONFIRMING, KEEP_REASON
from app.web.base_form import FlaskForm
from app.web.choice_fields import RadioField, SelectField
from app.web.typed_fields import FiniteDecimalField


class AnswerForm(FlaskForm):
    """ "Reasonable, keep" stands first and is as easy as "remove"."""

    version = IntegerField(widget=HiddenInput(), validators=[InputRequired(), NumberRange(1, 2**31)])
    request_key = HiddenField(validators=[Length(max=80)])
    conclusion = RadioField(
        _("核查下来是什么情况"),
        [InputRequired(_("请选核查结论。"))],
        choices=sorted(CONCLUSION.choices(), key=lambda c: c[0] != "keep"),
    )
    keep_reason = SelectField(
        _("合理保留的原因"), choices=[("", _("请选")), *KEEP_REASON.choices()], default=""
    )
    explanation = TextAreaField(
        _("说明"),
        [InputRequired(_("请写清楚情况。")), Length(max=2000)],
        description=_("看到了什么、问了谁；10 个字以上。"),
    )
    checkers = StringField(
        _("核查人"), [Optional(), Length(max=80)], description=_("两个人一起去，两个人都写上。")
    )
    checked_on = DateField(_("哪天去的"), [Optional()], default=today)
    to_return = FiniteDecimalField(_("要退回的钱"), [Optional(), NumberRange(0, 100_000_000)], places=2)

    def to_changes(self) -> dict[str, Any]:
        """What the service takes; money in fen."""
        returned = self.to_return.data if self.conclusion.data in CONFIRMING else None
        return {
            "conclusion": self.conclusion.data,
            "keep_reason": self.keep_reason.data or None,
            "explanation": self.explanation.data or "",
            "checkers": self.checkers.data or None,
            "checked_on": self.checked_on.data,
            "to_return_fen": None if returned is None else int(returned * 100),
        }


class StepForm(FlaskForm):
    """A step without questions of its own: a version and, for a return, the words."""

    act = HiddenField(validators=[InputRequired(), Length(max=20)])
    version = IntegerField(widget=HiddenInput(), validators=[InputRequired(), NumberRange(1, 2**31)])
    words = TextAreaField(_("说明"), [Optional(), Length(max=2000)])


class ReceiptForm(FlaskForm):
    """A sum that came back, with its receipt."""

    version = IntegerField(widget=HiddenInput(), validators=[InputRequired(), NumberRange(1, 2**31)])
    request_key = HiddenField(validators=[Length(max=80)])
    amount = FiniteDecimalField(
        _("退回多少"), [InputRequired(_("请填金额。")), NumberRange(0, 100_000_000)], places=2
    )
    returned_on = DateField(_("哪天退的"), [InputRequired(_("请填日期。"))], default=today)
    receipt_no = StringField(
        _("收据编号"),
        [InputRequired(_("请填收据编号。")), Length(max=60)],
        description=_("财政票据或银行回单的编号。"),
    )

    def to_changes(self) -> dict[str, Any]:
        """What the service takes; money in fen."""
        return {
            "version": self.version.data,
            "amount_fen": int((self.amount.data or 0) * 100),
            "returned_on": self.returned_on.data,
            "receipt_no": self.receipt_no.data or "",
        }
