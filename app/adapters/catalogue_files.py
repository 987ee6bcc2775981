"""Reads the catalogue that ships with the product: flat YAML files per kind, each a list of entries with a code."""

from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

CATALOGUE = Path(__file__).resolve().parents[1] / "catalogue"

#: The safe loader in C, eight times faster; the one in Python where the package was built without it.
FAST_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class CatalogueError(ValueError):
    """A catalogue file is not a list of entries, or a code stands twice; the text names the file."""


@lru_cache(maxsize=32)
def read_entries(kind: str, folder: Path = CATALOGUE) -> tuple[dict[str, Any], ...]:
    """All entries of `measures`, `checks`, `indicators` …, in the order of file names and entries.

    Every entry begins with `code`; codes are unique within their kind.
    """
    entries: list[dict[str, Any]] = []
    seen: dict[str, str] = {}
    for path in sorted((folder / kind).glob("*.yaml")):
        for entry in _entries_of(path):
            code = str(entry["code"])
            if code in seen:
                raise CatalogueError(f"{path.name}: code {code} stands in {seen[code]} too")
            seen[code] = path.name
            entries.append(entry)
    return tuple(entries)


def _entries_of(path: Path) -> list[dict[str, Any]]:
    body = yaml.load(path.read_text("utf-8"), FAST_LOADER)  # noqa: S506 (it is a safe loader)
    if not isinstance(body, list) or not all(
        isinstance(e, dict) and next(iter(e), "") == "code" for e in body
    ):
        raise CatalogueError(f"{path.name}: a list of entries that begin with code: is expected")
    return body
