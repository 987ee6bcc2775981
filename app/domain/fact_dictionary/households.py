"""Facts about one household: register, living conditions, ledger. Sources: domain reference 2.2, 2.4, 2.5."""

from app.domain.fact_dictionary.kinds import Fact, Kind
from app.domain.vocabulary import CodeList
from app.domain.vocabulary.households import (
    CAUSE,
    HOUSEHOLD_ATTRIBUTE,
    HOUSEHOLD_KIND,
    IDENTIFICATION_STANDARD,
    MONITORING_KIND,
    RISK,
)
from app.domain.vocabulary.living import FUEL, HOUSE_LEVEL, HOUSE_STRUCTURE, ROAD, TOILET

YEAR = 12


def _told(name: str, label: str, kind: Kind, *, codes: CodeList | None = None, askable: bool = True) -> Fact:
    columns = (f"household.{name}",)
    return Fact(f"household.{name}", label, "household", kind, codes=codes, columns=columns, askable=askable)


def _living(
    name: str, label: str, kind: Kind, *, codes: CodeList | None = None, unit: str = "", scale: int = 0
) -> Fact:
    """A fact of the last survey of house, land, water, road and power."""
    return Fact(
        f"household.{name}", label, "household", kind, unit, codes, columns=(f"living_condition.{name}",),
        scale=scale, max_age_months=YEAR,
    )  # fmt: skip


def _ledger(name: str, label: str) -> Fact:
    """A sum of ledger lines in yuan; unknown where the year has no line at all."""
    return Fact(
        f"household.{name}", label, "household", "money", "元", sensitivity="personal", origin="ledger",
        columns=("income_entry.amount_fen",), scale=2, max_age_months=YEAR,
    )  # fmt: skip


HOUSEHOLD_FACTS: tuple[Fact, ...] = (
    _told("kind", "户类型", "code", codes=HOUSEHOLD_KIND, askable=False),
    _told("attribute", "户属性", "code", codes=HOUSEHOLD_ATTRIBUTE, askable=False),
    _told("standard", "识别标准", "code", codes=IDENTIFICATION_STANDARD, askable=False),
    _told("monitoring_kind", "监测对象类别", "code", codes=MONITORING_KIND, askable=False),
    Fact("household.is_monitored", "纳入过监测", "household", "bool", origin="computed",
         columns=("household.monitoring_kind",), askable=False),
    _told("risk_cleared", "风险是否已消除", "bool"),
    _told("risk_main", "主要风险", "code", codes=RISK),
    _told("cause_main", "主要致贫原因", "code", codes=CAUSE),
    _told("is_martyr_family", "军烈属", "bool"),
    _told("has_no_labor", "整户无劳动能力", "bool"),
    Fact("household.exit_year", "脱贫年度", "household", "number", "年", columns=("household.exit_year",),
         askable=False),
    Fact("household.size", "家庭人口", "household", "number", "人", origin="computed",
         columns=("person.status",), askable=False),
    _ledger("net_income_per_head", "本年度人均纯收入"),
    _ledger("net_income_per_head_last_year", "上年度人均纯收入"),
    _ledger("income_without_dibao_per_head", "本年度不含低保金的人均纯收入"),
    _ledger("net_income", "本年度家庭纯收入"),
    _ledger("wage_income", "本年度工资性收入"),
    _ledger("business_income", "本年度生产经营性收入"),
    _ledger("property_income", "本年度财产性收入"),
    _ledger("transfer_income", "本年度转移性收入"),
    _ledger("business_cost", "本年度生产经营性支出"),
    _living("house_level", "住房鉴定等级", "code", codes=HOUSE_LEVEL),
    _living("house_is_dangerous", "危房户", "bool"),
    _living("house_structure", "房屋结构", "code", codes=HOUSE_STRUCTURE),
    _living("house_area_m2", "住房面积", "number", unit="平方米", scale=2),
    _living("land_crop_mu", "耕地面积", "number", unit="亩", scale=2),
    _living("land_forest_mu", "林地面积", "number", unit="亩", scale=2),
    _living("land_converted_mu", "退耕还林面积", "number", unit="亩", scale=2),
    _living("water_is_safe", "饮水安全", "bool"),
    _living("water_is_hard", "饮水困难", "bool"),
    _living("has_power", "通生活用电", "bool"),
    _living("has_production_power", "通生产用电", "bool"),
    _living("has_tv", "通广播电视", "bool"),
    _living("road_kind", "入户路类型", "code", codes=ROAD),
    _living("road_km", "与村主干路距离", "number", unit="公里", scale=2),
    _living("toilet", "卫生厕所", "code", codes=TOILET),
    _living("fuel", "主要燃料", "code", codes=FUEL),
    _living("in_cooperative", "加入合作社", "bool"),
    _living("led_by_firm", "有龙头企业带动", "bool"),
    _living("relocation", "易地搬迁方式", "code"),
    Fact("household.surveyed_on", "生活条件调查日期", "household", "date",
         columns=("living_condition.surveyed_on",), askable=False),
    Fact("household.last_visit_on", "最近走访日期", "household", "date", origin="visit",
         columns=("visit.on_day",), askable=False),
)  # fmt: skip
