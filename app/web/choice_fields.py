"""Fields that take pairs of code and label, as code lists give them."""

from collections.abc import Iterable
from typing import Any

import wtforms
from wtforms.fields.choices import SelectChoice


class _Pairs:
    """`choices` may be set from pairs; they are kept in the shape that the library asks for."""

    @property
    def choices(self) -> Any:
        return self._choices

    @choices.setter
    def choices(self, given: Iterable[Any] | None) -> None:
        self._choices = (
            [SelectChoice(*one) if isinstance(one, tuple) else one for one in given]
            if isinstance(given, Iterable)
            else given
        )


class SelectField(_Pairs, wtforms.SelectField):  # type: ignore[misc]
    """One of several."""


class RadioField(_Pairs, wtforms.RadioField):  # type: ignore[misc]
    """One of several, all of them in sight."""


class SelectMultipleField(_Pairs, wtforms.SelectMultipleField):  # type: ignore[misc]
    """Some of several."""
