"""The person's own account."""

from flask_babel import lazy_gettext as _
from wtforms import PasswordField
from wtforms.validators import EqualTo, InputRequired, Length

from app.web.base_form import FlaskForm


class PasswordForm(FlaskForm):
    current = PasswordField(_("现在的密码"), [InputRequired(_("请写现在的密码。")), Length(max=200)])
    new = PasswordField(
        _("新密码"),
        [InputRequired(_("请写新密码。")), Length(max=200)],
        description=_("至少 10 位，字母、数字、符号至少两样，不能含账号名。"),
    )
    again = PasswordField(_("再写一遍新密码"), [EqualTo("new", _("两次写的不一样。"))])
