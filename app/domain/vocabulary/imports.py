"""Where a workbook stands on its way into the register."""

from app.domain.vocabulary.codes import CodeList

BATCH_STATE = CodeList.of(
    "batch_state",
    "导入批次状态",
    ("received", "已收下", None),
    ("parsing", "正在读表", None),
    ("parsed", "读好了，等认人", None),
    ("matching", "正在认人", None),
    ("previewed", "等您看差异", None),
    ("applying", "正在应用", None),
    ("applied", "已应用", None),
    ("stopped", "守护停下，等您决定", None),
    ("undone", "已撤回", None),
    ("dropped", "已放弃", None),
    ("refused", "没有收", None),
)
