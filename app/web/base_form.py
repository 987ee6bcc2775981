"""The form that all rooms build on: a file that arrives in the place of a text is no answer to that question."""

from typing import Any

import flask_wtf
from flask import request
from werkzeug.datastructures import CombinedMultiDict, MultiDict
from wtforms import FileField, MultipleFileField


class FlaskForm(flask_wtf.FlaskForm):  # type: ignore[misc]
    """As the library's, but uploads reach only the fields that take files; other fields count as not sent."""

    class Meta(flask_wtf.FlaskForm.Meta):  # type: ignore[misc]
        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            sent = super().wrap_formdata(form, formdata)
            if not isinstance(sent, CombinedMultiDict):
                return sent
            taken = {field.name for field in form if isinstance(field, FileField | MultipleFileField)}
            files = MultiDict([pair for pair in request.files.items(multi=True) if pair[0] in taken])
            return CombinedMultiDict((files, request.form))
