"""One drawn household: asked or not met, a suspicion that is answered by proof and judged by somebody else."""

from collections.abc import Mapping

from sqlalchemy import select

from app.domain.clock import today
from app.domain.errors import ConflictError, InvalidInputError, NotAllowedError
from app.domain.survey_form import check_answers, packed, suspicion
from app.domain.vocabulary.surveys import CHECK_CODES
from app.domain.work_orders import MIN_EXPLANATION
from app.models import Assignment, Finding, Survey, SurveyCase
from app.queries.scope import Scope
from app.queries.surveys import CaseRow, get_case, get_survey
from app.services.deadlines import due_after
from app.services.findings import move
from app.services.surveys import form_of
from app.unit_of_work import Work


def record_answers(
    work: Work, scope: Scope, survey_id: str, case_id: str, *, version: int, persons: int | None,
    given: Mapping[str, str | None],
) -> SurveyCase:  # fmt: skip
    """Keep what a household said. E-SURVEY-OPEN names open questions, E-SURVEY-OWN: not by its own officer.

    Until a suspicion is judged the questionnaire may be put right; afterwards it stands.
    """
    survey, row = _open_case(work, scope, survey_id, case_id, version)
    case = row.case
    if case.judged is not None:
        raise InvalidInputError("E-SURVEY-JUDGED", "这一户已经认定过，问卷不能再改。")
    _refuse_own(work, case)
    form = form_of(survey)
    answers = check_answers(form, case.kind, given)
    if not persons or not 1 <= persons <= 30:
        raise InvalidInputError("E-SURVEY-OPEN", "请写家里几口人。", fields={"persons": "请写 1 到 30。"})
    case.state, case.answers, case.persons = "asked", packed(answers), persons
    case.suspicion = suspicion(form, case.kind, answers)
    case.asked_on, case.interviewer_id = today(), work.actor.id
    work.session.flush()
    return case


def record_absence(work: Work, scope: Scope, survey_id: str, case_id: str, *, version: int) -> SurveyCase:
    """Nobody was met; it is not replaced by a neighbour, the weights of its stratum make up for it."""
    _survey, row = _open_case(work, scope, survey_id, case_id, version)
    if row.case.state == "asked":
        raise InvalidInputError("E-SURVEY-ASKED", "这一户已经问过，不能记成没见到人。")
    _refuse_own(work, row.case)
    row.case.state, row.case.asked_on, row.case.interviewer_id = "absent", today(), work.actor.id
    work.session.flush()
    return row.case


def give_proof(
    work: Work, scope: Scope, survey_id: str, case_id: str, *, version: int, words: str
) -> SurveyCase:
    """The place proves that a suspicion is none (申诉举证); photos and papers are attachments of their own topic."""
    _survey, row = _open_case(work, scope, survey_id, case_id, version)
    if row.case.suspicion is None or row.case.judged is not None:
        raise InvalidInputError("E-SURVEY-PROOF", "这一户现在没有等举证的疑似问题。")
    _long_enough(words)
    row.case.proof, row.case.proof_by = words.strip(), work.actor.id
    work.session.flush()
    return row.case


def judge_case(
    work: Work, scope: Scope, survey_id: str, case_id: str, *, version: int, upheld: bool, words: str
) -> SurveyCase:
    """Somebody who neither asked nor proved decides; a suspicion that stands becomes a work order of the household.

    E-OWN-CASE for the interviewer and for who brought the proof.
    """
    if not work.actor.may("survey:run"):
        raise NotAllowedError("survey:run")
    _survey, row = _open_case(work, scope, survey_id, case_id, version)
    case = row.case
    if case.suspicion is None or case.judged is not None:
        raise InvalidInputError("E-SURVEY-JUDGED", "这一户现在没有等认定的疑似问题。")
    if work.actor.id is not None and work.actor.id in (case.interviewer_id, case.proof_by):
        raise InvalidInputError(
            "E-OWN-CASE", "这一户是您自己问的或举证的，不能自己认定。", way_out="请换一个人认定。"
        )
    _long_enough(words)
    case.judged, case.judged_by = ("upheld" if upheld else "cleared"), work.actor.id
    case.judged_words = words.strip()
    if upheld and case.household_id is not None:
        case.finding_id = _work_order(work, case).id
    work.session.flush()
    return case


def _work_order(work: Work, case: SurveyCase) -> Finding:
    """A suspicion like any other: handed out, answered by the village, reviewed, closed."""
    assert case.household_id is not None and case.suspicion is not None
    order = Finding(
        check_code=CHECK_CODES[case.suspicion], household_id=case.household_id, area_code=case.area_code,
        severity="hard", fact_key=f"survey:{case.public_id}", state="new", found_on=today(), last_seen_on=today(),
        due_on=due_after(work.session, "finding_hand_out_days", today(), case.area_code),
    )  # fmt: skip
    work.session.add(order)
    work.session.flush()
    move(work, order, "new", f"入户抽查认定：{case.judged_words}")
    return order


def _open_case(
    work: Work, scope: Scope, survey_id: str, case_id: str, version: int
) -> tuple[Survey, CaseRow]:
    if not work.actor.may("survey:answer"):
        raise NotAllowedError("survey:answer")
    survey = get_survey(work.session, scope, survey_id)
    row = get_case(work.session, scope, survey, case_id)
    if survey.state != "open":
        raise InvalidInputError("E-SURVEY-STATE", "这次抽查已经提出结束，不能再记。")
    if row.case.version != version:
        raise ConflictError("这一户刚才被别人记过。", current=row.case)
    return survey, row


def _refuse_own(work: Work, case: SurveyCase) -> None:
    """Who helps a household does not ask it whether the help was right."""
    a = Assignment
    charge = select(a.id).where(
        a.user_id == work.actor.id, a.household_id == case.household_id, a.to_on.is_(None)
    )
    if case.household_id is not None and work.session.scalar(charge) is not None:
        raise InvalidInputError(
            "E-SURVEY-OWN", "这一户是您自己帮扶的，不能由您来问。", way_out="请换一个人入户。"
        )


def _long_enough(words: str) -> None:
    if len("".join(words.split())) < MIN_EXPLANATION:
        sentence = f"请写清楚，至少 {MIN_EXPLANATION} 个字。"
        raise InvalidInputError("E-WORDS", "写得太短，没有记。", fields={"words": sentence})
