"""A bureau's list as an office sends it: a workbook of 18 columns with shared strings, and what is wrong in such lists.

Of the rows 1 % have a wrong check digit, 2 % no number, 5 % name somebody who is not in the register, 0.3 % a day that
is none. Everybody else is a person of the register, once.
"""

import io
import random
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count as count_from

import xlsxwriter

from app.domain.clock import today
from tests.workbooks.people import name_of, number_of

OFFICE = [
    *("序号", "乡镇", "村", "户主", "成员姓名", "身份证号", "与户主关系", "保障类别", "低保类型", "保障人口"),
    *("户月保障金", "起保时间", "停保时间", "状态", "联系电话", "开户行", "银行账号", "备注"),
]
WRONG_DIGIT, NO_NUMBER, OUTSIDER, BAD_DAY = 0.01, 0.02, 0.05, 0.003
#: Places of numbers that no register of the benches gives out.
ELSEWHERE = 9_000_000


@dataclass(frozen=True)
class Listed:
    """Whom a row names and where this person lives."""

    name: str
    number: str
    village: str = ""
    township: str = ""


def months() -> Iterator[str]:
    """Months that lists may speak for, one after the other from the present one on: at most thirteen are taken."""
    first = today()
    for n in count_from(first.year * 12 + first.month - 1):
        yield f"{n // 12}-{n % 12 + 1:02d}"


def rows_of(
    people: list[Listed], count: int, *, numbered: bool = False, seed: int = 1
) -> Iterator[list[str]]:
    """So many rows; where the people do not suffice, the rest are outsiders. `numbered`: a number in every row."""
    chance, insiders, taken = random.Random(seed), iter(people), {one.number for one in people}
    for place in range(count):
        dice = chance.random()
        one = None if dice < OUTSIDER else next(insiders, None)
        if one is None:
            one = Listed(
                name_of(place),
                next(n for n in map(number_of, count_from(ELSEWHERE + place)) if n not in taken),
            )
        number, day = one.number, f"20{10 + place % 16}-{place % 12 + 1:02d}-01"
        dice = chance.random()
        if dice < WRONG_DIGIT:
            number = number[:17] + ("1" if number[17] != "1" else "2")
        elif dice < WRONG_DIGIT + NO_NUMBER and not numbered:
            number = ""
        elif dice > 1 - BAD_DAY:
            day = "2024-13-45"
        yield [
            *(str(place + 1), one.township, one.village, one.name, one.name, number, "本人"),
            *(
                "ABC"[place % 3] + "类",
                "农村",
                str(1 + place % 4),
                f"{300 + place % 700}.50",
                day,
                "",
                "在保",
            ),
            *(f"139{place:08d}", "农村信用社", f"6217{place:015d}", f"备注{place % 5000}"),
        ]


def workbook(rows: Iterator[list[str]]) -> bytes:
    """The rows as texts, strings shared as Excel writes them."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"strings_to_formulas": False, "strings_to_numbers": False}) as book:
        page = book.add_worksheet("名单")
        page.write_row(0, 0, OFFICE)
        for number, row in enumerate(rows, 1):
            for column, text in enumerate(row):
                if text:
                    page.write_string(number, column, text)
    return out.getvalue()
