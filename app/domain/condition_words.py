"""Says a condition in Chinese, so that an official can check the sentence against the policy text."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from app.domain.condition_writer import fact_of
from app.domain.conditions import (
    FACTOR_SCALE,
    Compare,
    Distance,
    Group,
    Node,
    Not,
    Other,
    Plain,
    Quantified,
    Scalar,
    Standard,
    Told,
    Value,
    Window,
)
from app.domain.facts import CIRCLES, HOUSEHOLD, MEMBERS, SOURCES, Fact

OP_WORDS = {
    "is": "是", "is_not": "不是", "in": "是", "not_in": "不是", "lt": "低于", "le": "不超过", "gt": "高于",
    "ge": "达到", "between": "在",
}  # fmt: skip
DATE_WORDS = {**OP_WORDS, "lt": "早于", "le": "不晚于", "gt": "晚于", "ge": "不早于"}
NUMBER_WORDS = {
    **OP_WORDS,
    "is": "等于",
    "is_not": "不等于",
    "lt": "少于",
    "ge": "至少",
    "le": "最多",
    "gt": "多于",
}
UNIT_WORDS = {"days": "天", "months": "个月", "years": "年"}

Titles = Mapping[str, str]


def say(node: Node, titles: Titles, rows: str | None = None) -> str:
    """One sentence without full stop. `titles`: names of standards and measures by code."""
    if isinstance(node, Group):
        return node.title or _joined(node, titles, rows)
    if isinstance(node, Not):
        return f"不是（{say(node.part, titles, rows)}）"
    if isinstance(node, Told):
        return f"{fact_of(node.fact, rows).label}{'已填' if node.told else '没有填'}"
    if isinstance(node, Distance):
        return _distance(node, rows)
    if isinstance(node, Quantified):
        return _quantified(node, titles)
    fact = fact_of(node.fact, rows)
    return fact.label + requirement(node, titles, rows)


def requirement(node: Compare, titles: Titles, rows: str | None = None) -> str:
    """What is asked of the fact, without its name: 达到 80 周岁."""
    fact = fact_of(node.fact, rows)
    if fact.kind == "bool" and isinstance(node.value, Plain):
        return "：是" if node.value.values[0] else "：否"
    return _against(node.op, node.value, fact, titles, rows)


def amount(value: Scalar | None, fact: Fact, titles: Titles | None = None) -> str:
    """A value as people write it: 1,340.50 元, 三级, 是, 不知道."""
    if value is None:
        return "不知道"
    if isinstance(value, bool) or fact.kind == "bool":
        return "是" if value else "否"
    if isinstance(value, date):
        return value.isoformat()
    if fact.kind == "code":
        label = fact.codes.label(str(value)) if fact.codes else str(value)
        return (titles or {}).get(label, label)
    return f"{number(int(value), fact.scale, plain=fact.unit == '年')} {fact.unit}".rstrip()


def number(value: int, scale: int, *, plain: bool = False) -> str:
    """Whole units of 10**-scale as text with thousands: 3000000 fen = 30,000. `plain`: years, no commas."""
    exact = Decimal(value).scaleb(-scale)
    if exact == exact.to_integral_value():
        return str(int(exact)) if plain else f"{int(exact):,}"
    return f"{exact:,.{scale}f}"


def _joined(node: Group, titles: Titles, rows: str | None) -> str:
    words = []
    for part in node.parts:
        text = say(part, titles, rows)
        nested = isinstance(part, Group) and part.title is None and len(part.parts) > 1
        words.append(f"（{text}）" if nested else text)
    return ("，并且" if node.how == "all" else "，或者").join(words)


def _against(op: str, value: Value, fact: Fact | None, titles: Titles, rows: str | None) -> str:
    words = OP_WORDS if fact and fact.kind in ("money", "code") else NUMBER_WORDS
    if fact and fact.kind == "date":
        words = DATE_WORDS
    word = words[op]
    if isinstance(value, Standard):
        return f"{word}{titles.get(value.code, value.code)}{_times(value.factor)}"
    if isinstance(value, Other):
        other = fact_of(value.fact, rows)
        plus = f"再加 {number(value.offset, other.scale)} {other.unit}".rstrip() if value.offset else ""
        return f"{word}{other.label}{_times(value.factor)}{plus}"
    if value.title is not None:
        return f"{word}{value.title}"
    texts = [amount(v, fact, titles) if fact else str(v) for v in value.values]
    if op == "between":
        return f"在 {texts[0]} 到 {texts[1]} 之间"
    joined = texts[0] if len(texts) == 1 else "、".join(texts[:-1]) + "或" + texts[-1]
    spaced = " " if fact is None or fact.kind in ("money", "number", "date") else ""
    return f"{word}{spaced}{joined}"


def _times(factor: int) -> str:
    return "" if factor == FACTOR_SCALE else f"的 {number(factor, 3).rstrip('0').rstrip('.')} 倍"


def _distance(node: Distance, rows: str | None) -> str:
    to = "判定日" if node.to is None else fact_of(node.to, rows).label
    return (
        f"{fact_of(node.fact, rows).label}到{to}{NUMBER_WORDS[node.op]} {node.number} {UNIT_WORDS[node.unit]}"
    )


def _quantified(node: Quantified, titles: Titles) -> str:
    """有有效的“机动车登记”（种类是小型轿车或货车）; 家里没有人……; 上年…… 合计低于……"""
    rows = None if node.over in CIRCLES else node.over
    where = "" if node.where is None else say(node.where, titles, rows)
    if node.over == HOUSEHOLD:
        return f"{'' if node.how == 'any' else '不是'}所在户{where or '在册'}"
    circle = "家庭成员" if node.over == MEMBERS else "村里的户"
    what = circle if rows is None else f"“{SOURCES[rows].label}”记录"
    window = _window(node.window, rows)
    detail = f"（{where}）" if where else ""
    if node.how in ("any", "none"):
        if rows is None:
            who = ("家里有人", "家里没有人") if node.over == MEMBERS else ("村里有户", "村里没有户")
            return f"{who[0] if node.how == 'any' else who[1]}{where or '在册'}"
        return f"{'有' if node.how == 'any' else '没有'}{window}{what}{detail}"
    assert node.op is not None and node.value is not None
    if node.how == "count":
        counter = ("人" if node.over == MEMBERS else "户") if rows is None else SOURCES[rows].counter
        return f"{window}{what}{detail}{_against(node.op, node.value, None, titles, None)} {counter}"
    assert node.field is not None
    field = fact_of(node.field, rows)
    how = "合计" if node.how == "sum" else ""
    newest = "最近一条" if node.how == "latest" else ""
    if field.kind == "bool" and isinstance(node.value, Plain):
        return f"{newest}{window}{what}{detail}的{field.label}：{'是' if node.value.values[0] else '否'}"
    against = _against(node.op, node.value, field, titles, rows)
    return f"{newest}{window}{what}{detail}的{field.label}{how}{against}"


def _window(window: Window, rows: str | None) -> str:
    if window.live and rows is not None:
        return "有效的" if rows.startswith("bureau.") else "在期的"
    if window.this is not None:
        return "本年的" if window.this == "year" else "本月的"
    return "" if window.last is None else f"近 {window.last} {UNIT_WORDS[window.unit]}的"
