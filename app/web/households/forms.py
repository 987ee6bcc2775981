"""Shape of the register's forms. Labels, codes and units come from the one dictionary of registry fields."""

import re
from collections.abc import Iterable
from typing import Any

from flask import request
from flask_babel import lazy_gettext as lazy
from wtforms import HiddenField
from wtforms.validators import ValidationError

from app.domain.registry_fields import TABLES
from app.services.secrets import PURPOSES
from app.web.base_form import FlaskForm
from app.web.choice_fields import CodesField, SelectField
from app.web.typed_fields import (
    AnswerField,
    CodeField,
    CountField,
    DayField,
    MoneyField,
    MonthField,
    NumberField,
    TextField,
)

#: Typed into a field whose value is hidden, it takes the value off; an empty field leaves it as it is.
TAKE_OFF = "无"

UNTOLD = lazy("还不知道")
PHONE = re.compile(r"1[3-9]\d{9}")
WRONG_PHONE = lazy("手机号应是 11 位，1 开头，请对一下。")
ACCOUNT = re.compile(r"\d{9,30}")


def of(table: str, key: str, *, empty: Any = UNTOLD, **more: Any) -> Any:
    """The form field of a registry field; `empty` says what it means that nothing is chosen, None = not allowed."""
    field = TABLES[table][key]
    if field.kind == "code" and field.codes is not None:
        return CodeField(field.label, codes=field.codes, empty=empty, **more)
    if field.kind == "codes" and field.codes is not None:
        return CodesField(field.label, choices=field.codes.choices(), **more)
    kinds: dict[str, Any] = {
        "answer": AnswerField,
        "day": DayField,
        "month": MonthField,
        "number": NumberField,
        "count": CountField,
        "money": MoneyField,
    }
    return kinds.get(field.kind, TextField)(field.label, **more)


class RegistryForm(FlaskForm):
    """A form over one row: `values()` gives the columns, `fill` puts the row in."""

    request_key = HiddenField()
    #: Fields that are no columns of the row.
    extra: frozenset[str] = frozenset(("request_key", "csrf_token"))

    def columns(self) -> Iterable[Any]:
        """The fields that stand for columns."""
        return (f for f in self if f.name not in self.extra)

    def values(self) -> dict[str, Any]:
        """Column -> new value, None for what is not told. A field that was not sent changes nothing."""
        sent = (f for f in self.columns() if f.raw_data or (isinstance(f, CodesField) and self._asked(f)))
        return {f.name: f.code if isinstance(f, CodeField | CodesField) else f.data for f in sent}

    def _asked(self, field: Any) -> bool:
        """Boxes of which none is ticked are not sent: a sign of the page says that it asked."""
        return f"{field.name}-asked" in request.form

    def put_errors(self, fields: dict[str, str]) -> None:
        """Sentences of a refusal beside their fields; those without a field stand above the form."""
        for name, sentence in fields.items():
            if name in self:
                self[name].errors = [*self[name].errors, sentence]
            else:
                self.form_errors.append(sentence)


def digits(pattern: re.Pattern[str], sentence: Any) -> Any:
    def check(_form: Any, field: Any) -> None:
        if field.data and field.data != TAKE_OFF:
            field.data = re.sub(r"[\s-]", "", field.data)
            if not pattern.fullmatch(field.data):
                raise ValidationError(sentence)

    return check


def clear_text(text: str | None) -> str | None:
    """None = leave as it is, empty = take off."""
    return "" if text == TAKE_OFF else text


def _household(key: str, **more: Any) -> Any:
    return of("household", key, **more)


def _person(key: str, **more: Any) -> Any:
    return of("person", key, **more)


class HouseholdForm(RegistryForm):
    """The household itself, without what only acts change."""

    secrets: tuple[str, ...] = ("phone", "address", "bank", "collector_phone", "monitor_phone")
    extra = RegistryForm.extra | set(secrets)

    group_name = _household("group_name", most=40)
    address = TextField(lazy("详细住址"), most=120)
    phone = TextField(lazy("联系电话"), [digits(PHONE, WRONG_PHONE)], most=20)
    bank_name = _household("bank_name", most=40)
    bank = TextField(
        lazy("银行账号（一卡通）"), [digits(ACCOUNT, lazy("账号只写数字，9 到 30 位。"))], most=40
    )
    attribute = _household("attribute")
    standard = _household("standard")
    identified_month = _household("identified_month")
    exit_year = _household("exit_year", least=2013, most=2100)
    cause_main = _household("cause_main")
    cause_other_1 = _household("cause_other_1", empty=lazy("没有"))
    cause_other_2 = _household("cause_other_2", empty=lazy("没有"))
    risk_main = _household("risk_main")
    risk_2 = _household("risk_2", empty=lazy("没有"))
    risk_3 = _household("risk_3", empty=lazy("没有"))
    risk_4 = _household("risk_4", empty=lazy("没有"))
    risk_5 = _household("risk_5", empty=lazy("没有"))
    disaster_kind = _household("disaster_kind", empty=lazy("不是因灾"))
    risk_note = _household("risk_note", most=200)
    development_measures = _household("development_measures")
    monitor_contact = _household("monitor_contact", most=40)
    monitor_phone = TextField(lazy("监测联系人电话"), [digits(PHONE, WRONG_PHONE)], most=20)
    not_out_reason = _household("not_out_reason", empty=lazy("已脱贫或没有填"))
    is_martyr_family = _household("is_martyr_family")
    is_only_child_family = _household("is_only_child_family")
    is_two_daughters_family = _household("is_two_daughters_family")
    is_family_planning = _household("is_family_planning")
    is_key_object = _household("is_key_object")
    year_members = _household("year_members", least=1, most=40)
    collector = _household("collector", most=40)
    collector_phone = TextField(lazy("信息采集人电话"), [digits(PHONE, WRONG_PHONE)], most=20)
    has_no_labor = _household("has_no_labor")
    note = _household("note", most=500)

    def changes(self) -> dict[str, Any]:
        """Columns and clear texts as the service takes them."""
        secrets = {name: clear_text(self[name].data) for name in self.secrets}
        return {**self.values(), **{k: v for k, v in secrets.items() if v is not None}}


class FirstForm(HouseholdForm):
    """What a household begins with, too: where it lives and what it is registered as."""

    area_code = HiddenField(lazy("所在村"))
    kind = _household("kind", empty=None)
    monitoring_kind = _household("monitoring_kind", empty=lazy("没有纳入监测"))
    monitored_month = _household("monitored_month")
    risk_cleared = _household("risk_cleared")
    cleared_month = _household("cleared_month")
    clear_mode = _household("clear_mode", empty=lazy("没有消除"))


class RevealForm(FlaskForm):
    """The purpose of seeing a clear value; it is kept in the trail."""

    purpose = SelectField(lazy("看全号做什么用"), choices=[("", lazy("请选用途")), *PURPOSES.items()])
