"""What applying would do, as lines a clerk reads: who, what it was, what it would be."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice

import polars as pl
from sqlalchemy.orm import Session

from app.domain.importing.lists import code_lists
from app.domain.importing.profile import PERSONAL_CONVERTERS, Column, Profile
from app.domain.number_text import yuan
from app.models import ImportBatch
from app.services.importing import staging
from app.services.importing.profiles import profile_of

#: Shown where a value lies in the vault.
HIDDEN = {"id_blind": "证件号码", "phone_blind": "联系电话"}
#: Fields of a new row that are shown before applying; the rest stands in the sheet.
FIELDS_SHOWN = 6
_WHO = ("name", "head_name", "project_no", "household_no")


@dataclass(frozen=True)
class FieldChange:
    """One field of a row in words."""

    title: str
    was: str
    now: str
    field: str
    table: str


@dataclass(frozen=True)
class LineChange:
    """One row of the workbook and what it would change."""

    row_no: int
    who: str
    fields: tuple[FieldChange, ...]


@dataclass
class Preview:
    """Samples by kind of change; `disputed` counts conflicts by field (table.field -> title, number)."""

    new: list[LineChange] = field(default_factory=list)
    changed: list[LineChange] = field(default_factory=list)
    conflict: list[LineChange] = field(default_factory=list)
    disputed: dict[str, tuple[str, int]] = field(default_factory=dict)


def preview(session: Session, batch: ImportBatch, limit: int = 20) -> Preview:
    """The first lines of each kind. Empty where the plan is no longer at rest."""
    rows = staging.read_part(session, batch.id, staging.ROWS)
    links = staging.read_part(session, batch.id, staging.LINKS)
    if rows is None or links is None or batch.profile is None:
        return Preview()
    profile = profile_of(session, batch)
    found = Preview()
    who = _names(rows)
    found.new = _written(profile, rows, who, links, "new", limit)
    if profile.subject == "record":
        found.changed = _written(profile, rows, who, links, "changed", limit)
    else:
        found.changed = _changed(session, batch, profile, who, limit)
    conflicts = staging.read_part(session, batch.id, staging.CONFLICTS)
    if conflicts is not None:
        found.conflict = _conflicts(profile, conflicts, who, limit)
        for (table, name), group in conflicts.group_by("table", "field", maintain_order=True):
            title = _title(profile, str(table), str(name))
            found.disputed[f"{table}.{name}"] = (title, group.height)
    return found


def _names(rows: pl.DataFrame) -> pl.DataFrame:
    told = [k for k in _WHO if k in rows.columns]
    name = pl.coalesce([pl.col(k).cast(pl.String) for k in told]) if told else pl.lit("")
    return rows.select(pl.col("line").cast(pl.Int64), pl.col("row_no").cast(pl.Int64), name.alias("who"))


def _written(
    profile: Profile, rows: pl.DataFrame, who: pl.DataFrame, links: pl.DataFrame, change: str, limit: int
) -> list[LineChange]:
    """Rows of a kind of change with what the sheet says, where no former value stands against it."""
    lines = links.filter(pl.col("change") == change)["line"].unique().sort().head(limit).implode()
    told = [c for c in profile.columns if c.key in rows.columns and _may_be_shown(c)]
    places = {line: (row_no, name) for line, row_no, name in who.iter_rows()}
    return [
        LineChange(*places[row["line"]], tuple(_new_fields(told, row)))
        for row in rows.filter(pl.col("line").is_in(lines)).iter_rows(named=True)
    ]


def _may_be_shown(column: Column) -> bool:
    table = column.target.partition(".")[0]
    return (
        table not in ("match", "ignore")
        and column.key not in _WHO
        and not column.personal
        and column.converter not in PERSONAL_CONVERTERS
    )


def _new_fields(columns: list[Column], row: Mapping[str, object]) -> Iterator[FieldChange]:
    found = ((c, row[c.key]) for c in columns if row[c.key] is not None)
    for column, value in islice(found, FIELDS_SHOWN):
        yield FieldChange(
            column.title, "", in_words(value, column), column.key, column.target.partition(".")[0]
        )


def _changed(
    session: Session, batch: ImportBatch, profile: Profile, who: pl.DataFrame, limit: int
) -> list[LineChange]:
    fields: dict[int, list[FieldChange]] = {}
    for table, frame in staging.parts_of(session, batch.id, "change.").items():
        for row in frame.head(limit).iter_rows(named=True):
            said = [
                _said(profile, table, f, row.get(f"{f}_was"), row.get(f)) for f in row["changed"].split(",")
            ]
            fields.setdefault(row["line"], []).extend(said)
    places = {line: (row_no, name) for line, row_no, name in who.iter_rows()}
    return [LineChange(*places[line], tuple(found)) for line, found in sorted(fields.items())[:limit]]


def _conflicts(profile: Profile, conflicts: pl.DataFrame, who: pl.DataFrame, limit: int) -> list[LineChange]:
    places = {line: (row_no, name) for line, row_no, name in who.iter_rows()}
    found: dict[int, list[FieldChange]] = {}
    for row in conflicts.head(limit).iter_rows(named=True):
        change = _said(profile, row["table"], row["field"], row["was"], row["now"])
        found.setdefault(row["line"], []).append(change)
    return [LineChange(*places[line], tuple(changes)) for line, changes in found.items()]


def _said(profile: Profile, table: str, name: str, was: object, now: object) -> FieldChange:
    if name in HIDDEN:
        return FieldChange(HIDDEN[name], "原来的号码", "新的号码", name, table)
    column = _column(profile, table, name)
    return FieldChange(
        _title(profile, table, name), in_words(was, column), in_words(now, column), name, table
    )


def _column(profile: Profile, table: str, name: str) -> Column | None:
    return next((c for c in profile.columns if c.target == f"{table}.{name}"), None)


#: Fields that no single column stands for.
_TITLES: Mapping[str, str] = {
    "amount_fen": "金额",
    "household_id": "所在户",
    "cause_other_1": "其他致贫原因1",
    "cause_other_2": "其他致贫原因2",
    "risk_2": "返贫致贫风险2",
    "risk_3": "返贫致贫风险3",
    "risk_4": "返贫致贫风险4",
    "risk_5": "返贫致贫风险5",
    "health_chronic": "慢性病",
    "health_serious": "大病",
    "health_disabled": "残疾（健康状况）",
    **HIDDEN,
}


def _title(profile: Profile, table: str, name: str) -> str:
    column = _column(profile, table, name)
    return column.title if column else _TITLES.get(name, name)


def in_words(value: object, column: Column | None) -> str:
    """A value as the office would write it."""
    if value is None:
        return "没有记录"
    if isinstance(value, bool) or value in ("true", "false"):
        return "是" if value in (True, "true") else "否"
    if column is not None and column.converter == "money":
        return _yuan(value)
    if column is not None and column.vocabulary and column.vocabulary in code_lists():
        words = [code_lists()[column.vocabulary].label(part) for part in str(value).split(",")]
        return "、".join(words)
    return str(value)


def _yuan(fen: object) -> str:
    return "没有记录" if fen is None else f"{yuan(int(str(fen)), 2, grouped=True)} 元"
