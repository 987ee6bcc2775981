"""Uploads reach the fields that take files; a file sent in the place of a text breaks no form."""

from io import BytesIO

from flask import Flask
from flask_wtf.file import FileField
from wtforms.validators import InputRequired, Length

from app.web.base_form import FlaskForm
from app.web.typed_fields import MoneyField, TextField


class _Form(FlaskForm):
    words = TextField("话", [InputRequired(), Length(max=20)])
    amount = MoneyField("金额")
    photo = FileField("照片")


def test_a_file_in_the_place_of_a_text_is_no_answer() -> None:
    flask = Flask(__name__)
    flask.config.update(SECRET_KEY="only for tests", WTF_CSRF_ENABLED=False)
    sent = {name: (BytesIO(b"x"), "x.png") for name in ("words", "amount", "photo")}
    with flask.test_request_context(method="POST", data=sent):
        form = _Form()
        assert not form.validate_on_submit() and set(form.errors) == {"words"}
        assert form.amount.data is None and form.photo.data.filename == "x.png"
    with flask.test_request_context(method="POST", data={"words": "好", "photo": (BytesIO(b"x"), "x.png")}):
        form = _Form()
        assert form.validate_on_submit() and form.words.data == "好"
