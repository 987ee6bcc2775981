"""The project bank: shape of an entry, of money rows, of closing."""

from decimal import Decimal
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import DateField, HiddenField, StringField, TextAreaField
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
from app.web.base_form import FlaskForm
from app.web.choice_fields import SelectField
from app.web.typed_fields import FiniteDecimalField, WholeField

#: Budgets are written in 万元; more than this is a typing mistake.
MAX_WAN = 1_000_000
_CHOOSE = ("", _("还没定"))


class ProjectForm(FlaskForm):
    """The mandatory contents of an entry (domain 9.1)."""

    version = WholeField(widget=HiddenInput(), validators=[Optional(), NumberRange(1, 2**31)])
    request_key = HiddenField(validators=[Length(max=80)])
    public_id = HiddenField(validators=[Length(max=36)])
    name = StringField(_("项目名称"), [InputRequired(_("请写项目名称。")), Length(max=120)])
    area = SelectField(_("实施地点"), [InputRequired(_("请选实施地点。"))])
    year = WholeField(_("年度"), [InputRequired(_("请写年度。")), NumberRange(2013, 2100, _("年度不对。"))])
    category = SelectField(_("项目类别"), choices=PROJECT_CATEGORY.choices())
    nature = SelectField(_("建设性质"), choices=[_CHOOSE, *PROJECT_NATURE.choices()])
    state = SelectField(
        _("现在到哪一步"),
        choices=PROJECT_STATE.choices(),
        description=_("新项目从需求调查开始；补录正在做的项目，选现在到的那一步。"),
    )
    bureau = SelectField(_("主管部门"), choices=[_CHOOSE, *OFFICE.choices()])
    builder = StringField(_("实施单位"), [Optional(), Length(max=80)])
    content = TextAreaField(_("建设内容"), [Optional(), Length(max=4000)])
    budget = FiniteDecimalField(
        _("资金规模（万元）"), [Optional(), NumberRange(0, MAX_WAN, _("金额不对。"))], places=None
    )
    mechanism = SelectField(_("带贫减贫机制"), choices=[_CHOOSE, *MECHANISM.choices()])
    participation = TextAreaField(
        _("群众参与"), [Optional(), Length(max=4000)], description=_("群众怎么参与、怎么监督。")
    )
    planned_households = WholeField(
        _("受益户数（计划）"), [Optional(), NumberRange(0, 10**7, _("户数不对。"))]
    )
    planned_persons = WholeField(_("受益人数（计划）"), [Optional(), NumberRange(0, 10**8, _("人数不对。"))])
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
            state=self.state.data or None,
            bureau=self.bureau.data or None,
            builder=self.builder.data or None,
            content=self.content.data or None,
            budget_fen=None if budget is None else int(budget * Decimal(1_000_000)),
            mechanism=self.mechanism.data or None,
            participation=self.participation.data or None,
            planned_households=self.planned_households.data,
            planned_persons=self.planned_persons.data,
            target=self.target.data,
            planned_from=self.planned_from.data,
            planned_to=self.planned_to.data,
        )


class FundForm(FlaskForm):
    """One row of money."""

    request_key = HiddenField(validators=[Length(max=80)])
    kind = SelectField(_("资金环节"), choices=FUND_FLOW_KIND.choices())
    source = SelectField(_("资金来源"), choices=FUND_SOURCE.choices())
    amount = FiniteDecimalField(
        _("金额"), [InputRequired(_("请写金额。")), NumberRange(0, MAX_WAN * 10_000)], places=2
    )
    on_day = DateField(_("哪天"), [Optional()], default=today)
    document_no = StringField(_("文号或凭证号"), [Optional(), Length(max=60)])
    budget_line = SelectField(
        _("哪笔资金指标"), choices=[], description=_("到位和支付选上，钱才查得到从哪来、到谁家。")
    )
    reason = StringField(
        _("说明"),
        [Optional(), Length(max=200)],
        description=_("支付超过到位时要写：谁垫付、为什么、什么时候补上。"),
    )

    def offer(self, lines: list[Any]) -> "FundForm":
        """The budget lines that the project may draw on."""
        named = [(line.public_id, f"{line.document_no} {line.name}") for line in lines]
        self.budget_line.choices = [("", _("不选")), *named]
        return self

    def to_changes(self) -> dict[str, Any]:
        """What the service takes; money in fen. Only of a form that was found in order."""
        assert self.amount.data is not None
        return {
            "kind": self.kind.data,
            "source": self.source.data,
            "amount_fen": int(self.amount.data * 100),
            "on_day": self.on_day.data,
            "document_no": self.document_no.data or None,
            "budget_line": self.budget_line.data or None,
            "reason": self.reason.data or None,
        }


class BeneficiaryForm(FlaskForm):
    """A household by its number."""

    request_key = HiddenField(validators=[Length(max=80)])
    household = StringField(_("户编号"), [InputRequired(_("请写户编号。")), Length(max=30)])
    share = FiniteDecimalField(_("每年受益"), [Optional(), NumberRange(0, 10_000_000)], places=2)
