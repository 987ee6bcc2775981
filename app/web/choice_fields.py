"""Fields that take pairs of code and label, as code lists give them."""

from collections.abc import Iterable
from typing import Any

import wtforms
from wtforms.fields.choices import SelectChoice


def in_shape(given: Any) -> Any:
    """Pairs as the library's own choices; anything else as it is."""
    if not isinstance(given, Iterable):
        return given
    return [SelectChoice(*one) if isinstance(one, tuple) else one for one in given]


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


class RadioField(_Pairs, wtforms.RadioField):  # type: ignore[misc]
    """One of several, all of them in sight."""


class SelectMultipleField(_Pairs, wtforms.SelectMultipleField):  # type: ignore[misc]
    """Some of several."""
