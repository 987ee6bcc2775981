"""Rows of the register beside household and person: work month by month, plans of work, situations of monitoring."""

from app.domain.fact_dictionary.kinds import Fact, Kind, RowSource
from app.domain.vocabulary import CodeList
from app.domain.vocabulary.monitoring import MONITORING_MOMENT
from app.domain.vocabulary.working import SERVICE_NEED, WORK_CHANNEL, WORK_INDUSTRY


def _field(name: str, label: str, kind: Kind, *, codes: CodeList | None = None, unit: str = "") -> Fact:
    return Fact(f"row.{name}", label, "row", kind, unit, codes, scale=2 if kind == "money" else 0)


#: N04, 务工月监测 (2.11). `previous_ends_on` is the end told with the month before, for overlaps.
WORK = RowSource(
    "work", "务工月监测", ("person",),
    (
        _field("month", "月份", "date"),
        _field("is_working", "已务工", "bool"),
        _field("place_code", "务工所在地", "code"),
        _field("employer", "务工企业", "text"),
        _field("industry", "所属行业", "code", codes=WORK_INDUSTRY),
        _field("wage", "务工月收入", "money", unit="元"),
        _field("starts_on", "务工开始时间", "date"),
        _field("ends_on", "务工结束时间", "date"),
        _field("previous_ends_on", "上一次务工结束时间", "date"),
        _field("channel", "就业渠道", "code", codes=WORK_CHANNEL),
        _field("point_to_point", "点对点输送", "bool"),
        _field("travel_subsidy", "年度交通费补助", "money", unit="元"),
    ),
    None, "row.month", "", "个月",
)  # fmt: skip
#: N05, plans of work.
WORK_PLANS = RowSource(
    "work_plans", "务工计划", ("person",),
    (
        _field("year", "年度", "number", unit="年"),
        _field("is_planned", "计划务工", "bool"),
        _field("place_code", "计划务工所在县", "code"),
        _field("service_need", "就业服务需求", "code", codes=SERVICE_NEED),
    ),
    counter="条",
)  # fmt: skip
#: Facts of a monitored household at identification and at clearance (2.8).
SITUATIONS = RowSource(
    "situations", "识别时和消除时的情况", ("household",),
    (
        _field("moment", "哪个时候的", "code", codes=MONITORING_MOMENT),
        _field("has_dropout", "有义务教育阶段失学辍学", "bool"),
        _field("house_damaged", "住房损毁", "bool"),
        _field("someone_uninsured", "有成员未参加基本医保", "bool"),
        _field("water_damaged", "饮水设施损毁", "bool"),
        _field("wage", "工资性收入", "money", unit="元"),
        _field("business", "生产经营性收入", "money", unit="元"),
        _field("property", "财产性收入", "money", unit="元"),
        _field("transfer", "转移性收入", "money", unit="元"),
        _field("cost", "生产经营性支出", "money", unit="元"),
        _field("net", "家庭纯收入", "money", unit="元"),
        _field("net_per_head", "家庭人均纯收入", "money", unit="元"),
        _field("claim", "理赔收入", "money", unit="元"),
        _field("self_paid", "合规自付支出", "money", unit="元"),
        _field("members", "家庭人口", "number", unit="人"),
    ),
    counter="份",
)  # fmt: skip

REGISTER_ROWS: tuple[RowSource, ...] = (WORK, WORK_PLANS, SITUATIONS)
