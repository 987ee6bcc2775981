"""Which village's workbook, and the file that comes back."""

from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField, FileRequired

from app.web.base_form import FlaskForm
from app.web.choice_fields import SelectField


class DownloadForm(FlaskForm):
    """Shape only."""

    village = SelectField(_("哪个村"), validate_choice=False)


class BookForm(FlaskForm):
    """The workbook that was filled in."""

    file = FileField(_("改好的工作簿"), [FileRequired(_("请选一个文件。"))])
