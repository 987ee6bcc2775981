"""Checks as people see them: those that reach into a scope, their drawn households, their rates."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from app.domain.areas import range_of
from app.domain.errors import NotFoundError
from app.domain.survey_form import SurveyForm, approval, unpacked
from app.domain.survey_rates import Asked, ClosedCheck, Rates, from_kept, rates_of
from app.domain.survey_sampling import Stratum
from app.models import Area, Finding, Household, Survey, SurveyCase
from app.queries.rules_in_force import line_on
from app.queries.scope import Scope

PAGE = 50
#: Lists of a check: which households each shows.
GROUPS = ("todo", "asked", "absent", "suspected", "all")
#: The dated standard that a county leaving poverty has to keep, by rate (domain 5.3).
LIMITS = {
    "missed": "missed_rate_most", "wrong_exit": "wrong_exit_rate_most", "approval": "approval_rate_least",
}  # fmt: skip


@dataclass(frozen=True)
class CaseRow:
    """One drawn household; without `household` it is a number of the village's roster."""

    case: SurveyCase
    household: Household | None
    village: str
    finding: str | None
    """Public id of the work order that came of it."""


def list_surveys(session: Session, scope: Scope) -> list[Survey]:
    """Checks of the scope's areas and of those around them, the newest first, at most a hundred."""
    wanted = select(Survey).where(scope.over(Survey)).order_by(Survey.id.desc()).limit(100)
    return list(session.scalars(wanted))


def get_survey(session: Session, scope: Scope, public_id: str) -> Survey:
    """One check that reaches into the scope; NotFoundError for any other."""
    found = session.scalar(select(Survey).where(scope.over(Survey), Survey.public_id == public_id))
    if found is None:
        raise NotFoundError
    return found


def get_case(session: Session, scope: Scope, survey: Survey, public_id: str) -> CaseRow:
    """One drawn household of a check; NotFoundError outside the scope."""
    wanted = _cases(scope, survey).where(SurveyCase.public_id == public_id)
    found = session.execute(wanted).first()
    if found is None:
        raise NotFoundError
    return CaseRow(found[0], found[1], found[2] or "", found[3])


def list_cases(
    session: Session,
    scope: Scope,
    survey: Survey,
    group: str = "all",
    area: str | None = None,
    after: int = 0,
) -> list[CaseRow]:
    """Drawn households of a group in the order of drawing, up to 51: the last tells that there are more."""
    wanted = _cases(scope, survey).where(*_in_group(group), SurveyCase.number > after)
    if area:
        low, high = range_of(area)
        wanted = wanted.where(SurveyCase.area_code >= low, SurveyCase.area_code < high)
    rows = session.execute(wanted.order_by(SurveyCase.number).limit(PAGE + 1))
    return [CaseRow(case, home, village or "", finding) for case, home, village, finding in rows]


def count_cases(session: Session, scope: Scope, survey: Survey) -> dict[str, int]:
    """How many drawn households of the scope stand in each group."""
    counted = {}
    for group in GROUPS:
        wanted = select(func.count()).select_from(SurveyCase)
        wanted = wanted.where(scope.on(SurveyCase), SurveyCase.survey_id == survey.id, *_in_group(group))
        counted[group] = session.scalar(wanted) or 0
    return counted


def _frame_of(survey: Survey) -> dict[Stratum, int]:
    """The frame's size by stratum, as it was drawn from."""
    return {(township, kind): n for township, kind, n, _drawn in survey.strata}


def survey_rates(session: Session, scope: Scope, survey: Survey, form: SurveyForm) -> Rates:
    """The three rates of the whole check; NotFoundError where the scope holds a part of its area only.

    A suspicion that was cleared by proof does not count; one that nobody has judged yet does.
    """
    return rates_of(_asked(session, scope, survey, form), _frame_of(survey))


def last_closed(session: Session, scope: Scope, area: str, year: int, as_of: date) -> ClosedCheck | None:
    """The newest check of exactly this area whose frame is of the year and that was closed by the day.

    A part of a checked area has no rates of its own: the sample was not drawn for it. NotFoundError where the scope
    holds a part of the area only.
    """
    if not scope.covers(area):
        raise NotFoundError
    wanted = select(Survey).where(
        scope.on(Survey), Survey.area_code == area, Survey.state == "closed", Survey.closed_on <= as_of,
        Survey.frame_on.between(date(year, 1, 1), date(year, 12, 31)),
    )  # fmt: skip
    found = session.scalar(wanted.order_by(Survey.closed_on.desc(), Survey.id.desc()).limit(1))
    if found is None or found.result is None or found.closed_on is None:
        return None
    limits = exit_limits(session, scope, found)
    return ClosedCheck(
        found.public_id, found.title, found.frame_on, found.closed_on, from_kept(found.result), limits
    )


def answered_strata(session: Session, scope: Scope, survey: Survey) -> dict[Stratum, int]:
    """Answered questionnaires by stratum."""
    if not scope.covers(survey.area_code):
        raise NotFoundError
    c = SurveyCase
    wanted = select(c.area_code, c.kind, func.count()).where(
        scope.on(c), c.survey_id == survey.id, c.state == "asked"
    )
    found: dict[Stratum, int] = {}
    for village, kind, n in session.execute(wanted.group_by(c.area_code, c.kind).order_by(c.area_code)):
        key = (f"{village[:9]}000", kind)
        found[key] = found.get(key, 0) + n
    return found


def _asked(session: Session, scope: Scope, survey: Survey, form: SurveyForm) -> list[Asked]:
    if not scope.covers(survey.area_code):
        raise NotFoundError
    c = SurveyCase
    wanted = select(c.area_code, c.kind, c.persons, c.suspicion, c.judged, c.answers).where(
        scope.on(c), c.survey_id == survey.id, c.state == "asked"
    )
    return [
        Asked(
            (f"{village[:9]}000", kind), persons or 0, suspicion is not None and judged != "cleared",
            approval(form, unpacked(answers)),
        )
        for village, kind, persons, suspicion, judged, answers in session.execute(wanted.order_by(c.number))
    ]  # fmt: skip


def _cases(scope: Scope, survey: Survey) -> Select[SurveyCase, Household, str, str]:
    return (
        select(SurveyCase, Household, Area.name, Finding.public_id)
        .outerjoin(Household, Household.id == SurveyCase.household_id)
        .outerjoin(Area, Area.code == SurveyCase.area_code)
        .outerjoin(Finding, Finding.id == SurveyCase.finding_id)
        .where(scope.on(SurveyCase), SurveyCase.survey_id == survey.id)
    )


def _in_group(group: str) -> list[ColumnElement[bool]]:
    c = SurveyCase
    if group == "suspected":
        return [c.suspicion.is_not(None)]
    return [] if group == "all" else [c.state == {"todo": "drawn"}.get(group, group)]


def exit_limits(session: Session, scope: Scope, survey: Survey) -> dict[str, int | None]:
    """The official limit of each rate in percent, there and on the day of the frame; None where none is in force."""
    return {name: line_on(session, code, survey.frame_on, survey.area_code) for name, code in LIMITS.items()}
