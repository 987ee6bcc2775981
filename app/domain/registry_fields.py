"""Fields of the register in the officials' words: label, kind, code list, unit; and how a value is said.

One dictionary serves forms, pages, the timeline of changes, the conflict page and exports. Labels follow the
national export (domain reference 2.2-2.5).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from app.domain.number_text import plain, yuan
from app.domain.vocabulary import CodeList
from app.domain.vocabulary.households import (
    CAUSE,
    CLEAR_MODE,
    HOUSEHOLD_ATTRIBUTE,
    HOUSEHOLD_GONE_REASON,
    HOUSEHOLD_KIND,
    HOUSEHOLD_STATUS,
    IDENTIFICATION_STANDARD,
    MONITORING_KIND,
    RISK,
)
from app.domain.vocabulary.income import INCOME_KIND, INCOME_ORIGIN
from app.domain.vocabulary.living import FUEL, HOUSE_LEVEL, HOUSE_STRUCTURE, RELOCATION, ROAD, TOILET
from app.domain.vocabulary.nations import NATION
from app.domain.vocabulary.people import (
    CERTIFICATE_KIND,
    CHANGE_REASON,
    DIBAO,
    DISABILITY_CATEGORY,
    DISABILITY_LEVEL,
    DROPOUT_REASON,
    EDUCATION,
    LABOR,
    NO_ID_REASON,
    PERSON_STATUS,
    POLITICS,
    PUBLIC_POST,
    SEX,
    TEKUN,
    WORK_REGION,
)
from app.domain.vocabulary.relations import RELATION
from app.domain.vocabulary.schooling import SCHOOL


@dataclass(frozen=True, slots=True)
class RegistryField:
    """`kind`: text, code, codes, answer (three-valued), day, month, number, count, money, secret."""

    label: str
    kind: str = "text"
    codes: CodeList | None = None
    unit: str = ""


def _code(label: str, codes: CodeList) -> RegistryField:
    return RegistryField(label, "code", codes)


def _answer(label: str) -> RegistryField:
    return RegistryField(label, "answer")


def _mu(label: str) -> RegistryField:
    return RegistryField(label, "number", unit="亩")


HOUSEHOLD: dict[str, RegistryField] = {
    "household_no": RegistryField("户编号"),
    "area_code": RegistryField("所在村"),
    "group_name": RegistryField("村民小组"),
    "address_ref": RegistryField("详细住址", "secret"),
    "phone_ref": RegistryField("联系电话", "secret"),
    "bank_name": RegistryField("开户银行"),
    "bank_ref": RegistryField("银行账号", "secret"),
    "head_name": RegistryField("户主"),
    "kind": _code("户类型", HOUSEHOLD_KIND),
    "attribute": _code("户属性", HOUSEHOLD_ATTRIBUTE),
    "standard": _code("识别标准", IDENTIFICATION_STANDARD),
    "monitoring_kind": _code("监测对象类别", MONITORING_KIND),
    "monitored_month": RegistryField("识别监测时间", "month"),
    "risk_main": _code("主要返贫致贫风险", RISK),
    "risk_2": _code("返贫致贫风险二", RISK),
    "risk_3": _code("返贫致贫风险三", RISK),
    "risk_4": _code("返贫致贫风险四", RISK),
    "risk_5": _code("返贫致贫风险五", RISK),
    "risk_note": RegistryField("风险备注"),
    "risk_cleared": _answer("风险已消除"),
    "cleared_month": RegistryField("风险消除时间", "month"),
    "clear_mode": _code("风险消除方式", CLEAR_MODE),
    "cause_main": _code("主要致贫原因", CAUSE),
    "cause_other_1": _code("其他致贫原因一", CAUSE),
    "cause_other_2": _code("其他致贫原因二", CAUSE),
    "identified_month": RegistryField("首次识别时间", "month"),
    "exit_year": RegistryField("脱贫年度", "count", unit="年"),
    "is_martyr_family": _answer("军烈属"),
    "has_no_labor": _answer("整户无劳动能力兜底保障户"),
    "status": _code("户状态", HOUSEHOLD_STATUS),
    "gone_on": RegistryField("销户日期", "day"),
    "gone_reason": _code("销户原因", HOUSEHOLD_GONE_REASON),
    "note": RegistryField("备注"),
    "evidence": RegistryField("依据"),
}

PERSON: dict[str, RegistryField] = {
    "person_no": RegistryField("人编号"),
    "relation": _code("与户主关系", RELATION),
    "name": RegistryField("姓名"),
    "former_name": RegistryField("曾用名"),
    "sex": _code("性别", SEX),
    "born_on": RegistryField("出生日期", "day"),
    "certificate_kind": _code("证件类型", CERTIFICATE_KIND),
    "id_ref": RegistryField("证件号码", "secret"),
    "no_id_reason": _code("无证件原因", NO_ID_REASON),
    "disability_ref": RegistryField("残疾人证号", "secret"),
    "phone_ref": RegistryField("成员电话", "secret"),
    "nation": _code("民族", NATION),
    "politics": _code("政治面貌", POLITICS),
    "education": _code("文化程度", EDUCATION),
    "school": _code("在校生状况", SCHOOL),
    "is_boarder": _answer("寄宿"),
    "dropout_reason": _code("义务教育阶段未上学原因", DROPOUT_REASON),
    "labor": _code("劳动技能", LABOR),
    "health_chronic": _answer("长期慢性病"),
    "health_serious": _answer("患有大病"),
    "health_disabled": _answer("残疾"),
    "disability_category": _code("残疾类别", DISABILITY_CATEGORY),
    "disability_level": _code("残疾等级", DISABILITY_LEVEL),
    "work_region": _code("务工区域", WORK_REGION),
    "work_place": RegistryField("务工所在地"),
    "work_months": RegistryField("务工时间", "count", unit="个月"),
    "employer": RegistryField("务工企业"),
    "public_post": _code("公益性岗位", PUBLIC_POST),
    "public_post_months": RegistryField("公益性岗位月数", "count", unit="个月"),
    "resident_medical": _answer("参加城乡居民医保"),
    "employee_medical": _answer("参加城镇职工医保"),
    "serious_illness_insured": _answer("参加大病保险"),
    "commercial_medical": _answer("参加商业补充医保"),
    "medical_aid": _answer("接受医疗救助"),
    "resident_pension": _answer("参加城乡居民养老保险"),
    "employee_pension": _answer("参加城镇职工养老保险"),
    "accident_insured": _answer("享受人身意外保险补贴"),
    "dibao": _code("享受低保政策情况", DIBAO),
    "tekun": _code("享受特困供养政策情况", TEKUN),
    "is_soldier": _answer("现役军人"),
    "speaks_mandarin": _answer("会讲普通话"),
    "is_orphan": _answer("事实无人抚养儿童"),
    "status": _code("人员状态", PERSON_STATUS),
    "gone_on": RegistryField("减少日期", "day"),
    "gone_reason": _code("减少原因", CHANGE_REASON),
    "joined_month": RegistryField("人员识别时间", "month"),
}

LIVING: dict[str, RegistryField] = {
    "surveyed_on": RegistryField("查看日期", "day"),
    "house_area_m2": RegistryField("住房面积", "number", unit="平方米"),
    "house_level": _code("住房安全等级", HOUSE_LEVEL),
    "house_structure": _code("房屋主要结构", HOUSE_STRUCTURE),
    "house_is_dangerous": _answer("危房户"),
    "water_is_safe": _answer("饮水安全"),
    "water_is_hard": _answer("饮水困难"),
    "has_power": _answer("通生活用电"),
    "has_production_power": _answer("通生产用电"),
    "has_tv": _answer("通广播电视"),
    "toilet": _code("卫生厕所", TOILET),
    "fuel": _code("主要燃料类型", FUEL),
    "road_kind": _code("入户路类型", ROAD),
    "road_km": RegistryField("与村主干路距离", "number", unit="公里"),
    "relocation": _code("易地搬迁", RELOCATION),
    "relocated_on": RegistryField("搬迁入住日期", "day"),
    "land_crop_mu": _mu("耕地面积"),
    "land_irrigated_mu": _mu("有效灌溉面积"),
    "land_forest_mu": _mu("林地面积"),
    "land_converted_mu": _mu("退耕还林（草）面积"),
    "land_fruit_mu": _mu("林果面积"),
    "land_grass_mu": _mu("牧草地面积"),
    "water_area_mu": _mu("水面面积"),
    "in_cooperative": _answer("加入农民专业合作组织"),
    "led_by_firm": _answer("有龙头企业带动"),
    "led_by_person": _answer("有创业致富带头人带动"),
}

INCOME: dict[str, RegistryField] = {
    "year": RegistryField("收入年度", "count", unit="年"),
    "kind": _code("收入类别", INCOME_KIND),
    "label": RegistryField("说明"),
    "quantity": RegistryField("数量", "number"),
    "unit": RegistryField("单位"),
    "unit_price_fen": RegistryField("单价", "money", unit="元"),
    "months": RegistryField("月数", "count", unit="个月"),
    "amount_fen": RegistryField("金额", "money", unit="元"),
    "origin": _code("来源", INCOME_ORIGIN),
    "evidence": RegistryField("依据"),
}

TABLES: dict[str, dict[str, RegistryField]] = {
    "household": HOUSEHOLD,
    "person": PERSON,
    "living_condition": LIVING,
    "income_entry": INCOME,
}


def say(field: RegistryField, value: object) -> str:
    """A stored value in words; empty for what nobody has told. Secrets are never said, only that there is one."""
    if value is None or value == "":
        return ""
    if field.kind == "answer":
        return "是" if value else "否"
    if field.codes is not None:
        return "、".join(field.codes.label(part) for part in str(value).split(","))
    if field.kind == "money" and isinstance(value, int):
        return f"{yuan(value, 2 if value % 100 else 0, grouped=True)} 元"
    if isinstance(value, date):
        return value.isoformat()
    if field.kind == "number" and isinstance(value, int | float):
        return _with_unit(plain(value, 2).rstrip("0").rstrip("."), field.unit)
    return "已登记" if field.kind == "secret" else _with_unit(str(value), field.unit)


def say_all(table: str, values: Mapping[str, object]) -> dict[str, str]:
    """Label -> words for the told values of one row, in the order of the dictionary."""
    fields = TABLES[table]
    return {f.label: say(f, values.get(key)) for key, f in fields.items() if say(f, values.get(key))}


def _with_unit(text: str, unit: str) -> str:
    return f"{text} {unit}" if unit else text
