"""Bringing a workbook: the file, which list, for when and where."""

from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField, FileRequired
from wtforms import PasswordField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, Optional, Regexp

from app.web.base_form import FlaskForm
from app.web.choice_fields import SelectField

PERIOD = Regexp(r"^20\d{2}-(0[1-9]|1[0-2])$", message=_("请写成 2026-10 这样。"))


class UploadForm(FlaskForm):
    """Shape only; whether the file can be read is told by the guarded reader."""

    file = FileField(_("部门的表"), [FileRequired(_("请先选一个文件。"))])
    profile = SelectField(_("是什么表"), description=_("不选就自动认。"), default="")
    period = StringField(
        _("所属期"),
        [Optional(), PERIOD],
        description=_("不写就从标题、列和文件名里找，找不到会问您。例如 2026-10。"),
    )
    area = SelectField(_("这张表管哪里"), description=_("表里没有的人，只在这个范围里算“没有”。"))

    def offer(self, profiles: dict[str, Any], areas: list[tuple[str, str]]) -> None:
        """Fill the choices with what this person may bring and for where."""
        listed = [SelectChoice(code, f"{code} {p.title}") for code, p in profiles.items()]
        self.profile.choices = [SelectChoice("", str(_("自动认"))), *listed]
        self.area.choices = [SelectChoice(code, name) for code, name in areas]


class RegisterForm(FlaskForm):
    """Which list of the register, where, for when, what for."""

    profile = SelectField(_("哪张表"))
    area = SelectField(_("哪里"))
    period = StringField(
        _("所属期"),
        [InputRequired(_("请填所属期。")), PERIOD],
        description=_("务工月监测按月，其余按年取，例如 2026-10。"),
    )
    purpose = SelectField(_("做什么用"))
    reason = StringField(
        _("为什么要"),
        [InputRequired(_("请写清为什么要。")), Length(max=200)],
        description=_("例如：把全县的户导到国家系统里核对。"),
    )

    def offer(
        self, lists: list[tuple[str, str]], areas: list[tuple[str, str]], purposes: list[tuple[str, str]]
    ) -> None:
        """Fill the choices."""
        self.profile.choices = [SelectChoice(code, f"{code} {title}") for code, title in lists]
        self.area.choices = [SelectChoice(code, name) for code, name in areas]
        self.purpose.choices = [SelectChoice(code, label) for code, label in purposes]


class PasswordForm(FlaskForm):
    """The opening password of a workbook."""

    password = PasswordField(
        _("打开密码"),
        [InputRequired(_("请输入打开密码。")), Length(max=255)],
        description=_("只用来打开这一份文件，不会存下来。"),
        render_kw={"autocomplete": "off"},
    )


class PeriodForm(FlaskForm):
    """The month of a workbook that does not name it."""

    period = StringField(
        _("所属期"),
        [InputRequired(_("请填所属期。")), PERIOD],
        description=_("例如 2026-10；按季、按半年、按年交的写最后一个月。"),
    )


class ReadAgainForm(FlaskForm):
    """Another list or period for the same file."""

    profile = SelectField(_("换一种表"))
    period = StringField(_("所属期"), [Optional(), PERIOD])

    def offer(self, profiles: dict[str, Any]) -> None:
        """Fill the choices."""
        self.profile.choices = [SelectChoice(code, f"{code} {p.title}") for code, p in profiles.items()]
