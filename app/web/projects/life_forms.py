"""Steps, notices, goals and assets: shape only."""

from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField, FileRequired
from wtforms import DateField, HiddenField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import HiddenInput

from app.domain.clock import today
from app.domain.vocabulary.projects import (
    ASSET_KIND,
    ASSET_OWNER,
    ASSET_STATE,
    FUND_SOURCE,
    GOAL_PART,
    NOTICE_KIND,
    NOTICE_LEVEL,
    SHARE_PURPOSE,
)
from app.services.assets import AssetInput
from app.services.budget_lines import LineInput
from app.services.project_goals import GoalInput
from app.services.project_notices import NoticeInput
from app.web.base_form import FlaskForm
from app.web.choice_fields import SelectField
from app.web.typed_fields import FiniteDecimalField, WholeField

_UNTOLD = ("", _("还不知道"))
#: Yuan; more than this is a typing mistake.
MOST_YUAN = 10_000_000_000


def _money(label: Any, *more: Any) -> Any:
    return FiniteDecimalField(label, [*more, NumberRange(0, MOST_YUAN, _("金额不对。"))], places=2)


def _fen(value: Any) -> int | None:
    return None if value is None else int(value * 100)


class _Form(FlaskForm):
    request_key = HiddenField(validators=[Length(max=80)])


class StepForm(_Form):
    """One step: the day, its paper, and words where the step asks for them."""

    version = WholeField(widget=HiddenInput(), validators=[InputRequired(), NumberRange(1, 2**31)])
    stage = HiddenField(validators=[Length(max=10)])
    on_day = DateField(_("哪天办的"), [InputRequired(_("请写实际办的那天。"))], default=today)
    evidence = StringField(_("依据"), [InputRequired(_("请写依据的名称和日期。")), Length(max=120)])
    words = StringField(_("说明"), [Optional(), Length(max=200)])


class ReasonForm(_Form):
    """Why something is taken back."""

    reason = StringField(_("为什么撤回"), [InputRequired(_("请写原因。")), Length(max=120)])


class NoticeForm(_Form):
    """A notice that hangs."""

    kind = SelectField(_("公示什么"), choices=NOTICE_KIND.choices())
    level = SelectField(_("公示在哪里"), choices=NOTICE_LEVEL.choices())
    place = StringField(_("具体地点或网址"), [InputRequired(_("请写贴在哪里。")), Length(max=80)])
    from_on = DateField(_("从哪天"), [InputRequired(_("请写从哪天。"))], default=today)
    until_on = DateField(_("到哪天"), [InputRequired(_("请写到哪天。"))])

    def told(self) -> NoticeInput:
        """What the service takes."""
        return NoticeInput(
            self.kind.data, self.level.data, self.place.data or "", self.from_on.data, self.until_on.data
        )


class PhotoForm(_Form):
    """The picture of the first or the last day."""

    which = SelectField(_("哪天拍的"), choices=[("first", _("第一天")), ("last", _("最后一天"))])
    photo = FileField(_("公示照片"), [FileRequired(_("请先选一张照片。"))])


class CloseNoticeForm(_Form):
    """The days are over."""

    on = DateField(_("哪天收回"), [InputRequired(_("请写实际结束的那天。"))], default=today)
    objections = StringField(_("群众意见和处理"), [Optional(), Length(max=200)])


class LineForm(_Form):
    """A budget line."""

    area = SelectField(_("给哪里的"), [InputRequired(_("请选地方。"))])
    year = WholeField(_("年度"), [InputRequired(_("请写年度。")), NumberRange(2013, 2100, _("年度不对。"))])
    document_no = StringField(_("指标文号"), [InputRequired(_("请写指标文号。")), Length(max=60)])
    name = StringField(_("做什么用"), [InputRequired(_("请写这笔钱做什么用。")), Length(max=120)])
    source = SelectField(_("资金来源"), choices=FUND_SOURCE.choices())
    amount = _money(_("金额（元）"), InputRequired(_("请写金额。")))
    on_day = DateField(_("下达日期"), [Optional()])

    def told(self) -> LineInput:
        """What the service takes; money in fen."""
        return LineInput(
            self.area.data, self.year.data, self.document_no.data or "", self.name.data or "", self.source.data,
            _fen(self.amount.data) or 0, self.on_day.data,
        )  # fmt: skip


class GoalForm(_Form):
    """One more goal."""

    part = SelectField(_("指标类别"), choices=GOAL_PART.choices())
    title = StringField(_("指标名称"), [InputRequired(_("请写指标名称。")), Length(max=60)])
    unit = StringField(_("单位"), [Optional(), Length(max=12)])
    aim = FiniteDecimalField(
        _("目标值"), [InputRequired(_("请写目标值。")), NumberRange(0, MOST_YUAN)], places=None
    )
    points = FiniteDecimalField(
        _("分值"), [InputRequired(_("请写分值。")), NumberRange(0.1, 100)], places=None
    )

    def told(self) -> GoalInput:
        """What the service takes; points in tenths."""
        assert self.points.data is not None and self.aim.data is not None  # only of a form found in order
        tenths = int(self.points.data * 10)
        return GoalInput(
            self.part.data, self.title.data or "", self.unit.data, float(self.aim.data), None, tenths
        )


class AssetForm(_Form):
    """An asset with its ownership, keeping and working (9.4)."""

    version = WholeField(widget=HiddenInput(), validators=[Optional(), NumberRange(1, 2**31)])
    name = StringField(_("资产名称"), [InputRequired(_("请写资产名称。")), Length(max=80)])
    kind = SelectField(_("资产类别"), choices=ASSET_KIND.choices())
    asset_no = StringField(_("资产编号"), [Optional(), Length(max=40)])
    place = StringField(_("在哪里"), [Optional(), Length(max=80)])
    quantity = FiniteDecimalField(_("数量"), [Optional(), NumberRange(0, 10**9)], places=None)
    unit = StringField(_("单位"), [Optional(), Length(max=12)])
    value = _money(_("原值（元）"), Optional())
    built_on = DateField(_("形成时间"), [Optional()])
    owner = SelectField(_("权属"), choices=[_UNTOLD, *ASSET_OWNER.choices()])
    owner_name = StringField(_("所有权人"), [Optional(), Length(max=80)])
    certificate = StringField(_("权属证书"), [Optional(), Length(max=60)])
    keeper = StringField(_("管护责任人"), [Optional(), Length(max=80)])
    operator = StringField(_("经营主体"), [Optional(), Length(max=80)])
    contract_from = DateField(_("合同从哪天"), [Optional()])
    contract_to = DateField(_("合同到哪天"), [Optional()])
    state = SelectField(_("现在怎么样"), choices=ASSET_STATE.choices())
    checked_on = DateField(_("哪天清查的"), [Optional()])
    yearly_income = _money(_("约定年收益（元）"), Optional())

    def told(self) -> AssetInput:
        """What the service takes; money in fen."""
        same = (
            "asset_no place unit built_on owner owner_name certificate keeper operator contract_from contract_to "
            "state checked_on"
        )
        values = {name: self[name].data or None for name in same.split()}
        quantity = self.quantity.data
        return AssetInput(
            self.name.data or "", self.kind.data, quantity=None if quantity is None else float(quantity),
            value_fen=_fen(self.value.data), yearly_income_fen=_fen(self.yearly_income.data), **values,
        )  # fmt: skip


class IncomeForm(_Form):
    """What an asset brought."""

    year = WholeField(
        _("哪一年的收益"), [InputRequired(_("请写年份。")), NumberRange(2013, 2100, _("年份不对。"))]
    )
    amount = _money(_("金额（元）"), InputRequired(_("请写金额。")))
    on_day = DateField(_("到账那天"), [InputRequired(_("请写到账那天。"))], default=today)
    document_no = StringField(_("凭证号"), [Optional(), Length(max=60)])


class ShareForm(_Form):
    """One part of an income."""

    purpose = SelectField(_("用在哪里"), choices=SHARE_PURPOSE.choices())
    household = StringField(_("户编号（分给农户时写）"), [Optional(), Length(max=30)])
    amount = _money(_("金额（元）"), InputRequired(_("请写金额。")))
    on_day = DateField(_("分配那天"), [InputRequired(_("请写分配那天。"))], default=today)
    words = StringField(_("做什么事"), [Optional(), Length(max=120)])
