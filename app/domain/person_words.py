"""The usual columns of a list of persons in words; empty for what nobody has told."""

from datetime import date
from typing import Any

from app.domain.registry_checks import age_on
from app.domain.vocabulary.people import EDUCATION, LABOR, SEX
from app.domain.vocabulary.relations import RELATION
from app.domain.vocabulary.schooling import NOT_AT_SCHOOL, SCHOOL

_ILL = (("health_chronic", "长期慢性病"), ("health_serious", "患有大病"), ("health_disabled", "残疾"))


def say_of_person(key: str, person: Any, masked: str, on: date) -> str:
    """What stands in one of the usual columns about a person; `masked` is the number as it may be shown."""
    if key == "relation":
        return RELATION.label(person.relation)
    if key == "sex":
        return SEX.label(person.sex)
    if key == "age":
        age = age_on(person.born_on, on)
        return "" if age is None else f"{age} 岁"
    if key == "number":
        return masked
    if key == "health":
        return say_health(person)
    if key == "labor":
        return LABOR.label(person.labor)
    if key == "study":
        is_pupil = person.school and person.school not in NOT_AT_SCHOOL
        return SCHOOL.label(person.school) if is_pupil else EDUCATION.label(person.education)
    return _work(person)


def say_health(person: Any) -> str:
    """Illnesses by name, 健康 only where all three were told as no."""
    told = [getattr(person, column) for column, _word in _ILL]
    ill = "、".join(word for column, word in _ILL if getattr(person, column))
    return ill or ("健康" if all(answer is False for answer in told) else "")


def _work(person: Any) -> str:
    if person.work_months is None:
        return person.work_place or ""
    if not person.work_months:
        return "没有务工"
    return " ".join(part for part in (person.work_place, f"{person.work_months} 个月") if part)
