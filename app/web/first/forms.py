"""The first password: its shape."""

from flask_babel import lazy_gettext as _
from wtforms import PasswordField
from wtforms.validators import EqualTo, InputRequired, Length

from app.web.base_form import FlaskForm


class FirstPasswordForm(FlaskForm):
    password = PasswordField(
        _("密码"),
        [InputRequired(_("请写密码。")), Length(max=200)],
        description=_("至少 10 位，字母、数字、符号至少两样，不能含账号名。"),
    )
    again = PasswordField(_("再写一遍密码"), [EqualTo("password", _("两次写的不一样。"))])
