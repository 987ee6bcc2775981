"""Sign-in: the shape of what is typed."""

from flask_babel import lazy_gettext as _
from wtforms import HiddenField, PasswordField, StringField
from wtforms.validators import InputRequired, Length

from app.web.base_form import FlaskForm


class SignInForm(FlaskForm):
    login = StringField(_("账号"), [InputRequired(_("请写账号。")), Length(max=60)])
    password = PasswordField(_("密码"), [InputRequired(_("请写密码。")), Length(max=200)])
    next = HiddenField()
