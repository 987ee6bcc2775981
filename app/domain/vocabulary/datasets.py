"""Bureau data sets: number (that of the B workbook), key, sending office, kinds, levels, statuses."""

from dataclasses import dataclass

from app.domain.vocabulary.codes import CodeList
from app.domain.vocabulary.people import DISABILITY_CATEGORY, DISABILITY_LEVEL
from app.domain.vocabulary.schooling import PUPIL_STATUS, SCHOOL

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
class Dataset:
    """What a bureau delivers: `number` is stored with each record, `key` names it in facts and rules."""

    number: int
    key: str
    title: str
    office: str
    kinds: CodeList = ANY_KIND
    levels: CodeList | None = None
    statuses: CodeList = RECORD_STATUS

    @property
    def workbook(self) -> str:
        """The number of its workbook, e.g. B04."""
        return f"B{self.number:02d}"


DATASETS: tuple[Dataset, ...] = (
    Dataset(1, "police_register", "户籍登记", "GA"),
    Dataset(2, "vehicle", "机动车登记", "GA", VEHICLE_KIND),
    Dataset(3, "custody", "服刑强戒失踪名单", "GA"),
    Dataset(4, "dibao", "低保花名册", "MZ", DIBAO_KIND, DIBAO_LEVEL),
    Dataset(5, "relief", "特困、孤儿、救助与补贴", "MZ"),
    Dataset(6, "funeral", "火化死亡登记", "MZ"),
    Dataset(7, "pupil", "学籍", "JY", SCHOOL, None, PUPIL_STATUS),
    Dataset(8, "education_aid", "教育资助发放", "JY"),
    Dataset(9, "illness", "大病慢病签约", "WJ"),
    Dataset(10, "medical_insurance", "医保参保缴费", "YB"),
    Dataset(11, "medical_settlement", "医保结算自付", "YB"),
    Dataset(12, "dangerous_house", "危房鉴定改造", "ZJ"),
    Dataset(13, "house_sale", "商品房网签", "ZJ"),
    Dataset(14, "real_estate", "不动产登记", "ZR"),
    Dataset(15, "pension", "养老参保待遇", "RS"),
    Dataset(16, "employment", "务工公益岗培训", "RS"),
    Dataset(17, "disability", "持证残疾人", "CL", DISABILITY_CATEGORY, DISABILITY_LEVEL),
    Dataset(18, "drinking_water", "饮水评价", "SW"),
    Dataset(19, "business_entity", "市场主体", "SJ"),
    Dataset(20, "tax", "个税纳税", "SH"),
    Dataset(21, "payroll", "财政供养人员", "CZ"),
    Dataset(22, "benefit_card", "惠民惠农补贴一卡通", "CZ"),
    Dataset(23, "housing_fund", "公积金缴存", "GJ"),
    Dataset(24, "farming_aid", "产业补助农机", "NY"),
    Dataset(25, "forestry", "护林员退耕公益林", "LY"),
    Dataset(26, "relocation", "搬迁户", "YM"),
    Dataset(27, "small_loan", "小额贷款台账", "YH"),
    Dataset(28, "disaster", "受灾户", "YJ"),
    Dataset(29, "court", "失信执行", "FY"),
    Dataset(30, "broadband", "宽带电视", "DX"),
)

BY_KEY: dict[str, Dataset] = {dataset.key: dataset for dataset in DATASETS}
BY_NUMBER: dict[int, Dataset] = {dataset.number: dataset for dataset in DATASETS}
