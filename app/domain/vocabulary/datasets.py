"""Bureau data sets: number (that of the B workbook), key, sending office, kinds, levels, statuses.

Each list is a data set of its own, since coverage and the replacing of an earlier delivery go by data set: the list of
特困 says nothing about orphans. The first list of a workbook carries its number, further ones number * 100 + place.
"""

from dataclasses import dataclass
from typing import Literal

from app.domain.vocabulary import record_codes as a
from app.domain.vocabulary import record_codes_more as b
from app.domain.vocabulary.codes import CodeList
from app.domain.vocabulary.households import DISASTER_KIND
from app.domain.vocabulary.living import HOUSE_LEVEL, SETTLE_MODE, WATER, WATER_GRADE
from app.domain.vocabulary.people import DISABILITY_CATEGORY, DISABILITY_LEVEL, PUBLIC_POST
from app.domain.vocabulary.schooling import PUPIL_STATUS, SCHOOL
from app.domain.vocabulary.working import WORK_CHANNEL

RECORD_STATUS = CodeList.of(
    "record_status",
    "记录状态",
    ("normal", "正常", "A", "有效", "在保", "存续", "在用"),
    ("cancelled", "注销", "E", "已注销", "停保", "终止", "失效"),
    ("scrapped", "报废", "M", "强制报废", "达到报废标准", "已报废"),
    ("expired", "过期", None, "已过期", "逾期"),
)

#: GA/T 16 plate kinds and first letters of the vehicle type are given as aliases.
VEHICLE_KIND = CodeList.of(
    "vehicle_kind",
    "车辆类型",
    (
        "car",
        "小型轿车",
        "K",
        "小型汽车",
        "轿车",
        "小型客车",
        "小型普通客车",
        "微型客车",
        "客车",
        "大型客车",
        "02",
        "52",
    ),
    (
        "truck",
        "货车",
        "H",
        "大型汽车",
        "轻型货车",
        "重型货车",
        "中型货车",
        "小型货车",
        "轻型普通货车",
        "01",
        "51",
    ),
    ("motorcycle", "摩托车", "M", "普通摩托车", "普通二轮摩托车", "两轮摩托车", "轻便摩托车", "07", "08"),
    ("tractor", "拖拉机", "T", "手扶拖拉机", "轮式拖拉机", "14"),
    ("low_speed", "低速货车", None, "低速车", "农用运输车", "13"),
    ("three_wheel", "三轮汽车", "N", "三轮摩托车", "正三轮摩托车", "三轮车"),
    ("other", "其他", None, "挂车", "专项作业车"),
)

DIBAO_KIND = CodeList.of(
    "dibao_kind",
    "低保类型",
    ("rural", "农村低保", "1", "农村", "农低"),
    ("urban", "城市低保", "2", "城市", "城镇低保"),
)

DIBAO_LEVEL = CodeList.of(
    "dibao_level",
    "保障类别",
    ("a", "A类", "1", "A", "一类", "一档", "Ａ类"),
    ("b", "B类", "2", "B", "二类", "二档", "Ｂ类"),
    ("c", "C类", "3", "C", "三类", "三档", "Ｃ类"),
)

#: For data sets whose kinds are not yet told apart.
ANY_KIND = CodeList.of("any_kind", "类别", ("any", "全部", None))


@dataclass(frozen=True, slots=True)
class Detail:
    """One more field of a dataset's rows, kept as text in `details` and met in conditions as `row.<key>`.

    bool as "true" or "false", money in whole fen, numbers as digits, codes as codes.
    """

    key: str
    label: str
    kind: Literal["bool", "number", "money", "code"]
    unit: str = ""
    codes: CodeList | None = None


@dataclass(frozen=True, slots=True)
class Dataset:
    """What a bureau delivers: `number` is stored with each record, `key` names it in facts and rules.

    `max_age_months`: an older delivery no longer proves that something is absent; None = it always does.
    """

    number: int
    key: str
    title: str
    office: str
    kinds: CodeList = ANY_KIND
    levels: CodeList | None = None
    statuses: CodeList = RECORD_STATUS
    details: tuple[Detail, ...] = ()
    max_age_months: int | None = None

    @property
    def workbook(self) -> str:
        """The number of the workbook that brings it, e.g. B04; 402 is a further list of B04."""
        return f"B{self.number if self.number < 100 else self.number // 100:02d}"


_WATER_ITEMS = (
    Detail("quantity", "水量", "code", codes=WATER_GRADE),
    Detail("quality", "水质", "code", codes=WATER_GRADE),
    Detail("distance", "取水方便程度", "code", codes=WATER_GRADE),
    Detail("reliability", "供水保证率", "code", codes=WATER_GRADE),
    Detail("cut_days", "一年内停水天数", "number", "天"),
)

DATASETS: tuple[Dataset, ...] = (
    Dataset(
        1,
        "police_register",
        "户籍登记",
        "GA",
        levels=a.RESIDENCE,
        statuses=a.REGISTER_STATUS,
        details=(
            Detail("house_persons", "户口上的人数", "number", "人"),
            Detail("name_agrees", "姓名和登记一致", "bool"),
        ),
    ),
    Dataset(102, "police_death", "死亡注销", "GA"),
    Dataset(103, "police_move", "户籍迁移", "GA", a.MOVE),
    Dataset(104, "police_birth", "出生登记", "GA"),
    Dataset(2, "vehicle", "机动车登记", "GA", VEHICLE_KIND),
    Dataset(3, "custody", "服刑强戒失踪名单", "GA", a.CUSTODY, None, a.CUSTODY_STATUS),
    Dataset(4, "dibao", "低保花名册", "MZ", DIBAO_KIND, DIBAO_LEVEL),
    Dataset(402, "dibao_payment", "低保发放", "MZ", DIBAO_KIND, None, a.PAYMENT_STATUS),
    Dataset(501, "tekun", "特困供养名册", "MZ", a.TEKUN_CARE, a.CARE_LEVEL),
    Dataset(502, "orphan", "孤儿和事实无人抚养儿童", "MZ", a.ORPHAN_KIND),
    Dataset(503, "temporary_aid", "临时救助", "MZ", a.AID_CAUSE, None, a.AID_STATUS),
    Dataset(504, "disability_subsidy", "残疾人两项补贴", "MZ", a.SUBSIDY_KIND, DISABILITY_LEVEL),
    Dataset(505, "old_age", "高龄津贴名册", "MZ"),
    Dataset(6, "funeral", "火化死亡登记", "MZ"),
    Dataset(7, "pupil", "学籍", "JY", SCHOOL, None, PUPIL_STATUS),
    Dataset(8, "education_aid", "教育资助发放", "JY", a.EDUCATION_AID, None, a.PAYMENT_STATUS),
    Dataset(901, "serious_illness", "大病患者", "WJ", a.ILLNESS, a.TREATMENT, a.ILLNESS_STATUS),
    Dataset(902, "chronic_illness", "慢病患者", "WJ", a.CHRONIC, None, a.ILLNESS_STATUS),
    Dataset(
        903, "family_doctor", "家庭医生签约", "WJ", details=(Detail("visits", "随访次数", "number", "次"),)
    ),
    Dataset(904, "birth_certificate", "出生医学证明", "WJ"),
    Dataset(905, "death_certificate", "死亡医学证明", "WJ"),
    Dataset(
        10,
        "medical_insurance",
        "医保参保缴费",
        "YB",
        a.SCHEME,
        a.INSURED_CATEGORY,
        a.INSURED_STATUS,
        details=(Detail("own_payment", "个人缴费", "money", "元"),),
    ),
    Dataset(11, "medical_settlement", "医保结算自付", "YB", a.STAY, None, a.SETTLEMENT_STATUS),
    Dataset(12, "dangerous_house", "住房安全鉴定", "ZJ", HOUSE_LEVEL, None, a.BUILDING_STATUS),
    Dataset(1202, "house_repair", "危房改造", "ZJ", a.REPAIR, None, a.REPAIR_STATUS),
    Dataset(13, "house_sale", "商品房网签", "ZJ", a.HOUSE_USE, None, a.SALE_STATUS),
    Dataset(
        14,
        "real_estate",
        "不动产登记",
        "ZR",
        a.HOUSE_USE,
        a.ACQUISITION,
        a.TITLE_STATUS,
        details=(Detail("share", "产权份额", "number", "%"),),
    ),
    Dataset(
        15,
        "pension_insurance",
        "养老保险参保",
        "RS",
        a.SCHEME,
        None,
        a.INSURED_STATUS,
        details=(Detail("paid_by_government", "政府代缴", "bool"),),
    ),
    Dataset(1502, "pension_payment", "养老待遇发放", "RS", a.SCHEME, None, b.PENSION_STATUS),
    Dataset(
        16,
        "employment",
        "务工就业",
        "RS",
        b.WORKPLACE,
        None,
        b.WORK_STATUS,
        details=(Detail("channel", "就业渠道", "code", codes=WORK_CHANNEL),),
    ),
    Dataset(1602, "public_post", "公益性岗位", "RS", PUBLIC_POST, None, b.WORK_STATUS),
    Dataset(1603, "training", "技能培训", "RS", statuses=b.TRAINING_STATUS),
    Dataset(17, "disability", "持证残疾人", "CL", DISABILITY_CATEGORY, DISABILITY_LEVEL),
    Dataset(18, "drinking_water", "饮水评价", "SW", WATER, WATER_GRADE, details=_WATER_ITEMS),
    Dataset(
        19,
        "business_entity",
        "市场主体",
        "SJ",
        b.ENTITY,
        b.ENTITY_ROLE,
        b.ENTITY_STATUS,
        details=(Detail("small_shop", "村内小卖部", "bool"), Detail("with_aid", "享受创业扶持", "bool")),
    ),
    Dataset(20, "tax", "个税纳税", "SH", b.TAXED_INCOME),
    Dataset(21, "payroll", "财政供养人员", "CZ", b.PAYROLL_POST, None, b.PAYROLL_STATUS),
    Dataset(22, "benefit_card", "惠民惠农补贴一卡通", "CZ", b.BENEFIT, b.CARD_HOLDER, a.PAYMENT_STATUS),
    Dataset(23, "housing_fund", "公积金缴存", "GJ", statuses=b.FUND_STATUS),
    Dataset(24, "industry_aid", "产业补助", "NY", b.INDUSTRY_AID, None, b.INDUSTRY_STATUS),
    Dataset(2402, "farm_machine", "农机补贴", "NY"),
    Dataset(25, "forest_ranger", "生态护林员", "LY", statuses=b.WORK_STATUS),
    Dataset(2502, "farmland_to_forest", "退耕还林", "LY", statuses=b.INDUSTRY_STATUS),
    Dataset(2503, "public_forest", "公益林补偿", "LY"),
    Dataset(26, "relocation", "搬迁户", "YM", SETTLE_MODE, b.OLD_HOUSE, b.RELOCATION_STATUS),
    Dataset(
        27,
        "small_loan",
        "小额信贷台账",
        "YH",
        b.LOAN_PURPOSE,
        b.REPAYMENT,
        b.LOAN_STATUS,
        details=(Detail("balance", "贷款余额", "money", "元"),),
    ),
    Dataset(28, "disaster", "受灾户", "YJ", DISASTER_KIND, b.DAMAGE),
    Dataset(29, "court_default", "失信被执行人", "FY", statuses=b.COURT_STATUS),
    Dataset(2902, "court_enforcement", "执行案件", "FY", statuses=b.COURT_STATUS),
    Dataset(30, "broadband", "宽带用户", "DX"),
    Dataset(3002, "television", "电视用户", "DX"),
)

BY_KEY: dict[str, Dataset] = {dataset.key: dataset for dataset in DATASETS}
BY_NUMBER: dict[int, Dataset] = {dataset.number: dataset for dataset in DATASETS}
