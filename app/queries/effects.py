"""What a change set off: which measures and checks of a household answer otherwise than before."""

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.domain.clock import today
from app.domain.vocabulary.grants import VERDICT
from app.models import Household, Person, RuleResult
from app.queries.households import YES
from app.queries.rules_in_force import rules_in_force
from app.queries.scope import Scope
from app.queries.told_apart import told_apart

#: (rule, subject): a verdict such as `M26.verdict.missing`, or a check such as `R17` that fires.
Answers = frozenset[tuple[str, int]]

#: Verdicts whose coming is worth a word; 不符合 is the rest.
_TOLD = ("missing", "wrong", "having", "unknown")

#: Criteria that are good news when they hold.
_MET = ("exit", "guarantee")
#: Kind of rule -> the words before its title when it begins to hold, and when it ceases.
_HOLDS = {
    "check": ("新的疑点：", "疑点不再成立："),
    "quality": ("资料要核对：", "资料对上了："),
    "relapse": ("要看返贫风险：", "返贫风险不再成立："),
    "group": ("要去走访：", "不用再为此走访："),
    "exit": ("退出标准达到：", "退出标准不再达到："),
    "guarantee": ("已有保障：", "保障要再核实："),
}


def open_answers(session: Session, scope: Scope, household_id: int) -> Answers:
    """Everything that measures and checks say about the household now."""
    verdicts = or_(*(RuleResult.rule.like(f"%.verdict.{verdict}") for verdict in _TOLD))
    fires = ~RuleResult.rule.contains(".") & (RuleResult.state == YES)
    rows = session.execute(
        select(RuleResult.rule, RuleResult.subject)
        .join(Household, Household.id == RuleResult.household_id)
        .where(scope.on(Household), Household.id == household_id, RuleResult.until_at.is_(None))
        .where(or_(verdicts, fires))
    )
    return frozenset((rule, subject) for rule, subject in rows)


def say_effects(
    session: Session, scope: Scope, household_id: int, before: Answers, after: Answers
) -> list[tuple[str, str]]:
    """(key, words) of what came and what is settled: `missing`, `wrong`, `having`, `unknown`, `fires`, `settled`."""
    came, went = sorted(after - before), sorted(before - after)
    if not came and not went:
        return []
    rules = rules_in_force(session, today()).catalogue
    people = _names(session, scope, household_id)
    titles = {rule.code: (rule.title, rule.unit) for rule in rules.rules()}

    apart = {
        (t.check, t.person_id): f"{people[t.person_id]}{t.words}"
        for t in told_apart(session, scope, household_id)
    }

    def named(rule: str, subject: int) -> str:
        if (rule, subject) in apart:
            return apart[rule, subject]
        title, unit = titles.get(rule.partition(".")[0], (rule, "household"))
        return f"{title}（{people[subject]}）" if unit == "person" and subject in people else title

    kinds = {code: one.family for code, one in rules.criteria.items()} | dict.fromkeys(
        rules.quality, "quality"
    )
    came.sort(key=lambda one: one not in apart)  # what seems to contradict the hand that typed comes first
    said = [_came(rule, named(rule, subject), kinds.get(rule, "check")) for rule, subject in came]
    touched = {(rule.partition(".")[0], subject) for rule, subject in came}
    return said + [
        ("settled", _went(rule, named(rule, subject), kinds.get(rule, "check")))
        for rule, subject in went
        if (rule.partition(".")[0], subject) not in touched and not rule.endswith((".having", ".unknown"))
    ]


def _came(rule: str, name: str, kind: str) -> tuple[str, str]:
    _, _, verdict = rule.partition(".verdict.")
    if verdict:
        return verdict, f"{name}：{VERDICT.label(verdict)}"
    return ("settled" if kind in _MET else "fires"), _HOLDS[kind][0] + name


def _went(rule: str, name: str, kind: str) -> str:
    _, _, verdict = rule.partition(".verdict.")
    return f"{name}：不再是{VERDICT.label(verdict)}" if verdict else _HOLDS[kind][1] + name


def _names(session: Session, scope: Scope, household_id: int) -> dict[int, str]:
    rows = session.execute(
        select(Person.id, Person.name).where(scope.on(Person), Person.household_id == household_id)
    )
    return dict(rows.all())
