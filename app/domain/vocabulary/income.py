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
    ("business_cost", "生产经营性支出", "AAC074", "生产经营性支出合计"),
)

INCOME_GROUP = CodeList.of(
    "income_group",
    "收入大类",
    ("wage", "工资性收入", "AAC073"),
    ("business", "生产经营性收入", "AAC071"),
    ("property", "财产性收入", "AAC072"),
    ("transfer", "转移性收入", "AAC085"),
    ("cost", "生产经营性支出", "AAC074"),
)

#: Kind -> group. The group `cost` is subtracted, all others are added.
GROUP_OF_KIND: dict[str, str] = {
    code.code: "cost" if code.code == "business_cost" else code.code.split("_")[0] for code in INCOME_KIND
}

INCOME_ORIGIN = CodeList.of(
    "income_origin",
    "收入来源",
    ("visit", "入户采集", None, "走访"),
    ("bureau", "部门数据", None),
    ("import", "批量导入", None),
)
