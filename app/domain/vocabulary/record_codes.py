"""Kinds, levels and statuses of bureau records beyond the first four lists (domain reference 7).

In every list of statuses `normal` is the one in force: the window "live" of conditions looks for it.
"""

from app.domain.vocabulary.codes import CodeList

REGISTER_STATUS = CodeList.of(
    "register_status", "户籍状态", ("normal", "在籍", None, "正常"), ("cancelled", "注销", None, "已注销")
)
RESIDENCE = CodeList.of(
    "residence",
    "人户情况",
    ("together", "人户一致", None, "户在人在"),
    ("apart", "人户分离", None, "户在人不在"),
    ("empty", "空挂户", None, "空挂"),
)
MOVE = CodeList.of(
    "move",
    "户籍变动",
    ("moved_in", "迁入", None, "户籍迁入"),
    ("moved_out", "迁出", None, "户籍迁出"),
    ("split", "分户", None, "立户", "拆户"),
    ("married_in", "婚入", None, "嫁入"),
    ("married_out", "婚出", None, "嫁出"),
    ("army", "参军", None, "服兵役", "入伍"),
    ("abroad", "出国定居", None, "出国"),
)
CUSTODY = CodeList.of(
    "custody",
    "人员类别",
    ("prison", "服刑", None, "判刑收监"),
    ("rehab", "强制隔离戒毒", None, "强戒"),
    ("detention", "羁押", None, "刑事拘留", "逮捕"),
    ("missing", "失踪", None, "下落不明"),
)
CUSTODY_STATUS = CodeList.of(
    "custody_status",
    "状态",
    ("normal", "在押", None, "执行中"),
    ("released", "已释放", None, "已解除", "期满"),
)
PAYMENT_STATUS = CodeList.of(
    "payment_status",
    "发放状态",
    ("normal", "成功", None, "已发放", "发放成功"),
    ("returned", "退回", None, "失败", "发放失败"),
    ("stopped", "停发", None, "暂停"),
)
TEKUN_CARE = CodeList.of(
    "tekun_care",
    "供养方式",
    ("scattered", "分散供养", None, "分散"),
    ("concentrated", "集中供养", None, "集中"),
)
CARE_LEVEL = CodeList.of(
    "care_level",
    "护理等级",
    ("full", "全护理", None, "一档", "完全不能自理"),
    ("half", "半护理", None, "二档", "部分不能自理"),
    ("none", "全自理", None, "三档", "能自理"),
)
ORPHAN_KIND = CodeList.of(
    "orphan_kind",
    "儿童类别",
    ("orphan", "孤儿", None, "社会散居孤儿"),
    ("unsupported", "事实无人抚养儿童", None, "事实无人抚养"),
)
AID_CAUSE = CodeList.of(
    "aid_cause",
    "救助原因",
    ("illness", "因病", None, "疾病"),
    ("accident", "意外事故", None, "意外"),
    ("disaster", "自然灾害", None, "因灾"),
    ("schooling", "因学", None, "教育支出"),
    ("living", "基本生活困难", None, "生活困难"),
    ("other", "其他", None),
)
AID_STATUS = CodeList.of(
    "aid_status", "状态", ("normal", "已发放", None, "已救助"), ("refused", "未批准", None, "不予救助")
)
SUBSIDY_KIND = CodeList.of(
    "subsidy_kind",
    "补贴类型",
    ("living", "困难残疾人生活补贴", None, "生活补贴", "困难补贴"),
    ("care", "重度残疾人护理补贴", None, "护理补贴", "重残补贴"),
)
EDUCATION_AID = CodeList.of(
    "education_aid",
    "资助项目",
    ("boarder", "义务教育生活补助", None, "寄宿生生活补助", "一补"),
    ("meal", "营养改善计划", None, "营养餐"),
    ("preschool", "学前教育资助", None, "学前资助"),
    ("senior", "普通高中国家助学金", None, "高中助学金"),
    ("vocational", "中职国家助学金", None, "中职助学金"),
    ("yulu", "雨露计划", None, "雨露计划补助"),
    ("college", "本专科资助", None, "教育精准扶贫资助", "大学资助"),
    ("loan", "生源地助学贷款", None, "助学贷款"),
    ("other", "其他资助", None),
)
ILLNESS = CodeList.of(
    "illness", "病种", ("listed", "专项救治病种", None, "大病专项救治"), ("other", "其他大病", None)
)
TREATMENT = CodeList.of(
    "treatment",
    "救治情况",
    ("treated", "已救治", None, "已治疗"),
    ("signed", "已签约管理", None, "签约"),
    ("untreated", "未救治", None, "未治疗"),
)
ILLNESS_STATUS = CodeList.of(
    "illness_status", "状态", ("normal", "患病", None, "在治", "在管"), ("cured", "痊愈", None, "已治愈")
)
CHRONIC = CodeList.of(
    "chronic",
    "慢病病种",
    ("hypertension", "高血压", None),
    ("diabetes", "糖尿病", None, "2型糖尿病"),
    ("tuberculosis", "肺结核", None, "结核病"),
    ("mental", "严重精神障碍", None, "精神障碍"),
    ("other", "其他慢性病", None),
)
SCHEME = CodeList.of(
    "scheme",
    "险种",
    ("resident", "城乡居民", None, "居民", "居民医保", "居民养老", "城乡居民基本医疗保险"),
    ("employee", "城镇职工", None, "职工", "职工医保", "职工养老", "城镇职工基本医疗保险"),
)
INSURED_STATUS = CodeList.of(
    "insured_status",
    "参保状态",
    ("normal", "正常参保", None, "参保缴费", "正常", "已缴费"),
    ("suspended", "暂停参保", None, "暂停缴费", "中断"),
    ("cancelled", "终止参保", None, "停保", "退保"),
)
INSURED_CATEGORY = CodeList.of(
    "insured_category",
    "人员类别",
    ("tekun", "特困人员", None, "特困"),
    ("orphan", "孤儿", None, "事实无人抚养儿童"),
    ("dibao", "低保对象", None, "低保"),
    ("monitored", "监测对象", None, "易返贫致贫人口", "返贫致贫人口"),
    ("out_of_poverty", "脱贫人口", None, "脱贫稳定人口"),
    ("disabled", "重度残疾人", None, "重残"),
    ("general", "普通居民", None, "一般人群", "普通"),
)
STAY = CodeList.of(
    "stay",
    "就诊类别",
    ("inpatient", "住院", None, "普通住院"),
    ("outpatient", "门诊", None, "门诊统筹", "普通门诊"),
    ("special", "门诊慢特病", None, "门特", "慢特病", "门诊特殊病"),
)
SETTLEMENT_STATUS = CodeList.of(
    "settlement_status",
    "结算状态",
    ("normal", "已结算", None, "正常"),
    ("reversed", "已冲正", None, "冲正", "退费"),
)
BUILDING_STATUS = CodeList.of(
    "building_status", "房屋状态", ("normal", "在用", None, "现住"), ("demolished", "已拆除", None, "拆除")
)
REPAIR = CodeList.of(
    "repair", "改造方式", ("repaired", "修缮", None, "维修加固"), ("rebuilt", "重建", None, "新建")
)
REPAIR_STATUS = CodeList.of(
    "repair_status",
    "改造进度",
    ("normal", "已验收", None, "验收合格", "竣工验收"),
    ("building", "在建", None, "已开工", "已竣工未验收"),
    ("planned", "计划", None, "未开工"),
    ("cancelled", "取消", None, "放弃改造"),
)
HOUSE_USE = CodeList.of(
    "house_use",
    "房屋用途",
    ("residence", "住宅", None, "成套住宅", "商品住宅"),
    ("shop", "商铺", None, "商业服务", "商业", "门面"),
    ("office", "办公", None, "写字楼"),
    ("garage", "车库", None, "车位"),
    ("homestead", "宅基地", None, "农村宅基地", "农村住房"),
    ("land", "土地", None, "承包地", "林地"),
    ("other", "其他", None),
)
SALE_STATUS = CodeList.of(
    "sale_status",
    "备案状态",
    ("normal", "已备案", None, "有效"),
    ("withdrawn", "已撤销", None, "撤销", "退房"),
)
ACQUISITION = CodeList.of(
    "acquisition",
    "取得方式",
    ("purchase", "购买", None, "买卖", "商品房购买", "存量房买卖"),
    ("resettlement", "安置房", None, "易地搬迁安置", "搬迁安置"),
    ("returned", "还建房", None, "拆迁还房", "征收补偿"),
    ("subsidised", "保障房", None, "保障性住房", "经济适用房", "公租房"),
    ("self_built", "自建", None, "自建房"),
    ("inherited", "继承", None),
    ("gift", "赠与", None),
    ("other", "其他", None),
)
TITLE_STATUS = CodeList.of(
    "title_status",
    "权属状态",
    ("normal", "现势", None, "有效"),
    ("transferred", "已转移", None, "已出售", "历史"),
    ("cancelled", "已注销", None, "注销"),
)
