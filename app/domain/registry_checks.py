"""Sentences about a household while it is typed: what has to be mended, what is worth a look, and the fix.

Numbers are those of the official logic rules (domain reference 8.3). What nobody has told never disagrees with
anything. Values come by column name, as the tables keep them.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.domain.registry import fits_sex, relation_for, relation_label
from app.domain.vocabulary.people import LABOR
from app.domain.vocabulary.schooling import (
    COMPULSORY,
    HIGHER_VOCATIONAL,
    SENIOR,
    TECHNICIAN,
    UNDERGRADUATE,
    VOCATIONAL,
)

Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Remark:
    """`level` is must (blocks the act), look (may be explained away) or hint; `fixes` are (label, value)."""

    code: str
    field: str
    level: str
    text: str
    fixes: tuple[tuple[str, str], ...] = ()


def age_on(born_on: date | None, day: date) -> int | None:
    """Full years on a day; None where the birth date is not told."""
    if born_on is None:
        return None
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))


def remarks_on_member(member: Values, head: Values | None, on: date) -> list[Remark]:
    """Everything that can be said about one member beside the household's head on that day."""
    found = [remark for rule in _MEMBER_RULES for remark in rule(member, on)]
    return [*_beside_head(member, head), *found] if head is not None else found


def remarks_on_household(household: Values, living: Values, members: Sequence[Values]) -> list[Remark]:
    """Everything that can be said about the household itself and how it lives."""
    found = [*_heads(members), *_monitoring(household), *_land(living)]
    road = living.get("road_km")
    if road is not None and road > 5:
        found.append(
            Remark("5_14_009", "road_km", "look", f"离主干路 {road:g} 公里，一般不超过 5 公里，请核一下。")
        )
    return found


def _beside_head(member: Values, head: Values) -> Iterator[Remark]:
    sexes = (member.get("sex"), head.get("sex"))
    if member.get("relation") == "spouse" and None not in sexes and sexes[0] == sexes[1]:
        yield Remark("2_02_001", "relation", "must", "配偶和户主的性别一样，请核对两人的证件号码和关系。")


def _relation(member: Values, _on: date) -> Iterator[Remark]:
    relation, sex = member.get("relation"), member.get("sex")
    if relation is None:
        yield Remark("3_01_001", "relation", "must", "还没有选与户主的关系。")
    elif not fits_sex(relation, sex):
        better = relation_for(relation, sex)
        said = "男性" if sex == "male" else "女性"
        yield Remark(
            "2_01_004", "relation", "must", f"证件号码是{said}，关系填了“{relation_label(relation)}”。",
            ((f"改成“{relation_label(better)}”", better),),
        )  # fmt: skip


def _birth(member: Values, on: date) -> Iterator[Remark]:
    born = member.get("born_on")
    if born is not None and born > on:
        yield Remark("1_01_003", "born_on", "must", "出生日期在今天以后，请对照户口簿。")
    elif born is not None and on.year - born.year > 120:
        yield Remark("1_01_003", "born_on", "look", "年龄超过 120 岁，请对照户口簿。")


def _labor(member: Values, on: date) -> Iterator[Remark]:
    labor, age = member.get("labor"), age_on(member.get("born_on"), on)
    if labor is None or age is None:
        return
    none = ((f"改成“{LABOR.label('none')}”", "none"),)
    if age < 16 and labor != "none":
        yield Remark("2_01_011", "labor", "look", f"{age} 岁，不满 16 岁应是“无劳动力”。", none)
    elif _pupil(member) and labor != "none":
        yield Remark("1111_07", "labor", "look", "在校学生应是“无劳动力”。", none)
    elif age >= 75 and labor in ("ordinary", "skilled"):
        yield Remark("5_12_009", "labor", "look", f"{age} 岁一般填“无劳动力”。确实还能干活也可以。", none)
    elif 16 <= age < 60 and labor in ("weak", "lost", "none") and _healthy(member) and not _pupil(member):
        yield Remark(
            "2_01_010", "labor", "look", f"{age} 岁、健康、不在校，填了“{LABOR.label(labor)}”，请核一下。"
        )


def _labor_and_disability(member: Values, _on: date) -> Iterator[Remark]:
    severe = member.get("disability_category") == "limb" and str(member.get("disability_level")) in ("1", "2")
    if severe and member.get("labor") in ("ordinary", "skilled"):
        yield Remark(
            "4_01_007", "labor", "look", "肢体一级、二级残疾一般不是普通或技能劳动力。",
            (("改成“丧失劳动力”", "lost"),),
        )  # fmt: skip


def _work(member: Values, on: date) -> Iterator[Remark]:
    months, age = member.get("work_months"), age_on(member.get("born_on"), on)
    working = bool(months)
    if working and member.get("labor") in ("none", "lost"):
        yield Remark("2_01_015", "work_months", "look", "在务工，劳动技能却填了没有劳动力。")
    if working and age is not None and age < 16:
        yield Remark("5_16_010", "work_months", "look", f"{age} 岁在务工，不满 16 岁不能务工，请核一下。")
    if working and member.get("work_region") is None:
        yield Remark("4_01_001", "work_region", "look", "填了务工月数，还没有选务工区域。")
    if member.get("work_region") and months is None:
        yield Remark("4_01_001", "work_months", "look", "选了务工区域，还没有填务工几个月。")
    if working and _pupil(member):
        yield Remark("4_01_006", "work_months", "look", "在校学生又有务工月数，请核一下。")


def _public_post(member: Values, on: date) -> Iterator[Remark]:
    post, months = member.get("public_post"), member.get("public_post_months")
    age = age_on(member.get("born_on"), on)
    if post and months is None:
        yield Remark("3_01_005", "public_post_months", "look", "有公益性岗位，还没有填在岗几个月。")
    if months and not post:
        yield Remark("3_01_006", "public_post", "look", "填了在岗月数，还没有选公益性岗位。")
    if post and age is not None and not 16 <= age < 70:
        yield Remark("5_01_006", "public_post", "look", f"{age} 岁在公益性岗位，请核一下。")


#: (school codes, youngest, oldest, rule)
_SCHOOL_AGES: tuple[tuple[frozenset[str], int, int, str], ...] = (
    (frozenset(("preschool_age", "preschool")), 0, 6, "5_17_001"),
    (frozenset(("primary",)), 6, 14, "5_17_002"),
    (COMPULSORY - {"primary"}, 12, 17, "5_17_003"),
    (SENIOR | VOCATIONAL, 15, 20, "5_17_004"),
    (HIGHER_VOCATIONAL | TECHNICIAN | UNDERGRADUATE, 18, 99, "5_17_005"),
    (frozenset(("master",)), 20, 99, "5_17_006"),
)


def _school(member: Values, on: date) -> Iterator[Remark]:
    school, age = member.get("school"), age_on(member.get("born_on"), on)
    for codes, youngest, oldest, rule in _SCHOOL_AGES:
        if school in codes and age is not None and not youngest <= age <= oldest:
            yield Remark(rule, "school", "look", f"{age} 岁，和填的在校状况对不上，请核一下。")
    if _pupil(member) and member.get("education"):
        yield Remark(
            "3_01_003", "education", "look", "在校的人不填文化程度，两项只填一项。", (("清空文化程度", ""),)
        )


def _insurance(member: Values, _on: date) -> Iterator[Remark]:
    both = (member.get("resident_medical"), member.get("employee_medical"))
    if both == (True, True):
        yield Remark("2_01_009", "employee_medical", "look", "居民医保和职工医保只能参加一种。")
    if both == (False, False):
        yield Remark("2_01_008", "resident_medical", "look", "两种医保都没参加，请动员参保或写明原因。")


def _pupil(member: Values) -> bool:
    return member.get("school") not in (None, "not_in_school", "preschool_age", "preschool")


def _healthy(member: Values) -> bool:
    return all(member.get(f"health_{key}") is False for key in ("chronic", "serious", "disabled"))


def _heads(members: Sequence[Values]) -> Iterator[Remark]:
    heads = sum(1 for m in members if m.get("relation") == "head")
    if heads > 1:
        yield Remark("3_02_011", "relation", "must", "这一户有两个以上的户主，只能有一个。")
    elif members and not heads:
        yield Remark("3_02_012", "relation", "must", "这一户没有户主，请选一个。")


#: The main risk first, up to four others (2.8).
RISKS = ("risk_main", "risk_2", "risk_3", "risk_4", "risk_5")


def _monitoring(household: Values) -> Iterator[Remark]:
    if household.get("monitoring_kind") and not household.get("risk_main"):
        yield Remark("1_11_001", "risk_main", "look", "监测对象要选主要风险。")
    risks = {household.get(name) for name in RISKS}
    if "other" in risks and not household.get("risk_note"):
        yield Remark("2_11_004", "risk_note", "look", "风险选了“其他”，要写明是什么。")
    if "disaster" in risks and not household.get("disaster_kind"):
        yield Remark("2_11_005", "disaster_kind", "look", "风险选了“因自然灾害”，要选是哪种灾害。")
    if household.get("has_no_labor") and household.get("risk_cleared"):
        yield Remark("4_11_011", "risk_cleared", "look", "整户无劳动能力的户不标注风险消除，持续跟踪。")


#: (column, most per household in mu, rule)
_LAND_LIMITS = (
    ("land_crop_mu", 100, "5_14_001"), ("land_forest_mu", 200, "5_14_002"), ("land_converted_mu", 200, "5_14_003"),
    ("land_fruit_mu", 200, "5_14_004"), ("land_grass_mu", 100, "5_14_005"), ("water_area_mu", 100, "5_14_006"),
)  # fmt: skip


def _land(living: Values) -> Iterator[Remark]:
    for column, most, rule in _LAND_LIMITS:
        area = living.get(column)
        if area is not None and area > most:
            yield Remark(rule, column, "look", f"{area:g} 亩，一户一般不超过 {most} 亩，请核一下单位。")
    crop, irrigated = living.get("land_crop_mu"), living.get("land_irrigated_mu")
    if crop is not None and irrigated is not None and irrigated > crop:
        yield Remark("5_14_007", "land_irrigated_mu", "look", "有效灌溉面积大于耕地面积，请核一下。")


_MEMBER_RULES: tuple[Callable[[Values, date], Iterator[Remark]], ...] = (
    _relation, _birth, _labor, _labor_and_disability, _work, _public_post, _school, _insurance,
)  # fmt: skip
