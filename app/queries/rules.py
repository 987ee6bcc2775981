"""One household against all measures and checks, with reasons: what the page, the command and the printout show."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.domain.catalogue import Amount, Check, Criterion, Measure
from app.domain.condition_words import number, say
from app.domain.conditions import FACTOR_SCALE, Group, Quantified
from app.domain.errors import NotFoundError
from app.domain.exclusions import double_condition
from app.domain.facts import MEMBERS, Subject
from app.domain.turning import Around, best_questions, cheapest_change
from app.domain.verdicts import ORDER, shown, verdict
from app.domain.vocabulary.bureaus import OFFICE
from app.domain.vocabulary.findings import SEVERITY
from app.models import Household, Person
from app.queries.days import Days
from app.queries.explain_statements import Answers, amount_name, answers_of
from app.queries.explanations import Explainer, Explanation
from app.queries.proposals import proposal_of
from app.queries.provenance import Provenance
from app.queries.rule_answers import CheckAnswer, CriterionAnswer, HouseholdAnswers, MeasureAnswer, Question
from app.queries.rules_in_force import RulesInForce, rules_in_force
from app.queries.scope import Scope, unscoped

_CONFIDENCE = {"confirmed": "", "common_knowledge": "（通行做法）", "placeholder": "（待客户文件确认）"}


def household_measures(
    session: Session, scope: Scope, household_id: int, as_of: date
) -> tuple[MeasureAnswer, ...]:
    """Every measure in force for the household and each present member. NotFoundError outside the scope."""
    return household_answers(session, scope, household_id, as_of).measures


def household_answers(
    session: Session, scope: Scope, household_id: int, as_of: date, event_id: int | None = None
) -> HouseholdAnswers:
    """Measures and checks with reasons, by the rules of `as_of`; with `event_id` from what was known after it.

    A bureau's staff sees the rules of its own bureau. NotFoundError outside the scope.
    """
    found = session.execute(
        select(Household.id, Household.area_code).where(scope.on(Household), Household.id == household_id)
    ).first()
    if found is None:
        raise NotFoundError()
    with unscoped("one household that the scope has let through, with keys it shares with others"):
        rules = rules_in_force(session, as_of)
        rows = answers_of(rules, session, household_id, as_of, event_id)
        origins = Provenance(session, household_id, found.area_code, as_of, event_id)
        explainer = _explainer(session, rules, rows, household_id, found.area_code, as_of, origins)
        people = {p.id: p.public_id for p in session.scalars(_people(household_id))}
    book = _Book(rules, explainer, rows, people)
    measures = [a for m in rules.catalogue.measures.values() if _may(scope, m) for a in book.measures(m)]
    checks = [a for c in rules.catalogue.checks.values() if _may(scope, c) for a in book.checks(c)]
    criteria = [a for c in rules.catalogue.criteria.values() if _may(scope, c) for a in book.criteria(c)]
    measures.sort(key=lambda a: ORDER.index(a.verdict))
    members = len(rows["person"])
    proposal = None if scope.bureaus is not None else proposal_of(rules.catalogue, measures, members)
    return HouseholdAnswers(
        household_id,
        as_of,
        tuple(measures),
        tuple(checks),
        _next_question(measures),
        tuple(criteria),
        proposal,
    )


def _may(scope: Scope, rule: Measure | Check | Criterion) -> bool:
    return scope.bureaus is None or rule.bureau in scope.bureaus


def _people(household_id: int) -> Select[Person]:
    return select(Person).where(Person.household_id == household_id).order_by(Person.id)


def _explainer(
    session: Session,
    rules: RulesInForce,
    rows: dict[Subject, list[Answers]],
    household_id: int,
    area: str,
    as_of: date,
    origins: Provenance,
) -> Explainer:
    members, home = rows["person"], rows["household"]
    names = {person.id: person.name for person in session.scalars(_people(household_id))}
    return Explainer(
        origins,
        rules.titles,
        rules.catalogue.standards,
        names,
        {member.id: member for member in members},
        area,
        as_of,
        Days(as_of).income_day.value or as_of,
        home[0] if home else None,
    )


@dataclass(frozen=True)
class _Book:
    """Writes the answers of one household, rule by rule."""

    rules: RulesInForce
    explainer: Explainer
    rows: dict[Subject, list[Answers]]
    public_ids: dict[int, str]

    def measures(self, measure: Measure) -> list[MeasureAnswer]:
        found = []
        for about in self.rows.get(measure.unit, []):
            person = about.id if measure.unit == "person" else None
            should, has = about.answer(measure.condition), about.answer(measure.has)
            yearly: int | None = about.row[amount_name(measure)]
            against = self._against(measure, about)
            unknown = self.explainer.missing(measure.condition, about, person)
            unknown += (
                self.explainer.missing(measure.has, about, person)
                if should is not None or has is None
                else ()
            )
            found.append(
                MeasureAnswer(
                    *self._common(measure, about, person),
                    missing=tuple(dict.fromkeys(unknown)),
                    clause=self._clause(measure),
                    has=has,
                    verdict=shown(should, has, double=bool(against), claim=measure.claim),
                    counted=verdict(should, has, measure.claim),
                    amount=_amount(measure.amounts, about, yearly),
                    yearly_fen=yearly,
                    against=against,
                    documents=measure.documents,
                    why_has=Explanation(self.explainer, measure.has, about, person),
                    changes=self._changes(measure, about) if should is False else (),
                )
            )
        return found

    def _changes(self, measure: Measure, about: Answers) -> tuple[str, ...]:
        """What would have to be otherwise before it is due, as sentences; nothing where nobody can change it."""
        found = cheapest_change(measure.condition, True, about.answer, self._inside)
        said = []
        for change in found or ():
            words = say(change.leaf, self.rules.titles)
            who = self.explainer.names.get(change.who, "") if change.who is not None else ""
            said.append(f"{who}{'：' if who else ''}{words if change.to else f'不再是“{words}”'}")
        return tuple(said)

    def _inside(self, question: Quantified) -> Sequence[Around]:
        """The members, or the household itself, with their own answers."""
        if question.over == MEMBERS:
            return [Around(m.id, m.answer) for m in self.rows["person"]]
        return [Around(None, home.answer) for home in self.rows["household"]]

    def _against(self, measure: Measure, about: Answers) -> tuple[str, ...]:
        """Titles of the exclusions that the subject offends by having this measure."""
        double = double_condition(measure, self.rules.catalogue)
        parts = double.parts if double is not None else ()
        return tuple(p.title or "" for p in parts if isinstance(p, Group) and about.answer(p))

    def checks(self, check: Check) -> list[CheckAnswer]:
        found = []
        for about in self.rows.get(check.unit, []):
            person = about.id if check.unit == "person" else None
            found.append(
                CheckAnswer(
                    *self._common(check, about, person),
                    missing=self.explainer.missing(check.condition, about, person),
                    clause=self._clause(check),
                    severity=SEVERITY.label(check.severity),
                    tolerance=check.tolerance,
                    advice=check.advice,
                )
            )
        return found

    def criteria(self, criterion: Criterion) -> list[CriterionAnswer]:
        found = []
        for about in self.rows.get(criterion.unit, []):
            person = about.id if criterion.unit == "person" else None
            found.append(
                CriterionAnswer(
                    *self._common(criterion, about, person),
                    missing=self.explainer.missing(criterion.condition, about, person),
                    clause=self._clause(criterion),
                    family=criterion.family,
                    aspect=criterion.aspect,
                    advice=criterion.advice,
                )
            )
        return found

    def _common(
        self, rule: Measure | Check | Criterion, about: Answers, person: int | None
    ) -> tuple[str, str, Subject, str, int, str, str, bool | None, Explanation]:
        name = "" if person is None else self.explainer.names.get(person, "")
        return (
            rule.code, rule.title, rule.unit, OFFICE.label(rule.bureau), about.id, name,
            "h" if person is None else self.public_ids.get(person, ""),
            about.answer(rule.condition), Explanation(self.explainer, rule.condition, about, person),
        )  # fmt: skip

    def _clause(self, rule: Measure | Check | Criterion) -> str:
        source, version = rule.source, self.rules.versions[rule.code]
        words = [source.document, source.clause, _CONFIDENCE[source.confidence]]
        since = f"，{version.first_on} 起" if version.first_on else ""
        return f"依据：{' '.join(w for w in words if w)}。规则 {rule.code} 第 {version.number} 版{since}。"


def _amount(amounts: tuple[Amount, ...], about: Answers, yearly_fen: int | None) -> str:
    """What is paid: the first case that holds; all cases where it cannot be told which."""
    possible: list[Amount] = []
    for one in amounts:
        holds = True if one.when is None else about.answer(one.when)
        if holds is not False:
            possible.append(one)
        if holds:
            break
    return " 或 ".join(_said(one, yearly_fen) for one in possible)


def _said(one: Amount, yearly_fen: int | None) -> str:
    """A plain figure as it is written; one reckoned out, by what it makes in a year if it makes anything."""
    if one.value_fen is not None and one.each is None and one.minus is None and one.factor == FACTOR_SCALE:
        return f"{number(one.value_fen, 2)} 元 {one.words}".strip()
    if one.is_counted and yearly_fen:
        words = "" if one.per == "once" else "一年"
        return f"{words}约 {number(yearly_fen, 2)} 元 {one.words}".strip()
    return one.words


def _next_question(measures: list[MeasureAnswer]) -> Question | None:
    """The one or two askable details that settle most unknown measures; without any, those that most lack."""
    open_ = [m for m in measures if m.verdict == "unknown" and any(d.askable for d in m.missing)]
    settleable = [frozenset(m.missing) for m in open_ if all(d.askable for d in m.missing)]
    lacking = [frozenset(d for d in m.missing if d.askable) for m in open_]
    chosen = best_questions(settleable) or best_questions(lacking)
    if not chosen:
        return None
    titles = [m.title for m in open_ if set(m.missing) & set(chosen)]
    also = chosen[1] if len(chosen) > 1 else None
    return Question(chosen[0], also, len(titles), tuple(dict.fromkeys(titles)))
