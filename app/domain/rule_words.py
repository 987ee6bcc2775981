"""An entry of the catalogue in Chinese, line by line, and what is different between two of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from difflib import SequenceMatcher
from itertools import zip_longest

from app.domain.catalogue import (
    Amount,
    Check,
    Criterion,
    DatedStandard,
    Entry,
    Exclusion,
    Measure,
    Quality,
    RankKey,
    Source,
)
from app.domain.condition_words import number, say
from app.domain.conditions import FACTOR_SCALE, Group, Node
from app.domain.facts import FACTS
from app.domain.vocabulary.bureaus import OFFICE
from app.domain.vocabulary.findings import SEVERITY
from app.domain.vocabulary.grants import MEASURE_GROUP

Titles = Mapping[str, str]
UNIT_WORDS = {"person": "人", "household": "户", "village": "村", "project": "项目"}
PER_WORDS = {"once": "一次", "year": "一年", "semester": "一学期", "quarter": "一季度", "month": "一个月"}
CLAIM_WORDS = {"due": "符合就该享受", "request": "符合可以申请", "quota": "符合可以申请，名额有限"}
RESULT_WORDS = {"order": "立成疑点，派人核查", "list": "只列名单，不派人"}
CONFIDENCE_WORDS = {"confirmed": "有文件", "common_knowledge": "通行做法", "placeholder": "待确认"}
ANSWER_WORDS = {"pass": "符合", "fail": "不符合", "unknown": "资料不全"}
#: Labels of `described` that say where an entry comes from, and those that belong to it beside its condition.
BASIS = (
    "规则编号",
    "部门",
    "说的是",
    "类别",
    "种类",
    "方面",
    "轻重",
    "查到以后",
    "级别",
    "单位",
    "文件",
    "条款",
    "第一天",
    "最后一天",
)
BESIDE = (
    "标准",
    "周期",
    "怎么享受",
    "名额",
    "先后",
    "材料",
    "不能同时享受",
    "要先享受其中一项",
    "可以合理保留",
    "怎么办",
    "提示",
    "怎么改",
    "范围",
)
FIGURES = "数"
FAMILY_WORDS = {"relapse": "返贫风险线索", "exit": "退出标准", "guarantee": "保障标准", "group": "走访对象"}


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that differs: what it was (empty = it was not there) and what it is (empty = it is gone)."""

    label: str
    was: str
    now: str


def said_amount(amount: Amount, titles: Titles) -> str:
    """寄宿小学生：1,000 元一年."""
    figure = amount.words
    if amount.value_fen is not None:
        figure = f"{number(amount.value_fen, 2).removesuffix('.00')} 元"
    elif amount.standard is not None:
        figure = titles.get(amount.standard, amount.standard)
    words = (
        figure if not amount.is_counted else f"{figure}{_reckoned(amount, titles)}，{PER_WORDS[amount.per]}"
    )
    when = f"{say(amount.when, titles)}：" if amount.when is not None else ""
    remark = f"（{amount.words}）" if amount.words and amount.is_counted else ""
    return f"{when}{words}{remark}"


def _reckoned(amount: Amount, titles: Titles) -> str:
    words = (
        "" if amount.factor == FACTOR_SCALE else f"的 {number(amount.factor, 3).rstrip('0').rstrip('.')} 倍"
    )
    if amount.minus is not None:
        words += f"减{FACTS[amount.minus].label}"
    if amount.each is not None:
        words += f"，乘{FACTS[amount.each].label}"
    if amount.at_most is not None:
        most = (
            titles.get(amount.at_most, "")
            if isinstance(amount.at_most, str)
            else f"{number(amount.at_most, 2)} 元"
        )
        words += f"，最多{most}"
    return words


def _key_words(key: RankKey) -> str:
    return f"{key.words}（{key.source.document}，{CONFIDENCE_WORDS[key.source.confidence]}）"


def parts_said(node: Node, titles: Titles) -> list[str]:
    """The parts of a condition, each a sentence; one where it is no untitled group."""
    parts = node.parts if isinstance(node, Group) and node.title is None else (node,)
    return [say(part, titles) for part in parts]


def meaning(node: Node, titles: Titles) -> str:
    """What a group under a name of its own says; empty for anything else."""
    return (
        say(replace(node, title=None), titles) if isinstance(node, Group) and node.title is not None else ""
    )


def parts_explained(node: Node, titles: Titles) -> list[tuple[str, str]]:
    """The parts of a condition with what their names mean."""
    parts = node.parts if isinstance(node, Group) and node.title is None else (node,)
    return [(say(part, titles), meaning(part, titles)) for part in parts]


def joined(node: Node) -> str:
    """How the parts hang together: all or any."""
    return node.how if isinstance(node, Group) and node.title is None else "all"


def described(entry: Entry, titles: Titles) -> dict[str, list[str]]:
    """Everything that an entry says, by label, each a list of sentences."""
    if isinstance(entry, DatedStandard):
        return _standard(entry)
    told: dict[str, list[str]] = {"名称": [entry.title]}
    if isinstance(entry, Exclusion):
        told |= {
            "不能同时享受": [titles.get(code, code) for code in entry.measures],
            "范围": [
                "同一个人" if entry.within == "person" else "同一户",
                "同一年" if entry.same == "year" else "同时",
            ],
            "条件": [] if entry.when is None else parts_said(entry.when, titles),
        }
        return told | _ending(entry.source, entry.first_on, entry.last_on)
    told |= {"部门": [OFFICE.label(entry.bureau)], "说的是": [UNIT_WORDS[entry.unit]]}
    told["条件关系"] = ["每一条都要满足" if joined(entry.condition) == "all" else "满足一条就算"]
    told["条件"] = parts_said(entry.condition, titles)
    told |= _own(entry, titles)
    told |= _ending(entry.source, entry.first_on, entry.last_on)
    told["例子"] = [f"{e.title}：{ANSWER_WORDS[e.expect]}" for e in entry.examples]
    return told


def _own(entry: Measure | Check | Criterion | Quality, titles: Titles) -> dict[str, list[str]]:
    """What only this kind of entry has."""
    if isinstance(entry, Measure):
        return {
            "类别": [MEASURE_GROUP.label(entry.group)],
            "怎么算已享受": [say(entry.has, titles)],
            "标准": [said_amount(a, titles) for a in entry.amounts],
            "不能同时享受": [titles.get(c, c) for c in entry.excludes],
            "要先享受其中一项": [titles.get(c, c) for c in entry.requires],
            "怎么享受": [CLAIM_WORDS[entry.claim]],
            "名额": [titles.get(entry.limit.quota, entry.limit.quota)] if entry.limit else [],
            "先后": [*(_key_words(k) for k in entry.limit.order), entry.limit.ties] if entry.limit else [],
            "周期": [entry.period] if entry.period else [],
            "材料": list(entry.documents),
        }
    if isinstance(entry, Check):
        advice = [entry.advice] if entry.advice else []
        return {
            "轻重": [SEVERITY.label(entry.severity)],
            "查到以后": [RESULT_WORDS[entry.result]],
            "可以合理保留": list(entry.tolerance),
            "怎么办": advice,
        }
    if isinstance(entry, Criterion):
        return {
            "种类": [FAMILY_WORDS[entry.family]],
            "方面": [entry.aspect],
            "周期": [entry.period] if entry.period else [],
            "怎么办": [entry.advice] if entry.advice else [],
            "材料": list(entry.documents),
        }
    return {
        "规则编号": [entry.number],
        "级别": [str(entry.level)],
        "提示": [entry.sentence],
        "怎么改": [entry.fix],
        "要改的字段": [entry.field],
    }


def _ending(source: Source, first: date, last: date | None) -> dict[str, list[str]]:
    return {
        "文件": [source.document],
        "条款": [source.clause] if source.clause else [],
        "把握": [CONFIDENCE_WORDS[source.confidence]],
        "第一天": [first.isoformat()],
        "最后一天": [] if last is None else [last.isoformat()],
    }


def _standard(entry: DatedStandard) -> dict[str, list[str]]:
    lines = [
        f"{line.first_on} 起{f'，到 {line.last_on}' if line.last_on else ''}：{number(line.value, entry.scale)}"
        f" {entry.unit}（{region_words(line.area_low, line.area_high)}，{line.source.document}，"
        f"{CONFIDENCE_WORDS[line.source.confidence]}）"
        for line in sorted(entry.lines, key=lambda one: (one.first_on, one.area_low))
    ]
    return {"名称": [entry.title], "单位": [entry.unit], FIGURES: lines}


def region_words(low: str, high: str) -> str:
    """520000000000 to 530000000000 is 地区 52."""
    size = int(high) - int(low)
    return f"地区 {low[: 12 - (len(str(size)) - 1)]}"


def differences(old: Entry, new: Entry, titles: Titles) -> list[Change]:
    """What is said differently, in the order in which entries are described."""
    before, after = described(old, titles), described(new, titles)
    return [
        change
        for label in dict.fromkeys([*before, *after])
        for change in _changed(label, before.get(label, []), after.get(label, []))
    ]


def _changed(label: str, was: Sequence[str], now: Sequence[str]) -> list[Change]:
    found = []
    for tag, a, b, c, d in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        if tag != "equal":
            gone, come = list(was[a:b]), list(now[c:d])
            pairs = zip_longest(gone, come, fillvalue="")
            found += [Change(label, one, other) for one, other in pairs]
    return found
