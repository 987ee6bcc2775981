"""Kinds of income lines and the sums made of them (domain reference 2.5); national codes of AC07."""

from app.domain.vocabulary.codes import CodeList

INCOME_KIND = CodeList.of(
    "income_kind",
    "收入类别",
    ("wage_work", "务工收入", "AAC073", "工资性收入", "打工收入"),
    ("wage_public_post", "公益性岗位收入", None, "公益岗收入"),
    ("wage_other", "其他工资性收入", None),
    ("business", "生产经营性收入", "AAC071", "经营性收入"),
    ("property_dividend", "资产收益扶贫分红收入", None, "分红收入", "资产收益分红收入"),
    ("property_land", "土地流转收入", None, "土地流转"),
    ("property_other", "其他财产性收入", None, "财产性收入"),
    ("transfer_birth", "计划生育金", "AAC076"),
    ("transfer_dibao", "最低生活保障金", "AAC077", "低保金"),
    ("transfer_tekun", "特困人员救助供养金", "AAC086", "五保金"),
    ("transfer_pension", "养老保险金", "AAC087", "养老金或离退休金", "养老金"),
    ("transfer_eco", "生态补偿金", "AAC078"),
    ("transfer_other", "其他转移性收入", "AAC083"),
    ("transfer_disability", "残疾人补贴", None, "残补", "残疾人两项补贴"),
    ("transfer_age", "高龄补贴", None, "高龄津贴"),
    ("transfer_relief", "临时救助金", None, "临时救助"),
    ("transfer_support", "赡养费", None, "子女赡养费"),
    ("transfer_farm", "农业补贴", None, "耕地地力保护补贴", "种粮补贴"),
    ("transfer_industry_award", "产业奖励", None),
    ("transfer_job_award", "就业奖励", None, "务工奖励", "稳岗补贴"),
    ("transfer_claim", "理赔收入", None, "保险理赔"),
    ("business_cost", "生产经营性支出", "AAC074", "生产经营性支出合计"),
    ("offset_subsidy", "专项用于减少生产经营性支出的补贴", None, "经营支出补贴"),
    ("self_paid_medical", "医疗合规自付支出", None, "合规自付支出", "医疗自付"),
    ("self_paid_schooling", "教育自付支出", None, "教育支出"),
    ("self_paid_other", "其他刚性支出", None, "事故、灾害支出"),
    ("memo_tax", "税费", None),
    ("memo_depreciation", "生产性固定资产折旧", None, "折旧"),
    ("memo_gift", "赠送村外亲友", None, "外赠"),
)

INCOME_GROUP = CodeList.of(
    "income_group",
    "收入大类",
    ("wage", "工资性收入", "AAC073"),
    ("business", "生产经营性收入", "AAC071"),
    ("property", "财产性收入", "AAC072"),
    ("transfer", "转移性收入", "AAC085"),
    ("cost", "生产经营性支出", "AAC074"),
    ("offset", "减少生产经营性支出的补贴", None),
    ("self_paid", "合规自付和刚性支出（只记不减）", None),
    ("memo", "其他只记不减的支出", None),
)

#: Kind -> group. `cost` is subtracted, `self_paid` and `memo` are only noted, all others are added.
GROUP_OF_KIND: dict[str, str] = {
    code.code: "cost"
    if code.code == "business_cost"
    else "self_paid"
    if code.code.startswith("self_paid")
    else code.code.split("_")[0]
    for code in INCOME_KIND
}
#: Group -> how its lines enter the net income.
SIGN_OF_GROUP: dict[str, int] = {
    "wage": 1, "business": 1, "property": 1, "transfer": 1, "offset": 1, "cost": -1, "self_paid": 0, "memo": 0,
}  # fmt: skip
COST_KINDS = tuple(k for k, group in GROUP_OF_KIND.items() if SIGN_OF_GROUP[group] == -1)
MEMO_KINDS = tuple(k for k, group in GROUP_OF_KIND.items() if SIGN_OF_GROUP[group] == 0)
#: The six transfers that the national table AC07 has columns for; all others are its 其他转移性收入.
NATIONAL_TRANSFERS = (
    "transfer_birth", "transfer_dibao", "transfer_tekun", "transfer_pension", "transfer_eco", "transfer_other",
)  # fmt: skip

INCOME_ORIGIN = CodeList.of(
    "income_origin",
    "收入来源",
    ("visit", "入户采集", None, "走访"),
    ("bureau", "部门数据", None),
    ("import", "批量导入", None),
)
