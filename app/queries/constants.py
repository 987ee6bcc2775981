"""Constants of the rules as text of their statements.

All rules of one household are one statement with some thousand constants: amounts, ages, codes. As parameters they
would be handed over anew with each save, and a driver spends more on that than the database on the answer.
"""

import re
from typing import Any

from sqlalchemy import BigInteger, BindParameter, Integer, String, literal_column
from sqlalchemy.sql import visitors

#: What our own lists are made of; whatever else somebody may have typed stays a parameter.
_CODE = re.compile(r"[A-Za-z0-9_.-]{1,60}")
_LARGEST = 2**31 - 1


def with_constants(statement: Any) -> Any:
    """The same statement with whole numbers and plain codes written out. What has a name of its own (the day, the
    household) stays a parameter."""
    return visitors.replacement_traverse(statement, {}, _written)


def _written(element: Any, **_: Any) -> Any:
    if not isinstance(element, BindParameter) or not element.unique or element.callable is not None:
        return None
    values = element.value if element.expanding else [element.value]
    if not values:
        return None
    texts = [text for value in values if (text := _text(value, element.type))]
    if len(texts) < len(values):
        return None
    return literal_column(f"({', '.join(texts)})" if element.expanding else texts[0], element.type)


def _text(value: Any, kind: Any) -> str | None:
    if type(value) is int and isinstance(kind, Integer) and abs(value) <= _LARGEST:
        return f"CAST({value} AS BIGINT)" if isinstance(kind, BigInteger) else f"({value})"
    if type(value) is str and type(kind) is String and _CODE.fullmatch(value):
        return f"'{value}'"
    return None
