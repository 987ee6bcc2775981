"""The dibao list, the one most tests speak about."""

from typing import Any

from tests.workbooks.people import SOUND, name_of, number_of

HEADER = ["序号", "姓名", "身份证号", "保障类别", "户月保障金（元）", "起保时间"]


def rows(count: int) -> list[list[Any]]:
    """Sound rows of the list, without title and header."""
    return [
        [i + 1, name_of(i), number_of(i), "ABC"[i % 3] + "类", f"{300 + i % 500}", f"2023-0{i % 9 + 1}-15"]
        for i in range(count)
    ]


def one(
    number: Any = SOUND[0], level: Any = "A类", amount: Any = "300", starts_on: Any = "2023-01-05"
) -> list[list[Any]]:
    """Header and a single row with the cells under test."""
    return [HEADER, [1, "赵建国", number, level, amount, starts_on]]
