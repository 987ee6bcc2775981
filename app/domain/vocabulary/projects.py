"""Code lists of the project bank and its funds (domain reference 9.1)."""

from app.domain.vocabulary.codes import CodeList

PROJECT_CATEGORY = CodeList.of(
    "project_category",
    "项目类别",
    ("industry", "产业发展", "01", "产业项目", "产业"),
    ("employment", "就业项目", "02", "就业"),
    ("rural_construction", "乡村建设行动", "03", "乡村建设", "基础设施", "生活条件改善"),
    ("relocation", "易地搬迁后扶", "04", "易地搬迁后续扶持", "易地扶贫搬迁后续扶持"),
    ("guarantees", "巩固三保障成果", "05", "三保障", "教育"),
    ("governance", "乡村治理和精神文明", "06", "乡村治理和精神文明建设"),
    ("management_fee", "项目管理费", "07", "管理费"),
    ("other", "其他", "99"),
)

PROJECT_SUBCATEGORY = CodeList.of(
    "project_subcategory",
    "项目子类型",
    ("production", "生产项目", None, "种植养殖"),
    ("processing", "加工流通项目", None, "加工流通"),
    ("industry_facility", "配套设施项目", None, "产业配套设施"),
    ("collective_economy", "新型农村集体经济发展项目", None, "新型农村集体经济"),
    ("finance_insurance", "金融保险配套项目", None, "金融保险配套"),
    ("work_subsidy", "务工补助", None),
    ("job", "就业", None),
    ("startup", "创业", None),
    ("craftsman", "乡村工匠", None),
    ("public_post", "公益性岗位", None),
    ("infrastructure", "农村基础设施", None, "基础设施"),
    ("environment", "人居环境整治", None, "人居环境"),
    ("public_service", "农村公共服务", None, "公共服务"),
    ("housing", "住房", None),
    ("education", "教育", None),
    ("health", "健康", None),
    ("comprehensive", "综合保障", None),
    ("other", "其他", None),
)

PROJECT_NATURE = CodeList.of(
    "project_nature",
    "建设性质",
    ("new", "新建", "1"),
    ("continued", "续建", "2"),
    ("extended", "改扩建", "3", "改建", "扩建"),
)

PROJECT_STATE = CodeList.of(
    "project_state",
    "项目状态",
    ("proposed", "申报", None, "已申报"),
    ("in_bank", "入库", None, "已入库"),
    ("planned", "列入年度计划", None, "年度计划"),
    ("under_way", "实施中", None, "在建"),
    ("accepted", "已验收", None, "完工", "已完工", "竣工"),
    ("closed", "已办结", None, "已归档"),
    ("withdrawn", "出库", None, "已出库"),
)

FUND_SOURCE = CodeList.of(
    "fund_source",
    "资金来源",
    ("central", "中央衔接资金", None, "中央财政衔接资金", "中央"),
    ("province", "省级财政资金", None, "省级衔接资金", "省"),
    ("city", "市级财政资金", None, "市级衔接资金", "市"),
    ("county", "县级财政资金", None, "县级衔接资金", "县"),
    ("integrated", "整合涉农资金", None, "涉农整合资金"),
    ("bond", "地方政府债券", None, "债券"),
    ("east_west", "东西部协作资金", None, "东西部协作"),
    ("social", "社会资金", None, "社会捐助", "社会"),
    ("self_raised", "自筹资金", None, "群众自筹", "自筹"),
)

FUND_FLOW_KIND = CodeList.of(
    "fund_flow_kind",
    "资金环节",
    ("planned", "计划", None, "预算"),
    ("arrived", "到位", None, "指标下达", "下达"),
    ("allocated", "拨付", None, "下拨"),
    ("paid", "支付", None, "支出"),
    ("reimbursed", "报账", None, "决算"),
)

MECHANISM = CodeList.of(
    "mechanism",
    "带贫减贫机制",
    ("labor", "劳务就业", None, "务工就业"),
    ("land_lease", "土地流转", None),
    ("shares", "入股分红", None, "资产收益"),
    ("orders", "订单收购", None, "订单农业"),
    ("asset_lease", "资产租赁", None),
    ("direct_grant", "直接补助", None, "到户补助"),
    ("public_benefit", "公益受益", None, "普惠受益"),
)

ASSET_KIND = CodeList.of(
    "asset_kind",
    "资产类别",
    ("operating", "经营性资产", None),
    ("public", "公益性资产", None),
    ("household", "到户类资产", None, "到户资产"),
)

ASSET_OWNER = CodeList.of(
    "asset_owner",
    "资产权属",
    ("state", "国有", None),
    ("collective", "村集体", None, "集体"),
    ("household", "农户", None, "个人"),
    ("other", "其他", None),
)

ASSET_STATE = CodeList.of(
    "asset_state", "资产状态", ("in_use", "在用", None), ("idle", "闲置", None), ("lost", "损毁或处置", None)
)
