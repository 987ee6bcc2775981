"""The bureau's own sheet of measures to be handled: which columns it has, and what a filled row asks for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.domain.grants import GRANT_STEPS
from app.domain.importing.amounts import parse_fen
from app.domain.importing.days import parse_day
from app.domain.vocabulary.grants import REFUSAL_REASON

KEY, VERSION, WHAT = "任务编号", "版本", "办理"
MONEY, PERIOD, DAY, PROOF, REASON = "金额（元）", "所属期", "落实日期", "凭据或说明", "不予落实的原因"
COLUMNS = (
    KEY, VERSION, "措施", "户编号", "户主", "姓名", "村", "期限", "现在的状态", WHAT, MONEY, PERIOD, DAY, PROOF, REASON,
)  # fmt: skip
#: What may be written under 办理 and what it means.
ACTS = {GRANT_STEPS[act].label: act for act in ("accept", "start", "deliver", "refuse", "ask")}
HEADER_ROWS = 20


@dataclass
class SheetRow:
    """One filled row: what is asked for, or (`problem`) why it cannot be read. `line` as Excel numbers it."""

    line: int
    public_id: str
    version: int
    act: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    problem: str = ""


def header_of(rows: Sequence[Sequence[str | None]]) -> tuple[int, dict[str, int]] | None:
    """Where the header stands among the first rows and which column is which; None where this is another sheet."""
    for number, row in enumerate(rows[:HEADER_ROWS]):
        places = {"".join((text or "").split()): column for column, text in enumerate(row)}
        if {KEY, VERSION, WHAT} <= set(places):
            return number, {name: places[name] for name in COLUMNS if name in places}
    return None


def read_row(line: int, cells: Mapping[str, str]) -> SheetRow | None:
    """A row with something under 办理; None for what the bureau left alone."""
    what = cells.get(WHAT, "").strip()
    if not what:
        return None
    version = cells.get(VERSION, "").strip()
    row = SheetRow(
        line, cells.get(KEY, "").strip(), int(version) if version.isdigit() and len(version) < 9 else 0
    )
    row.act = ACTS.get(what, "")
    if not row.act:
        row.problem = f"办理写的是“{what[:20]}”，只能写：{'、'.join(ACTS)}。"
    elif not row.public_id or not row.version:
        row.problem = "任务编号或版本被改过，认不出是哪一项。"
    else:
        _fill(row, cells)
    return row


def _fill(row: SheetRow, cells: Mapping[str, str]) -> None:
    text = {name: cells.get(name, "").strip() for name in (MONEY, PERIOD, DAY, PROOF, REASON)}
    row.values["reason"] = text[PROOF] or None
    if row.act == "refuse":
        code = REFUSAL_REASON.code_of(text[REASON])
        if code is None:
            row.problem = (
                f"不予落实的原因要从这些里选：{'、'.join(label for _, label in REFUSAL_REASON.choices())}。"
            )
        row.values["refusal"] = code
    if row.act == "deliver":
        fen = parse_fen(text[MONEY]) if text[MONEY] else None
        day = parse_day(text[DAY]) if text[DAY] else None
        if isinstance(fen, str) or (fen or 0) < 0:
            row.problem = f"金额“{text[MONEY][:20]}”看不懂。"
        elif isinstance(day, str):
            row.problem = f"落实日期“{text[DAY][:20]}”看不懂。"
        row.values |= {"amount_fen": fen, "period": text[PERIOD][:20] or None, "on_day": day}
