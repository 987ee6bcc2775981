"""What the pages say of columns: choices for each, drift to last time, notations that can be accepted."""

from typing import Any

from flask_babel import gettext as _

from app.domain.importing.days import NOTATIONS
from app.domain.importing.lists import code_lists
from app.domain.importing.problems import PROBLEMS
from app.domain.importing.profile import Column, Profile
from app.models import ImportBatch
from app.queries.imports import CauseLine

_UNITS = {"元": "元", "万元": "万元"}
#: Problems that one answer settles for all rows of a column.
_BY_WORD = frozenset(("word_unknown", "yes_no_unknown"))


def column_choices(profile: Profile) -> list[tuple[str, str]]:
    """What a sheet column may be taken for."""
    return [("", _("不用这一列")), *((c.key, c.title) for c in profile.columns)]


def missing_columns(batch: ImportBatch, profile: Profile | None) -> list[str]:
    """Columns that the list cannot do without and that no sheet has: then no row was read."""
    sheets = [s for s in batch.read.get("sheets", []) if s.get("columns")]
    if profile is None or not sheets or any(not s.get("skipped") for s in sheets):
        return []
    have = {c["key"] for c in sheets[0]["columns"]}
    return [c.title for c in profile.columns if c.required and c.key not in have]


def drift_lines(batch: ImportBatch) -> list[str]:
    """What is different from last time, one sentence each."""
    words = {
        "renamed": _("“%(title)s”改了表头：上次叫“%(was)s”，这次叫“%(now)s”"),
        "moved": _("“%(title)s”换了位置"),
        "merged": _("“%(title)s”并进了“%(now)s”，分不开就读不到"),
        "gone": _("“%(title)s”这次没有"),
        "added": _("多了“%(now)s”"),
    }
    return [words[d["kind"]] % d for d in batch.read.get("drift", []) if d["kind"] in words]


def meanings(column: Column) -> list[tuple[str, str]]:
    """Codes that a word of this column may mean; none where the column has no list."""
    if column.converter == "yes_no":
        return [("yes", _("是")), ("no", _("否"))]
    if column.vocabulary and column.vocabulary in code_lists():
        return [(code.code, code.label) for code in code_lists()[column.vocabulary]]
    return []


def fixes(
    batch: ImportBatch, profile: Profile | None, causes: list[CauseLine]
) -> dict[tuple[str, str | None], dict[str, Any]]:
    """By (problem, header): how all rows of a cause are settled at once; only the sheet can mend the others."""
    found: dict[tuple[str, str | None], dict[str, Any]] = {}
    if profile is None:
        return found
    unknown = batch.read.get("unknown", {})
    keys = _keys_by_header(batch)
    for one in causes:
        key = keys.get(one.column or "")
        column = next((c for c in profile.columns if c.key == key), None)
        if column is None or key is None or one.code not in PROBLEMS:
            continue
        if one.code in _BY_WORD and unknown.get(key) and (codes := meanings(column)):
            found[one.code, one.column] = {"key": key, "words": unknown[key], "codes": codes}
        elif column.converter in ("date", "month") and one.code == "date_unreadable":
            found[one.code, one.column] = {"key": key, "notations": list(NOTATIONS.items())}
        elif column.converter == "money" and one.code == "amount_unreadable":
            found[one.code, one.column] = {"key": key, "notations": list(_UNITS.items())}
    return found


def _keys_by_header(batch: ImportBatch) -> dict[str, str]:
    sheets = batch.read.get("sheets", [])
    return {c["header"][:60]: c["key"] for s in sheets for c in s.get("columns", []) if c["key"]}
