"""Fields of a monitoring case, its steps and its two sets of facts (domain 2.8, 2.15)."""

from app.domain.fields.kinds import RegistryField, answer, code, count, day, money, month, text
from app.domain.vocabulary.households import CLEAR_MODE, MONITORING_KIND, MONITORING_STATE, RISK
from app.domain.vocabulary.monitoring import MONITORING_MOMENT, MONITORING_SOURCE, MONITORING_STEP

CASE: dict[str, RegistryField] = {
    "kind": code("监测对象类别", MONITORING_KIND),
    "risk_main": code("主要返贫致贫风险", RISK),
    "source": code("线索来源", MONITORING_SOURCE),
    "is_green_channel": answer("绿色通道（先帮扶后补手续）"),
    "state": code("监测进度", MONITORING_STATE),
    "identified_month": month("识别监测时间"),
    "cleared_month": month("风险消除时间"),
    "clear_mode": code("风险消除方式", CLEAR_MODE),
}

CASE_STEP: dict[str, RegistryField] = {
    "step": code("步骤", MONITORING_STEP),
    "on_day": day("日期"),
    "until_on": day("公示到哪天"),
    "evidence": text("依据"),
}

SITUATION: dict[str, RegistryField] = {
    "moment": code("哪个时候的", MONITORING_MOMENT),
    "on_day": day("核实日期"),
    "has_dropout": answer("有义务教育阶段适龄儿童少年失学辍学"),
    "house_damaged": answer("住房出现安全问题"),
    "someone_uninsured": answer("有家庭成员未参加基本医疗保险"),
    "water_damaged": answer("饮水出现安全问题"),
    "wage_fen": money("工资性收入"),
    "business_fen": money("生产经营性收入"),
    "property_fen": money("财产性收入"),
    "transfer_fen": money("转移性收入"),
    "cost_fen": money("生产经营性支出"),
    "net_fen": money("家庭纯收入"),
    "net_per_head_fen": money("家庭人均纯收入"),
    "claim_fen": money("理赔收入"),
    "self_paid_fen": money("合规自付支出"),
    "members": count("家庭人口", "人"),
}
