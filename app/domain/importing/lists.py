"""Finds code lists of the vocabulary by the key that profiles name, and the code a cell's words mean."""

import importlib
import pkgutil
import re
import unicodedata
from collections.abc import Mapping
from functools import cache

from app.domain import vocabulary
from app.domain.vocabulary import CodeList

_NOISE = re.compile(r"[\s\u3000]+")
_BRACKETS = re.compile(r"\([^()]*\)")


@cache
def code_lists() -> Mapping[str, CodeList]:
    """All code lists of the vocabulary by key."""
    found: dict[str, CodeList] = {}
    for module in pkgutil.iter_modules(vocabulary.__path__):
        parts = vars(importlib.import_module(f"{vocabulary.__name__}.{module.name}"))
        found |= {value.key: value for value in parts.values() if isinstance(value, CodeList)}
    return found


def plain(text: str) -> str:
    """A word as it is compared: half-width, no blanks, lower case."""
    return _NOISE.sub("", unicodedata.normalize("NFKC", text)).lower()


@cache
def _plain_codes(key: str) -> Mapping[str, str]:
    codes: dict[str, str] = {}
    for code in code_lists()[key]:
        for word in (code.label, *code.aliases, code.national, code.code):
            if word is not None:
                codes.setdefault(plain(word), code.code)
    for word, meaning in list(codes.items()):
        codes.setdefault(_BRACKETS.sub("", word), meaning)
        if word.isdigit():
            codes.setdefault(word.lstrip("0") or "0", meaning)
    return codes


def code_of(word: str, key: str) -> str | None:
    """The code meant by a cell: label, alias or number, written in whatever width and spacing; None if unknown."""
    text = plain(word)
    codes = _plain_codes(key)
    return codes.get(text) or codes.get(_BRACKETS.sub("", text))
