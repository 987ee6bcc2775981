"""Columns that many lists have alike: written once, taken over by `use`, built upon by `like`."""

from collections.abc import Mapping
from typing import Any


class ProfileError(ValueError):
    """A profile file is wrong; met by whoever writes profiles, never by a clerk."""


def with_shared(data: Mapping[str, Any], shared: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """The mapping of a profile with its shared columns written out.

    A column with `like: <key>` takes what it does not say itself; its own headers come first. Columns under `use`
    stand after the profile's own ones and give way to them header by header. Raises ProfileError for unknown names.
    """
    code = data.get("code", "?")
    own = [_built_on(column, shared, str(code)) for column in data.get("columns", ())]
    taken = {header for column in own for header in column.get("headers", ())}
    for key in data.get("use", ()):
        column = dict(_shared(shared, key, str(code)), key=key)
        column["headers"] = [h for h in column["headers"] if h not in taken]
        taken |= set(column["headers"])
        if column["headers"]:
            own.append(column)
    return {**{k: v for k, v in data.items() if k != "use"}, "columns": own}


def _built_on(
    column: Mapping[str, Any], shared: Mapping[str, Mapping[str, Any]], code: str
) -> dict[str, Any]:
    if "like" not in column:
        return dict(column)
    base = _shared(shared, column["like"], code)
    headers = list(dict.fromkeys([*column.get("headers", ()), *base["headers"]]))
    own = {k: v for k, v in column.items() if k != "like"}
    return {"key": column["like"], **base, **own, "headers": headers}


def _shared(shared: Mapping[str, Mapping[str, Any]], key: str, code: str) -> Mapping[str, Any]:
    if key not in shared:
        raise ProfileError(f"{code}: no shared column {key}")
    return shared[key]
