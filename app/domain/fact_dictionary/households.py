"""Facts about one household: register, living conditions, ledger. Sources: domain reference 2.2, 2.4, 2.5."""

from app.domain.fact_dictionary.kinds import Fact, Kind
from app.domain.vocabulary import CodeList
from app.domain.vocabulary.households import (
    CAUSE,
    CLEAR_MODE,
    DISASTER_KIND,
    HOUSEHOLD_ATTRIBUTE,
    HOUSEHOLD_KIND,
    IDENTIFICATION_STANDARD,
    MONITORING_KIND,
    NOT_OUT_REASON,
    RISK,
)
from app.domain.vocabulary.living import (
    FUEL,
    HOME_INDUSTRY,
    HOUSE_LEVEL,
    HOUSE_REPAIR,
    HOUSE_STRUCTURE,
    HOUSE_TENURE,
    INDUSTRY_ORGANISATION,
    MOVE_MODE,
    PLANTING,
    ROAD,
    SETTLE_MODE,
    SETTLE_PLACE,
    SURROUNDINGS,
    TOILET,
    WATER,
    WATER_GRADE,
)
from app.domain.vocabulary.monitoring import DEVELOPMENT_MEASURES, EXIT_STATE

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


def _debt(name: str, label: str, column: str) -> Fact:
    """An amount of the last survey, in yuan."""
    return Fact(
        f"household.{name}", label, "household", "money", "元", sensitivity="personal",
        columns=(f"living_condition.{column}",), scale=2, max_age_months=YEAR,
    )  # fmt: skip


def _ledger(name: str, label: str) -> Fact:
    """A sum of ledger lines in yuan; unknown where the year has no line. It names its year, so it does not age."""
    return Fact(
        f"household.{name}", label, "household", "money", "元", sensitivity="personal", origin="ledger",
        columns=("income_entry.amount_fen",), scale=2,
    )  # fmt: skip


def _month(name: str, label: str, column: str) -> Fact:
    """A month of the register as its first day."""
    return Fact(
        f"household.{name}", label, "household", "date", origin="computed", columns=(f"household.{column}",),
        askable=False,
    )  # fmt: skip


def _kept(name: str, label: str, column: str) -> Fact:
    """Whether a value stands in the vault; that nothing stands there is known, too."""
    return Fact(
        f"household.{name}", label, "household", "bool", origin="computed", columns=(f"household.{column}",)
    )


def _share(name: str, label: str, column: str, unit: str) -> Fact:
    """An amount of the last survey divided by the present members."""
    return Fact(
        f"household.{name}", label, "household", "number", unit, origin="computed", scale=2,
        columns=(f"living_condition.{column}",), max_age_months=YEAR,
    )  # fmt: skip


HOUSEHOLD_FACTS: tuple[Fact, ...] = (
    _month("monitored_on", "识别监测时间", "monitored_month"),
    _month("cleared_on", "消除监测时间", "cleared_month"),
    _month("identified_on", "首次识别时间", "identified_month"),
    _kept("has_phone", "登记了联系电话", "phone_ref"),
    _kept("phone_is_mobile", "联系电话是手机号码", "phone_ref"),
    _kept("has_monitor_phone", "登记了监测联系人电话", "monitor_phone_ref"),
    _share("house_area_per_head", "人均住房面积", "house_area_m2", "平方米"),
    _share("crop_land_per_head", "人均耕地面积", "land_crop_mu", "亩"),
    _share("grain_per_head", "人均粮食", "grain_kg", "公斤"),
    _ledger("schooling_cost", "本年度教育自付支出"),
    _told("kind", "户类型", "code", codes=HOUSEHOLD_KIND, askable=False),
    _told("attribute", "户属性", "code", codes=HOUSEHOLD_ATTRIBUTE, askable=False),
    _told("standard", "识别标准", "code", codes=IDENTIFICATION_STANDARD, askable=False),
    _told("monitoring_kind", "监测对象类别", "code", codes=MONITORING_KIND, askable=False),
    Fact("household.is_monitored", "纳入过监测", "household", "bool", origin="computed",
         columns=("household.monitoring_kind",), askable=False),
    _told("risk_cleared", "风险是否已消除", "bool"),
    _told("risk_main", "主要风险", "code", codes=RISK),
    _told("risk_2", "返贫致贫风险二", "code", codes=RISK),
    _told("risk_3", "返贫致贫风险三", "code", codes=RISK),
    _told("risk_4", "返贫致贫风险四", "code", codes=RISK),
    _told("risk_5", "返贫致贫风险五", "code", codes=RISK),
    _told("disaster_kind", "自然灾害子项", "code", codes=DISASTER_KIND),
    _told("risk_note", "风险备注", "text"),
    _told("clear_mode", "风险消除方式", "code", codes=CLEAR_MODE),
    _told("cause_main", "主要致贫原因", "code", codes=CAUSE),
    _told("cause_other_1", "其他致贫原因一", "code", codes=CAUSE),
    _told("cause_other_2", "其他致贫原因二", "code", codes=CAUSE),
    _told("exit_state", "脱贫情况", "code", codes=EXIT_STATE, askable=False),
    _told("not_out_reason", "未脱贫原因", "code", codes=NOT_OUT_REASON),
    _told("is_only_child_family", "独生子女户", "bool"),
    _told("is_two_daughters_family", "双女户", "bool"),
    _told("is_family_planning", "计划生育户", "bool"),
    _told("is_key_object", "重点对象", "bool"),
    _told("development_measures", "实施开发式帮扶措施情况", "code", codes=DEVELOPMENT_MEASURES),
    _told("collector", "信息采集人", "text"),
    _told("monitor_contact", "监测联系人", "text"),
    _told("year_members", "年度家庭人口数", "number"),
    _told("is_martyr_family", "军烈属", "bool"),
    _told("has_no_labor", "整户无劳动能力", "bool"),
    Fact("household.exit_year", "脱贫年度", "household", "number", "年", columns=("household.exit_year",),
         askable=False),
    Fact("household.size", "家庭人口", "household", "number", "人", origin="computed",
         columns=("person.status",), askable=False),
    _ledger("net_income_per_head", "本年度人均纯收入"),
    _ledger("net_income_per_head_last_year", "上年度人均纯收入"),
    _ledger("income_without_dibao_per_head", "本年度不含低保金的人均纯收入"),
    _ledger("income_without_relief_per_head", "本年度不含低保金和供养金的人均纯收入"),
    _ledger("net_income", "本年度家庭纯收入"),
    _ledger("wage_income", "本年度工资性收入"),
    _ledger("wage_income_last_year", "上年度工资性收入"),
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
    _living("led_by_person", "有创业致富带头人带动", "bool"),
    _living("land_irrigated_mu", "有效灌溉面积", "number", unit="亩", scale=2),
    _living("land_fruit_mu", "林果面积", "number", unit="亩", scale=2),
    _living("land_grass_mu", "牧草地面积", "number", unit="亩", scale=2),
    _living("water_area_mu", "水面面积", "number", unit="亩", scale=2),
    _living("house_tenure", "住房来源", "code", codes=HOUSE_TENURE),
    _living("house_built_year", "建房年份", "number", unit="年"),
    _living("house_repair", "危房改造情况", "code", codes=HOUSE_REPAIR),
    _living("house_repaired_on", "改造验收日期", "date"),
    _living("water_source", "饮水情况", "code", codes=WATER),
    _living("water_amount", "饮水水量", "code", codes=WATER_GRADE),
    _living("water_quality", "饮水水质", "code", codes=WATER_GRADE),
    _living("water_convenience", "取水方便程度", "code", codes=WATER_GRADE),
    _living("water_reliability", "供水保证率", "code", codes=WATER_GRADE),
    _living("road_is_hardened", "入户道路已硬化", "bool"),
    _living("market_km", "距最近乡镇集市", "number", unit="公里", scale=2),
    _living("surroundings", "环境卫生", "code", codes=SURROUNDINGS),
    _living("move_wish", "有搬迁意愿", "bool"),
    _living("move_mode", "搬迁方式", "code", codes=MOVE_MODE),
    _living("settle_mode", "安置方式", "code", codes=SETTLE_MODE),
    _living("settle_place", "安置地", "code", codes=SETTLE_PLACE),
    _living("relocation", "易地搬迁方式", "code"),
    _living("relocated_on", "搬迁入住日期", "date"),
    _living("planting", "种植结构", "code", codes=PLANTING),
    _living("grain_kg", "一年收的粮食", "number", unit="公斤", scale=2),
    _living("pigs", "养猪", "number", unit="头"),
    _living("cattle", "养牛", "number", unit="头"),
    _living("sheep", "养羊", "number", unit="只"),
    _living("poultry", "养家禽", "number", unit="只"),
    _living("industry", "产业类型", "code", codes=HOME_INDUSTRY),
    _living("industry_organisation", "产业组织类型", "code", codes=INDUSTRY_ORGANISATION),
    _living("in_mutual_fund", "参加扶贫互助资金组织", "bool"),
    _debt("school_debt", "教育负债", "school_debt_fen"),
    _debt("mutual_fund", "互助资金金额", "mutual_fund_fen"),
    _debt("industry_income", "从产业中收益", "industry_income_fen"),
    _debt("firm_income", "龙头企业带动收益", "firm_income_fen"),
    Fact("household.surveyed_on", "生活条件调查日期", "household", "date",
         columns=("living_condition.surveyed_on",), askable=False),
    Fact("household.last_visit_on", "最近走访日期", "household", "date", origin="visit",
         columns=("visit.on_day",), askable=False),
)  # fmt: skip
