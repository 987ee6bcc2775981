"""Kinds, levels and statuses of bureau records: work, business, money, water, disasters, courts (domain reference 7).

In every list of statuses `normal` is the one in force: the window "live" of conditions looks for it.
"""

from app.domain.vocabulary.codes import CodeList

PENSION_STATUS = CodeList.of(
    "pension_status",
    "待遇状态",
    ("normal", "正常领取", None, "领取", "正常"),
    ("suspended", "暂停发放", None, "暂停"),
    ("died", "死亡", None, "已死亡", "死亡终止"),
)
WORKPLACE = CodeList.of(
    "workplace",
    "就业地",
    ("township", "乡(镇)内", "01", "乡镇内"),
    ("county", "乡(镇)外县内", "02", "县内"),
    ("province", "县外省内", "03", "省内"),
    ("other_province", "省外", "04", "外省"),
    ("abroad", "境外", None, "国外"),
)
WORK_STATUS = CodeList.of(
    "work_status",
    "在岗状态",
    ("normal", "在岗", None, "务工中", "在职"),
    ("left", "离岗", None, "返乡", "离职"),
)
TRAINING_STATUS = CodeList.of(
    "training_status", "结业情况", ("normal", "合格", None, "已取证"), ("failed", "不合格", None, "未结业")
)
ENTITY = CodeList.of(
    "entity",
    "主体类型",
    ("individual", "个体工商户", None, "个体"),
    ("company", "公司", None, "有限责任公司", "企业"),
    ("cooperative", "农民专业合作社", None, "合作社"),
)
ENTITY_ROLE = CodeList.of(
    "entity_role",
    "担任职务",
    ("legal_person", "法定代表人", None, "经营者", "负责人"),
    ("shareholder", "股东", None, "出资人"),
    ("manager", "高管", None, "监事", "董事"),
    ("member", "普通成员", None, "社员", "成员"),
)
ENTITY_STATUS = CodeList.of(
    "entity_status",
    "登记状态",
    ("normal", "存续", None, "在业", "开业"),
    ("cancelled", "注销", None, "已注销"),
    ("revoked", "吊销", None, "已吊销"),
)
TAXED_INCOME = CodeList.of(
    "taxed_income",
    "所得项目",
    ("wage", "工资薪金", None, "工资薪金所得"),
    ("labor", "劳务报酬", None, "劳务报酬所得"),
    ("business", "经营所得", None),
    ("other", "其他所得", None),
)
PAYROLL_POST = CodeList.of(
    "payroll_post",
    "人员性质",
    ("civil", "公务员", None, "行政"),
    ("institution", "事业人员", None, "事业", "事业编"),
    ("retired", "离退休人员", None, "离退休", "退休"),
    ("temporary", "临聘人员", None, "临聘", "编外"),
    ("village_cadre", "村干部", None, "村（社区）干部"),
    ("public_post", "公益性岗位", None, "公益岗", "护林员"),
    ("soldier", "义务兵", None, "现役士兵"),
)
PAYROLL_STATUS = CodeList.of(
    "payroll_status",
    "状态",
    ("normal", "在册", None, "在职", "在领"),
    ("cancelled", "已停", None, "离职", "停发"),
)
BENEFIT = CodeList.of(
    "benefit",
    "补贴项目",
    ("dibao", "低保金", None, "农村低保"),
    ("tekun", "特困供养金", None, "特困供养"),
    ("disability", "残疾人两项补贴", None, "残疾人补贴"),
    ("old_age", "高龄津贴", None),
    ("orphan", "孤儿基本生活费", None),
    ("farmland", "耕地地力保护补贴", None, "地力补贴"),
    ("forest", "退耕还林补助", None, "退耕还林"),
    ("public_forest", "公益林补偿", None, "森林生态效益补偿"),
    ("ranger", "护林员劳务费", None, "护林员"),
    ("public_post", "公益性岗位补贴", None, "公益岗补贴"),
    ("temporary_aid", "临时救助", None),
    ("education", "教育资助", None),
    ("industry", "产业奖补", None, "产业补助"),
    ("pension", "养老金", None, "城乡居民养老金"),
    ("other", "其他补贴", None),
)
CARD_HOLDER = CodeList.of(
    "card_holder",
    "持卡人关系",
    ("self", "本人", None),
    ("family", "家庭成员", None, "家人"),
    ("guardian", "监护人或受托人", None, "监护人", "受托人"),
    ("outsider", "其他人", None, "其他", "非家庭成员"),
)
FUND_STATUS = CodeList.of(
    "fund_status",
    "账户状态",
    ("normal", "正常缴存", None, "正常"),
    ("sealed", "封存", None),
    ("closed", "销户", None, "已销户"),
)
INDUSTRY_AID = CodeList.of(
    "industry_aid",
    "产业项目",
    ("planting", "种植业", None, "种植"),
    ("breeding", "养殖业", None, "养殖"),
    ("share", "入股分红", None, "资产收益"),
    ("courtyard", "庭院经济", None, "以奖代补"),
    ("insurance", "农业保险", None),
    ("guidance", "技术指导", None),
)
INDUSTRY_STATUS = CodeList.of(
    "industry_status",
    "兑现状态",
    ("normal", "已兑现", None, "已验收"),
    ("planned", "计划", None, "未兑现"),
    ("failed", "失败", None, "绝收", "死亡", "停产"),
)
OLD_HOUSE = CodeList.of(
    "old_house",
    "旧房拆除",
    ("removed", "已拆除", None, "是", "已拆"),
    ("standing", "未拆除", None, "否", "未拆"),
    ("kept", "依法保留", None, "连体房", "保护建筑"),
)
RELOCATION_STATUS = CodeList.of(
    "relocation_status",
    "入住情况",
    ("normal", "已入住", None, "入住"),
    ("key_given", "已交钥匙未入住", None, "未入住"),
    ("planned", "未交钥匙", None, "在建"),
    ("withdrawn", "退出搬迁", None, "退出"),
)
LOAN_PURPOSE = CodeList.of(
    "loan_purpose",
    "贷款用途",
    ("production", "生产经营", None, "种养殖", "发展产业"),
    ("wedding", "婚丧嫁娶", None, "婚丧"),
    ("house", "建房购房", None, "建房", "购房"),
    ("consumption", "生活消费", None, "消费"),
    ("transferred", "户贷企用", None, "转贷", "入股企业"),
)
REPAYMENT = CodeList.of(
    "repayment",
    "还款状态",
    ("on_time", "正常", None, "按时"),
    ("overdue", "逾期", None, "不良"),
    ("renewed", "续贷或展期", None, "续贷", "展期"),
)
LOAN_STATUS = CodeList.of(
    "loan_status", "结清状态", ("normal", "未结清", None, "在贷"), ("settled", "已结清", None, "结清")
)
DAMAGE = CodeList.of(
    "damage",
    "住房受损",
    ("none", "未受损", None, "无"),
    ("minor", "一般损坏", None, "轻微"),
    ("serious", "严重损坏", None, "严重"),
    ("collapsed", "倒塌", None),
)
COURT_STATUS = CodeList.of(
    "court_status",
    "案件状态",
    ("normal", "执行中", None, "在列"),
    ("closed", "已结案", None, "已撤销", "终结"),
)
