"""What may happen to a household and its members: a state machine of named steps, each with the paper it needs.

Sources: domain reference 2.12 (reasons of change), 2.15 (monitoring), 5.2 (exit). A household always has exactly
one head among its present members; taking the head away needs a new one in the same act.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.domain.errors import InvalidInputError
from app.domain.vocabulary.households import HOUSEHOLD_GONE_REASON, HOUSEHOLD_KIND
from app.domain.vocabulary.people import CHANGE_REASON, LEAVING_REASONS
from app.domain.vocabulary.relations import RELATION, SEX_OF_RELATION


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a household from a kind to a kind, and the paper that has to exist."""

    key: str
    label: str
    before: str
    after: str
    evidence: str


STEPS: tuple[Step, ...] = (
    Step("recognise", "识别为贫困户", "ordinary", "poor", "评议公示记录和县级公告"),
    Step("exit", "脱贫退出", "poor", "out_of_poverty", "退出核查表、农户签字认可和公告"),
    Step("return", "返贫", "out_of_poverty", "returned", "返贫核查表和县级认定"),
    Step("exit_again", "再次脱贫退出", "returned", "out_of_poverty", "退出核查表、农户签字认可和公告"),
    Step("remove_wrong", "错评清退", "poor", "ordinary", "复核结论和公示记录"),
)
#: Who can be monitored as what (2.15): a sudden hardship can hit any household.
MONITORING_OF_KIND: dict[str, frozenset[str]] = {
    "unstable": frozenset(("out_of_poverty", "returned", "poor")),
    "marginal": frozenset(("ordinary",)),
    "sudden": frozenset(code.code for code in HOUSEHOLD_KIND),
}
#: What proves that a member came or went.
EVIDENCE_OF_REASON: dict[str, str] = {
    "death": "死亡证明或火化登记",
    "married_out": "结婚证或户口迁出证明",
    "settled_abroad": "出国定居证明",
    "imprisoned": "判决书或收监通知",
    "married_in": "结婚证",
    "newborn": "出生医学证明",
    "moved_in": "户口迁入证明",
    "moved_out": "户口迁出证明",
    "split": "分户后的户口簿",
    "military_service": "入伍通知书",
    "adopted": "收养登记证",
    "released": "释放证明",
    "lost_contact": "村委会情况说明",
    "merged": "并户后的户口簿或村民会议记录",
}


def require_evidence(text: str | None, needed: str) -> str:
    """The evidence as written; E-EVIDENCE names what is wanted where nothing was written."""
    if not text or not text.strip():
        raise _refused("E-EVIDENCE", "evidence", "这一步要写明依据。", f"请写{needed}的名称和日期。")
    return text.strip()


def check_monitoring(values: Mapping[str, Any]) -> None:
    """Kind of household and kind of monitoring agree, and a cleared risk says when and how."""
    kind = values.get("monitoring_kind")
    if kind is None:
        return
    if values.get("kind") not in MONITORING_OF_KIND.get(kind, frozenset()):
        raise _refused(
            "E-MONITORING-KIND",
            "monitoring_kind",
            "监测对象类别和户类型对不上。",
            "脱贫户选“脱贫不稳定户”，一般农户选“边缘易致贫户”，突发困难的任何户都可以选第三种。",
        )
    if values.get("risk_cleared") and not (values.get("cleared_month") and values.get("clear_mode")):
        raise _refused(
            "E-CLEARANCE", "cleared_month", "风险已消除的户，要写消除时间和消除方式。", "请补上这两项。"
        )


def check_leaving(reason: str | None, on: date | None, today: date, joined_on: date | None = None) -> None:
    """A member leaves for a reason of the list, on a day that has come and not before joining."""
    if reason not in LEAVING_REASONS:
        raise _refused("E-REASON", "reason", "请选减少的原因。", "死亡、嫁出、迁出、分户等里选一个。")
    if on is None or on > today:
        raise _refused("E-DATE-FUTURE", "on", "减少的日期还没到，或没有填。", "请填实际发生的日期。")
    if joined_on is not None and on < joined_on:
        raise _refused("E-DATE-ORDER", "on", "减少的日期早于进户的日期。", "请对一下两个日期。")


def check_closing(reason: str, on: date | None, today: date) -> None:
    """A household is closed for a reason of the list, on a day that has come."""
    if reason not in HOUSEHOLD_GONE_REASON:
        raise _refused("E-REASON", "reason", "请选销户的原因。", "整户迁出、全户死亡、并入他户等里选一个。")
    if on is None or on > today:
        raise _refused("E-DATE-FUTURE", "on", "销户的日期还没到，或没有填。", "请填实际发生的日期。")


def require_past(on: date | None, today: date, field: str = "on") -> date:
    """The day as told; E-DATE-FUTURE for none and for one to come."""
    if on is None or on > today:
        raise _refused("E-DATE-FUTURE", field, "日期还没到，或没有填。", "请填实际发生的日期。")
    return on


def check_joining(reason: str | None) -> None:
    """A member joins for a reason of the list; None is allowed for the members a household begins with."""
    if reason is not None and (reason not in CHANGE_REASON or reason in LEAVING_REASONS):
        raise _refused("E-REASON", "joined_reason", "请选增加的原因。", "出生、嫁入、迁入、收养等里选一个。")


def check_one_head(relations: Iterable[str | None]) -> None:
    """Exactly one head among the present members (rules 3_02_011, 3_02_012)."""
    heads = sum(1 for relation in relations if relation == "head")
    if heads > 1:
        raise _refused(
            "E-HEADS", "relation", "一户只能有一个户主，现在有两个以上。", "请改其他人与户主的关系。"
        )
    if heads == 0:
        raise _refused("E-NO-HEAD", "relation", "这一户没有户主了。", "请先选好新户主，再办这件事。")


def relation_for(relation: str, sex: str | None) -> str:
    """The relation of the other sex with the same meaning (之岳父 for 之岳母), where the sex asks for it."""
    wanted = SEX_OF_RELATION.get(relation)
    if wanted is None or sex is None or wanted == sex:
        return relation
    return _COUNTERPARTS.get(relation, "other")


def fits_sex(relation: str | None, sex: str | None) -> bool:
    """Whether someone of this sex can stand in this relation; what is not told cannot disagree."""
    wanted = SEX_OF_RELATION.get(relation or "")
    return wanted is None or sex is None or wanted == sex


def relation_label(relation: str | None) -> str:
    """与户主关系 in words."""
    return RELATION.label(relation)


_PAIRS = (
    ("son", "daughter"), ("grandson", "granddaughter"), ("daughters_son", "daughters_daughter"),
    ("father", "mother"), ("wifes_father", "wifes_mother"), ("husbands_father", "husbands_mother"),
    ("grandfather", "grandmother"), ("mothers_father", "mothers_mother"), ("son_in_law", "daughter_in_law"),
    ("great_grandson", "great_granddaughter"), ("nephew", "niece"),
)  # fmt: skip
_COUNTERPARTS = {**dict(_PAIRS), **{b: a for a, b in _PAIRS}}


def _refused(code: str, field: str, sentence: str, way_out: str) -> InvalidInputError:
    return InvalidInputError(code, sentence, fields={field: f"{sentence}{way_out}"}, way_out=way_out)
