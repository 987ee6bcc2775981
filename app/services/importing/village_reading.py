"""A village's workbook comes back: only cells that somebody changed count, each beside the version it was made from.

Three ways: what was handed out (the register's own history says it), what the cell says now, what the register says
now. A cell that differs only in writing is not changed. What moved meanwhile in the register becomes a conflict with
both texts; nothing is overwritten.
"""

from dataclasses import dataclass, field
from typing import Any

import polars as pl
from sqlalchemy import BigInteger, Integer, select
from sqlalchemy.orm import Session

from app.adapters.village_workbook import HEAD_ROWS
from app.domain.clock import today
from app.domain.importing import raw
from app.domain.importing.conversion import CONVERTERS, tidied
from app.domain.importing.converters import Cells
from app.domain.importing.headers import plain
from app.domain.importing.raw import RawSheet, RawWorkbook, column_letter
from app.queries.worlds import history_of
from app.services.importing.bulk import drop_staged, staged
from app.services.importing.compare import CONFLICT_COLUMNS, EMPTY, compare
from app.services.importing.frames import fetch
from app.services.importing.known import by_key
from app.services.importing.plan import Plan
from app.services.importing.village_columns import HOMES, KEYS, PEOPLE, Field, fields_of, written
from app.services.importing.village_locked import locked_changes
from app.services.importing.village_stamp import read_stamp, refused

#: A number of more than 15 digits has lost its end in a spreadsheet program for good.
_LOST = "编号变成了数字，后几位已经丢了，这一行没有读。请从下载的那份里把编号抄回来，格式设成“文本”。"
_NAMED = 3


@dataclass(frozen=True, slots=True)
class Problem:
    """A cell or row that cannot be taken: where, and what to do."""

    sheet: str
    cell: str
    message: str


@dataclass
class BookReading:
    """What a workbook says: the plan for the register, and what cannot be taken. `who` names the lines."""

    village: str
    made_at: str
    plan: Plan = field(default_factory=Plan)
    problems: list[Problem] = field(default_factory=list)
    who: pl.DataFrame = field(default_factory=pl.DataFrame)
    rows: int = 0


def read_book(session: Session, book: RawWorkbook) -> BookReading:
    """The differences. E-BOOK where this is no workbook of ours, was made up, or lacks its sheets."""
    stamps = read_stamp(book)
    found = BookReading(stamps[0], stamps[1])
    names = []
    for place, name in enumerate((HOMES, PEOPLE)):
        sheet = next((s for s in book.sheets if s.name == name), None)
        if sheet is None:
            raise refused(f"少了“{name}”这张表。")
        lines = _lines(sheet, name, place, stamps[2], found)
        names.append(lines.select("line", "row_no", "sheet", "key", "who"))
        locked = locked_changes(session, sheet, name, _header(sheet), lines, stamps[2])
        found.problems += [Problem(name, *one) for one in locked]
        for table in dict.fromkeys(f.table for f in fields_of(name)):
            _plan_table(session, sheet, name, table, lines, stamps[2], found)
    found.who = pl.concat(names)
    found.rows = found.who.height
    return found


def _header(sheet: RawSheet) -> dict[str, int]:
    """Title -> column; the header may have been pushed down a little."""
    for row in range(min(sheet.height, HEAD_ROWS + 4)):
        texts = [sheet.text(n)[row] or "" for n in range(sheet.width)]
        if any(plain(t) in (plain("户编号"), plain("人编号")) for t in texts):
            return {"_row": row, **{plain(t): n for n, t in enumerate(texts) if t}}
    raise refused(f"“{sheet.name}”里找不到表头。")


def _lines(
    sheet: RawSheet, name: str, place: int, versions: dict[str, dict[str, int]], found: BookReading
) -> pl.DataFrame:
    """line, row_no, sheet, key, at of every row that was handed out and stands here once."""
    header = _header(sheet)
    title = "户编号" if name == HOMES else "人编号"
    if plain(title) not in header:
        raise refused(f"“{name}”里没有“{title}”这一列。")
    keys, _ = tidied(sheet.text(header[plain(title)]))
    kinds = sheet.kinds(header[plain(title)])
    known = versions.get("household" if name == HOMES else "person", {})
    rows: list[tuple[int, int, str]] = []
    named = header.get(plain("户主" if name == HOMES else "姓名"))
    seen: set[str] = set()
    for at in range(header["_row"] + 1, sheet.height):
        key = keys[at]
        if key is None:
            if any(sheet.text(n)[at] for n in range(sheet.width)):
                found.problems.append(
                    Problem(name, f"A{at + 1}", "这一行没有编号，没有读。新增请在系统里登记。")
                )
        elif key not in known:
            words = (
                _LOST
                if kinds[at] == raw.NUMBER
                else f"编号 {key[:30]} 不是下载时就有的，没有读。新增请在系统里登记。"
            )
            found.problems.append(Problem(name, f"A{at + 1}", words))
        elif key in seen:
            found.problems.append(Problem(name, f"A{at + 1}", f"编号 {key} 出现了两次，只读了第一行。"))
        else:
            seen.add(key)
            rows.append((at, at + 1, key))
    found.problems += _missing(name, [key for key in known if key not in seen])
    frame = pl.DataFrame(rows, {"at": pl.UInt32, "row_no": pl.UInt32, "key": pl.String}, orient="row")
    offset = place * 1_000_000
    line = (pl.col("row_no") + offset).cast(pl.UInt32).alias("line")
    told = sheet.text(named).gather(frame["at"]) if named is not None else frame["key"]
    who = told.fill_null("").str.slice(0, 30).alias("who")
    return frame.with_columns(line, pl.lit(name).alias("sheet"), who)


def _missing(name: str, keys: list[str]) -> list[Problem]:
    """Rows that were handed out and did not come back: whoever deletes one believes that it is gone."""
    if not keys:
        return []
    some = "、".join(keys[:_NAMED]) + (" 等" if len(keys) > _NAMED else "")
    words = f"下载时有、传回来没有的 {len(keys)} 行（{some}）：登记库里没有动。删行不算销户、减少，要办请打开这一户办。"
    return [Problem(name, "少行", words)]


def _plan_table(
    session: Session,
    sheet: RawSheet,
    name: str,
    table: str,
    lines: pl.DataFrame,
    versions: dict[str, dict[str, int]],
    found: BookReading,
) -> None:
    header = _header(sheet)
    fields = [f for f in fields_of(name) if f.table == table and plain(f.shown.title) in header]
    if not fields or lines.is_empty():
        return
    names = [f.name for f in fields]
    current = _current(session, name, table, lines["key"], names, found.village)
    base = _base(session, table, current, versions.get(table, {}), names)
    mine = lines.join(current.select("key", "id", "owner"), on="key", how="left")
    _report_gone(mine, name, found)
    mine = mine.filter(pl.col("owner").is_not_null())
    before = mine.select("key").join(base, on="key", how="left", maintain_order="left")
    for one in fields:
        mine = mine.with_columns(_changed(sheet, header[plain(one.shown.title)], one, mine, before, found))
    fresh = mine.filter(pl.col("id").is_null())
    if fresh.height:
        told = fresh.filter(pl.any_horizontal(pl.col(n).is_not_null() for n in names))
        found.plan.new[table] = told.select("line", pl.col("owner").alias("household_id"), *names)
    _compare(table, names, mine.filter(pl.col("id").is_not_null()), current, base, found)


def _current(
    session: Session, name: str, table: str, keys: pl.Series, names: list[str], village: str
) -> pl.DataFrame:
    """key, owner (household or person that still is in the village), and the row of the table: id, version, fields."""
    owner = "household" if name == HOMES else "person"
    status = "active" if name == HOMES else "present"
    rows = by_key(
        session, owner, KEYS[name], keys, ["area_code", "status", *(names if table == owner else [])]
    )
    rows = rows.filter((pl.col("area_code") == village) & (pl.col("status") == status))
    rows = rows.rename({KEYS[name]: "key"})
    if table == owner:
        return rows.with_columns(pl.col("id").alias("owner"))
    children = by_key(session, table, "household_id", rows["id"], names)
    homes = rows.select("key", pl.col("id").alias("household_id"), pl.col("id").alias("owner"))
    return homes.join(children, on="household_id", how="left")


def _base(
    session: Session, table: str, current: pl.DataFrame, versions: dict[str, int], names: list[str]
) -> pl.DataFrame:
    """key, id and fields as they were handed out: the present row, or its version then; empty where there was none."""
    stamp = pl.DataFrame(list(versions.items()), {"key": pl.String, "stamped": pl.Int64}, orient="row")
    rows = current.select("key", "id", "version", *names).join(stamp, on="key")
    same = rows.filter(pl.col("version") == pl.col("stamped")).select("key", "id", *names)
    moved = rows.filter((pl.col("version") != pl.col("stamped")) & (pl.col("stamped") > 0))
    if moved.is_empty():
        return same
    connection = session.connection()
    wanted = staged(
        connection,
        "handed_out",
        {"id": BigInteger(), "stamped": Integer()},
        moved.select("id", "stamped"),
        key="id",
    )
    h = history_of(table).alias()
    then = select(h.c.id, *(h.c[n] for n in names)).join(
        wanted, (wanted.c.id == h.c.id) & (wanted.c.stamped == h.c.version)
    )
    past = fetch(session, then)
    drop_staged(connection, wanted)
    old = moved.select("key", "id").join(past.cast({n: same.schema[n] for n in names}), on="id")
    return pl.concat([same, old.select(same.columns)])


def _report_gone(mine: pl.DataFrame, name: str, found: BookReading) -> None:
    for row_no, key in mine.filter(pl.col("owner").is_null()).select("row_no", "key").iter_rows():
        found.problems.append(
            Problem(
                name, f"A{row_no}", f"编号 {key} 已经不在这个村的登记库里（已销户、减少或迁走），没有读。"
            )
        )


def _changed(
    sheet: RawSheet, column: int, one: Field, mine: pl.DataFrame, before: pl.DataFrame, found: BookReading
) -> list[pl.Series]:
    """The field and its mark of being emptied: told only where the cell differs from what was handed out."""
    text, _ = tidied(sheet.text(column).gather(mine["at"]))
    kinds = sheet.kinds(column).gather(mine["at"])
    handed = [written(one, value) for value in before[one.name]]
    as_text = pl.Series([None if v is None else str(v) for v in handed], dtype=pl.String)
    now, then = _read(one, text, kinds), _read(one, as_text, as_text.is_not_null().cast(pl.UInt8))
    touched = ~text.eq_missing(as_text) & ~(now.values.eq_missing(then.values) & now.codes.is_null())
    broken = touched & now.codes.is_not_null()
    broken = broken | (touched & _too_long(one, now.values))
    for row_no, code in zip(mine["row_no"].filter(broken), now.codes.filter(broken), strict=True):
        cell = f"{column_letter(column)}{row_no}"
        found.problems.append(Problem(sheet.name, cell, _sentence(one, code)))
    told = touched & ~broken
    values = now.values.set(~told, None).alias(one.name)
    return [values, (told & now.values.is_null()).alias(f"{one.name}{EMPTY}")]


def _read(one: Field, text: pl.Series, kinds: pl.Series) -> Any:
    broken = kinds.is_in([raw.ERROR, raw.NO_VALUE])
    return CONVERTERS[one.column.converter](Cells(text.set(broken, None), kinds, one.column, today()))


def _too_long(one: Field, values: pl.Series) -> pl.Series:
    if one.longest is None or values.dtype != pl.String:
        return pl.repeat(False, len(values), dtype=pl.Boolean, eager=True)
    return (values.str.len_chars() > one.longest).fill_null(value=False)


def _sentence(one: Field, code: str | None) -> str:
    title = one.shown.title
    if one.shown.choices:
        return f"“{title}”请从选项里选，这一格没有读。"
    if one.column.minimum is not None or one.column.maximum is not None:
        return (
            f"“{title}”读不懂，或不在 {one.column.minimum:g} 到 {one.column.maximum:g} 之间，这一格没有读。"
        )
    if code is None:
        return f"“{title}”太长，最多 {one.longest} 个字，这一格没有读。"
    return f"“{title}”读不懂，这一格没有读。{one.shown.hint}"


def _compare(
    table: str,
    names: list[str],
    mine: pl.DataFrame,
    current: pl.DataFrame,
    base: pl.DataFrame,
    found: BookReading,
) -> None:
    """The engine's own three-way comparison; a value that the register has lost meanwhile is in dispute, too."""
    both = mine.select("id", "line", *names).join(current.select("id", *names), on="id", suffix="_is")
    both = both.join(base.select("id", *names), on="id", how="left", suffix="_then")
    lost = []
    for name in names:
        told, now, then = pl.col(name), pl.col(f"{name}_is"), pl.col(f"{name}_then")
        gone = both.filter(told.is_not_null() & now.is_null() & then.is_not_null())
        lost.append(
            gone.select(
                "line", pl.lit(table).alias("table"), "id", pl.lit(name).alias("field"),
                pl.lit(None, dtype=pl.String).alias("was"), told.cast(pl.String).alias("now"),
            ).cast(CONFLICT_COLUMNS)
        )  # fmt: skip
        ids = gone["id"].implode()
        mine = mine.with_columns(pl.when(~pl.col("id").is_in(ids)).then(pl.col(name)).alias(name))
    compared = compare(
        table, mine, current, dict.fromkeys(names, False), last_told=base.select("id", *names), is_newest=True
    )
    if compared.updates.height:
        found.plan.changes[table] = compared.updates
    found.plan.conflicts = pl.concat([found.plan.conflicts, compared.conflicts, *lost])
