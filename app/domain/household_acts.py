"""What may happen to a household and its members: each act with the paper it needs and the states it fits.

Plain judgement over a few facts of the household; nothing is written here. Sources: domain reference 2.12 (members),
2.15 (monitoring), 5.2 (exit), 13 (a head's removal demands a new head in the same act).
"""

from dataclasses import dataclass
from typing import Literal

from app.domain.errors import InvalidInputError
from app.domain.registry import EVIDENCE_OF_REASON, MONITORING_OF_KIND, STEPS
from app.domain.vocabulary.household_acts import HOUSEHOLD_ACT
from app.domain.vocabulary.people import LEAVING_REASONS

#: Whom an act concerns: somebody new, a present member, somebody who left, several members, the whole household.
Whom = Literal["new", "member", "gone", "several", "household"]


@dataclass(frozen=True, slots=True)
class Act:
    """One kind of act: whom it concerns, the paper it needs, and what has to be done in the national system."""

    key: str
    whom: Whom
    evidence: str
    national: str = ""

    @property
    def label(self) -> str:
        return HOUSEHOLD_ACT.label(self.key)


@dataclass(frozen=True, slots=True)
class Standing:
    """What an act looks at: state and kind of the household, its monitoring, and how many are present and gone."""

    status: str
    kind: str
    monitoring_kind: str | None
    risk_cleared: bool | None
    present: int
    gone: int
    has_no_labor: bool | None = None

    @property
    def is_monitored(self) -> bool:
        return self.monitoring_kind is not None and self.risk_cleared is not True


_JOINING = ("newborn", "married_in", "adopted", "moved_in")
_LEAVING = tuple(
    c.code for c in HOUSEHOLD_ACT if c.code in LEAVING_REASONS and c.code not in ("split", "merged")
)

ACTS: dict[str, Act] = {
    act.key: act
    for act in (
        *(
            Act(k, "new", EVIDENCE_OF_REASON[k], f"人员自然增加，原因“{HOUSEHOLD_ACT.label(k)}”")
            for k in _JOINING
        ),
        Act("released", "gone", EVIDENCE_OF_REASON["released"], "人员自然增加，原因“其他转入”"),
        *(
            Act(k, "member", EVIDENCE_OF_REASON[k], f"人员自然减少，原因“{HOUSEHOLD_ACT.label(k)}”")
            for k in _LEAVING
        ),
        Act("change_head", "member", "户口簿首页或家庭协商记录", "户主变更"),
        Act("split", "several", "分户后的户口簿", "分户：新户识别，原户成员转出"),
        Act("merged", "household", EVIDENCE_OF_REASON["merged"], "并户：成员转入，本户注销"),
        Act("moved_home", "household", "户口迁移证明", "整户行政区划变更"),
        Act("closed", "household", "销户证明或会议记录", "整户销户"),
        *(Act(s.key, "household", s.evidence, s.label) for s in STEPS),
        Act("monitor", "household", "民主评议、公示和县级审批材料", "新增监测对象"),
        Act("clear", "household", "消除核查表、公示和县级审批材料", "监测对象风险消除"),
        Act("correct_monitoring", "household", "县级认定材料", "监测信息更正"),
    )
}


def refusal(act: str, s: Standing) -> str:
    """Why an act does not fit this household now, in one sentence; empty where it fits."""
    if s.status != "active":
        return "这一户已经销户或并户，先撤回销户再办。"
    whom = ACTS[act].whom
    if whom == "gone" and not s.gone:
        return "这一户没有走了的人。"
    if whom == "member" and not s.present:
        return "这一户没有在户的人。"
    if act in ("split", "change_head") and s.present < 2:
        return "这一户只有一个人，办不了这一项。"
    if act == "monitor" and s.is_monitored:
        return "这一户已经在监测，不用再纳入。"
    if act == "clear":
        return _cannot_clear(s)
    if act == "correct_monitoring" and s.monitoring_kind is None:
        return "这一户没有登记过监测，没有可更正的。"
    step = next((step for step in STEPS if step.key == act), None)
    if step is not None and step.before != s.kind:
        return f"户类型对不上：“{step.label}”只能从前一步办。"
    return ""


def _cannot_clear(s: Standing) -> str:
    if not s.is_monitored:
        return "这一户没有在监测，谈不上消除。"
    return "整户无劳动能力的户不标注风险消除，要持续跟踪帮扶。" if s.has_no_labor else ""


def require_possible(act: str, s: Standing) -> None:
    """InvalidInputError E-ACT with the sentence of `refusal`."""
    if act not in ACTS:
        raise InvalidInputError("E-ACT", "没有这种变动事项。", way_out="请从名单里选一项。")
    why = refusal(act, s)
    if why:
        raise InvalidInputError("E-ACT", why, fields={"act": why}, way_out="请看一下这一户现在的情况。")


def monitoring_kinds_for(kind: str) -> tuple[str, ...]:
    """As what a household of this kind may be monitored (2.15)."""
    return tuple(code for code, kinds in MONITORING_OF_KIND.items() if kind in kinds)
