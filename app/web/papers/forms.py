"""What to print and how; shape only, the services decide."""

from datetime import date

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, HiddenField
from wtforms.validators import InputRequired

from app.domain.papers.notice import CHANNELS
from app.services.notices import LONGEST, NoticeInput
from app.services.paper_requests import FORMATS, PaperInput
from app.services.papers import forms
from app.services.secrets import PURPOSES
from app.web.base_form import FlaskForm
from app.web.choice_fields import RadioField, SelectField, SelectMultipleField
from app.web.typed_fields import DayField, MonthField, TextField

_FORMATS = [(code, title) for code, (title, _media) in FORMATS.items()]


class PaperForm(FlaskForm):
    """Which form, of whom, filled or blank."""

    household = HiddenField()
    village = SelectField(_("哪个村、哪些户"), validate_choice=False)
    form = RadioField(_("印哪张表"), [InputRequired(_("请选一张表。"))])
    fill = RadioField(
        _("印成什么样"),
        choices=[("filled", _("填好的（数从登记库来）")), ("blank", _("空白的（带下去手填）"))],
        default="filled",
    )
    formats = SelectMultipleField(
        _("要什么格式"), [InputRequired(_("请至少选一种格式。"))], choices=_FORMATS, default=["pdf"]
    )
    with_numbers = BooleanField(_("印完整的证件号码、电话和账号"))
    purpose = SelectField(
        _("完整号码做什么用"),
        choices=[("", _("请选用途")), *PURPOSES.items()],
        default="",
        validate_choice=False,
    )

    def offer(self, villages: list[tuple[str, str]]) -> None:
        self.form.choices = [(code, form.short) for code, form in forms().items()]
        self.village.choices = villages

    def given(self) -> PaperInput:
        return PaperInput(
            form=self.form.data or "",
            is_blank=self.fill.data == "blank",
            formats=tuple(self.formats.data or ()),
            with_numbers=bool(self.with_numbers.data) and self.fill.data != "blank",
            purpose=self.purpose.data or "",
        )


class NoticeForm(FlaskForm):
    """A public list."""

    village = SelectField(_("哪个村"), validate_choice=False)
    matter = SelectField(_("公示什么事"), validate_choice=False)
    since = MonthField(
        _("从哪个月起的"), [InputRequired(_("请选月份。"))], description=_("这个月起发生的才上名单。")
    )
    channel = RadioField(
        _("在哪里公示"),
        choices=list(CHANNELS.items()),
        default="board",
        description=_("网上只写姓，名用 * 代替；村公示栏写全名。"),
    )
    from_on = DayField(_("公示从哪天起"), [InputRequired(_("请选日期。"))])
    until_on = DayField(_("到哪天止"), [InputRequired(_("请选日期。"))])
    issuer = TextField(_("落款单位"), most=LONGEST["issuer"])
    phone = TextField(_("监督电话"), most=LONGEST["phone"], description=_("办公室座机，不写个人手机号。"))
    remark = TextField(_("另外要写的话"), most=LONGEST["remark"])
    formats = SelectMultipleField(
        _("要什么格式"), [InputRequired(_("请至少选一种格式。"))], choices=_FORMATS, default=["pdf", "docx"]
    )

    def offer(self, villages: list[tuple[str, str]], matters: dict[str, str]) -> None:
        self.village.choices = villages
        self.matter.choices = list(matters.items())

    def begin(self, first: date, last: date, since: str) -> None:
        """The days that are usual, before anybody has typed."""
        self.from_on.data, self.until_on.data, self.since.data = first, last, since

    def given(self) -> NoticeInput:
        since, from_on, until_on = self.since.data, self.from_on.data, self.until_on.data
        assert since and from_on and until_on  # the validators have asked for them
        return NoticeInput(
            matter=self.matter.data or "",
            channel=self.channel.data or "",
            since=since,
            from_on=from_on,
            until_on=until_on,
            issuer=(self.issuer.data or "").strip(),
            phone=(self.phone.data or "").strip(),
            remark=(self.remark.data or "").strip(),
        )
