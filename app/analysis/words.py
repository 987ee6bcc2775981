"""What an estimate says in plain words, never without its conditions."""

from app.analysis.estimates import Estimate
from app.domain.number_text import plain

#: What every comparison without a draw is to be read with.
NOT_RANDOM = "样本不是随机分配的，这是相关分析，仅供参考，不能单凭它说成因果。"
PARALLEL = "前提：没有项目时，两组本来会同样变化（平行趋势）。"
NOT_TESTABLE = "只有两期数据，受助之前两组变化是否一样，验证不了。"
PARALLEL_GROUPS = (
    "前提：没有项目时，各批受助户和对照户本来会同样变化（平行趋势），开始之前也没有因预期而改变。"
)


def amount(value: float) -> str:
    """A figure with at most four digits that matter."""
    size = abs(value)
    return plain(value, 0 if size >= 1000 else 2 if size >= 1 else 4)


def interval(found: Estimate) -> str:
    """`95% 区间 1.2 ～ 3.4`."""
    return f"{plain(found.level * 100)}% 区间 {amount(found.low)} ～ {amount(found.high)}"


def say_difference(kind: str, found: Estimate, means: dict[str, float]) -> list[str]:
    """The difference in one sentence, with both means before it."""
    if kind == "did":
        first = (
            f"受助组从 {amount(means['treated_before'])} 到 {amount(means['treated_after'])}，"
            f"对照组从 {amount(means['control_before'])} 到 {amount(means['control_after'])}。"
        )
        name = "两组变化之差"
    else:
        first = f"受助组平均 {amount(means['treated'])}，对照组平均 {amount(means['control'])}。"
        name = "两组之差"
    return [first, say_estimate(name, found)]


def say_estimate(name: str, found: Estimate) -> str:
    """An estimate with its interval; where the interval holds zero, that nothing can be told."""
    if found.is_clear:
        return f"{name}是 {amount(found.estimate)}（{interval(found)}）。"
    return f"{name}是 {amount(found.estimate)}，但{interval(found)}，含零：说不准是多了还是少了。"


def say_conditions(kind: str) -> list[str]:
    """The conditions of a causal reading."""
    return [PARALLEL, NOT_TESTABLE, NOT_RANDOM] if kind != "att_difference" else [
        "前提：除了受助与否，两组在结果上本来没有差别（或差别都已由所列协变量扣除）。", NOT_RANDOM
    ]  # fmt: skip
