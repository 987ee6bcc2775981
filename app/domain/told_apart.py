"""Two sources that disagree about one person: the register says yes, a bureau's list does not hold the person.

A check that fires because somebody is missing in a list says "not insured". Beside a register that says "insured" this
would contradict what was typed; what is known is only that two sources differ. Which lists a check misses people in is
read from its condition, so this holds for checks drafted in the office as well.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.domain.conditions import Group, Node, Quantified
from app.domain.vocabulary.schooling import NOT_AT_SCHOOL

_BUREAU = "bureau."


@dataclass(frozen=True, slots=True)
class Question:
    """What a list and the register both answer: any of `fields` says yes unless it holds one of `no`.

    `take` = words and value that put the list's word into the field.
    """

    office: str
    fields: tuple[str, ...]
    registered: str
    noun: str
    take: tuple[str, str]
    no: frozenset[Any] = frozenset((False,))


#: By data set.
QUESTIONS: dict[str, Question] = {
    "medical_insurance": Question(
        "医保局", ("resident_medical", "employee_medical"), "登记为已参保", "参保", ("改成没有参加", "no")
    ),
    "pupil": Question(
        "教育局",
        ("school",),
        "登记为在校",
        "学籍",
        ("改成非在校生", "not_in_school"),
        frozenset(NOT_AT_SCHOOL),
    ),
}


def lists_missed(condition: Node) -> frozenset[str]:
    """Data sets in none of whose rows a person stands whenever the condition holds."""
    if isinstance(condition, Group) and condition.how == "all":
        return frozenset().union(*(lists_missed(part) for part in condition.parts))
    if isinstance(condition, Quantified) and condition.how == "none" and condition.where is None:
        key = condition.over.removeprefix(_BUREAU)
        return frozenset((key,)) if key != condition.over else frozenset()
    return frozenset()


def registered_in(dataset: str, person: Mapping[str, Any]) -> str | None:
    """The field in which the register says yes to what the list is about; None where it does not."""
    asked = QUESTIONS[dataset]
    told = (name for name in asked.fields if person.get(name) is not None and person[name] not in asked.no)
    return next(told, None)


def said_apart(dataset: str, period: str, sex: str | None, *, has_rows: bool) -> str:
    """Which source says what: 登记为已参保；医保局 2026-10 名单里没有他."""
    asked, who = QUESTIONS[dataset], "她" if sex == "female" else "他"
    missing = f"{who}的{asked.noun}已经不在有效期" if has_rows else f"没有{who}"
    return f"{asked.registered}；{asked.office} {period} 名单里{missing}"
