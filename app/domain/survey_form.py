"""The questionnaire of a check as data (`app/catalogue/surveys`): questions, what answers mean."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.domain.catalogue import Source
from app.domain.catalogue_parser import source_of
from app.domain.errors import InvalidInputError

UNKNOWN = "unknown"
#: What a failing answer makes suspected, by kind of household; others (未脱贫, 返贫) conclude nothing.
SUSPICIONS = {"out_of_poverty": "wrong_exit", "ordinary": "missed", "unlisted": "missed"}


@dataclass(frozen=True, slots=True)
class Option:
    """One answer; `fails` = below the standard, `approves` None = says nothing about approval."""

    value: str
    label: str
    fails: bool = False
    approves: bool | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """`kinds` empty = every household is asked."""

    key: str
    title: str
    hint: str
    options: tuple[Option, ...]
    kinds: tuple[str, ...] = ()
    is_approval: bool = False


@dataclass(frozen=True, slots=True)
class SurveyForm:
    """One edition of the questionnaire, in force from its first day on."""

    code: str
    title: str
    first_day: date
    last_day: date | None
    questions: tuple[Question, ...]
    source: Source

    def asked(self, kind: str) -> tuple[Question, ...]:
        """The questions for a kind of household, in order."""
        return tuple(q for q in self.questions if not q.kinds or kind in q.kinds)


def read_form(raw: Mapping[str, Any]) -> SurveyForm:
    """A questionnaire from its data; CatalogueError without a source, KeyError where a part is missing."""
    questions = tuple(
        Question(
            str(one["key"]), str(one["title"]), str(one.get("hint", "")),
            tuple(
                Option(str(o["value"]), str(o["label"]), bool(o.get("fails")), o.get("approves"))
                for o in one["options"]
            ),
            tuple(one.get("kinds") or ()), bool(one.get("approval")),
        )
        for one in raw["questions"]
    )  # fmt: skip
    code = str(raw["code"])
    return SurveyForm(
        code, str(raw["title"]), raw["first_day"], raw.get("last_day"), questions,
        source_of(raw.get("source"), code),
    )  # fmt: skip


def form_on(forms: Iterable[SurveyForm], day: date) -> SurveyForm | None:
    """The newest edition in force on a day."""
    live = [f for f in forms if f.first_day <= day and (f.last_day is None or day <= f.last_day)]
    return max(live, key=lambda f: f.first_day, default=None)


def check_answers(form: SurveyForm, kind: str, given: Mapping[str, str | None]) -> dict[str, str]:
    """The answers of one household, every asked question answered; E-SURVEY-OPEN names those that are open."""
    answers, missing = {}, {}
    for question in form.asked(kind):
        value = given.get(question.key)
        if value in {option.value for option in question.options}:
            answers[question.key] = str(value)
        else:
            missing[question.key] = "请选一个；没问到的选“没弄清”或“没有回答”。"
    if missing:
        raise InvalidInputError("E-SURVEY-OPEN", f"还有 {len(missing)} 个问题没有选。", fields=missing)
    return answers


def failing(form: SurveyForm, kind: str, answers: Mapping[str, str]) -> tuple[Question, ...]:
    """The questions whose answer is below the standard."""
    return tuple(q for q in form.asked(kind) if (o := _chosen(q, answers)) is not None and o.fails)


def suspicion(form: SurveyForm, kind: str, answers: Mapping[str, str]) -> str | None:
    """missed, wrong_exit or None."""
    return SUSPICIONS.get(kind) if failing(form, kind, answers) else None


def approval(form: SurveyForm, answers: Mapping[str, str]) -> bool | None:
    """Whether the household approves; None where it did not say."""
    found = [o.approves for q in form.questions if q.is_approval and (o := _chosen(q, answers)) is not None]
    return found[0] if found else None


def _chosen(question: Question, answers: Mapping[str, str]) -> Option | None:
    value = answers.get(question.key)
    return next((o for o in question.options if o.value == value), None)


def packed(answers: Mapping[str, str]) -> str:
    """`food=yes water=no`: as it is stored."""
    return " ".join(f"{key}={value}" for key, value in answers.items())


def unpacked(text: str) -> dict[str, str]:
    """The answers of a stored questionnaire."""
    pairs = (part.partition("=") for part in text.split())
    return {key: value for key, _sign, value in pairs}
