"""Rows pasted from a workbook: which column is which, what each cell means, and what is wrong in which cell.

The text is what Excel and WPS put on the clipboard: tabs between cells, one row a line, quotes where a cell has breaks.
"""

import csv
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from io import StringIO
from typing import Any

from app.domain.errors import BangfuError
from app.domain.identifiers import parse_id
from app.domain.vocabulary import CodeList
from app.domain.vocabulary.income import INCOME_KIND
from app.domain.vocabulary.nations import NATION
from app.domain.vocabulary.people import EDUCATION, HEALTH, LABOR, SEX
from app.domain.vocabulary.relations import RELATION
from app.domain.vocabulary.schooling import SCHOOL

MOST_ROWS = 60
#: A heading is recognised where so many of its cells name columns.
LEAST_NAMES = 2


@dataclass(frozen=True, slots=True)
class PasteColumn:
    """One column that may be pasted: accepted headings, and how a cell is read (ValueError with a sentence)."""

    key: str
    names: tuple[str, ...]
    read: Callable[[str], Any]
    required: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: as pasted, as understood, or what is wrong with it."""

    text: str
    value: Any = None
    problem: str = ""


@dataclass
class Pasted:
    """The columns that were recognised and the rows under them."""

    columns: list[PasteColumn]
    rows: list[dict[str, Cell]] = field(default_factory=list)
    problem: str = ""

    @property
    def problems(self) -> int:
        return sum(1 for row in self.rows for cell in row.values() if cell.problem)


def read_pasted(text: str, known: Sequence[PasteColumn], most: int = MOST_ROWS) -> Pasted:
    """The rows of a pasted text, at most `most`. Without a heading the columns are taken in their offered order."""
    lines = [
        [_clean(cell) for cell in row] for row in csv.reader(StringIO(text.replace("\0", "")), delimiter="\t")
    ]
    lines = [row for row in lines if any(row)]
    if not lines:
        return Pasted([], problem="还没有贴东西。请在表格里选中要贴的几行，复制，再贴到框里。")
    by_name = {_plain(name): column for column in known for name in column.names}
    heading = [by_name.get(_plain(cell)) for cell in lines[0]]
    if sum(1 for column in heading if column is not None) >= LEAST_NAMES:
        lines = lines[1:]
    else:
        heading = list(known)
    columns = [c for c in dict.fromkeys(heading) if c is not None]
    if len(lines) > most:
        return Pasted(columns, problem=f"一次最多贴 {most} 行，这里有 {len(lines)} 行。请分几次贴。")
    missing = [c.names[0] for c in known if c.required and c not in columns]
    found = Pasted(columns, problem=f"少了这几列：{'、'.join(missing)}。" if missing else "")
    for line in lines:
        cells = {c.key: _cell(c, line[n]) for n, c in enumerate(heading) if c is not None and n < len(line)}
        found.rows.append({c.key: cells.get(c.key) or _cell(c, "") for c in columns})
    return found


def _cell(column: PasteColumn, text: str) -> Cell:
    if not text:
        return Cell(text, None, "这一格要填。" if column.required else "")
    try:
        return Cell(text, column.read(text))
    except BangfuError as odd:
        return Cell(text, None, odd.message)
    except ValueError as odd:
        return Cell(text, None, str(odd))


def _clean(cell: str) -> str:
    return "".join(c for c in cell if unicodedata.category(c) not in ("Cc", "Cf")).strip().lstrip("'")


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).replace(" ", "").lower()


def _code(codes: CodeList) -> Callable[[str], str]:
    def read(text: str) -> str:
        found = codes.code_of(text) or codes.code_of(unicodedata.normalize("NFKC", text))
        if found is None:
            some = "、".join(c.label for c in codes.codes[:4])
            raise ValueError(f"没有“{text[:12]}”这一项，例如可以写：{some}。")
        return found

    return read


def _name(text: str) -> str:
    if len(text) > 60:
        raise ValueError("姓名太长，请对一下。")
    return text


def _number(text: str) -> str:
    return parse_id(text).number18


def _amount(text: str) -> float:
    plain = unicodedata.normalize("NFKC", text).replace(",", "").removesuffix("元")
    try:
        value = float(plain)
    except ValueError:
        raise ValueError(f"“{text[:12]}”不是数字，请只写数字。") from None
    if not 0 <= value <= 10_000_000:
        raise ValueError("应在 0 到 1,000 万之间。")
    return value


def _fen(text: str) -> int:
    return round(_amount(text) * 100)


def _months(text: str) -> int:
    value = _amount(text.removesuffix("个月").removesuffix("月"))
    if value != int(value) or value > 12:
        raise ValueError("月数是 0 到 12 的整数。")
    return int(value)


def _text(text: str) -> str:
    return text[:60]


MEMBER_COLUMNS: tuple[PasteColumn, ...] = (
    PasteColumn("name", ("姓名", "成员姓名"), _name, required=True),
    PasteColumn("relation", ("与户主关系", "与户主的关系", "关系"), _code(RELATION), required=True),
    PasteColumn("number", ("证件号码", "身份证号", "身份证号码", "公民身份号码", "身份证"), _number),
    PasteColumn("sex", ("性别",), _code(SEX)),
    PasteColumn("nation", ("民族",), _code(NATION)),
    PasteColumn("education", ("文化程度",), _code(EDUCATION)),
    PasteColumn("school", ("在校生状况",), _code(SCHOOL)),
    PasteColumn("health", ("健康状况",), _code(HEALTH)),
    PasteColumn("labor", ("劳动技能", "劳动能力"), _code(LABOR)),
    PasteColumn("work_place", ("务工所在地",), _text),
    PasteColumn("work_months", ("务工时间（月）", "务工时间(月)", "务工月数", "务工时间"), _months),
)
LEDGER_COLUMNS: tuple[PasteColumn, ...] = (
    PasteColumn("kind", ("类别", "收入类别"), _code(INCOME_KIND), required=True),
    PasteColumn("person", ("谁的", "姓名"), _name),
    PasteColumn("amount_fen", ("金额", "一年多少（元）", "金额（元）", "一年多少"), _fen),
    PasteColumn("quantity", ("数量",), _amount),
    PasteColumn("unit", ("单位",), _text),
    PasteColumn("unit_price_fen", ("单价", "单价（元）"), _fen),
    PasteColumn("months", ("月数", "几个月"), _months),
    PasteColumn("label", ("说明",), _text),
    PasteColumn("evidence", ("依据",), _text),
)
