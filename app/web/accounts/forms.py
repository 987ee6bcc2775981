"""Opening an account with a role."""

from flask_babel import lazy_gettext as _
from wtforms import DateField, StringField
from wtforms.validators import InputRequired, Length, Optional, Regexp

from app.domain.permissions import ROLES
from app.domain.vocabulary.bureaus import OFFICE
from app.web.base_form import FlaskForm
from app.web.choice_fields import SelectField


class AccountForm(FlaskForm):
    login = StringField(
        _("账号"),
        [
            InputRequired(_("请写账号。")),
            Length(max=60),
            Regexp(r"^[A-Za-z0-9_.-]+$", message=_("只用字母、数字和 _ . -")),
        ],
    )
    display_name = StringField(_("姓名"), [InputRequired(_("请写姓名。")), Length(max=60)])
    role = SelectField(_("岗位"), choices=ROLES.choices())
    area = StringField(
        _("管哪里"),
        [Optional(), Regexp(r"^\d{12}$", message=_("请从名单里选一个地方。"))],
        description=_("写村名、乡镇名、县名或拼音首字母，从名单里选。"),
    )
    bureau = SelectField(_("哪个部门"), choices=[("", _("（不是行业部门）")), *OFFICE.choices()], default="")
    ends_on = DateField(_("授权到哪天"), [Optional()])
