"""The project bank: shape of an entry, of money rows, of closing."""

from decimal import Decimal
from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import DateField, HiddenField, IntegerField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import HiddenInput

from app.domain.clock import today
from app.domain.vocabulary.bureaus import OFFICE
from app.domain.vocabulary.projects import (
    FUND_FLOW_KIND,
    FUND_SOURCE,
    MECHANISM,
    PROJECT_CATEGORY,
    PROJECT_NATURE,
    PROJECT_STATE,
)
from app.services.projects import ProjectChanges
from app.web.choice_fields import SelectField
from app.web.typed_fields import FiniteDecimalField

#: Budgets are written in 万元; more than this is a typing mistake.
MAX_WAN = 1_000_000
_CHOOSE = ("", _("还没定"))


class ProjectForm(FlaskForm):  # type: ignore[misc]
    """The mandatory contents of an entry (domain 9.1)."""

    version = IntegerField(widget=HiddenInput(), validators=[Optional(), NumberRange(1, 2**31)])
    request_key = HiddenField(validators=[Length(max=80)])
    public_id = HiddenField(validators=[Length(max=36)])
    name = StringField(_("项目名称"), [InputRequired(_("请写项目名称。")), Length(max=120)])
    area = SelectField(_("实施地点"), [InputRequired(_("请选实施地点。"))])
    year = IntegerField(_("年度"), [InputRequired(_("请写年度。")), NumberRange(2013, 2100, _("年度不对。"))])
    category = SelectField(_("项目类别"), choices=PROJECT_CATEGORY.choices())
    nature = SelectField(_("建设性质"), choices=[_CHOOSE, *PROJECT_NATURE.choices()])
    state = SelectField(_("项目状态"), choices=[c for c in PROJECT_STATE.choices() if c[0] != "closed"])
    bureau = SelectField(_("主管部门"), choices=[_CHOOSE, *OFFICE.choices()])
    builder = StringField(_("实施单位"), [Optional(), Length(max=80)])
    content = TextAreaField(_("建设内容"), [Optional(), Length(max=4000)])
    budget = FiniteDecimalField(
        _("资金规模（万元）"), [Optional(), NumberRange(0, MAX_WAN, _("金额不对。"))], places=None
    )
    mechanism = SelectField(_("带贫减贫机制"), choices=[_CHOOSE, *MECHANISM.choices()])
    target = TextAreaField(
        _("绩效目标"),
        [InputRequired(_("没有绩效目标的项目不能入库。")), Length(max=4000)],
        description=_("带动多少户、每户增收多少、什么时候完成。"),
    )
    planned_from = DateField(_("计划开工"), [Optional()])
    planned_to = DateField(_("计划完工"), [Optional()])

    def to_changes(self) -> ProjectChanges:
        """What the service takes; money in fen."""
        budget = self.budget.data
        return ProjectChanges(
            name=self.name.data.strip(),
            area_code=self.area.data,
            year=self.year.data,
            category=self.category.data,
            nature=self.nature.data or None,
            state=self.state.data,
            bureau=self.bureau.data or None,
            builder=self.builder.data or None,
            content=self.content.data or None,
            budget_fen=None if budget is None else int(budget * Decimal(1_000_000)),
            mechanism=self.mechanism.data or None,
            target=self.target.data,
            planned_from=self.planned_from.data,
            planned_to=self.planned_to.data,
        )


class FundForm(FlaskForm):  # type: ignore[misc]
    """One row of money."""

    request_key = HiddenField(validators=[Length(max=80)])
    kind = SelectField(_("资金环节"), choices=FUND_FLOW_KIND.choices())
    source = SelectField(_("资金来源"), choices=FUND_SOURCE.choices())
    amount = FiniteDecimalField(
        _("金额"), [InputRequired(_("请写金额。")), NumberRange(0, MAX_WAN * 10_000)], places=2
    )
    on_day = DateField(_("哪天"), [Optional()], default=today)
    document_no = StringField(_("文号或凭证号"), [Optional(), Length(max=60)])

    def to_changes(self) -> dict[str, Any]:
        """What the service takes; money in fen. Only of a form that was found in order."""
        assert self.amount.data is not None
        return {
            "kind": self.kind.data,
            "source": self.source.data,
            "amount_fen": int(self.amount.data * 100),
            "on_day": self.on_day.data,
            "document_no": self.document_no.data or None,
        }


class BeneficiaryForm(FlaskForm):  # type: ignore[misc]
    """A household by its number."""

    request_key = HiddenField(validators=[Length(max=80)])
    household = StringField(_("户编号"), [InputRequired(_("请写户编号。")), Length(max=30)])
    share = FiniteDecimalField(_("每年受益"), [Optional(), NumberRange(0, 10_000_000)], places=2)


class CloseForm(FlaskForm):  # type: ignore[misc]
    """Acceptance: the day and the conclusion."""

    version = IntegerField(widget=HiddenInput(), validators=[InputRequired(), NumberRange(1, 2**31)])
    accepted_on = DateField(_("验收日期"), [InputRequired(_("请写验收日期。"))], default=today)
    acceptance = StringField(_("验收结论"), [InputRequired(_("请写验收结论。")), Length(max=60)])
