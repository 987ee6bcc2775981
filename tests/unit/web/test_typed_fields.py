"""Fields read what people type, refuse what cannot be, and keep the typed text either way."""

from collections.abc import Iterator
from datetime import date
from time import process_time
from typing import Any

import pytest
from flask import Flask
from flask_babel import Babel
from werkzeug.datastructures import MultiDict
from wtforms import Form
from wtforms.validators import InputRequired, NumberRange

from app.web.typed_fields import (
    AnswerField,
    CountField,
    DayField,
    MoneyField,
    MonthField,
    NumberField,
    TextField,
    WholeField,
)


class Example(Form):  # type: ignore[misc]
    text = TextField("文字", most=10)
    number = NumberField("数", most=200)
    count = CountField("整数", most=12)
    money = MoneyField("钱")
    day = DayField("日期")
    month = MonthField("月份")
    answer = AnswerField("是否")


@pytest.fixture(autouse=True)
def in_a_request() -> Iterator[None]:
    app = Flask(__name__)
    Babel(app)
    with app.test_request_context():
        yield


def read(name: str, typed: str) -> tuple[Any, list[str], str]:
    form = Example(MultiDict({name: typed}))
    form.validate()
    return form[name].data, list(form[name].errors), form[name]._value()


@pytest.mark.parametrize(
    ("name", "typed", "value"),
    [
        ("text", "  石阿妹\u200f ", "石阿妹"),
        ("text", "𠮷㛃😀", "𠮷㛃😀"),
        ("text", " \x00 ", None),
        ("number", "３．５", 3.5),
        ("number", "", None),
        ("count", "12", 12),
        ("money", "1,340.50", 134_050),
        ("day", "20261122", date(2026, 11, 22)),
        ("day", "2026年1月2日", date(2026, 1, 2)),
        ("day", "２０２６．１．２", date(2026, 1, 2)),
        ("month", "202611", "2026-11"),
        ("month", "2026/3", "2026-03"),
        ("answer", "yes", True),
        ("answer", "no", False),
        ("answer", "", None),
    ],
)
def test_what_is_read(name: str, typed: str, value: Any) -> None:
    data, errors, _shown = read(name, typed)
    assert (data, errors) == (value, [])


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("text", "庄" * 10_000),
        ("number", "三亩"),
        ("number", "-1"),
        ("number", "200.01"),
        ("number", "1.234"),
        ("number", "1e5"),
        ("number", "NaN"),
        ("count", "1.5"),
        ("count", "13"),
        ("money", "-0.01"),
        ("day", "2026-02-30"),
        ("day", "昨天"),
        ("day", "0001-01-01"),
        ("month", "2026-13"),
        ("answer", "maybe"),
    ],
)
def test_what_cannot_be_gets_one_sentence_and_keeps_its_text(name: str, typed: str) -> None:
    data, errors, shown = read(name, typed)
    assert len(errors) == 1
    assert errors[0].endswith("。")
    assert shown == typed or name == "answer"
    assert data is None or name == "text"


def test_stored_values_are_written_for_people() -> None:
    form = Example(data={"money": 134_050, "number": 3.5, "day": date(2026, 1, 2), "answer": False})
    assert [form[n]._value() for n in ("money", "number", "day", "answer")] == [
        "1340.50",
        "3.5",
        "2026-01-02",
        "no",
    ]


@pytest.mark.parametrize("name", ["day", "month", "number", "money"])
def test_thousands_of_blanks_hold_nobody_up(name: str) -> None:
    typed, begun = f"2026{' ' * 30_000}x", process_time()
    value, sentences, shown = read(name, typed)
    assert value is None and "最多 100 个" in sentences[0] and shown == typed
    assert process_time() - begun < 1


@pytest.mark.parametrize("typed", ["9" * 400, "-" + "9" * 400, "9223372036854775808"])
def test_a_number_beyond_what_computers_count_is_no_broken_check(typed: str) -> None:
    class One(Form):  # type: ignore[misc]
        whole = WholeField(validators=[NumberRange(0, 5)])

    form = One(MultiDict({"whole": typed}))
    assert not form.validate()
    assert form.errors["whole"]


@pytest.mark.parametrize("typed", ["\u202e", " ", "\u200b\u2060", "　"])
@pytest.mark.parametrize("kind", [DayField, MonthField, NumberField, MoneyField])
def test_marks_that_nobody_sees_do_not_answer_a_question_that_must_be_answered(kind: Any, typed: str) -> None:
    class Asked(Form):  # type: ignore[misc]
        it = kind("题", [InputRequired("请写。")])

    form = Asked(MultiDict({"it": typed}))

    assert not form.validate() and form.it.data is None and form.it.errors == ["请写。"]
