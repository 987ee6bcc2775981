"""What a cadre of the invented county writes after the visit: conclusion, reason and words that fit the suspicion."""

from dataclasses import dataclass

#: A word of the rule's title -> reason to keep -> what was seen.
_KEPT = (
    (
        "车",
        "vehicle_for_living",
        "到家里看了车，是跑运输的旧货车，家里靠它挣钱，价值不到两万元，村里评议同意保留。",
    ),
    ("企业", "business_stopped", "问了本人和市场监管所，小卖部去年就关了，执照还没有注销，正在办。"),
    ("工商", "business_stopped", "问了本人和市场监管所，小卖部去年就关了，执照还没有注销，正在办。"),
    ("房", "resettlement_house", "看了合同，城里的房是易地搬迁的安置房，不是另外买的。"),
)
_SAME = "到家里看过，家里情况和登记的一致，村民评议都同意保留。"
_WRONG = "核对了户口簿和原始材料，是资料里写错了，人和情况都对，已经请村里改。"
_REMOVE = "两个人到家里核实，情况属实，不该再领，本人同意退回多领的钱。"
_MENDED = "属实，已经按要求补办，材料交到了乡镇便民服务中心。"


@dataclass(frozen=True, slots=True)
class Answer:
    """Conclusion, reason to keep (None for any other conclusion), words."""

    conclusion: str
    keep_reason: str | None
    words: str


def answer_to(title: str, number: int, *, owes: bool) -> Answer:
    """The answer to one suspicion by the title of its rule; `number` varies what does not follow from it."""
    if owes:
        return Answer("remove", None, _REMOVE)
    if number % 9 == 7:
        return Answer("corrected", None, _MENDED)
    for word, reason, seen in _KEPT:
        if word in title:
            return Answer("keep", reason, seen)
    return Answer("keep", "other", _SAME) if number % 3 == 0 else Answer("wrong_details", None, _WRONG)
