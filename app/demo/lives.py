"""What the register knows of each member before anything is planted: school, health, labour, work, insurance."""

from datetime import date

import numpy as np

from app.demo.tables import (
    Column,
    Table,
    answers,
    blank,
    chance,
    constant,
    full_years,
    is_one_of,
    pick_words,
    said,
    told,
)
from app.domain.vocabulary.schooling import COMPULSORY, HIGHER_VOCATIONAL, SENIOR, UNDERGRADUATE, VOCATIONAL

_PLACES = {
    "township": ("本乡镇",),
    "county": ("云岭县城",),
    "province": ("贵阳市观山湖区", "遵义市红花岗区", "安顺市西秀区"),
    "other_province": ("浙江省义乌市", "广东省东莞市", "福建省晋江市", "江苏省昆山市"),
}


def draw_lives(rng: np.random.Generator, people: Table, as_of: date) -> None:
    """Fill the members' columns; ages come from `born`."""
    n = len(people)
    age = full_years(people["born"], as_of)
    school = school_by_age(rng, people["born"], as_of)
    in_school = ~is_one_of(school, ("not_in_school", "preschool_age"))
    people["school"] = school
    people["is_boarder"] = _boarders(rng, school)
    people["dropout_reason"] = constant(n, "none")
    people["education"] = _education(rng, age, in_school | (school == "preschool_age"))
    _add_health(rng, people, age)
    _add_labor(rng, people, age, in_school)
    _add_work(rng, people, age)
    _add_insurance(rng, people, age)
    people["politics"] = np.where(
        chance(rng, n, np.where(age > 25, 0.05, 0)), constant(n, "party_member"), constant(n, "masses")
    )
    people["speaks_mandarin"] = np.where(
        age >= 6, answers(chance(rng, n, np.where(age > 65, 0.5, 0.95))), blank(n)
    )
    people["is_soldier"] = constant(n, False)
    people["phone"] = np.where(
        (age >= 18) & chance(rng, n, 0.5),
        "198" + np.char.zfill(rng.integers(0, 10**8, n).astype(str), 8).astype(object),
        blank(n),
    )


def school_by_age(rng: np.random.Generator, born: Column, as_of: date) -> Column:
    """Stage by the age on 1 September, as schools enrol."""
    start = date(as_of.year if as_of.month >= 9 else as_of.year - 1, 9, 1)
    age = full_years(born, start)
    n = len(born)
    school = constant(n, "not_in_school")
    school[age < 3] = "preschool_age"
    school[(age >= 3) & (age < 6)] = "preschool"
    school[(age >= 6) & (age < 12)] = "primary"
    for year, grade in ((12, "grade_7"), (13, "grade_8"), (14, "grade_9")):
        school[age == year] = grade
    young = full_years(born, as_of) < 16  # still in compulsory age: nobody of them has left school here
    path = pick_words(rng, n, {"senior": 52, "vocational": 36, "": 12})
    path[young & (path == "")] = "vocational"
    later = pick_words(rng, n, {"undergraduate": 25, "higher_vocational": 22, "technician": 3, "": 50})
    for year in (1, 2, 3):
        turn = age == 14 + year
        school[turn & (path == "senior")] = f"senior_{year}"
        school[turn & (path == "vocational")] = f"vocational_{year}"
        turn = age == 17 + year
        for stage in ("undergraduate", "higher_vocational", "technician"):
            school[turn & (later == stage)] = f"{stage}_{year}"
    school[(age == 21) & (later == "undergraduate")] = "undergraduate_4"
    return school


def _boarders(rng: np.random.Generator, school: Column) -> Column:
    n = len(school)
    share = np.zeros(n)
    share[school == "primary"] = 0.25
    share[is_one_of(school, ("grade_7", "grade_8", "grade_9"))] = 0.7
    share[is_one_of(school, SENIOR | VOCATIONAL)] = 0.95
    asked = is_one_of(school, COMPULSORY | SENIOR | VOCATIONAL | HIGHER_VOCATIONAL | UNDERGRADUATE)
    return np.where(asked, answers(chance(rng, n, share)), blank(n))


def _education(rng: np.random.Generator, age: Column, no_level: Column) -> Column:
    n = len(age)
    old = pick_words(rng, n, {"illiterate": 30, "primary": 55, "junior": 14, "senior": 1})
    middle = pick_words(rng, n, {"illiterate": 4, "primary": 38, "junior": 48, "senior": 8, "college": 2})
    young = pick_words(rng, n, {"primary": 6, "junior": 48, "senior": 22, "college": 14, "bachelor": 10})
    level = np.where(age >= 60, old, np.where(age >= 36, middle, young))
    level = np.where((age < 22) & (level == "bachelor"), constant(n, "senior"), level)
    return np.where(no_level, blank(n), level)


def _add_health(rng: np.random.Generator, people: Table, age: Column) -> None:
    n = len(people)
    chronic = chance(rng, n, np.interp(age, [0, 30, 50, 65, 90], [0.004, 0.02, 0.09, 0.22, 0.4]))
    serious = chance(rng, n, np.interp(age, [0, 30, 50, 70], [0.002, 0.005, 0.015, 0.03]))
    disabled = chance(rng, n, np.interp(age, [0, 10, 50, 90], [0.004, 0.012, 0.035, 0.09]))
    people["health_chronic"] = answers(chronic)
    people["health_serious"] = answers(serious)
    people["health_disabled"] = answers(disabled)
    category = pick_words(
        rng,
        n,
        {
            "limb": 48,
            "vision": 12,
            "hearing": 14,
            "speech": 3,
            "intellectual": 10,
            "mental": 9,
            "multiple": 4,
        },
    )
    people["disability_category"] = np.where(disabled, category, constant(n, "none"))
    level = pick_words(rng, n, {1: 13, 2: 25, 3: 30, 4: 32})
    people["disability_level"] = np.where(disabled, level, blank(n))


def _add_labor(rng: np.random.Generator, people: Table, age: Column, in_school: Column) -> None:
    n = len(people)
    able = pick_words(rng, n, {"ordinary": 86, "skilled": 14})
    labor = np.where(chance(rng, n, 0.6), constant(n, "weak"), constant(n, "none"))
    labor = np.where((age >= 16) & (age < 60), able, labor)
    ill = said(people["health_chronic"], True) | said(people["health_serious"], True)
    labor = np.where((age >= 16) & (age < 60) & ill & chance(rng, n, 0.6), constant(n, "weak"), labor)
    severe = is_one_of(people["disability_level"], ()) | np.isin(people["disability_level"], [1, 2])
    labor = np.where(severe, constant(n, "lost"), labor)
    people["labor"] = np.where((age < 16) | in_school | (age >= 80), constant(n, "none"), labor)


def _add_work(rng: np.random.Generator, people: Table, age: Column) -> None:
    n = len(people)
    able = is_one_of(people["labor"], ("ordinary", "skilled"))
    works = able & chance(rng, n, 0.72) | (people["labor"] == "weak") & (age < 60) & chance(rng, n, 0.15)
    region = pick_words(
        rng, n, {"township": 16, "county": 26, "province": 20, "other_province": 37, "other": 1}
    )
    people["work_region"] = np.where(works, region, blank(n))
    months = np.where(region == "other_province", rng.integers(5, 13, n), rng.integers(2, 12, n))
    people["work_months"] = np.where(works, months.astype(object), constant(n, 0))
    place = constant(n, "外地")
    for word, names in _PLACES.items():
        place = np.where(region == word, pick_words(rng, n, dict.fromkeys(names, 1)), place)
    people["work_place"] = np.where(works, place, blank(n))
    post = ~works & is_one_of(people["labor"], ("weak", "ordinary")) & (age < 66) & chance(rng, n, 0.16)
    kinds = pick_words(
        rng, n, {"cleaner": 45, "forest_ranger": 25, "road_keeper": 15, "water_keeper": 8, "coordinator": 7}
    )
    people["public_post"] = np.where(post, kinds, blank(n))
    people["public_post_months"] = np.where(post, rng.integers(6, 13, n).astype(object), blank(n))


def _add_insurance(rng: np.random.Generator, people: Table, age: Column) -> None:
    n = len(people)
    employee = told(people["work_region"]) & chance(rng, n, 0.06)
    resident = ~employee & chance(rng, n, 0.985)
    people["resident_medical"] = answers(resident)
    people["employee_medical"] = answers(employee)
    people["serious_illness_insured"] = answers(resident)
    people["commercial_medical"] = answers(chance(rng, n, 0.2))
    grown = (age >= 16) & ~((people["school"] != "not_in_school") & (age < 25))
    people["resident_pension"] = answers(grown & ~employee & chance(rng, n, 0.93))
    people["employee_pension"] = answers(employee)
