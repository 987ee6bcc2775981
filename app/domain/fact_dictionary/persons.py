"""Facts about one person. Sources: registration form (domain reference 2.3, 2.10, 2.11)."""

from app.domain.fact_dictionary.kinds import Fact, Kind, Sensitivity
from app.domain.vocabulary import CodeList
from app.domain.vocabulary.nations import NATION
from app.domain.vocabulary.people import (
    CERTIFICATE_KIND,
    DIBAO,
    DISABILITY_CATEGORY,
    DROPOUT_REASON,
    EDUCATION,
    LABOR,
    POLITICS,
    PUBLIC_POST,
    SEX,
    TEKUN,
    WORK_REGION,
)
from app.domain.vocabulary.relations import RELATION
from app.domain.vocabulary.schooling import SCHOOL
from app.domain.vocabulary.working import GRADUATE_UNEMPLOYED, WORK_CHANNEL, WORK_INDUSTRY

YEAR = 12


def _told(
    name: str,
    label: str,
    kind: Kind,
    *,
    codes: CodeList | None = None,
    unit: str = "",
    sensitivity: Sensitivity = "ordinary",
    max_age: int | None = YEAR,
    askable: bool = True,
) -> Fact:
    """A fact that stands in one column of the person, as told at the last visit or by a bureau."""
    return Fact(
        f"person.{name}", label, "person", kind, unit, codes, sensitivity, "register", (f"person.{name}",),
        max_age_months=max_age, askable=askable,
    )  # fmt: skip


def _kept(name: str, label: str, column: str) -> Fact:
    """Whether a value stands in the vault; that nothing stands there is known, too."""
    return Fact(f"person.{name}", label, "person", "bool", origin="computed", columns=(f"person.{column}",))


PERSON_FACTS: tuple[Fact, ...] = (
    _told("certificate_kind", "证件类型", "code", codes=CERTIFICATE_KIND, max_age=None),
    _kept("has_identity", "登记了证件号码", "id_ref"),
    _kept("has_phone", "登记了本人电话", "phone_ref"),
    _kept("phone_is_mobile", "本人电话是手机号码", "phone_ref"),
    Fact("person.joined_on", "人员识别时间", "person", "date", origin="computed", columns=("person.joined_month",),
         askable=False),
    Fact("person.age", "年龄", "person", "number", "周岁", sensitivity="personal", origin="computed",
         columns=("person.born_on",), askable=False),
    Fact("person.died_on", "部门登记的死亡日期", "person", "date", origin="bureau",
         columns=("bureau_record.starts_on",), askable=False),
    Fact("person.benefit_payments_same_month", "同一项目同一个月发放次数", "person", "number", "次", origin="bureau",
         columns=("bureau_record.kind",), askable=False),
    _told("born_on", "出生日期", "date", sensitivity="personal", max_age=None, askable=False),
    _told("sex", "性别", "code", codes=SEX, sensitivity="personal", max_age=None, askable=False),
    _told("nation", "民族", "code", codes=NATION, sensitivity="sensitive", max_age=None, askable=False),
    _told("relation", "与户主关系", "code", codes=RELATION, max_age=None),
    _told("politics", "政治面貌", "code", codes=POLITICS, sensitivity="sensitive"),
    _told("education", "文化程度", "code", codes=EDUCATION),
    _told("school", "在校生状况", "code", codes=SCHOOL),
    _told("is_boarder", "是否寄宿", "bool"),
    _told("dropout_reason", "未上学原因", "code", codes=DROPOUT_REASON),
    _told("labor", "劳动能力", "code", codes=LABOR),
    _told("health_chronic", "有长期慢性病", "bool", sensitivity="sensitive"),
    _told("health_serious", "患有大病", "bool", sensitivity="sensitive"),
    _told("health_disabled", "有残疾", "bool", sensitivity="sensitive"),
    _told("disability_category", "残疾类别", "code", codes=DISABILITY_CATEGORY, sensitivity="sensitive"),
    _told("disability_level", "残疾等级", "number", unit="级", sensitivity="sensitive"),
    _told("work_region", "务工区域", "code", codes=WORK_REGION),
    _told("work_months", "务工时间", "number", unit="个月"),
    _told("work_place", "务工所在地", "text"),
    _told("employer", "务工企业", "text"),
    _told("work_industry", "产业分类", "code", codes=WORK_INDUSTRY),
    _told("work_channel", "就业渠道", "code", codes=WORK_CHANNEL),
    _told("works_abroad", "国外务工", "bool"),
    _told("training", "参加过的培训", "text"),
    _told("has_skill_certificate", "有技能证书", "bool"),
    _told("graduate_unemployed", "毕业生未就业原因", "code", codes=GRADUATE_UNEMPLOYED),
    _told("disability_year", "残疾证办证年度", "number", unit="年", max_age=None),
    _told("public_post", "公益性岗位", "code", codes=PUBLIC_POST),
    _told("public_post_months", "公益性岗位时间", "number", unit="个月"),
    _told("resident_medical", "参加居民医保", "bool"),
    _told("employee_medical", "参加职工医保", "bool"),
    _told("serious_illness_insured", "参加大病保险", "bool"),
    _told("commercial_medical", "参加商业补充医疗保险", "bool"),
    _told("medical_aid", "接受医疗救助", "bool"),
    _told("other_health_aid", "接受其他健康帮扶", "bool"),
    _told("resident_pension", "参加居民养老保险", "bool"),
    _told("employee_pension", "参加职工养老保险", "bool"),
    _told("accident_insured", "享受人身意外保险补贴", "bool"),
    _told("dibao", "登记的低保情况", "code", codes=DIBAO),
    _told("tekun", "登记的特困供养情况", "code", codes=TEKUN),
    _told("is_soldier", "现役军人", "bool"),
    _told("speaks_mandarin", "会讲普通话", "bool"),
    _told("is_orphan", "事实无人抚养儿童", "bool", sensitivity="sensitive"),
)  # fmt: skip
