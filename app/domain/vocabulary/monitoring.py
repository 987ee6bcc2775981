"""Code lists of monitoring and exit: who brought the clue, the steps of a case, states of exit (domain 2.13, 2.15)."""

from app.domain.vocabulary.codes import CodeList

MONITORING_SOURCE = CodeList.of(
    "monitoring_source",
    "线索来源",
    ("own", "农户自主申报", None, "自主申报"),
    ("cadre", "基层干部排查", None, "干部排查"),
    ("bureau", "部门筛查预警", None, "部门预警", "数据比对"),
    ("letters", "信访、媒体舆情", None, "信访"),
    ("other", "其他", None),
)

MONITORING_MOMENT = CodeList.of(
    "monitoring_moment", "哪个时候的", ("identified", "识别时", None), ("cleared", "风险消除时", None)
)

EXIT_STATE = CodeList.of(
    "exit_state",
    "脱贫情况",
    ("new", "新脱贫", None),
    ("returned", "返贫", None),
    ("long", "历史已脱贫", None),
    ("not_out", "未脱贫", None),
)

DEVELOPMENT_MEASURES = CodeList.of(
    "development_measures",
    "实施开发式帮扶措施情况",
    ("done", "是", None, "已实施"),
    ("not_yet", "尚未实施", None, "否", "未实施"),
)

VILLAGE_ATTRIBUTE = CodeList.of(
    "village_attribute",
    "村属性",
    ("left_poverty", "脱贫村", None, "贫困村", "出列村", "已出列"),
    ("ordinary", "非贫困村", None, "一般村"),
    ("demonstration", "乡村振兴示范村", None, "示范村"),
)

NATIONAL_STATE = CodeList.of(
    "national_state",
    "录入国家系统",
    ("open", "待录入", None),
    ("entered", "已录入", None),
    ("not_needed", "不用录入", None),
)

#: The way into monitoring and, from 消除核查 on, the way out of it, in their order (2.15).
MONITORING_STEP = CodeList.of(
    "monitoring_step",
    "步骤",
    ("clue", "线索登记", None),
    ("check", "入户核查", None),
    ("consent", "承诺授权", None),
    ("meeting", "民主评议", None),
    ("notice", "公示", None),
    ("township", "乡镇核查", None),
    ("comparison", "县级部门比对", None),
    ("approval", "县级审批", None),
    ("announcement", "公告", None),
    ("entry", "录入国家系统", None),
    ("clear_check", "消除核查", None),
    ("clear_meeting", "消除民主评议", None),
    ("clear_notice", "消除公示", None),
    ("clear_township", "消除乡镇核查", None),
    ("clear_approval", "消除县级审批", None),
    ("clear_announcement", "消除公告", None),
)
