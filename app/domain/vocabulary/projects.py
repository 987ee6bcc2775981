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
    ("need", "需求调查", None, "需求摸底"),
    ("proposed", "申报", None, "已申报", "村级申报"),
    ("checked", "乡镇已审核", None, "乡镇审核"),
    ("argued", "县级已论证", None, "县级论证"),
    ("approved", "领导小组已审定", None, "已审定"),
    ("in_bank", "入库", None, "已入库"),
    ("planned", "列入年度计划", None, "年度计划"),
    ("under_way", "实施中", None, "在建"),
    ("finished", "完工待验收", None, "完工", "已完工", "竣工"),
    ("accepted", "已验收", None, "验收合格"),
    ("settled", "已决算报账", None, "已决算"),
    ("registered", "资产已登记", None),
    ("evaluated", "绩效已自评", None),
    ("closed", "已办结", None, "已归档"),
    ("withdrawn", "出库", None, "已出库"),
)

PROJECT_STEP = CodeList.of(
    "project_step",
    "项目步骤",
    ("apply", "村级申报", None),
    ("check", "乡镇审核", None),
    ("argue", "县级论证", None),
    ("approve", "领导小组审定", None),
    ("enter", "公示入库", None),
    ("plan", "列入年度计划", None),
    ("start", "开工", None),
    ("finish", "完工", None),
    ("rework", "退回整改", None),
    ("accept", "验收", None),
    ("settle", "决算报账", None),
    ("register", "资产登记", None),
    ("evaluate", "绩效自评", None),
    ("archive", "归档办结", None),
    ("send_back", "退回修改", None),
    ("withdraw", "出库", None),
)

NOTICE_KIND = CodeList.of(
    "notice_kind",
    "公示事项",
    ("need", "村级申报公示", None),
    ("bank", "项目库公示", None),
    ("plan", "年度计划和资金安排公示", None),
    ("start", "实施前公示", None),
    ("result", "完成情况公示", None),
    ("income", "资产收益分配公示", None),
)

NOTICE_LEVEL = CodeList.of(
    "notice_level",
    "公示在哪里",
    ("village", "村公示栏", None),
    ("township", "乡镇公示栏", None),
    ("site", "项目实施地", None),
    ("network", "政府网站", None),
)

GOAL_PART = CodeList.of(
    "goal_part",
    "绩效指标",
    ("quantity", "数量指标", None),
    ("quality", "质量指标", None),
    ("timeliness", "时效指标", None),
    ("cost", "成本指标", None),
    ("economic", "经济效益指标", None),
    ("social", "社会效益指标", None),
    ("ecological", "生态效益指标", None),
    ("lasting", "可持续影响指标", None),
    ("satisfaction", "服务对象满意度指标", None),
)

SHARE_PURPOSE = CodeList.of(
    "share_purpose",
    "收益用途",
    ("household", "分给农户", None),
    ("wages", "公益岗位工资", None),
    ("village_good", "村级公益事业", None),
    ("growth", "扩大再生产", None),
    ("upkeep", "资产管护", None),
    ("reserve", "留存", None),
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
    "asset_state",
    "资产状态",
    ("in_use", "在用", None, "正常"),
    ("idle", "闲置", None),
    ("lost", "损毁或处置", None, "损毁", "流失", "处置"),
)
