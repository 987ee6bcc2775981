"""Facts about one entry of the project bank. Source: domain reference 9.1."""

from app.domain.fact_dictionary.kinds import Fact, Kind
from app.domain.vocabulary import CodeList
from app.domain.vocabulary.bureaus import OFFICE
from app.domain.vocabulary.projects import (
    MECHANISM,
    PROJECT_CATEGORY,
    PROJECT_NATURE,
    PROJECT_STATE,
    PROJECT_SUBCATEGORY,
)


def _told(
    name: str, label: str, kind: Kind, *, codes: CodeList | None = None, unit: str = "", scale: int = 0,
    column: str = "",
) -> Fact:  # fmt: skip
    columns = (f"project.{column or name}",)
    return Fact(f"project.{name}", label, "project", kind, unit, codes, columns=columns, scale=scale)


PROJECT_FACTS: tuple[Fact, ...] = (
    _told("year", "项目年度", "number", unit="年"),
    _told("category", "项目类别", "code", codes=PROJECT_CATEGORY),
    _told("sub_category", "项目子类型", "code", codes=PROJECT_SUBCATEGORY),
    _told("nature", "建设性质", "code", codes=PROJECT_NATURE),
    _told("state", "项目状态", "code", codes=PROJECT_STATE),
    _told("bureau", "主管部门", "code", codes=OFFICE),
    _told("builder", "实施单位", "text"),
    _told("content", "建设内容", "text"),
    _told("quantity", "建设数量", "number", scale=2),
    _told("budget", "项目预算", "money", unit="元", scale=2, column="budget_fen"),
    _told("mechanism", "带贫减贫机制", "code", codes=MECHANISM),
    _told("target", "绩效目标", "text"),
    _told("planned_from", "计划开工日期", "date"),
    _told("planned_to", "计划完工日期", "date"),
    _told("started_on", "实际开工日期", "date"),
    _told("finished_on", "实际完工日期", "date"),
    _told("accepted_on", "验收日期", "date"),
    _told("acceptance", "验收结论", "text"),
    _told("closed_on", "办结日期", "date"),
)
