"""Jinja as it is, with its busiest paths shortened: a page of this house is a thousand calls of macros.

The templates, their meaning and their escaping stay Jinja's own; what is shortened is how a macro is entered, how a
text is escaped and how a sentence is translated. tests/unit/web/test_rendering.py holds each to Jinja's own answer.
"""

from collections.abc import Callable
from functools import cache
from types import FunctionType
from typing import Any

from flask import has_app_context
from flask.globals import _cv_app
from flask.templating import Environment
from flask_babel import get_locale, get_translations
from jinja2 import Template, nodes, pass_eval_context
from jinja2.runtime import Context
from jinja2.runtime import Macro as JinjaMacro
from jinja2.utils import internalcode, missing
from markupsafe import Markup
from markupsafe import _escape_inner as _escape_text  # type: ignore[attr-defined]
from markupsafe import escape as escape_any

_HEAD = "from jinja2.runtime import "
_OWN = "from app.web.rendering import Macro, escape"
_mark = str.__new__
#: Macros whose words depend on nothing but their arguments, drawn on every line of a list: drawn once.
ALIKE = frozenset({"icon", "chip"})
#: More sentences than the house has; what is said beyond them is looked up each time.
MANY = 20_000
#: language -> sentence as written -> what is said on the page
_SAID: dict[str, dict[str, str]] = {}


def escape(value: Any) -> str:
    """As markupsafe does, for what is joined into the page at once and so need not be marked as safe."""
    kind = type(value)
    if kind is Markup:
        return value  # type: ignore[no-any-return]
    if kind is str:
        return _escape_text(value)
    return str(value) if kind is int else escape_any(value)


@cache
def _places(arguments: tuple[str, ...]) -> dict[str, int]:
    return {name: place for place, name in enumerate(arguments)}


class Macro(JinjaMacro):
    """A macro whose arguments are laid in their places without walking through every name."""

    def __init__(
        self,
        environment: Any,
        func: Callable[..., str],
        name: str,
        arguments: Any,
        catch_kwargs: bool,
        catch_varargs: bool,
        caller: bool,
        default_autoescape: bool | None = None,
    ) -> None:
        super().__init__(
            environment, func, name, arguments, catch_kwargs, catch_varargs, caller, default_autoescape
        )
        self._places = _places(arguments) if arguments else {}
        self._is_plain = not (catch_varargs or self.explicit_caller)
        self._kept: dict[Any, str] | None = {} if name in ALIKE else None

    @internalcode
    @pass_eval_context
    def __call__(self, *args: Any, **kwargs: Any) -> str:
        return super().__call__(*args, **kwargs)

    def enter(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> str:
        """The same call without the caller's way of escaping: a macro escapes as its own file does."""
        kept = self._kept
        if kept is None or kwargs:
            return self._laid(args, kwargs)
        # a text and the same text marked as safe are equal, yet not written alike
        key = (args, tuple(map(type, args)))
        found = kept.get(key)
        if found is None:
            found = self._laid(args, kwargs)
            if len(kept) < MANY:
                kept[key] = found
        return found

    def _laid(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> str:
        count = len(args)
        if not self._is_plain or count > self._argument_count:
            return super().__call__(*args, **kwargs)
        laid = [*args, *[missing] * (self._argument_count - count)]
        if kwargs:
            places = self._places
            for name in [name for name in kwargs if places.get(name, -1) >= count]:
                laid[places[name]] = kwargs.pop(name)
        if self.caller:
            caller = kwargs.pop("caller", None)
            laid.append(
                self._environment.undefined("No caller defined", name="caller") if caller is None else caller
            )
        if self.catch_kwargs:
            laid.append(kwargs)
        elif kwargs:
            raise TypeError(f"macro {self.name!r} takes no keyword argument {next(iter(kwargs))!r}")
        text = self._func(*laid)
        return _mark(Markup, text) if self._default_autoescape else text


class PageContext(Context):
    """Calls a macro or a plain function without asking it first what it wants to be handed."""

    @internalcode
    def call(__self, __obj: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: N805 (as in Jinja: any name may be passed)
        kind = type(__obj)
        if kind is Macro:
            if "_block_vars" in kwargs or "_loop_vars" in kwargs:
                kwargs.pop("_block_vars", None)
                kwargs.pop("_loop_vars", None)
            return __obj.enter(args, kwargs)
        if kind is FunctionType and "jinja_pass_arg" not in __obj.__dict__:
            kwargs.pop("_block_vars", None)
            kwargs.pop("_loop_vars", None)
            return __obj(*args, **kwargs)
        return super().call(__obj, *args, **kwargs)


class PageTemplate(Template):
    """An imported file is compiled once: what all pages share are globals of the environment, none are given later."""

    @internalcode
    def _get_default_module(self, ctx: Context | None = None) -> Any:
        if self._module is None:
            self._module = self.make_module()
        return self._module


class PageEnvironment(Environment):
    """Compiles templates onto the shortened paths."""

    context_class = PageContext
    template_class = PageTemplate

    def _generate(
        self, source: nodes.Template, name: str | None, filename: str | None, defer_init: bool = False
    ) -> str:
        code = super()._generate(source, name, filename, defer_init)
        head, end, rest = code.partition("\n")
        if not head.startswith(_HEAD):
            raise RuntimeError("Jinja writes its code otherwise than expected")
        return f"{head}; {_OWN}{end}{rest}"  # on the same line: numbers of lines stay true


def language() -> str:
    """The reader's language; empty where nobody reads."""
    return str(get_locale()) if has_app_context() else ""


def mark(drawn: str) -> Markup:
    """What was drawn by macros, as safe as they left it."""
    return _mark(Markup, drawn)


def sentence(text: str, /) -> str:
    """The sentence in the reader's language, as the translation has it; sentences are remembered."""
    context = _cv_app.get(None)  # not through its proxy: a page asks for hundreds of sentences
    if context is None:
        return text
    reader = context.g.__dict__
    kept: dict[str, str] | None = reader.get("said")
    if kept is None:
        reader["said"] = kept = _SAID.setdefault(language(), {})
    found = kept.get(text)
    if found is None:
        found = get_translations().ugettext(text)
        if len(kept) < MANY:
            kept[text] = found
    return found


def said(text: str, /, **values: Any) -> Markup:
    """The sentence in the reader's language with `values` put in and escaped; sentences are our own and safe."""
    found = _mark(Markup, sentence(text))
    return found % values if values or "%" in found else found
