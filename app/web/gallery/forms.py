"""Forms that only show what fields look like; nothing is stored."""

import datetime
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import (
    BooleanField,
    DateField,
    DecimalField,
    FileField,
    Form,
    PasswordField,
    StringField,
    TextAreaField,
)
from wtforms.fields import SelectChoice

from app.web.choice_fields import RadioField, SelectField, SelectMultipleField


class SampleForm(Form):  # type: ignore[misc]
    """Every kind of field of the look."""

    name = StringField(_("姓名"))
    account = StringField(_("银行账号"), description=_("一卡通卡号，不要填存折号。"))
    number = StringField(_("证件号码"))
    relation = SelectField(
        _("与户主关系"),
        choices=[SelectChoice("father_in_law", _("之岳父")), SelectChoice("mother_in_law", _("之岳母"))],
    )
    born_on = DateField(_("出生日期"))
    wage = DecimalField(_("务工月收入"))
    pension = DecimalField(_("每月养老金"))
    ability = RadioField(
        _("劳动能力"),
        choices=[
            SelectChoice("skilled", _("技能")),
            SelectChoice("full", _("普通")),
            SelectChoice("weak", _("弱（半）")),
            SelectChoice("lost", _("丧失")),
        ],
    )
    toilet = RadioField(
        _("有无厕所"),
        choices=[
            SelectChoice("yes", _("有")),
            SelectChoice("no", _("没有")),
            SelectChoice("", _("还不知道")),
        ],
    )
    health = SelectMultipleField(
        _("健康状况"),
        choices=[
            SelectChoice("well", _("健康")),
            SelectChoice("chronic", _("慢性病")),
            SelectChoice("severe", _("大病")),
        ],
    )
    area = StringField(_("住在哪个村"))
    remark = TextAreaField(_("说明"))
    password = PasswordField(_("密码"))
    agreed = BooleanField(_("读给他家听过，同意"))
    file = FileField(_("工作簿"))


def sample_form() -> SampleForm:
    """The form with values, and with two fields that came back with errors."""
    values: dict[str, Any] = {
        "name": "韦小菊",
        "number": "520199 19480225 0026",
        "relation": "father_in_law",
        "born_on": datetime.date(1948, 2, 25),
        "wage": 38000,
        "ability": "full",
        "toilet": "yes",
        "health": ["chronic"],
    }
    form = SampleForm(data=values)
    form.born_on.errors = [str(_("证件号码里的生日是 1948-02-26，这里写的是 02-25。请对一下户口簿。"))]
    form.area.errors = [str(_("要选到村。"))]
    return form
