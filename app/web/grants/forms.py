"""Measures on households: proposing and stepping on."""

from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField, FileRequired
from wtforms import DateField, HiddenField, IntegerField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import HiddenInput

from app.domain.clock import today
from app.domain.vocabulary.grants import REFUSAL_REASON
from app.web.base_form import FlaskForm
from app.web.choice_fields import SelectField
from app.web.typed_fields import FiniteDecimalField, TextField

#: One payment of more than this is a typing mistake, not a grant (yuan).
MAX_YUAN = 10_000_000


class GrantForm(FlaskForm):
    """A measure for a household or one of its members; `who` is "h" or a person's public id."""

    request_key = HiddenField(validators=[Length(max=80)])
    public_id = HiddenField(validators=[Length(max=36)])
    measure = SelectField(_("措施"), [InputRequired(_("请选措施。"))], validate_choice=True)
    who = SelectField(_("给谁"), [InputRequired(_("请选给谁。"))], validate_choice=True)
    amount = FiniteDecimalField(_("金额"), [Optional(), NumberRange(0, MAX_YUAN, _("金额不对。"))], places=2)
    period = StringField(_("所属期"), [Optional(), Length(max=20)], description=_("例如 2026 秋季学期"))
    starts_on = DateField(_("从哪天起"), [Optional()])
    ends_on = DateField(_("到哪天止"), [Optional()])
    project = SelectField(_("由哪个项目出钱"), validate_choice=True)
    out_of_turn = TextField(
        _("不按名次提名的理由"),
        most=400,
        description=_("名额有限的措施要按名次提名；轮不到又要先办的，写明为什么。"),
    )

    def to_changes(self) -> dict[str, Any]:
        """What the service takes beside household, person and project; money in fen."""
        amount = self.amount.data
        return {
            "measure": self.measure.data,
            "amount_fen": None if amount is None else int(amount * 100),
            "period": self.period.data or None,
            "starts_on": self.starts_on.data,
            "ends_on": self.ends_on.data,
            "out_of_turn": self.out_of_turn.data or None,
        }


class GrantStepForm(FlaskForm):
    """One step of a grant: words, day, and for a refusal the reason of the closed list."""

    act = HiddenField(validators=[InputRequired(), Length(max=20)])
    version = IntegerField(widget=HiddenInput(), validators=[InputRequired(), NumberRange(1, 2**31)])
    request_key = HiddenField(validators=[Length(max=80)])
    reason = TextAreaField(_("说明或凭据"), [Optional(), Length(max=2000)])
    refusal = SelectField(
        _("不予落实的原因"), choices=[("", _("请选")), *REFUSAL_REASON.choices()], default=""
    )
    on_day = DateField(_("哪天"), [Optional()])
    amount = FiniteDecimalField(
        _("发了多少"), [Optional(), NumberRange(0, MAX_YUAN, _("金额不对。"))], places=2
    )
    period = StringField(_("所属期"), [Optional(), Length(max=20)], description=_("例如 2026 秋季学期"))

    def delivered(self) -> dict[str, Any]:
        """What a delivery says beside its proof; money in fen."""
        amount = self.amount.data
        return {
            "amount_fen": None if amount is None else int(amount * 100),
            "period": self.period.data or None,
        }


class BulkForm(FlaskForm):
    """What one step needs, once for all that were ticked."""

    reason = TextAreaField(_("说明或凭据"), [Optional(), Length(max=2000)])
    refusal = SelectField(
        _("不予落实的原因"), choices=[("", _("请选")), *REFUSAL_REASON.choices()], default=""
    )
    on_day = DateField(_("哪天"), [Optional()], default=today)
    amount = FiniteDecimalField(
        _("每项发了多少"), [Optional(), NumberRange(0, MAX_YUAN, _("金额不对。"))], places=2,
        description=_("都一样才填；不一样的空着，原来登记的数不变。"),
    )  # fmt: skip
    period = StringField(_("所属期"), [Optional(), Length(max=20)], description=_("例如 2026 秋季学期"))


class SheetForm(FlaskForm):
    """The bureau's sheet, filled in."""

    file = FileField(_("填好的办理表"), [FileRequired(_("请选一个文件。"))])
