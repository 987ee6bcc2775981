"""What no form may pass, said while it is typed: relation, sex, birth, one head. Everything else are rules.

The official logic rules (domain reference 8.3) are conditions of the catalogue (`app/catalogue/quality`); a check while
typing and the night run the same ones. Here stands only what blocks the act, and three hints without a rule number.
What nobody has told never disagrees with anything. Values come by column name, as the tables keep them.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.domain.registry import fits_sex, relation_for, relation_label

Values = Mapping[str, Any]
#: The main risk first, up to four others (2.8).
RISKS = ("risk_main", "risk_2", "risk_3", "risk_4", "risk_5")


@dataclass(frozen=True, slots=True)
class Remark:
    """`level` is must (blocks the act), look (may be explained away) or hint; `fixes` are (label, value);
    `order` is the work order in which somebody writes that it is true and why."""

    code: str
    field: str
    level: str
    text: str
    fixes: tuple[tuple[str, str], ...] = ()
    order: str = ""


def age_on(born_on: date | None, day: date) -> int | None:
    """Full years on a day; None where the birth date is not told."""
    if born_on is None:
        return None
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))


def remarks_on_member(member: Values, head: Values | None, on: date) -> list[Remark]:
    """Everything that blocks or is worth a look about one member beside the household's head on that day."""
    found = [remark for rule in _MEMBER_RULES for remark in rule(member, on)]
    return [*_beside_head(member, head), *found] if head is not None else found


def remarks_on_household(household: Values, living: Values, members: Sequence[Values]) -> list[Remark]:
    """Everything that blocks or is worth a look about the household itself and how it lives."""
    return [*_heads(members), *_irrigated(living)]


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
        yield Remark("E-BORN-LATER", "born_on", "must", "出生日期在今天以后，请对照户口簿。")
    elif born is not None and on.year - born.year > 120:
        yield Remark("E-BORN-OLD", "born_on", "look", "年龄超过 120 岁，请对照户口簿。")


def _work(member: Values, _on: date) -> Iterator[Remark]:
    """Months and region belong together (2.3); the rules of 8.3 look at each of them alone."""
    months = member.get("work_months")
    if months and member.get("work_region") is None:
        yield Remark("E-WORK-REGION", "work_region", "look", "填了务工月数，还没有选务工区域。")
    if member.get("work_region") and months is None:
        yield Remark("E-WORK-MONTHS", "work_months", "look", "选了务工区域，还没有填务工几个月。")


def _heads(members: Sequence[Values]) -> Iterator[Remark]:
    heads = sum(1 for m in members if m.get("relation") == "head")
    if heads > 1:
        yield Remark("3_02_011", "relation", "must", "这一户有两个以上的户主，只能有一个。")
    elif members and not heads:
        yield Remark("3_02_012", "relation", "must", "这一户没有户主，请选一个。")


def _irrigated(living: Values) -> Iterator[Remark]:
    """Irrigated land is part of the arable land (2.4)."""
    crop, irrigated = living.get("land_crop_mu"), living.get("land_irrigated_mu")
    if crop is not None and irrigated is not None and irrigated > crop:
        yield Remark("E-IRRIGATED", "land_irrigated_mu", "look", "有效灌溉面积大于耕地面积，请核一下。")


_MEMBER_RULES: tuple[Callable[[Values, date], Iterator[Remark]], ...] = (_relation, _birth, _work)
