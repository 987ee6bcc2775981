"""疑点 as work orders: severities, states, conclusions, reasons to keep (domain reference 8.1)."""

from app.domain.vocabulary.codes import CodeList

SEVERITY = CodeList.of(
    "severity",
    "严重程度",
    ("hard", "硬", None, "必须整改"),
    ("doubt", "疑", None, "需要核查"),
    ("hint", "提示", None),
)

FINDING_STATE = CodeList.of(
    "finding_state",
    "疑点状态",
    ("new", "新生成", None),
    ("handed_out", "已下发", None),
    ("village_checking", "村核查中", None),
    ("answered", "已反馈", None),
    ("township_reviewed", "乡镇已审", None),
    ("confirmed", "行业/县已确认", None, "县已确认", "行业已确认"),
    ("closed", "已销号", None),
    ("returned", "退回重核", None),
    ("pending_rectification", "挂账(待整改)", None, "挂账"),
    ("exempted", "豁免", None),
)

CONCLUSION = CodeList.of(
    "conclusion",
    "核查结论",
    ("remove", "属实需清退", None),
    ("keep", "属实合理保留", None, "合理保留"),
    ("corrected", "属实已整改", None),
    ("wrong_details", "不属实-数据错误", None, "数据错误"),
    ("namesake", "不属实-同名", None, "同名"),
    ("died", "已死亡", None),
    ("household_removed", "已消户", None),
)

KEEP_REASON = CodeList.of(
    "keep_reason",
    "合理保留原因",
    ("vehicle_for_living", "车辆用于营生且价值低", None),
    ("vehicle_scrapped", "车已报废未注销", None),
    ("name_borrowed", "借名登记", None),
    ("relatives_name", "亲属名下", None),
    ("resettlement_house", "搬迁安置房", None),
    ("demolition_house", "拆迁还房", None),
    ("house_sold_for_illness", "大病致贫房已卖", None),
    ("business_stopped", "个体户已停业", None),
    ("cooperative_member", "合作社成员", None),
    ("shell_company", "空壳公司待注销", None),
    ("village_cadre_allowance", "村干部误工补贴", None),
    ("other", "其他", None),
)

#: Conclusions after which something was changed: the suspicion was right. All others were a look for nothing.
CONFIRMING = ("remove", "corrected", "died", "household_removed")

ESCALATION = CodeList.of(
    "escalation",
    "逾期升级到",
    ("township", "乡镇", None),
    ("county", "县帮扶办", None),
    ("discipline", "纪检监察", None),
)

RECHECK_STATE = CodeList.of(
    "recheck_state",
    "复核结果",
    ("drawn", "等复核", None),
    ("upheld", "复核无误", None),
    ("reopened", "复核有误，退回重核", None),
)
