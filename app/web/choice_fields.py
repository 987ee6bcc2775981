"""Fields that take pairs of code and label, as code lists give them."""

from collections.abc import Iterable
from typing import Any

import wtforms
from flask_babel import gettext as _
from markupsafe import Markup, escape
from wtforms.fields.choices import SelectChoice
from wtforms.widgets import Select


def in_shape(given: Any) -> Any:
    """Pairs as the library's own choices; anything else as it is."""
    if not isinstance(given, Iterable):
        return given
    return [SelectChoice(*one) if isinstance(one, tuple) else one for one in given]


class Menu(Select):  # type: ignore[misc]
    """The library's menu; its options are written at once, for filters with a hundred of them stand above each list."""

    def __call__(self, field: Any, **more: Any) -> Markup:
        choices = field.choices or []
        if field.has_groups() or any(one.render_kw for one in choices):
            return Markup(super().__call__(field, **more))  # noqa: S704 (the library has escaped it)
        empty = super().__call__(_Bare(field), **more)
        options = [
            f'<option{" selected" if one.selected else ""} value="{escape(one.value)}">'
            f"{escape(one.label or one.value)}</option>"
            for one in field.iter_choices()
        ]
        return Markup(f"{empty[: -len(_END)]}{''.join(options)}{_END}")  # noqa: S704 (each part is escaped)


_END = "</select>"


class _Bare:
    """A field as the library's menu sees it, without its choices."""

    def __init__(self, field: Any) -> None:
        self.id, self.name, self.flags = field.id, field.name, field.flags

    def has_groups(self) -> bool:
        return False

    def _iter_choices_normalized(self) -> tuple[()]:
        return ()


class _Pairs:
    """`choices` may be given and set as pairs; they are kept in the shape that the library asks for."""

    def __init__(self, label: Any = None, validators: Any = None, **more: Any) -> None:
        if "choices" in more:
            more["choices"] = in_shape(more["choices"])
        super().__init__(label, validators, **more)  # type: ignore[call-arg]

    @property
    def choices(self) -> Any:
        return self._choices

    @choices.setter
    def choices(self, given: Iterable[Any] | None) -> None:
        self._choices = in_shape(given)


class SelectField(_Pairs, wtforms.SelectField):  # type: ignore[misc]
    """One of several."""

    widget = Menu()


class CodesField(_Pairs, wtforms.SelectMultipleField):  # type: ignore[misc]
    """Some codes of a list, stored as one text with commas; at most `most` of them."""

    def __init__(self, *args: Any, most: int = 9, **more: Any) -> None:
        super().__init__(*args, **more)
        self.most = most

    def process_data(self, value: object) -> None:
        self.data = [part for part in str(value or "").split(",") if part]

    def pre_validate(self, form: Any) -> None:
        super().pre_validate(form)
        if len(self.data or ()) > self.most:
            raise ValueError(_("最多选 %(most)s 个。", most=self.most))

    @property
    def code(self) -> str | None:
        """The codes as they are stored; None where none is chosen."""
        return ",".join(self.data or ()) or None


class RadioField(_Pairs, wtforms.RadioField):  # type: ignore[misc]
    """One of several, all of them in sight."""


class SelectMultipleField(_Pairs, wtforms.SelectMultipleField):  # type: ignore[misc]
    """Some of several."""
