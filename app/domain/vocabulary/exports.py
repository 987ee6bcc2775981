"""Exports: which lists go out, which numbers may stand in them in clear, and how a request goes."""

from app.domain.vocabulary.codes import CodeList

EXPORT_LIST = CodeList.of(
    "export_list",
    "导出的名单",
    ("households", "户名单", None),
    ("persons", "人员名单", None),
    ("problems", "数据质量问题清单", None),
    ("grants", "帮扶落实名单", None),
    ("findings", "疑点名单", None),
    ("register", "登记库的表", None),
)

#: What is masked in every export unless a second person has agreed.
EXPORT_NUMBER = CodeList.of(
    "export_number",
    "号码",
    ("id_no", "证件号码", None),
    ("phone", "电话", None),
    ("bank", "银行账号", None),
)

EXPORT_STATE = CodeList.of(
    "export_state",
    "完整号码申请的状态",
    ("waiting", "等批准", None),
    ("approved", "批准了，可以下载", None),
    ("refused", "没有批准", None),
    ("taken", "已经下载", None),
    ("withdrawn", "收回了", None),
)
