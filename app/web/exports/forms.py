"""Asking for clear numbers, and saying no to it; shape only."""

from flask_babel import lazy_gettext as _
from wtforms import HiddenField
from wtforms.validators import InputRequired, Length

from app.domain.vocabulary.exports import EXPORT_NUMBER
from app.services.exports.requests import LONGEST_REASON
from app.services.secrets import PURPOSES
from app.web.base_form import FlaskForm
from app.web.choice_fields import RadioField, SelectMultipleField
from app.web.typed_fields import TextField


class AskForm(FlaskForm):
    """Which numbers, for what, why."""

    which = HiddenField(name="list")
    numbers = SelectMultipleField(
        _("要哪些完整号码"),
        [InputRequired(_("请选要哪些号码。"))],
        choices=EXPORT_NUMBER.choices(),
        description=_("用不到的不要勾，不勾的照样遮盖。"),
    )
    purpose = RadioField(
        _("做什么用"), [InputRequired(_("请选用途。"))], choices=list(PURPOSES.items()), default=""
    )
    reason = TextField(
        _("为什么要"),
        [InputRequired(_("请写清为什么要。")), Length(max=LONGEST_REASON)],
        most=LONGEST_REASON,
        description=_("批的人只看得到这句话和名单，例如：给县农商行代发 11 月低保金。"),
    )


class RefuseForm(FlaskForm):
    """Why not."""

    words = TextField(
        _("不批的原因"),
        [InputRequired(_("请写不批的原因。")), Length(max=LONGEST_REASON)],
        most=LONGEST_REASON,
    )
