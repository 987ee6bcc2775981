"""铁笼: states, judgements and families of what supervision notices."""

from app.domain.vocabulary.codes import CodeList

SUPERVISION_STATE = CodeList.of(
    "supervision_state",
    "监督状态",
    ("opened", "等说明", None),
    ("explained", "已说明，等判断", None),
    ("mending", "判断要整改", None),
    ("closed", "已了结", None),
)

JUDGEMENT = CodeList.of(
    "judgement",
    "监督判断",
    ("fine", "说得通，没有问题", None),
    ("mend", "有问题，要整改", None),
    ("discipline", "移送纪检监察处理", None),
)

SUPERVISION_FAMILY = CodeList.of(
    "supervision_family",
    "监督类别",
    ("work", "办理", None),
    ("hands", "岗位分离", None),
    ("kin", "优亲厚友", None),
    ("keys", "同号同账户", None),
    ("outlier", "个人异常", None),
    ("edits", "改数", None),
    ("privacy", "个人信息", None),
)
