"""帮扶落实: states of a measure landed on a person or household, refusals, groups, verdicts."""

from app.domain.vocabulary.codes import CodeList

GRANT_STATE = CodeList.of(
    "grant_state",
    "落实状态",
    ("owed", "应享未享，待受理", None),
    ("waiting", "等材料", None),
    ("proposed", "拟帮扶", None, "申请"),
    ("approved", "已批准", None, "审批通过"),
    ("delivering", "落实中", None, "实施中"),
    ("delivered", "已落实", None, "已兑现"),
    ("ended", "已结束", None, "终止"),
    ("refused", "不予落实", None, "未通过"),
    ("lapsed", "不用办了", None),
)

#: A grant in one of these states counts as received while its period lasts.
LIVE_GRANT_STATES = frozenset(("approved", "delivering", "delivered"))

REFUSAL_REASON = CodeList.of(
    "refusal_reason",
    "未落实原因",
    ("unwilling", "本人不愿意", None),
    ("not_qualified", "条件不符", None, "条件不符(注明)"),
    ("in_process", "正在办理", None),
    ("out_of_time", "已超期", None),
    ("quota_used_up", "指标不足", None),
    ("wrong_details", "信息错误", None),
)

MEASURE_GROUP = CodeList.of(
    "measure_group",
    "帮扶类别",
    ("industry", "产业帮扶", None, "产业"),
    ("employment", "就业帮扶", None, "就业"),
    ("public_post", "公益性岗位帮扶", None, "公益岗"),
    ("finance", "金融帮扶", None, "金融"),
    ("ecology", "生态帮扶", None, "生态"),
    ("relocation", "搬迁", None, "易地搬迁"),
    ("housing", "住房安全保障", None, "住房"),
    ("water", "饮水安全保障", None, "饮水"),
    ("compulsory_education", "义务教育保障", None, "义教"),
    ("education", "教育帮扶", None, "教育"),
    ("health", "健康帮扶", None, "健康"),
    ("comprehensive", "综合保障", None),
    ("social", "社会帮扶", None, "社会"),
    ("living_conditions", "生产生活条件改善", None, "生产生活条件"),
    ("infrastructure", "基础设施建设", None, "基础设施"),
)

VERDICT = CodeList.of(
    "verdict",
    "享受情况",
    ("having", "已享", None),
    ("missing", "应享未享", None),
    ("wrong", "不应享已享", None),
    ("none", "不符合", None),
    ("unknown", "资料不全", None),
    ("double", "重复享受", None),
    ("may_apply", "可申请", None),
)

APPEAL_STATE = CodeList.of(
    "appeal_state",
    "申诉结果",
    ("open", "等复议", None),
    ("upheld", "维持不予落实", None),
    ("changed", "改为落实", None),
)
