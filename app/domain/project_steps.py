"""The life of a project from need survey to archive: each step with where it leads, its paper, and what it asks for.

Plain judgement over a few facts of the project; nothing is written here. Source: domain reference 9.1 (bank, mandatory
contents, life cycle), 9.2 (notices), 9.3 (self-evaluation), 9.4 (assets).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.domain.errors import InvalidInputError
from app.domain.vocabulary.projects import NOTICE_KIND, PROJECT_STATE, PROJECT_STEP

#: Not yet, or no longer, in the bank; in front of the yearly plan nothing is built.
BEFORE_BANK = ("need", "proposed", "checked", "argued", "approved")
NOT_IN_BANK = (*BEFORE_BANK, "withdrawn")
#: Accepted or further: what the completion rate counts.
FINISHED = ("accepted", "settled", "registered", "evaluated", "closed")

#: Mandatory contents of an entry (9.1) with the words of a form.
MANDATORY: dict[str, str] = {
    "name": "项目名称",
    "category": "项目类别",
    "nature": "建设性质",
    "area_code": "实施地点",
    "planned_from": "计划开工",
    "planned_to": "计划完工",
    "bureau": "主管部门",
    "builder": "实施单位",
    "content": "建设内容",
    "budget_fen": "资金规模",
    "planned_households": "受益对象（户数）",
    "target": "绩效目标",
    "participation": "群众参与",
    "mechanism": "带贫减贫机制",
}


@dataclass(frozen=True, slots=True)
class Step:
    """One step: from which states to which, the paper it needs, whose right it is, and what has to be there."""

    key: str
    before: tuple[str, ...]
    after: str
    evidence: str
    permission: str = "project:edit"
    asks: tuple[str, ...] = ()
    """Any of: contents, funds, paid, assets, goals, conclusion, reason, `notice:<kind>`."""

    @property
    def label(self) -> str:
        return PROJECT_STEP.label(self.key)


_DECIDE = "project:decide"

STEPS: dict[str, Step] = {
    step.key: step
    for step in (
        Step("apply", ("need",), "proposed", "村民会议或村民代表会议记录", asks=("notice:need",)),
        Step("check", ("proposed",), "checked", "乡镇审核意见"),
        Step("argue", ("checked",), "argued", "县级行业部门论证意见", _DECIDE),
        Step("approve", ("argued",), "approved", "领导小组会议纪要", _DECIDE),
        Step("enter", ("approved",), "in_bank", "入库批复", _DECIDE, ("contents", "notice:bank")),
        Step("plan", ("in_bank",), "planned", "年度项目计划文件", _DECIDE, ("contents", "funds", "notice:plan")),
        Step("start", ("planned",), "under_way", "施工合同或开工令", asks=("notice:start",)),
        Step("finish", ("under_way",), "finished", "完工报告"),
        Step("rework", ("finished",), "under_way", "整改通知", _DECIDE, ("reason",)),
        Step("accept", ("finished",), "accepted", "验收单", _DECIDE, ("conclusion",)),
        Step("settle", ("accepted",), "settled", "决算审核或报账凭证", _DECIDE, ("paid", "notice:result")),
        Step("register", ("settled",), "registered", "资产移交和登记表", asks=("assets",)),
        Step("evaluate", ("registered",), "evaluated", "项目支出绩效自评表", _DECIDE, ("goals",)),
        Step("archive", ("evaluated",), "closed", "归档目录", _DECIDE),
        Step("send_back", ("proposed", "checked", "argued", "approved"), "need", "退回意见", asks=("reason",)),
        Step(
            "withdraw", (*BEFORE_BANK, "in_bank", "planned"), "withdrawn", "出库批复", _DECIDE, ("reason",)
        ),
    )
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Standing:
    """What a step looks at."""

    state: str
    empty: tuple[str, ...] = ()
    """Mandatory contents that are not filled, in words."""
    planned_fen: int = 0
    arrived_fen: int = 0
    paid_fen: int = 0
    has_overpaid_line: bool = False
    """A source was paid beyond what arrived, without words."""
    notices: Mapping[str, str] = field(default_factory=dict)
    """Kind of notice -> open, early or done."""
    assets: int = 0
    goals: int = 0
    goals_open: int = 0
    points_told: bool = False
    """The goals' points add up to what the standard gives."""


@dataclass(frozen=True, slots=True)
class Need:
    """One thing that a step asks for, in words, and whether it is there."""

    words: str
    is_met: bool
    way_out: str = ""


def needs_of(step: Step, s: Standing) -> list[Need]:
    """Everything that has to be there before the step, met or not."""
    found = []
    for ask in step.asks:
        kind, _, more = ask.partition(":")
        if kind == "notice":
            found.append(_notice(more, s))
        elif kind in _NEEDS:
            found.append(_NEEDS[kind](s))
    return found


def _notice(kind: str, s: Standing) -> Need:
    there = s.notices.get(kind)
    words = f"{NOTICE_KIND.label(kind)}期满"
    if there == "done":
        return Need(words, is_met=True)
    out = "公示还没有结束，期满后点“公示期满”。" if there == "open" else "请先登记公示。"
    return Need(words, is_met=False, way_out=out)


_NEEDS = {
    "contents": lambda s: Need(
        "入库必填内容齐全", not s.empty, f"还没有填：{'、'.join(s.empty)}。" if s.empty else ""
    ),
    "funds": lambda s: Need("资金来源和数额", s.planned_fen > 0, "请先按来源记计划资金。"),
    "paid": lambda s: Need(
        "支付不超过到位", s.paid_fen > 0 and not s.has_overpaid_line, "有支付、没有写明原因的垫付要先补上。"
    ),
    "assets": lambda s: Need("形成的资产已登记，或写明不形成资产", s.assets > 0, "请先登记资产。"),
    "goals": lambda s: Need(
        "绩效指标都有完成值、分值合计对得上",
        s.goals > 0 and not s.goals_open and s.points_told,
        "请先填自评表。",
    ),
}


def refusal(step: Step, s: Standing, *, words: str = "") -> str:
    """Why the step cannot be done now, in one sentence; empty where it can.

    `words` is what was written beside: without assets a sentence why there are none stands for them.
    """
    if s.state not in step.before:
        fits = "、".join(f"“{PROJECT_STATE.label(one)}”" for one in step.before)
        return f"项目现在是“{PROJECT_STATE.label(s.state)}”，“{step.label}”只能从{fits}办。"
    for ask, need in zip(
        (a for a in step.asks if a not in ("reason", "conclusion")), needs_of(step, s), strict=True
    ):
        if not need.is_met and not (ask == "assets" and len(words.strip()) >= 4):
            return f"还差“{need.words}”。{need.way_out}"
    return ""


def require_possible(key: str, s: Standing, *, evidence: str, words: str) -> Step:
    """The step; InvalidInputError E-STEP, E-EVIDENCE or E-WORDS where it cannot be done."""
    step = STEPS.get(key)
    if step is None:
        raise InvalidInputError("E-STEP", "没有这一步。", way_out="请从项目页上选。")
    why = refusal(step, s, words=words)
    if why:
        raise InvalidInputError("E-STEP", why, fields={"step": why}, way_out="请看项目现在的情况。")
    if len(evidence.strip()) < 4:
        said = f"要写依据：{step.evidence}的名称和日期。"
        raise InvalidInputError("E-EVIDENCE", said, fields={"evidence": said})
    if "reason" in step.asks and len(words.strip()) < 4:
        raise InvalidInputError("E-WORDS", "要写明原因。", fields={"words": "请写明原因。"})
    if "conclusion" in step.asks and len(words.strip()) < 2:
        raise InvalidInputError("E-WORDS", "要写验收结论。", fields={"words": "请写验收结论。"})
    return step


def steps_from(state: str) -> list[Step]:
    """Steps that lead on from a state, the usual one first."""
    return [step for step in STEPS.values() if state in step.before]
