"""Form fields that read what people really type: full-width digits, spaces, thousands, odd dates, invisible signs.

A value that cannot be read keeps its text in the field and gets a sentence with a way out; nothing is guessed.
"""

import re
import unicodedata
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from wtforms import DecimalField, Field, IntegerField, StringField
from wtforms.widgets import TextInput

from app.domain.clock import today
from app.domain.vocabulary.codes import CodeList
from app.web.choice_fields import SelectField

_INVISIBLE = re.compile(r"[\u0000-\u0008\u000b-\u001f\u007f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+")
_DAY = re.compile(r"(\d{4})\s*[-/.年]?\s*(\d{1,2})\s*[-/.月]?\s*(\d{1,2})\s*日?")
_MONTH = re.compile(r"(\d{4})\s*[-/.年]?\s*(\d{1,2})\s*月?")
#: Up to so many codes are drawn as tiles; there "not told" stands last, as with yes and no.
TILES = 5
#: Signs of a day, month or number; the patterns take minutes for thousands of blanks.
_LONGEST_VALUE = 100


def clean(text: str) -> str:
    """Without invisible signs and outer spaces; the characters themselves stay as they are."""
    return _INVISIBLE.sub("", unicodedata.normalize("NFC", text)).strip()


class TextField(StringField):  # type: ignore[misc]
    """A text of at most `most` characters; empty = not told."""

    def __init__(self, label: Any = None, validators: Any = None, *, most: int = 60, **kw: Any) -> None:
        super().__init__(label, validators, **kw)
        self.most = most

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        text = clean(valuelist[0]) if valuelist else ""
        self.data = text or None
        if len(text) > self.most:
            raise ValueError(_("写了 %(n)s 个字，最多 %(most)s 个。", n=len(text), most=self.most))


class _ReadField(Field):  # type: ignore[misc]
    """A text that is read into a value; what cannot be read stays in the field."""

    widget = TextInput()

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        self.data = None
        text = unicodedata.normalize("NFKC", clean(valuelist[0])) if valuelist else ""
        if len(text) > _LONGEST_VALUE:
            raise ValueError(_("写了 %(n)s 个字，最多 %(most)s 个。", n=len(text), most=_LONGEST_VALUE))
        if text:
            self.data = self.read(text)
        else:
            # marks that nobody sees are no answer to a question that has to be answered
            self.raw_data: list[str] = []

    def read(self, text: str) -> Any:
        raise NotImplementedError

    def write(self, value: Any) -> str:
        return str(value)

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else self.write(self.data)


class NumberField(_ReadField):
    """A number from `least` to `most` with at most two decimals; thousands separators are allowed."""

    def __init__(
        self, label: Any = None, validators: Any = None, *, least: float = 0, most: float = 1e9, **kw: Any
    ) -> None:
        super().__init__(label, validators, **kw)
        self.least, self.most = least, most

    def read(self, text: str) -> Any:
        return float(self._decimal(text))

    def write(self, value: Any) -> str:
        return f"{value:.2f}".rstrip("0").rstrip(".")

    def _decimal(self, text: str) -> Decimal:
        plain = re.sub(r"[,\s]", "", text)
        if not re.fullmatch(r"[+-]?[0-9]{1,20}(\.[0-9]{1,20})?", plain):
            raise ValueError(_("“%(text)s”不是数字，请只写数字。", text=text[:20]))
        number = Decimal(plain)
        if not self.least <= number <= Decimal(str(self.most)):
            raise ValueError(_("应在 %(a)s 到 %(b)s 之间。", a=f"{self.least:g}", b=f"{self.most:,.0f}"))
        if number != round(number, 2):
            raise ValueError(_("最多两位小数。"))
        return number


class CountField(NumberField):
    """A whole number."""

    def read(self, text: str) -> Any:
        number = self._decimal(text)
        if number != int(number):
            raise ValueError(_("请写整数。"))
        return int(number)

    def write(self, value: Any) -> str:
        return str(value)


class MoneyField(NumberField):
    """Yuan on the screen, fen in the data."""

    def read(self, text: str) -> Any:
        return int(self._decimal(text) * 100)

    def write(self, value: Any) -> str:
        return f"{value / 100:.2f}".removesuffix(".00")


class FiniteDecimalField(DecimalField):  # type: ignore[misc]
    """A decimal number that is one: NaN, sNaN and Infinity are words, not amounts."""

    data: Decimal | None

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        super().process_formdata(valuelist)
        if self.data is not None and not self.data.is_finite():
            self.data = None
            raise ValueError(_("“%(text)s”不是数字，请只写数字。", text=valuelist[0][:20]))


class WholeField(IntegerField):  # type: ignore[misc]
    """A whole number that a computer counts with: the check of its range breaks on longer ones."""

    data: Any

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        super().process_formdata(valuelist)
        if self.data is not None and abs(self.data) >= 2**63:
            self.data = None
            raise ValueError(_("“%(text)s”不是数字，请只写数字。", text=valuelist[0][:20]))


class DayField(_ReadField):
    """A day that exists, between 1900 and 2100; 2026-11-22, 20261122, 2026.11.22 and 2026年11月22日 are read."""

    def read(self, text: str) -> Any:
        parts = _DAY.fullmatch(text)
        if parts is None:
            raise ValueError(_("“%(text)s”不像日期，请写成 2026-11-22 这样。", text=text[:20]))
        try:
            day = date(int(parts[1]), int(parts[2]), int(parts[3]))
        except ValueError as odd:
            raise ValueError(_("没有“%(text)s”这一天，请对一下。", text=text[:20])) from odd
        if not 1900 <= day.year <= 2100:
            raise ValueError(_("年份应在 1900 到 2100 之间。"))
        return day


class MonthField(_ReadField):
    """A month as YYYY-MM."""

    def read(self, text: str) -> Any:
        parts = _MONTH.fullmatch(text)
        if parts is None or not (1 <= int(parts[2]) <= 12 and 1900 <= int(parts[1]) <= 2100):
            raise ValueError(_("“%(text)s”不像月份，请写成 2026-11 这样。", text=text[:20]))
        return f"{parts[1]}-{int(parts[2]):02d}"


class AnswerField(Field):  # type: ignore[misc]
    """Yes, no, or not told: True, False, None."""

    widget = TextInput()

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        known = {"yes": True, "no": False, "": None}
        self.data = None
        if valuelist and valuelist[0] not in known:
            raise ValueError(_("请选“是”“不是”或“还不知道”。"))
        self.data = known[valuelist[0]] if valuelist else None

    def _value(self) -> str:
        return {True: "yes", False: "no", None: ""}[self.data]


class CodeField(SelectField):
    """A code of a list, None where nothing is chosen.

    With `codes` the list's days decide what is offered when the page is asked for, and a code that was stored
    before it ended stays with its row. `empty` says what it means that nothing is chosen, None = not allowed.
    """

    def __init__(
        self,
        label: Any = None,
        validators: Any = None,
        *,
        codes: CodeList | None = None,
        empty: Any = None,
        **more: Any,
    ) -> None:
        if codes is not None:
            offered, nothing = codes.choices(today()), [] if empty is None else [("", empty)]
            more["choices"] = [*offered, *nothing] if len(offered) <= TILES else [*nothing, *offered]
        self.codes = codes
        super().__init__(label, validators, **more)

    def process_data(self, value: object) -> None:
        self.data = "" if value is None else str(value)
        self._keep()

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        super().process_formdata(valuelist)
        self._keep()

    def _keep(self) -> None:
        """Offer a code that has ended where it is the one at hand: saving the rest must not take it off."""
        if self.codes is None or self.data not in self.codes:
            return
        if all(one.value != self.data for one in self.choices):
            self.choices = [
                *self.choices,
                (self.data, _("%(code)s（已停用）", code=self.codes.label(self.data))),
            ]

    def pre_validate(self, form: Any) -> None:
        """A field that was not sent is not asked."""
        if self.raw_data:
            super().pre_validate(form)

    @property
    def code(self) -> str | None:
        return self.data or None
