"""Finds the labels of code lists for translation (a method of babel.cfg); the domain itself calls no translator."""

import ast
from collections.abc import Iterator
from typing import Any, BinaryIO

Found = tuple[int, str, str, list[str]]


def extract_labels(file: BinaryIO, _keywords: Any, _tags: Any, options: Any) -> Iterator[Found]:
    """The second word of each row `("code", "label", …)` of a list and of each `Code("code", "label", …)`."""
    for node in ast.walk(ast.parse(file.read())):
        if isinstance(node, ast.Call):
            made = getattr(node.func, "attr", getattr(node.func, "id", ""))
            rows = [node.args] if made == "Code" else []
            if made == "of":
                rows = [row.elts for row in node.args[2:] if isinstance(row, ast.Tuple)]
            for row in rows:
                if len(row) > 1 and isinstance(row[1], ast.Constant) and isinstance(row[1].value, str):
                    yield row[1].lineno, "_", row[1].value, []
