"""Fields of a month of work and of planned work (domain 2.11, N04, N05)."""

from app.domain.fields.kinds import RegistryField, answer, code, count, day, money, month, text
from app.domain.vocabulary.income import INCOME_ORIGIN
from app.domain.vocabulary.working import SERVICE_NEED, WORK_CHANNEL, WORK_INDUSTRY

WORK_RECORD: dict[str, RegistryField] = {
    "month": month("月份"),
    "is_working": answer("是否已务工"),
    "place": text("务工所在地"),
    "place_code": text("务工所在县"),
    "employer": text("务工企业名称"),
    "industry": code("所属行业", WORK_INDUSTRY),
    "wage_fen": money("务工月收入"),
    "starts_on": day("开始时间"),
    "ends_on": day("结束时间"),
    "channel": code("就业渠道", WORK_CHANNEL),
    "point_to_point": answer("是否点对点输送"),
    "travel_subsidy_fen": money("年度交通费补助"),
    "origin": code("来源", INCOME_ORIGIN),
}

WORK_PLAN: dict[str, RegistryField] = {
    "year": count("年度", "年"),
    "is_planned": answer("是否计划务工"),
    "place": text("计划务工所在地"),
    "place_code": text("计划务工所在县"),
    "service_need": code("就业服务需求", SERVICE_NEED),
    "origin": code("来源", INCOME_ORIGIN),
}
