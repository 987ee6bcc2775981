"""What the officials call each column of the generator: household, member, village."""

from app.domain.vocabulary import people as p
from app.domain.vocabulary.codes import CodeList
from app.domain.vocabulary.households import CLEAR_MODE, HOUSEHOLD_KIND, MONITORING_KIND, RISK
from app.domain.vocabulary.living import HOUSE_LEVEL, RELOCATION, ROAD, TOILET, WATER_GRADE
from app.domain.vocabulary.relations import RELATION
from app.domain.vocabulary.schooling import SCHOOL

HOME: dict[str, tuple[str, CodeList | None]] = {
    "户类型": ("kind", HOUSEHOLD_KIND),
    "监测对象": ("monitoring_kind", MONITORING_KIND),
    "风险已消除": ("risk_cleared", None),
    "主要风险": ("risk_main", RISK),
    "第二风险": ("risk_2", RISK),
    "住房": ("house_level", HOUSE_LEVEL),
    "饮水安全": ("water_is_safe", None),
    "识别监测月": ("monitored_month", None),
    "消除方式": ("clear_mode", CLEAR_MODE),
    "脱贫年度": ("exit_year", None),
    "搬迁": ("relocation", RELOCATION),
    "耕地": ("land_crop_mu", None),
    "退耕地": ("land_converted_mu", None),
    "入户路": ("road_kind", ROAD),
    "厕所": ("toilet", TOILET),
    "水量": ("water_amount", WATER_GRADE),
    "水质": ("water_quality", WATER_GRADE),
    "取水": ("water_convenience", WATER_GRADE),
    "供水": ("water_reliability", WATER_GRADE),
}
PERSON: dict[str, tuple[str, CodeList | None]] = {
    "关系": ("relation", RELATION),
    "劳动技能": ("labor", p.LABOR),
    "务工区域": ("work_region", p.WORK_REGION),
    "务工月数": ("work_months", None),
    "在校": ("school", SCHOOL),
    "寄宿": ("is_boarder", None),
    "失学原因": ("dropout_reason", p.DROPOUT_REASON),
    "居民医保": ("resident_medical", None),
    "职工医保": ("employee_medical", None),
    "大病保险": ("serious_illness_insured", None),
    "职工养老": ("employee_pension", None),
    "证件类型": ("certificate_kind", p.CERTIFICATE_KIND),
    "慢性病": ("health_chronic", None),
    "大病": ("health_serious", None),
    "残疾": ("health_disabled", None),
    "残疾类别": ("disability_category", p.DISABILITY_CATEGORY),
    "残疾等级": ("disability_level", p.DISABILITY_LEVEL),
    "低保": ("dibao", p.DIBAO),
    "特困": ("tekun", p.TEKUN),
    "现役军人": ("is_soldier", None),
    "人员状态": ("status", p.PERSON_STATUS),
    "公益岗": ("public_post", p.PUBLIC_POST),
}
VILLAGE = {
    "通硬化路": "road_to_township",
    "通客车": "has_bus",
    "饮水不安全户数": "unsafe_water_households",
    "卫生室": "clinics",
    "总人口": "persons",
}
