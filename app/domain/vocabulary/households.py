"""Code lists of a household: kind, monitoring, causes, risks, attribute (domain reference 2.6-2.8, 2.15)."""

from datetime import date

from app.domain.vocabulary.codes import CodeList

#: The last day of the labels of the first generation (2.6); monitoring by kinds began a year earlier or later by list.
END_OF_2020 = date(2020, 12, 31)

HOUSEHOLD_STATUS = CodeList.of(
    "household_status",
    "户状态",
    ("active", "在册", "1", "正常"),
    ("gone", "已销户", "0", "销户", "注销"),
    ("merged", "已并户", None, "并户"),
)

HOUSEHOLD_GONE_REASON = CodeList.of(
    "household_gone_reason",
    "销户原因",
    ("all_died", "全户死亡", None, "自然消亡"),
    ("moved_away", "整户迁出", None, "迁出"),
    ("merged_into_other", "并入他户", None, "并户"),
    ("wrongly_registered", "登记错误", None, "错登"),
    ("other", "其他", None),
)

#: Post-2020 户类型; numbers are those of 脱贫标志 (AAR010).
HOUSEHOLD_KIND = CodeList.of(
    "household_kind",
    "户类型",
    ("poor", "未脱贫户", "0", "未脱贫", "贫困户"),
    ("out_of_poverty", "脱贫户", "1", "已脱贫", "脱贫"),
    ("returned", "返贫户", "3", "返贫"),
    ("ordinary", "一般农户", None, "一般户", "普通农户"),
)

MONITORING_KIND = CodeList.of(
    "monitoring_kind",
    "监测对象类别",
    ("unstable", "脱贫不稳定户", None, "脱贫不稳定", "脱贫监测户"),
    ("marginal", "边缘易致贫户", None, "边缘易致贫", "边缘户"),
    ("sudden", "突发严重困难户", None, "突发严重困难"),
)

CLEAR_MODE = CodeList.of(
    "clear_mode", "风险消除方式", ("by_help", "帮扶消除", None), ("natural", "自然消除", None)
)

CAUSE = CodeList.of(
    "cause",
    "致贫原因",
    ("illness", "因病", "01"),
    ("disability", "因残", "02"),
    ("schooling", "因学", "03"),
    ("disaster", "因灾", "04"),
    ("land", "缺土地", "05"),
    ("water", "缺水", "06"),
    ("skill", "缺技术", "07"),
    ("labor", "缺劳力", "08", "缺劳动力"),
    ("funds", "缺资金", "09"),
    ("transport", "交通条件落后", "10"),
    ("motivation", "自身发展动力不足", "11", "自身发展力不足"),
    ("marriage", "因婚", None),
    ("funeral", "因丧", None),
    ("other", "其他", "99"),
)

RISK = CodeList.of(
    "risk",
    "返贫致贫风险",
    ("illness", "因病", None),
    ("schooling", "因学", None),
    ("disability", "因残", None),
    ("disaster", "因自然灾害", None, "因灾"),
    ("accident", "因意外事故", None),
    ("industry_failure", "因产业项目失败", None),
    ("unstable_work", "因务工就业不稳", None, "因务工不稳"),
    ("labor", "缺劳动力", None, "缺劳力"),
    ("housing", "因安全住房", None, "住房出现安全问题"),
    ("water", "因安全饮水", None, "饮水出现安全问题"),
    ("compulsory_education", "因义务教育", None, "失学辍学"),
    ("other", "其他", None),
)

#: 2, 3 and 5 of AAC006 are uncertain in order and therefore carry no number.
HOUSEHOLD_ATTRIBUTE = CodeList.of(
    "household_attribute",
    "户属性",
    ("general", "一般脱贫户", "01", "一般贫困户", "1"),
    ("dibao", "低保脱贫户", "04", "低保贫困户", "4"),
    ("tekun", "特困供养脱贫户", "06", "特困供养贫困户", "五保贫困户", "6"),
    ("dibao_only", "低保户", None),
    ("wubao_only", "五保户", None),
    ("ordinary", "一般农户", None),
).dated(
    last={"wubao_only": END_OF_2020},
    formerly={
        "general": ((END_OF_2020, "一般贫困户"),),
        "dibao": ((END_OF_2020, "低保贫困户"),),
        "tekun": ((END_OF_2020, "五保贫困户"),),
    },
)

IDENTIFICATION_STANDARD = CodeList.of(
    "identification_standard",
    "识别标准",
    ("national", "国家标准", "1"),
    ("provincial", "省定标准", "2"),
    ("city", "市定标准", "3"),
)

NOT_OUT_REASON = CodeList.of(
    "not_out_reason",
    "未脱贫原因",
    ("guarantee_missing", "人均纯收入超过标准但没有实现两不愁三保障", "01"),
    ("policy_not_effective", "享受政策但成效不显著", "02"),
    ("newly_included", "回头看后新纳入", "03"),
    ("disabled_no_income", "因残无固定收入", "04"),
    ("in_treatment", "有大病重病正在治疗", "05"),
    ("expenses_above_income", "因病因学支出明显大于收入", "06"),
    ("income_unstable", "收入没有稳定超过标准", "07"),
    ("wubao", "五保贫困户", "08"),
    ("dibao_without_labor", "老弱病残无劳动能力的一类低保对象", "09"),
    ("new_house_not_received", "易地搬迁未拿到新房钥匙", "10"),
)

DISASTER_KIND = CodeList.of(
    "disaster_kind",
    "自然灾害种类",
    ("flood", "洪涝", None, "水灾"),
    ("drought", "干旱", None, "旱灾"),
    ("hail", "冰雹", None, "风雹"),
    ("frost", "低温冷冻", None, "雪灾", "凝冻"),
    ("landslide", "山体滑坡", None, "滑坡", "泥石流", "地质灾害"),
    ("earthquake", "地震", None),
    ("fire", "火灾", None),
    ("other", "其他", None),
)

MONITORING_STATE = CodeList.of(
    "monitoring_state",
    "监测进度",
    ("clue", "线索", None, "风险线索"),
    ("checking", "核查中", None),
    ("published", "公示中", None),
    ("identified", "已识别", None, "监测中"),
    ("clearing", "拟消除", None),
    ("cleared", "风险已消除", None, "已消除"),
    ("rejected", "不予纳入", None),
)
